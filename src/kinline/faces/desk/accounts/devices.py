"""Browsers from which somebody came in before. Guessing from elsewhere never keeps a colleague out of one of these."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from kinline.accounts.queries import Staff
from kinline.vault.keys import keyed_hash

_SALT = "kinline.desk.device"
#: Longer than a leave. It is renewed at each sign-in.
DEVICE_DAYS = 180
#: So many colleagues may share one browser.
MOST_AT_ONE_BROWSER = 8


@dataclass(frozen=True, slots=True)
class Device:
    """What a signed cookie says. `tokens` stand for those who came in here: no name and no number is in it."""

    number: str
    tokens: tuple[str, ...] = ()

    def knows(self, staff: Staff | None) -> bool:
        """Whether `staff` came in here with the password that still holds."""
        return staff is not None and _token(staff) in self.tokens


def _token(staff: Staff) -> str:
    # A new password, or a new link after a device was lost, makes all browsers strangers again.
    return keyed_hash("desk device", f"{staff.pk}:{staff.password}")[:32]


def _cookie_name() -> str:
    return f"{settings.SESSION_COOKIE_NAME}_device"


def device_of(request: HttpRequest) -> Device:
    """The device that the cookie names; a new one that knows nobody if there is none, or it is forged or old."""
    try:
        said = signing.loads(
            request.COOKIES.get(_cookie_name(), ""), salt=_SALT, max_age=DEVICE_DAYS * 86_400
        )
        return Device(said["number"], tuple(said["tokens"]))
    except signing.BadSignature:
        return Device(secrets.token_hex(8))


def remember(request: HttpRequest, response: Any, staff: Staff) -> None:
    """Let this browser know `staff`, who came in with everything that is asked for."""
    device, mine = device_of(request), _token(staff)
    tokens = [mine, *(token for token in device.tokens if token != mine)][:MOST_AT_ONE_BROWSER]
    held: HttpResponse = response
    held.set_cookie(
        _cookie_name(),
        signing.dumps({"number": device.number, "tokens": tokens}, salt=_SALT),
        max_age=DEVICE_DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
