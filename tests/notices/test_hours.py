"""When a notice may go out. Clock changes of 2026 (tzdata): Kyiv, 29 March 03:00 and 25 October 04:00."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinline.audit.rules import Refused
from kinline.notices import rules

KYIV = ZoneInfo("Europe/Kyiv")


def kyiv(text):
    return datetime.fromisoformat(text).replace(tzinfo=KYIV)


@pytest.mark.parametrize(
    ("now", "hours_from", "hours_to", "expected"),
    [
        ("2026-05-04 19:00", "18:00", "20:00", "2026-05-04 19:00"),  # within: at once
        ("2026-05-04 17:59", "18:00", "20:00", "2026-05-04 18:00"),
        ("2026-05-04 20:00", "18:00", "20:00", "2026-05-05 18:00"),  # the end is not within
        ("2026-05-04 23:30", "22:00", "06:00", "2026-05-04 23:30"),  # over midnight
        ("2026-05-05 05:59", "22:00", "06:00", "2026-05-05 05:59"),
        ("2026-05-05 06:00", "22:00", "06:00", "2026-05-05 22:00"),
        (
            "2026-03-29 01:00",
            "03:30",
            "05:00",
            "2026-03-29 04:00",
        ),  # 03:30 does not come: the jump lands at 04:00
        ("2026-03-29 01:00", "03:15", "03:45", "2026-03-30 03:15"),  # none of it comes: the next day
        ("2026-03-28 12:00", "03:15", "03:45", "2026-03-30 03:15"),
    ],
)
def test_the_next_opening(now, hours_from, hours_to, expected):
    hours = time.fromisoformat(hours_from), time.fromisoformat(hours_to)
    opening = rules.next_opening(kyiv(now), KYIV, *hours)
    assert opening.astimezone(UTC) == kyiv(expected).astimezone(UTC)


def test_the_hour_that_comes_twice_opens_twice():
    hours = time(3, 10), time(3, 40)
    after_the_first = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # 03:50 by summer time
    assert rules.next_opening(after_the_first, KYIV, *hours) == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)


def test_without_hours_it_is_always_open():
    now = kyiv("2026-05-04 03:00")
    assert rules.next_opening(now, KYIV, None, None) == now


@given(
    now=st.integers(1_735_689_600, 1_830_297_600).map(lambda second: datetime.fromtimestamp(second, UTC)),
    hours=st.tuples(st.times(), st.times()).filter(
        lambda span: abs(span[0].hour * 60 + span[0].minute - span[1].hour * 60 - span[1].minute) > 1
    ),
    zone=st.sampled_from(["Europe/Kyiv", "Asia/Yakutsk", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
def test_every_opening_is_open_and_soon(now, hours, zone):
    opening = rules.next_opening(now, ZoneInfo(zone), *hours)
    assert opening >= now
    assert rules.is_open(opening, ZoneInfo(zone), *hours)
    assert opening - now < timedelta(hours=50)


def test_an_unknown_zone_is_refused():
    for name in ("Mars/Base", "../../etc/passwd", ""):
        with pytest.raises(Refused):
            rules.check_zone(name)


def test_half_a_span_of_hours_is_refused():
    with pytest.raises(Refused):
        rules.check_hours(time(18), None)
    with pytest.raises(Refused):
        rules.check_hours(time(18), time(18))


def test_the_gaps_grow_from_a_minute_to_six_hours():
    assert rules.GAPS[0] == timedelta(minutes=1)
    assert rules.GAPS[-1] == timedelta(hours=6)
    assert list(rules.GAPS) == sorted(rules.GAPS)
    assert rules.MOST_ATTEMPTS == 8
