"""What went wrong, in words that blame nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """400: too long, cut off on the way, or not meant for us."""
    return render(request, "portal/errors/unreadable.html", status=400)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """403: the page was open too long, or the browser keeps no cookies."""
    return render(request, "portal/errors/form_expired.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return render(request, "portal/errors/not_found.html", status=404)


def broken(_request: HttpRequest) -> HttpResponse:
    """500. The page asks nothing of the database, which may be what is broken."""
    return HttpResponse(render_to_string("portal/errors/broken.html"), status=500)
