"""When a notice may go out, how long it waits after a failure, and what a notice must be."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.notices.choices import NoticeState
from kinline.notices.models import Notice

#: How long after the first, second, ... failure it is tried again. After the eighth it is dead.
GAPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 360))
MOST_ATTEMPTS = len(GAPS) + 1
#: A zone shifts its clock by two hours at most; the end of a gap is searched for within this.
_LARGEST_SHIFT = timedelta(hours=3)


def check_zone(name: str) -> ZoneInfo:
    """The zone of that name. Refuses one that is not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Refused(_("This time zone is not known: %(zone)s.") % {"zone": name}) from unknown


def check_hours(hours_from: time | None, hours_to: time | None) -> None:
    """Refuses half a span of hours, and one without any length."""
    if (hours_from is None) != (hours_to is None):
        raise Refused(_("Safe hours need both a beginning and an end."))
    if hours_from is not None and hours_from == hours_to:
        raise Refused(_("Safe hours that begin and end at the same time leave no time."))


def check_can_be_revived(notice: Notice) -> None:
    """Refuses a notice that is not dead."""
    if notice.state != NoticeState.DEAD:
        raise Refused(_("Only a notice that could not be sent can be sent again."))


def is_open(moment: datetime, zone: ZoneInfo, hours_from: time | None, hours_to: time | None) -> bool:
    """Whether the clock on the family's wall stands within the hours. Without hours: always."""
    if hours_from is None or hours_to is None:
        return True
    clock = moment.astimezone(zone).time()
    if hours_from < hours_to:
        return hours_from <= clock < hours_to
    return clock >= hours_from or clock < hours_to


def next_opening(
    moment: datetime, zone: ZoneInfo, hours_from: time | None, hours_to: time | None
) -> datetime:
    """`moment` if it is within the hours, else the first moment after it that is.

    Hours that the spring clock jumps over begin where it lands; hours that lie wholly within the jump wait
    for the next day. In autumn the hour that comes twice opens twice.
    """
    if hours_from is None or is_open(moment, zone, hours_from, hours_to):
        return moment
    today = moment.astimezone(zone).date()
    candidates = (
        opening
        for day in range(-1, 4)
        for opening in _openings(today + timedelta(days=day), hours_from, zone)
    )
    return min(
        opening for opening in candidates if opening > moment and is_open(opening, zone, hours_from, hours_to)
    )


def _openings(day: date, clock: time, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments at which the wall clock of `day` first shows `clock` or something later: one, or two in
    autumn.
    """
    for fold in (0, 1):
        local = datetime.combine(day, clock, tzinfo=zone).replace(fold=fold)
        moment = local.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            moment = _end_of_gap(moment, zone)
        yield moment


def _end_of_gap(near: datetime, zone: ZoneInfo) -> datetime:
    """The moment, to the second, at which the clock jumps. `near` lies within three hours of it."""
    before, after = near - _LARGEST_SHIFT, near + _LARGEST_SHIFT
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
