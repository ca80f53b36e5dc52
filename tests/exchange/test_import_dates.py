"""Dates as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinline.exchange.choices import RowFault
from kinline.exchange.dates import NotADate, parse_date

TODAY = dt.date(2026, 3, 1)


def read(text: str) -> str:
    found, unsure = parse_date(text, today=TODAY)
    return f"{found.iso()}{' unsure' if unsure else ''}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  — ", ""),
        ("невідомо", ""),
        ("1998", "1998"),
        ("1998 р.н.", "1998"),
        ("1998 г.р.", "1998"),
        ("1998-05", "1998-05"),
        ("05.1998", "1998-05"),
        ("1998-05-12", "1998-05-12"),
        ("2013-02-14T00:00:00Z", "2013-02-14"),
        ("1998-05-12 00:00:00", "1998-05-12"),
        ("12.05.1998", "1998-05-12"),
        ("2.5.1998", "1998-05-02"),
        ("31/05/1998", "1998-05-31"),
        ("05/31/1998", "1998-05-31"),
        ("05/05/1998", "1998-05-05"),
        ("05/06/1998", "1998 unsure"),
        ("05-06-1998", "1998 unsure"),
        ("12 травня 1998", "1998-05-12"),
        ("12 травня 1998 року", "1998-05-12"),
        ("12 мая 1998 г.", "1998-05-12"),
        ("12 May 1998", "1998-05-12"),
        ("березень 1998", "1998-03"),
        ("about 1998", "~1998"),
        ("бл. 1998", "~1998"),
        ("близько 1998 року", "~1998"),
        ("ок. 1998 г.", "~1998"),
        ("около 1998", "~1998"),
        ("c. 1998", "~1998"),
        ("~1998", "~1998"),
        ("1998?", "~1998"),
    ],
)
def test_dates_of_three_languages_are_read(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31.02.1998", RowFault.NO_SUCH_DAY),
        ("1998-13-01", RowFault.NO_SUCH_DAY),
        ("1998-00-01", RowFault.NO_SUCH_DAY),
        ("00.05.1998", RowFault.NO_SUCH_DAY),
        ("41/52/1998", RowFault.NO_SUCH_DAY),
        ("29.02.1999", RowFault.NO_SUCH_DAY),
        ("12.05.98", RowFault.SHORT_YEAR),
        ("05/06/98", RowFault.SHORT_YEAR),
        ("yesterday", RowFault.NOT_A_DATE),
        ("35926", RowFault.NOT_A_DATE),
        ("0000", RowFault.NOT_A_DATE),
        ("-0050-01-0", RowFault.NOT_A_DATE),
        ("12 Brumaire 1798", RowFault.NOT_A_DATE),
        ("2026-03-02", RowFault.FUTURE),
        ("about 2031", RowFault.FUTURE),
    ],
)
def test_an_impossible_date_says_why(text, fault):
    with pytest.raises(NotADate) as wrong:
        parse_date(text, today=TODAY)
    assert wrong.value.fault == fault


@given(st.dates(dt.date(1000, 1, 1), TODAY))
def test_every_day_is_read_back_from_each_way_of_writing_it(day):
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%Y/%m/%d}",
    ):
        assert read(text) == day.isoformat()


@given(st.text(alphabet="0123456789-./ ?~бл.cамйтр", max_size=14))
def test_any_text_is_a_span_in_order_or_refused(text):
    try:
        found, unsure = parse_date(text, today=TODAY)
    except NotADate:
        return
    assert (found.earliest is None) == (found.latest is None)
    if found.earliest and found.latest:
        assert found.earliest <= found.latest
        assert not unsure or (found.latest - found.earliest).days in {364, 365}
        assert found.text
