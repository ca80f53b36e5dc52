"""What differs between the faces: URLs, cookies, middleware, policy. One process serves one face."""

from typing import Any, Literal

from csp.constants import NONE, SELF

from kinline.config.home import Home

Face = Literal["portal", "desk", "api"]

_COMMON = [
    "kinline.faces.counting.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # for browsers older than frame-ancestors
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

#: Machines bring a key each time: no sessions, no cookies, no forms, no pages.
_OF_MACHINES = [
    "kinline.faces.counting.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kinline.faces.api.middleware.AnswersMiddleware",
    "kinline.faces.uploads.UploadsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]


def face_settings(face: Face, home: Home) -> dict[str, Any]:
    """Django settings of one face."""
    table: dict[str, Any] = getattr(home, face)
    https = bool(home.serve.get("https", False))
    prefix = "__Host-" if https else ""
    leave = home.portal.get("exit_url", "https://www.wikipedia.org/")
    policy: dict[str, Any] = {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
    middleware = list(_COMMON)
    # Django's own write what is large into temporary files, in the clear.
    upload_handlers = ["kinline.evidence.uploads.PhotographUploadHandler"]
    if face == "portal":
        # Leaving is a POST that redirects: the browser checks the target against form-action too.
        policy["form-action"] = [SELF, "/".join(leave.split("/")[:3])]
        csrf = middleware.index("django.middleware.csrf.CsrfViewMiddleware")
        middleware[csrf] = "kinline.faces.portal.middleware.NoReferrerCsrfMiddleware"
        # Above all but static files, so that redirects and refusals of the others carry its headers too.
        middleware.insert(3, "kinline.faces.portal.middleware.PrivacyMiddleware")
    elif face == "api":
        middleware = list(_OF_MACHINES)
        upload_handlers = ["kinline.faces.api.uploads.MachinesUploadHandler"]
    else:
        upload_handlers.append("kinline.faces.desk.imports.uploads.ColleaguesUploadHandler")
        middleware += [
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "kinline.faces.desk.middleware.StaffMiddleware",
            "kinline.faces.uploads.UploadsMiddleware",
            "axes.middleware.AxesMiddleware",
        ]
    return {
        "FACE": face,
        "EXIT_URL": leave,
        "ROOT_URLCONF": f"kinline.config.urls_{face}",
        "MIDDLEWARE": middleware,
        "FILE_UPLOAD_HANDLERS": upload_handlers,
        "ALLOWED_HOSTS": table.get("hosts", ["localhost", "127.0.0.1"]),
        "SESSION_COOKIE_NAME": f"{prefix}kin_{face}",
        "CSRF_COOKIE_NAME": f"{prefix}kin_{face}_csrf",
        "CSRF_FAILURE_VIEW": (
            "kinline.faces.portal.views.errors.form_expired"
            if face == "portal"
            else "kinline.faces.desk.home.errors.form_expired"
        ),
        "LANGUAGE_COOKIE_NAME": f"kin_{face}_language",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "LANGUAGE_COOKIE_SECURE": https,
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        # A family's half-finished answers live this long; a desk that nobody uses closes sooner.
        "SESSION_COOKIE_AGE": 2 * 3600 if face == "portal" else home.idle_minutes() * 60,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        # Nothing on a family's device outlives its browser window.
        "CSRF_COOKIE_AGE": None,
        "LANGUAGE_COOKIE_AGE": None,
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": policy},
    }
