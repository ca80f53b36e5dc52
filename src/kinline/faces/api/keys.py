"""Who comes in: a key, what it allows, and how often."""

import time
from http import HTTPStatus

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security.http import HttpAuthBase

from kinline.accounts import tokens
from kinline.accounts.choices import Scope
from kinline.accounts.public import count_try
from kinline.accounts.queries import Staff, Token
from kinline.faces.addresses import caller_address, network_of
from kinline.faces.api.problems import TooMany, check_length

MINUTE, QUARTER_OF_AN_HOUR, HOUR, DAY = 60, 900, 3600, 86_400
#: Requests of one key in a minute.
REQUESTS_A_MINUTE = 120
#: Files of one key in an hour, and its questions for exports in a day.
FILES_AN_HOUR = 60
EXPORTS_A_DAY = 20
#: Keys that do not work, from one network in a quarter of an hour. A right key from there comes in all the same.
WRONG_KEYS = 30


class Key(HttpAuthBase):
    """Opens a route to keys with this scope, and to nobody else. `request.auth` is then whoever made the key."""

    openapi_scheme: str = "bearer"

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Staff:
        """Whoever made the key, acting by it. Raises HttpError 401 and 403, and TooMany."""
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise HttpError(HTTPStatus.UNAUTHORIZED, "")
        staff = tokens.come_in(secret.strip())
        if staff is None or staff.acts_by is None:
            network, times = network_of(caller_address(request))
            _count(f"wrong:{network}", WRONG_KEYS * times, QUARTER_OF_AN_HOUR)
            raise HttpError(HTTPStatus.UNAUTHORIZED, "")
        _count(f"key:{staff.acts_by.pk}", REQUESTS_A_MINUTE, MINUTE)
        if self.scope not in staff.acts_by.scopes:
            raise HttpError(HTTPStatus.FORBIDDEN, "")
        check_length(request)
        tokens.note_use(staff.acts_by, by=staff)
        return staff


def staff_of(request: HttpRequest) -> Staff:
    """Whoever made the key, acting by it: they may what both may."""
    staff: Staff = request.auth  # type: ignore[attr-defined]  # ninja sets it
    return staff


def token_of(request: HttpRequest) -> Token:
    """The key by which this request came in."""
    token = staff_of(request).acts_by
    assert token is not None, "nobody comes in without a key"
    return token


def count_file(request: HttpRequest) -> None:
    """Count a file that is sent. Raises TooMany."""
    _count(f"files:{token_of(request).pk}", FILES_AN_HOUR, HOUR)


def count_export(request: HttpRequest) -> None:
    """Count a question for an export. Raises TooMany."""
    _count(f"exports:{token_of(request).pk}", EXPORTS_A_DAY, DAY)


def _count(what: str, limit: int, window_s: int) -> None:
    if not count_try(f"api:{what}", limit=limit, window_seconds=window_s):
        raise TooMany(window_s - int(time.time()) % window_s)
