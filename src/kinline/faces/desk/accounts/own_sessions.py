"""How long a session at the desk lasts, and which one this is."""

import time
from datetime import UTC, datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.utils import timezone

from kinline.accounts import sessions
from kinline.accounts.queries import Staff
from kinline.faces.desk.access import second_factor_shown, staff_of

#: Where a session holds the number under which `accounts.sessions` knows it.
SESSION_NUMBER = "desk_session"
#: Use is written down no more often than this.
NOTED_EVERY_S = 60
#: What a page says when it asks by itself whether there is something new: nobody need sit before it.
POLL_HEADER = "Kinline-Poll"


def idle_time() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def came_in_at(request: HttpRequest) -> float:
    """When this session's second factor was shown, in seconds since 1970; 0 if that is not known."""
    records = get_authentication_records(request, staff_of(request))
    return max((record.get("at", 0.0) for record in records if record.get("method") == "mfa"), default=0.0)


def begin(request: HttpRequest, staff: Staff) -> None:
    """List the session in which `staff` just came in."""
    if request.session.session_key is None:
        request.session.save()
    request.session[SESSION_NUMBER] = sessions.begin_session(
        staff, key=str(request.session.session_key), agent=_agent(request), began_at=timezone.now()
    )


def go_on_alone(request: HttpRequest) -> None:
    """Keep this session, and list it alone, after what ended all of them."""
    staff = staff_of(request)
    update_session_auth_hash(request, staff)
    began_at = datetime.fromtimestamp(came_in_at(request), tz=UTC)
    request.session[SESSION_NUMBER] = sessions.keep_only(
        staff, key=str(request.session.session_key), agent=_agent(request), began_at=began_at
    )


def _agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")


def is_over(request: HttpRequest) -> bool:
    """Whether this session has lasted as long as any may, however much is done in it."""
    return (
        second_factor_shown(request) and came_in_at(request) < time.time() - sessions.LONGEST.total_seconds()
    )


def note_use(request: HttpRequest) -> None:
    """This session is used, so it lives on. Writes two rows at most once a minute, and none for a page's own asking."""
    if POLL_HEADER in request.headers or request.session.session_key is None:
        return
    if request.session.unused_seconds() >= NOTED_EVERY_S:  # type: ignore[attr-defined]  # our own store
        request.session.prolong()  # type: ignore[attr-defined]
        sessions.note_use(request.session.get(SESSION_NUMBER, 0))
