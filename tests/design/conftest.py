"""The design's own catalogues, compiled into place as the build does it."""

import os
from pathlib import Path

import polib
import pytest
from django.template.backends.django import DjangoTemplates
from django.utils.translation import trans_real

import kinline.design

CATALOGUES = sorted(Path(kinline.design.__file__).parent.glob("locale/*/LC_MESSAGES/django.po"))


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues():
    for path in CATALOGUES:
        draft = path.with_name(f"django.{os.getpid()}.draft")
        polib.pofile(str(path)).save_as_mofile(str(draft))
        draft.replace(path.with_suffix(".mo"))
    trans_real._translations.clear()


@pytest.fixture
def draw(rf):
    """Draws template source as a view would, without the project's own context processors."""
    engine = DjangoTemplates(
        {
            "NAME": "design",
            "DIRS": [],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    )

    def draw(source, address="/", user=None, **context):
        request = rf.get(address)
        request.user = user
        return engine.from_string(source).render(context, request)

    return draw
