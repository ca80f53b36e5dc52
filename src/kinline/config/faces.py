"""What differs between the faces: URLs, cookies, middleware, policy. One process serves one face."""

from typing import Any, Literal

from csp.constants import NONE, SELF

from kinline.config.home import Home

Face = Literal["portal", "desk"]

_COMMON = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # for browsers older than frame-ancestors
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]


def face_settings(face: Face, home: Home) -> dict[str, Any]:
    """Django settings of one face."""
    table = home.portal if face == "portal" else home.desk
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
    if face == "portal":
        # Leaving is a POST that redirects: the browser checks the target against form-action too.
        policy["form-action"] = [SELF, "/".join(leave.split("/")[:3])]
        csrf = middleware.index("django.middleware.csrf.CsrfViewMiddleware")
        middleware[csrf] = "kinline.faces.portal.middleware.NoReferrerCsrfMiddleware"
        # Above all but static files, so that redirects and refusals of the others carry its headers too.
        middleware.insert(2, "kinline.faces.portal.middleware.PrivacyMiddleware")
    else:
        middleware += [
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "kinline.faces.desk.middleware.StaffMiddleware",
            "axes.middleware.AxesMiddleware",
        ]
    return {
        "FACE": face,
        "EXIT_URL": leave,
        "ROOT_URLCONF": f"kinline.config.urls_{face}",
        "MIDDLEWARE": middleware,
        "ALLOWED_HOSTS": table.get("hosts", ["localhost", "127.0.0.1"]),
        "SESSION_COOKIE_NAME": f"{prefix}kin_{face}",
        "CSRF_COOKIE_NAME": f"{prefix}kin_{face}_csrf",
        "CSRF_FAILURE_VIEW": (
            "kinline.faces.portal.views.errors.form_expired"
            if face == "portal"
            else "django.views.csrf.csrf_failure"
        ),
        "LANGUAGE_COOKIE_NAME": f"kin_{face}_language",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "LANGUAGE_COOKIE_SECURE": https,
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        # A family's half-finished answers live this long; a member of staff works a day.
        "SESSION_COOKIE_AGE": 2 * 3600 if face == "portal" else 10 * 3600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        # Nothing on a family's device outlives its browser window.
        "CSRF_COOKIE_AGE": None,
        "LANGUAGE_COOKIE_AGE": None,
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": policy},
    }
