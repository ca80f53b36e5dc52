"""What staff and the health page see of the outbox. No address and no word of a message."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.notices.choices import NoticeState
from kinline.notices.models import Notice, NoticeQuerySet


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice as a list shows it: of the address no more than tells one from another, of the text nothing."""

    notice: Notice
    masked: str


def notices(*, visible_to: Staff) -> NoticeQuerySet:
    """Every notice without what it says, for one to be fetched from."""
    require(visible_to, Permission.READ_OUTBOX)
    rows: NoticeQuerySet = Notice.objects.defer("subject", "body")
    return rows


def outbox(state: NoticeState, *, visible_to: Staff) -> NoticeQuerySet:
    """Notices in one state: those that wait by when they are due, the others the newest first."""
    order = ("due_at", "pk") if state == NoticeState.WAITING else ("-due_at", "-pk")
    return notices(visible_to=visible_to).filter(state=state).order_by(*order)


def listed(rows: Iterable[Notice]) -> list[Listed]:
    return [Listed(notice, masked(notice.address)) for notice in rows]


def masked(address: str) -> str:
    """`m•••@example.org` for an e-mail address; of anything else the last two signs."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}•••{at}{host}" if at else f"•••{address[-2:]}"


def counts(*, visible_to: Staff) -> dict[str, int]:
    """How many notices there are in each state."""
    require(visible_to, Permission.READ_OUTBOX)
    found = dict(Notice.objects.values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in NoticeState}


def texts_offered() -> bool:
    """Whether families can be sent text messages here, so that they are asked about it."""
    return bool(settings.SMS_URL) or settings.NOT_SENT is not None


def count_dead() -> int:
    return Notice.objects.dead().count()


def oldest_due_s() -> float:
    """For how many seconds the oldest notice whose time has come has waited; 0 if none waits."""
    oldest = Notice.objects.due().order_by("due_at").values_list("due_at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
