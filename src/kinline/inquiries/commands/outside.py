"""Who outside had from us what is in doubt. Whoever keeps what left the house lies above, and enters here."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from kinline.accounts.models import Staff
from kinline.audit import commands as audit
from kinline.inquiries.choices import LineEnd, LineKind
from kinline.inquiries.commands.correcting import end_line, open_correction
from kinline.inquiries.models import Correction, CorrectionLine, Finding
from kinline.registry.models import Join, StatusReport


@dataclass(frozen=True, slots=True)
class Upset:
    """Of which persons something holds no more, or holds again, and what brought it about."""

    persons: frozenset[int]
    report: StatusReport | None
    join: Join | None
    #: The correction of it, opened when it is first asked for. None where something only holds again.
    correction: Callable[[], Correction] | None


class Review(Protocol):
    """A step of commands that looks through what left the house."""

    def __call__(self, upset: Upset, *, by: Staff) -> None: ...


#: Who looks for what left the house. Filled by apps in `ready`.
_REVIEWS: list[Review] = []


def reviewed_by(review: Review) -> None:
    """Let `review` put recipients on a correction (`list_forwarding`), and end lines of what holds again.

    It is called inside the transaction of every command that suspends, restores, takes back or undoes.
    """
    _REVIEWS.append(review)


def review_outside(
    persons: Iterable[int],
    *,
    by: Staff,
    reason: str = "",
    report: StatusReport | None = None,
    join: Join | None = None,
    finding: Finding | None = None,
) -> None:
    """Have it looked through what left the house about these persons, because of one thing, or because it holds again.

    A step of commands, inside their transaction.
    """

    def correction() -> Correction:
        return open_correction(reason, by=by, report=report, join=join, finding=finding)

    brought_about = report is not None or join is not None or finding is not None
    upset = Upset(frozenset(persons), report, join, correction if brought_about else None)
    for review in _REVIEWS:
        review(upset, by=by)


def list_forwarding(
    correction: Correction, *, recipient: str, forwarded_at: dt.datetime, once_key: str, by: Staff
) -> CorrectionLine:
    """Add somebody outside to whom we sent what is now in doubt. Twice with one `once_key` adds one line."""
    line, is_new = CorrectionLine.objects.get_or_create(
        correction=correction,
        once_key=f"forwarded:{once_key}",
        defaults={"kind": LineKind.FORWARDED, "recipient": recipient, "forwarded_at": forwarded_at},
    )
    if is_new:
        audit.record("inquiries:correction:forwarding_listed", by=by, subject=f"correction:{correction.pk}")
    return line


def end_forwarding(line: CorrectionLine, *, note: str, by: Staff) -> None:
    """The recipient was told, as the note says. A step of commands, which check who may and hold the line."""
    note_forwarding(line, note=note, by=by)
    end_line(line, LineEnd.CORRECTED, by=by)


def note_forwarding(line: CorrectionLine, *, note: str, by: Staff) -> None:
    """Add what the recipient was told to the line. A step of commands, which check who may and hold the line."""
    line.note = f"{line.note}\n{by.display_name}: {note}" if line.note else note
    line.save(update_fields=["note"])


def spare_forwarding(line: CorrectionLine, *, by: Staff) -> None:
    """What went there holds again, and the recipient was not told otherwise. A step of commands."""
    end_line(line, LineEnd.STANDS if line.correction.is_for_sure else LineEnd.RESTORED, by=by)
