"""What starts each clock, by when it runs out, and what the desk refuses."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Mandate
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit.rules import Refused
from kinline.duties.choices import (
    CARDED,
    DOERS,
    GOES_TO,
    HELD,
    NOTIFIED,
    ON_PAPER,
    OWES,
    SAID_BY,
    DutyKind,
    EventKind,
    Recipient,
)
from kinline.duties.models import CustodyEvent, Duty, Paper, Transmission
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import StatusReport

#: "Immediately", "by the most rapid means" (art. 122): within a day of the bureau's knowing. Our measure.
NOTICE_HOURS = 24
#: "Not more than one week after arrival at a camp, even if it is a transit camp" (art. 70).
CARD_DAYS = 7
#: "Every week if possible" (art. 122).
HEALTH_DAYS = 7
#: "As rapidly as possible" (art. 120): our measure.
DEATH_RECORD_DAYS = 7
#: "As rapidly as possible", not "delayed in any manner" (art. 70): our measure.
FORWARD_CARD_DAYS = 1
#: No term is written for these: our measure.
INFORM_DAYS = 3
REPLY_DAYS = 14


def owed(mandate: str) -> frozenset[DutyKind]:
    """What an installation of this mandate owes; nothing where none is set up."""
    return OWES.get(Mandate(mandate), frozenset()) if mandate else frozenset()


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day by the bureau's clock."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day by the bureau's clock. A day of 23 or 25 hours is a day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def days_after(day: dt.date, days: int) -> dt.datetime:
    """The end of the day that is so many days of the calendar later."""
    return end_of(day + dt.timedelta(days=days))


#: When a duty begins and by when it is to be done.
Clock = tuple[dt.datetime, dt.datetime]


def clock_since(moment: dt.datetime, days: int) -> Clock:
    """From this moment to the end of the day that is so many days of the calendar later."""
    return moment, days_after(timezone.localdate(moment), days)


def event_of(
    report: StatusReport, event: CustodyEvent | None, before: StatusReport | None
) -> EventKind | None:
    """What befell him by this report. None where it says again what the one `before` it said on its axis."""
    if event is not None:
        return EventKind(event.kind)
    value = StatusValue(report.value)
    if before is not None and (before.value == value or (value in HELD and before.value in HELD)):
        return None
    return SAID_BY.get(value)


def concerns_a_prisoner(
    report: StatusReport, event: CustodyEvent | None, custody: StatusReport | None
) -> bool:
    """Whether he was in a Power's hands: recorded here as such, or by the word on his custody."""
    return report.axis == Axis.CUSTODY or event is not None or (custody is not None and custody.value in HELD)


def started_by(befell: EventKind | None) -> list[DutyKind]:
    """What an event makes the bureau owe, whatever its mandate."""
    kinds = []
    if befell in NOTIFIED:
        kinds.append(DutyKind.NOTICE)
    if befell in CARDED:
        kinds.append(DutyKind.CARD)
    if befell == EventKind.DEATH:
        kinds.append(DutyKind.DEATH_RECORD)
    return kinds


def known_at(report: StatusReport, event: CustodyEvent | None) -> dt.datetime:
    """When the bureau knew. A death is known once a second person has said so."""
    learned = event.learned_at if event is not None else report.recorded_at
    return max(learned, report.seconded_at) if report.seconded_at else learned


def due_at(kind: DutyKind, report: StatusReport, event: CustodyEvent | None) -> dt.datetime:
    """By when a duty that a report starts is to be done."""
    match kind:
        case DutyKind.CARD:
            return days_after(report.as_of, CARD_DAYS)
        case DutyKind.DEATH_RECORD:
            return days_after(timezone.localdate(known_at(report, event)), DEATH_RECORD_DAYS)
        case _:
            return known_at(report, event) + dt.timedelta(hours=NOTICE_HOURS)


def week_of(since: dt.date, today: dt.date) -> int:
    """Which week of a serious illness it is: 1 from the first day to the seventh day after it."""
    return max(1, -(-(today - since).days // HEALTH_DAYS))


def health_due(since: dt.date, week: int) -> dt.datetime:
    """By when the report of that week goes: the same day of the week, by the calendar."""
    return days_after(since, HEALTH_DAYS * week)


def still_to_reach(duty: Duty, sent: Iterable[Transmission]) -> list[frozenset[Recipient]]:
    """Groups of recipients of which none has it yet."""
    reached = {Recipient(one.to_kind) for one in sent}
    return [group for group in GOES_TO.get(DutyKind(duty.kind), ()) if not group & reached]


def require_doer(duty: Duty, by: Staff) -> None:
    require(by, DOERS[DutyKind(duty.kind)])


def check_open(duty: Duty) -> None:
    if not duty.is_open:
        raise Refused(_("This duty has ended. Nothing is owed any more."))


def check_not_future(moment: dt.datetime | dt.date) -> None:
    now = timezone.now() if isinstance(moment, dt.datetime) else timezone.localdate()
    if moment > now:
        raise Refused(_("This lies in the future."))


def check_takes_paper(kind: str, paper: Paper | None, to_kind: str) -> None:
    """Refuses to record a notice as sent without the paper made for this recipient: what it said must be known."""
    if kind not in ON_PAPER:
        return
    if paper is None:
        raise Refused(_("Make the paper first, so that what it said stays known."))
    if paper.to_kind != to_kind:
        raise Refused(_("This paper was made for another recipient. Make one for this one."))


def check_recipient(kind: str, to_kind: str) -> None:
    """Refuses recipients whom the duty does not name."""
    if not any(to_kind in group for group in GOES_TO.get(DutyKind(kind), ())):
        raise Refused(_("This duty does not go to this recipient."))


def is_endangered(newest: dict[Axis, StatusReport]) -> bool:
    """Whether telling is held to endanger him."""
    held = newest.get(Axis.DANGER)
    return held is not None and held.value == StatusValue.DANGEROUS_TO_TELL


def refuses_contact(newest: dict[Axis, StatusReport]) -> bool:
    """Whether by his newest word he does not want his family to be told."""
    wish = newest.get(Axis.WISH)
    return wish is not None and wish.value == StatusValue.REFUSES_CONTACT


def check_endangers_nobody(newest: dict[Axis, StatusReport], to_kind: str = "") -> None:
    """Refuses while telling is held to endanger him. The Agency takes precautions of its own and gets it all the same.

    Our policy, after GC IV art. 137, second paragraph, and art. 140.
    """
    if to_kind != Recipient.AGENCY and is_endangered(newest):
        raise Refused(
            _(
                "Telling is held to endanger this person. Clear that first, or let a second person waive this duty."
            )
        )


def check_may_inform(newest: dict[Axis, StatusReport], by: Staff) -> None:
    """Refuses to tell those whom he named against his later wish, and a death by somebody not trained for it."""
    check_endangers_nobody(newest)
    fate = newest.get(Axis.FATE)
    if refuses_contact(newest):
        raise Refused(_("By the newest report he does not want his family to be told."))
    if fate is not None and fate.value == StatusValue.DEAD and not by.tells_deaths:
        raise Refused(_("A death is told by somebody who is trained for it."))
