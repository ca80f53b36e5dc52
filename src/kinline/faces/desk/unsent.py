"""What was typed into a page that could not be taken any more: it is shown once more, to be sent again."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from kinline.accounts.queries import Staff
from kinline.accounts.sessions import owner_of_ended

#: What is typed there is for one use, or for nobody's eyes. A form that has one of these is not sent round again.
_NEVER_KEPT = {"password", "old", "new", "again", "code", "credential", "pin"}
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # the name of a field
MOST_KEPT = 100_000
_UNSENT = "unsent"


def typed_in(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Names and values of a form; None if it is too large, has files, or has what is never kept."""
    if request.FILES or _NEVER_KEPT & set(request.POST):
        return None
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name != _TOKEN]
    return typed if sum(len(value) for _name, value in typed) <= MOST_KEPT else None


def keep_for_owner(request: HttpRequest) -> None:
    """Keep, sealed, what came with a session that ran out, until its owner signs in again in this browser.

    Nothing is kept where the session is not known any more: the worker deletes it within an hour.
    """
    owner = owner_of_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    typed = typed_in(request)
    if owner and typed:
        request.session[_UNSENT] = {"owner": owner, "page": request.get_full_path(), "typed": typed}


def bring_back(request: HttpRequest, staff: Staff) -> HttpResponse | None:
    """The page with what `staff` typed before the session ran out, once; None if there is nothing of theirs."""
    kept = request.session.pop(_UNSENT, None)
    if not kept or kept["owner"] != staff.pk:
        return None
    return send_again(request, page=kept["page"], typed=kept["typed"])


def send_again(request: HttpRequest, *, page: str, typed: Any, status: int = 200) -> HttpResponse:
    """A page with one button that sends `typed` to `page`; without `typed` it only leads to the page."""
    shown = {"typed": typed or [], "keeps": bool(typed), "page": page}
    return render(request, "desk/home/form_expired.html", shown, status=status)


def page_above(path: str) -> str:
    """The nearest address above `path` that leads anywhere: of `/inquiries/7/read/` it is `/inquiries/7/`."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path
