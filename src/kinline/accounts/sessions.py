"""Sessions at the desk: which there are, and how one of them ends."""

from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from kinline.accounts.models import DeskSession, Staff
from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.vault.sessions import SessionStore

#: However much is done in it, a session ends after so long.
LONGEST = timedelta(hours=12)
#: What a browser says of itself, and what it is called. The first that fits: most pretend to be others too.
_BROWSERS = (
    ("YaBrowser/", "Yandex Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)


def browser_family(agent: str) -> str:
    """`Firefox` and such, without version or machine; empty if it is none that we know."""
    return next((name for mark, name in _BROWSERS if mark in agent), "")


def sessions_of(staff: Staff, *, idle: timedelta) -> list[DeskSession]:
    """Those that still open the desk, the last used first."""
    now = timezone.now()
    alive = staff.desk_sessions.filter(last_used_at__gt=now - idle, began_at__gt=now - LONGEST)
    return list(alive.order_by("-last_used_at", "-pk"))


def begin_session(staff: Staff, *, key: str, agent: str, began_at: datetime) -> int:
    """Write down that a session began. Returns its number, by which it is found again."""
    browser = browser_family(agent)
    return DeskSession.objects.create(staff=staff, session_key=key, browser=browser, began_at=began_at).pk


def owner_of_ended(key: str) -> int | None:
    """Primary key of the member of staff whose session ran out under `key`; None if it lives, or is not known."""
    row = Session.objects.filter(session_key=key, expire_date__lte=timezone.now()).first() if key else None
    owner = SessionStore().decode(row.session_data).get(SESSION_KEY) if row else None
    return int(owner) if owner else None


def note_use(pk: int) -> None:
    """This session is used now."""
    DeskSession.objects.filter(pk=pk).update(last_used_at=timezone.now())


def forget_session(staff: Staff, pk: int) -> None:
    """List it no more: somebody signed out of it."""
    staff.desk_sessions.filter(pk=pk).delete()


@transaction.atomic
def end_session(staff: Staff, pk: int, *, by: Actor) -> None:
    """Sign somebody out of one session. Raises Http404 if it is none of theirs."""
    found = staff.desk_sessions.filter(pk=pk).first()
    if found is None:
        raise Http404
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    audit.record("accounts:session:ended", by=by, subject=staff.actor_id)


@transaction.atomic
def keep_only(staff: Staff, *, key: str, agent: str, began_at: datetime) -> int:
    """Forget all sessions, which were ended, but this one, which goes on under a new key. Returns its new number."""
    staff.desk_sessions.all().delete()
    return begin_session(staff, key=key, agent=agent, began_at=began_at)


def forget_ended_sessions(*, by: Actor) -> int:
    """Delete what is known of sessions that are over. Returns how many. Only the worker asks for it."""
    assert by
    gone, _each = DeskSession.objects.filter(began_at__lt=timezone.now() - LONGEST).delete()
    return gone
