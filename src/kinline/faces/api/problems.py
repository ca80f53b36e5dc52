"""How the machines' face says no: one shape for everything, a code for machines and a sentence for people."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from kinline.audit.rules import Refused


class Fault(Schema):
    """One thing in a request that cannot be read. What was sent is not repeated."""

    where: str
    what: str


class Problem(Schema):
    """Why something was not done."""

    code: str
    message: str
    faults: list[Fault] = []


#: What every route may answer besides what it is for.
PROBLEMS: dict[int, type[Problem]] = {
    HTTPStatus.BAD_REQUEST: Problem,
    HTTPStatus.UNAUTHORIZED: Problem,
    HTTPStatus.FORBIDDEN: Problem,
    HTTPStatus.NOT_FOUND: Problem,
    HTTPStatus.CONFLICT: Problem,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Problem,
    HTTPStatus.UNPROCESSABLE_ENTITY: Problem,
    HTTPStatus.TOO_MANY_REQUESTS: Problem,
}

_CODES: Mapping[int, tuple[str, str | Promise]] = {
    HTTPStatus.BAD_REQUEST: ("unreadable", _("The request cannot be read.")),
    HTTPStatus.UNAUTHORIZED: ("no_key", _("Bring a key that works: Authorization: Bearer …")),
    HTTPStatus.FORBIDDEN: ("not_allowed", _("This key does not allow that.")),
    HTTPStatus.NOT_FOUND: ("not_found", _("There is nothing here for this key.")),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method", _("This address does not take that method.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", _("The request is too large.")),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("invalid", _("Something in the request is not as it is described.")),
    HTTPStatus.TOO_MANY_REQUESTS: ("too_many", _("There were too many requests. Wait and try again.")),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("broken", _("Something went wrong here. Nothing was done by half.")),
}


class TooMany(Exception):
    """Beyond what is allowed in this window of time, of which `wait_s` seconds are left."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class Unreadable(Exception):
    """A file or a word in the request is refused for what it is. The text is for whoever sent it."""


def problem(
    status: int,
    message: str = "",
    *,
    code: str = "",
    faults: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer that says no; without words of its own it has those of its status."""
    known, told = _CODES.get(status, ("unreadable", _("The request cannot be read.")))
    body = {"code": code or known, "message": message or str(told), "faults": faults or []}
    given = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        given["WWW-Authenticate"] = "Bearer"
    return JsonResponse(body, status=status, headers=given, json_dumps_params={"ensure_ascii": False})


def teach(api: NinjaAPI) -> None:
    """Let `api` answer in this shape whatever is raised on the way."""

    def on(kind: type[Exception]) -> Any:
        return lambda answer: api.add_exception_handler(kind, lambda _request, wrong: answer(wrong))

    on(HttpError)(lambda wrong: problem(wrong.status_code))
    on(Http404)(lambda _wrong: problem(HTTPStatus.NOT_FOUND))
    on(Refused)(lambda wrong: problem(HTTPStatus.CONFLICT, str(wrong), code="refused"))
    on(Unreadable)(lambda wrong: problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(wrong), code="refused"))
    on(TooMany)(
        lambda wrong: problem(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(wrong.wait_s)})
    )
    on(ValidationError)(
        lambda wrong: problem(HTTPStatus.UNPROCESSABLE_ENTITY, faults=[_fault(each) for each in wrong.errors])
    )
    on(RequestDataTooBig)(lambda _wrong: problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
    for kind in (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        on(kind)(lambda _wrong: problem(HTTPStatus.BAD_REQUEST))


def _fault(told: Mapping[str, Any]) -> dict[str, str]:
    """Where it is, as a path with dots, and pydantic's name for what is wrong, such as `string_too_long`.

    A name in the path may be a lone surrogate that somebody sent; it is shown as a question mark.
    """
    path = ".".join(str(part) for part in told["loc"][1:]) or str(told["loc"][0])
    return {"where": path.encode(errors="replace").decode()[:200], "what": str(told["type"])}


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for what is too large."""
    is_large = isinstance(exception, RequestDataTooBig)
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.BAD_REQUEST)


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return problem(HTTPStatus.NOT_FOUND)


def broken(_request: HttpRequest) -> HttpResponse:
    """500. It asks nothing of the database, which may be what is broken."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def check_length(request: HttpRequest) -> None:
    """Refuses, before it is read, what is longer than the largest file and its envelope."""
    envelope = 100_000
    said = request.headers.get("Content-Length") or "0"
    if said.isdecimal() and int(said) > settings.IMPORT_LARGEST_BYTES + envelope:
        raise RequestDataTooBig
