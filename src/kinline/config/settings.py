"""Django's settings, made from the installation's home."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kinline.accounts.choices import Language
from kinline.config.faces import face_settings
from kinline.config.home import Home

SOURCE = Path(__file__).resolve().parent.parent

HOME = Home.here()
MODE = HOME.mode
KEYS = HOME.keys()
SECRET_KEY = KEYS.signing
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "kinline.audit",
    "kinline.accounts",
    "kinline.notices",
    "kinline.registry",
    "kinline.suggestions",
    "kinline.inquiries",
    "kinline.calls",
    "kinline.exchange",
    "kinline.design",
    "kinline.faces.portal",
    "kinline.faces.desk",
    "kinline.faces.desk.accounts",
    "kinline.faces.desk.home",
    "kinline.faces.desk.calls",
    "kinline.faces.desk.inquiries",
]

globals().update(face_settings("portal" if os.environ.get("KINLINE_FACE") == "portal" else "desk", HOME))

WSGI_APPLICATION = "kinline.config.wsgi.application"
DATABASES = HOME.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "kinline.faces.context.face",
            ],
        },
    }
]
FORM_RENDERER = "kinline.design.forms.Renderer"

# Languages and time.
LANGUAGE_CODE = "uk"
LANGUAGES = [(language.value, _(language.label)) for language in Language]
LOCALE_PATHS = [SOURCE / "config" / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Kyiv"

# Static files.
STATIC_URL = "/static/"
STATIC_ROOT = HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Sessions, messages, cache.
SESSION_ENGINE = "kinline.vault.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Who comes in at the desk.
AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kinline"

# Security.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HOME.serve.get("https") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# Mail.
EMAIL_HOST = HOME.mail.get("host", "127.0.0.1")
EMAIL_PORT = HOME.mail.get("port", 25)
EMAIL_HOST_USER = HOME.mail.get("user", "")
EMAIL_HOST_PASSWORD = (
    Path(HOME.mail["password_file"]).read_text().strip() if HOME.mail.get("password_file") else ""
)
EMAIL_USE_TLS = HOME.mail.get("tls") == "starttls"
EMAIL_USE_SSL = HOME.mail.get("tls") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = HOME.mail.get("sender", "kinline@localhost")

# Log lines name routes and identifiers of rows, never what a person wrote.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"kinline": {"level": "INFO"}},
}
