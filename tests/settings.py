"""Settings for tests: a home of their own, an empty one; a database that is made and dropped."""

import os
import tempfile

os.environ["KINLINE_HOME"] = tempfile.mkdtemp(prefix="kinline-tests-")

from kinline.config.settings import *  # noqa: F403  # the home must be named before they are read

STATIC_ROOT.mkdir()  # noqa: F405  # whitenoise warns where there is none
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class Undefined(str):
    """What Django puts where a template's variable is not defined."""

    __slots__ = ()

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"A template says {name!r}, and nobody defines it.")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]  # noqa: F405  # a dict of dicts
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 would cost seconds a test

if postgres := os.environ.get("KINLINE_TEST_POSTGRES"):
    user, _, host = postgres.rpartition("@")
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "kinline",
            "USER": user,
            "HOST": host,
        }
    }
