"""The least that the gallery needs: no database, no accounts."""

from pathlib import Path

SECRET_KEY = "invented, for the gallery only"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "tests.design.gallery.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "kinline.design"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "csp.middleware.CSPMiddleware",
]
# As strict as the product's own, so that an inline style or script shows in the console.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {"default-src": ["'self'"], "form-action": ["'self'"], "frame-ancestors": ["'none'"]}
}
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
FORM_RENDERER = "kinline.design.forms.Renderer"
LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", "Ukrainian"), ("ru", "Russian"), ("en", "English")]
USE_TZ = True
STATIC_URL = "/static/"
