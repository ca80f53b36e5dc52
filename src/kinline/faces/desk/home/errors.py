"""What went wrong at the desk, in its own look and language."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from kinline.faces.desk.unsent import page_above, send_again, typed_in


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """400: too long, cut off on the way, or not meant for us. Django's own page reads the form once more, and fails."""
    return render(request, "desk/home/unreadable.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return render(request, "desk/home/forbidden.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return render(request, "desk/home/not_found.html", status=HTTPStatus.NOT_FOUND)


def only_sent(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """405 in words: this address only takes what a page sends. Leads to the page that it belongs to."""
    page = render(request, "desk/home/only_sent.html", {"page": page_above(request.path)}, status=405)
    page["Allow"] = refused["Allow"]
    return page


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """403: the page is older than the sign-in, or the browser keeps no cookies. What was typed stands on the answer.

    It can be sent again only if the browser says that it came from a page of ours: else a stranger's page could have
    filled it in, and one click here would do what it wants.
    """
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin" and request.user.is_authenticated
    typed = typed_in(request) if ours else None
    page = request.get_full_path() if typed else page_above(request.path + "x")
    return send_again(request, page=page, typed=typed, status=HTTPStatus.FORBIDDEN)


def broken(_request: HttpRequest) -> HttpResponse:
    """500. The page asks nothing of the database, which may be what is broken."""
    return HttpResponse(render_to_string("desk/home/broken.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
