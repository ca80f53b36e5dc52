"""What went wrong at the desk, in its own look and language."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return render(request, "desk/home/forbidden.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return render(request, "desk/home/not_found.html", status=HTTPStatus.NOT_FOUND)


def broken(_request: HttpRequest) -> HttpResponse:
    """500. The page asks nothing of the database, which may be what is broken."""
    return HttpResponse(render_to_string("desk/home/broken.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
