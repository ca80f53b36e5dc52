"""What every face answers while the installation is locked. This process has no keys and no database."""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from kinline.accounts.choices import Language

_STYLE = "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:38rem;margin:0 auto;padding:1.5rem}h1{font-size:1.5rem}"
_FOR_MACHINES = os.environ.get("KINLINE_FACE") == "api"
_PAGE = """<!doctype html>
<html lang="uk">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex, nofollow">
  <meta name="color-scheme" content="light">
  <title>{}</title>
  <style>{}</style>
</head>
<body><main>{}</main></body>
</html>
"""


def closed_page() -> str:
    """The page, in every language one below the other: nobody is asked for theirs."""
    parts = []
    for language in Language:
        with translation.override(language.value):
            told = (
                language.value,
                _("Closed for now"),
                _("Please come back later. Questions that we have confirmed with a number are safe."),
                _("We never ask for money."),
            )
        parts.append(told)
    titles = " · ".join(title for _language, title, *_rest in parts)
    body = format_html_join("\n", '<section lang="{}"><h1>{}</h1><p>{}</p><p>{}</p></section>', parts)
    return format_html(_PAGE, titles, _STYLE, body)


def closed_problem() -> str:
    """The same for machines, in the shape of all their refusals."""
    return json.dumps({"code": "closed", "message": "Closed for now. Come back later.", "faults": []})


def _made() -> bytes:
    if not settings.configured:
        settings.configure(
            USE_I18N=True,
            LANGUAGE_CODE=Language.UKRAINIAN.value,
            LANGUAGES=[(language.value, language.value) for language in Language],
            LOCALE_PATHS=[Path(__file__).parent / "locale"],
            LOGGING_CONFIG=None,
        )
        django.setup()
    return (closed_problem() if _FOR_MACHINES else closed_page()).encode()


def _application() -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    page = _made()
    style = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    headers = [
        ("Content-Type", "application/json" if _FOR_MACHINES else "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", "no-store"),
        ("Retry-After", "3600"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex, nofollow, noarchive"),
        ("X-Content-Type-Options", "nosniff"),
        (
            "Content-Security-Policy",
            f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'",
        ),
    ]

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("503 Service Unavailable", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [page]

    return application


application = _application()
