"""The only door for families: asking to be erased, and what becomes of it."""

from dataclasses import dataclass
from datetime import date, datetime

from kinline.audit.rules import FAMILY, Refused
from kinline.erasure import commands
from kinline.erasure.choices import PERIODS, AskedBy, Keep, Period, RequestState
from kinline.erasure.queries import kept_until, pending_of
from kinline.inquiries.models import Inquiry

__all__ = ["Keep", "Period", "Refused", "Wish", "ask", "cancel", "kept_until_of", "periods", "wish_of"]

#: What of the table of periods concerns families.
_OF_FAMILIES = (
    Keep.OPEN_INQUIRY,
    Keep.WITHDRAWN_INQUIRY,
    Keep.CLOSED_INQUIRY,
    Keep.SENT_NOTICE,
    Keep.CALL,
    Keep.TRIES,
    Keep.AUDIT,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish to be erased that is still to be carried out."""

    asked_at: datetime
    not_before: datetime
    is_checked: bool


def wish_of(handle: int) -> Wish | None:
    """The family's wish, if there is one."""
    request = pending_of(Inquiry.objects.get(pk=handle))
    if request is None:
        return None
    return Wish(request.asked_at, request.not_before, request.state != RequestState.ASKED)


def kept_until_of(handle: int) -> date | None:
    """Until when a closed question is kept; None while it is open."""
    return kept_until(Inquiry.objects.get(pk=handle))


def ask(handle: int) -> None:
    """Ask to be erased. Contact stops at once. Asking twice changes nothing."""
    inquiry = Inquiry.objects.get(pk=handle)
    if pending_of(inquiry) is None:
        commands.ask_for_family(inquiry, how=AskedBy.PORTAL, by=FAMILY)


def cancel(handle: int) -> None:
    """Take the wish back. The question stays as it is."""
    commands.cancel_by_family(Inquiry.objects.get(pk=handle), by=FAMILY)


def periods() -> list[tuple[Keep, Period]]:
    """How long what families tell is kept."""
    return [(keep, PERIODS[keep]) for keep in _OF_FAMILIES]
