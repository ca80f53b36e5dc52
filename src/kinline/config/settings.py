"""Django's settings, made from the installation's home."""

import os
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kinline.accounts.choices import Language
from kinline.config.faces import Face, face_settings
from kinline.config.home import Home, secret_in
from kinline.config.logs import LINE, log_format

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
    "kinline.evidence",
    "kinline.registry",
    "kinline.suggestions",
    "kinline.inquiries",
    "kinline.calls",
    "kinline.exchange",
    "kinline.duties",
    "kinline.erasure",
    "kinline.design",
    "kinline.faces.portal",
    "kinline.faces.api",
    "kinline.faces.desk",
    "kinline.faces.desk.accounts",
    "kinline.faces.desk.home",
    "kinline.faces.desk.calls",
    "kinline.faces.desk.inquiries",
    "kinline.faces.desk.comparisons",
    "kinline.faces.desk.registry",
    "kinline.faces.desk.photographs",
    "kinline.faces.desk.notices",
    "kinline.faces.desk.imports",
    "kinline.faces.desk.forwarding",
    "kinline.faces.desk.machines",
    "kinline.faces.desk.duties",
    "kinline.faces.desk.erasures",
]

_SAID_FACES: dict[str | None, Face] = {"portal": "portal", "api": "api"}
FACE: Face = _SAID_FACES.get(os.environ.get("KINLINE_FACE"), "desk")
if FACE != "desk":
    # Nobody signs in at the others, and allauth would refuse to start without its middleware there.
    _FACES = {f"kinline.faces.{face}" for face in ("portal", "desk", "api") if face != FACE}
    _NOT_ITS_OWN = ("allauth", "axes", *_FACES)
    INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith(_NOT_ITS_OWN)]
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
MFA_FORMS = {
    "authenticate": "kinline.faces.desk.accounts.forms.SecondFactorForm",
    "authenticate_webauthn": "kinline.faces.desk.accounts.forms.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Kinline"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones drift

# Guessing is slowed down for a name together with an address, or with a browser that is known. See
# faces/desk/accounts/guessing.py, which counts the rest.
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
DATA_UPLOAD_MAX_NUMBER_FILES = 10  # a form has one, or three photographs
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
IMPORT_LARGEST_BYTES = 200_000_000
#: How many inquiries one address may send to the portal.
SUBMISSIONS_AN_HOUR = int(HOME.portal.get("submissions_an_hour", 60))

SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # what holds for the operator's other subdomains is not ours to say
    "security.W008",  # the web server in front ends TLS and redirects to it; from it to us there is none
    "security.W021",  # nor is a place in browsers' preload list
    *(
        ["security.W003"] if FACE != "desk" else []
    ),  # the portal has a subclass of that middleware, machines no cookies
    *(["security.W002"] if FACE == "api" else []),  # it has no page that could stand in a frame
]

# The demonstration sends nothing: what it would send lies here, sealed.
NOT_SENT = HOME.path / "not-sent" if MODE == "demo" else None

# Mail.
EMAIL_BACKEND = (
    "kinline.notices.channels.unsent.SealingBackend"
    if MODE == "demo"
    else "kinline.notices.channels.smtp.DiscreetBackend"
)
EMAIL_HOST = HOME.mail.get("host", "127.0.0.1")
EMAIL_PORT = HOME.mail.get("port", 25)
EMAIL_HOST_USER = HOME.mail.get("user", "")
EMAIL_HOST_PASSWORD = secret_in(HOME.mail.get("password_file", ""))
EMAIL_USE_TLS = HOME.mail.get("tls") == "starttls"
EMAIL_USE_SSL = HOME.mail.get("tls") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = HOME.mail.get("sender", "kinline@localhost")

# Text messages, through a provider's signed HTTP hook.
SMS_URL = HOME.sms.get("url", "") if MODE != "demo" else ""
SMS_SECRET = HOME.sms_secret() if SMS_URL else b""

# Figures for Prometheus, for whoever brings this.
METRICS_TOKEN = secret_in(HOME.metrics.get("token_file", ""))

# Log lines name routes and identifiers of rows, never what a person wrote.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kinline.config.logs.WordlessFormatter",
            "format": LINE,
            "style": "{",
        },
        "json": {"()": "kinline.config.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": log_format(HOME)}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"kinline": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
