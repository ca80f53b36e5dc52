"""Django's settings, made from the installation's home."""

import os
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kinline.accounts.choices import Language
from kinline.config.faces import Face, face_settings
from kinline.config.home import Home, secret_in

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
    "kinline.faces.desk.comparisons",
    "kinline.faces.desk.registry",
    "kinline.faces.desk.notices",
    "kinline.faces.desk.imports",
]

FACE: Face = "portal" if os.environ.get("KINLINE_FACE") == "portal" else "desk"
if FACE == "portal":
    # Nobody signs in at the portal, and allauth would refuse to start without its middleware there.
    _OF_STAFF = ("allauth", "axes", "kinline.faces.desk")
    INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith(_OF_STAFF)]
globals().update(face_settings(FACE, HOME))

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
                *(["kinline.faces.desk.navigation.rail"] if FACE == "desk" else []),
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
ACCOUNT_ADAPTER = "kinline.faces.desk.accounts.adapters.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # they count in each process's memory and by name; ours count in the database
MFA_ADAPTER = "kinline.faces.desk.accounts.adapters.SealingAdapter"
MFA_FORMS = {"authenticate": "kinline.faces.desk.accounts.forms.SecondFactorForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # passkeys: add "webauthn" and route its pages
MFA_TOTP_ISSUER = "Kinline"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones drift

# Guessing is slowed down for a name together with an address: nobody locks a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit tells who came in
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "kinline.faces.desk.accounts.guessing.name_tried"
AXES_CLIENT_IP_CALLABLE = "kinline.faces.desk.accounts.guessing.address_tried"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "password", "csrfmiddlewaretoken"]
AXES_LOCKOUT_TEMPLATE = "desk/accounts/locked_out.html"
#: Addresses of web servers in front, whose word about the caller's address is taken.
TRUSTED_PROXIES = HOME.serve.get("trusted_proxies", [])

# Security.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HOME.serve.get("https") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
IMPORT_LARGEST_BYTES = 200_000_000
FILE_UPLOAD_HANDLERS = [
    "kinline.exchange.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: How many inquiries one address may send to the portal.
SUBMISSIONS_AN_HOUR = int(HOME.portal.get("submissions_an_hour", 60))

SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # what holds for the operator's other subdomains is not ours to say
    "security.W008",  # the web server in front ends TLS and redirects to it; from it to us there is none
    "security.W021",  # nor is a place in browsers' preload list
    *(["security.W003"] if FACE == "portal" else []),  # it has a subclass of that middleware
]

# Mail. The demonstration sends none: what it would send lies in its home.
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend"
    if MODE == "demo"
    else "kinline.notices.channels.smtp.DiscreetBackend"
)
EMAIL_FILE_PATH = HOME.path / "mail-not-sent"
EMAIL_HOST = HOME.mail.get("host", "127.0.0.1")
EMAIL_PORT = HOME.mail.get("port", 25)
EMAIL_HOST_USER = HOME.mail.get("user", "")
EMAIL_HOST_PASSWORD = secret_in(HOME.mail.get("password_file", ""))
EMAIL_USE_TLS = HOME.mail.get("tls") == "starttls"
EMAIL_USE_SSL = HOME.mail.get("tls") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = HOME.mail.get("sender", "kinline@localhost")

# Log lines name routes and identifiers of rows, never what a person wrote.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kinline.config.logs.WordlessFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"kinline": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
