"""Who may open a page of the desk, and the note that somebody looked at a file."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url

from kinline.accounts.choices import Permission
from kinline.accounts.queries import Staff
from kinline.audit import commands as audit
from kinline.faces.desk.unsent import keep_for_owner

Row = TypeVar("Row")
View = Callable[..., HttpResponseBase]
#: Answers that show the page: also the one that comes back with a form that was refused.
_SHOWS = {HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


def needs(permission: Permission) -> Callable[[View], View]:
    """Open the view to members of staff who may, with their second factor shown, and to nobody else.

    Whoever is not signed in is sent to sign in; a member of staff who may not reads so, with status 403.
    A request by htmx gets 401 and words for the top of the page, which stays: what is typed there is not lost.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not second_factor_shown(request):
                return redirect("desk:no_second_factor")
            if not staff_of(request).may(permission):
                return render(
                    request, "desk/accounts/not_allowed.html", {"permission": permission}, status=403
                )
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test of every URL
        return guarded

    return declare


def open_to_all(reason: str) -> Callable[[View], View]:
    """Open the view to whoever asks. `reason` says why that is right."""

    def declare(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        opened.open_because = reason  # type: ignore[attr-defined]  # read by the test of every URL
        return opened

    return declare


def fetch(request: HttpRequest, get: Callable[..., Row], *key: object) -> Row:
    """What the query `get` finds by this key for whoever asks. Raises Http404 where there is none that they may see."""
    try:
        return get(*key, visible_to=staff_of(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def logs_access(action: str, *, subject: str) -> Callable[[View], View]:
    """Write into the audit that somebody looked, before what the view shows leaves the house.

    `action` is such as `inquiries:inquiry:viewed`; `subject` is filled from the URL, such as `inquiry:{pk}`.
    What was not shown (404, 403, a redirect) is not noted; what came back with a refused form is. It stands
    under `@needs`.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def noted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if request.method in {"GET", "POST"} and response.status_code in _SHOWS:
                note_view(request, action, subject=subject.format(**kwargs))
            return response

        return noted

    return declare


def note_view(request: HttpRequest, action: str, *, subject: str) -> None:
    """Commit to the audit that whoever is signed in looks at `subject`. Call it before showing it."""
    audit.record(action, by=staff_of(request), subject=subject)


def staff_of(request: HttpRequest) -> Staff:
    """Who is signed in. Only for views that `needs` a permission."""
    return cast("Staff", request.user)


def second_factor_shown(request: HttpRequest) -> bool:
    """Whether this session's sign-in went past the second factor. Costs no query."""
    return any(
        record.get("method") == "mfa" for record in get_authentication_records(request, staff_of(request))
    )


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", None):
        return render(request, "desk/accounts/_session_over.html", status=401)
    if request.method == "POST":
        keep_for_owner(request)
    page = request.get_full_path() if request.method == "GET" else request.path
    return redirect_to_login(page, resolve_url("account_login"))
