"""Dates of birth and ages in the ways people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import Code, Record, compare
from kinmatch.birth_dates import BirthDate, read_age, read_birth_date
from kinmatch.birth_spans import meeting_bits
from kinmatch.particulars import birth_dates

SAID_ON = "2024-05-01"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1998", 1998, 1998),
        ("~1998", 1996, 2000),
        ("1990/1995", 1990, 1995),
        ("1998-99", 1998, 1999),
        ("1998–2001", 1998, 2001),
        ("98-99", 1998, 1999),
        ("где-то 98-го", 1996, 2000),
        ("близько 1998", 1996, 2000),
        ("about 1998", 1996, 2000),
        ("1998?", 1996, 2000),
        ("98-го", 1998, 1998),
        ("98-го року", 1998, 1998),
        ("'98", 1998, 1998),
        ("05-го", 2005, 2005),
        ("1998 г.р.", 1998, 1998),
        ("1998 р.н.", 1998, 1998),
        ("born in 1998", 1998, 1998),
        ("між 1995 і 1998", 1995, 1998),
        ("between 1995 and 1998", 1995, 1998),
        ("с 1995 по 1998", 1995, 1998),
        ("1998 или 1999", 1998, 1999),
        ("до 1990", 1950, 1990),
        ("після 1990", 1990, 2030),
        ("90-х", 1990, 1999),
        ("на початку 90-х", 1990, 1994),
        ("late 80s", 1985, 1989),
    ],
)
def test_years_are_read_as_they_are_meant(text, first, last):
    found = read_birth_date(text)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("15.03.1998", (1998, 3, 15)),
        ("15.03.98", (1998, 3, 15)),
        ("15/03/1998", (1998, 3, 15)),
        ("1998.03.15", (1998, 3, 15)),
        ("15 марта 1998", (1998, 3, 15)),
        ("15 березня 98 р.", (1998, 3, 15)),
        ("15 березня 1998 року", (1998, 3, 15)),
        ("March 15, 1998", (1998, 3, 15)),
        ("15th March 1998", (1998, 3, 15)),
        ("15 липня 1998", (1998, 7, 15)),
        ("15 листопада 1998", (1998, 11, 15)),
        ("1 сакавіка 1998", (1998, 3, 1)),
        ("березень 1998", (1998, 3, 0)),
        ("март 98", (1998, 3, 0)),
        ("03/1998", (1998, 3, 0)),
        ("03.1998", (1998, 3, 0)),
        ("1998-03", (1998, 3, 0)),
    ],
)
def test_days_and_months_are_read(text, parts):
    found = read_birth_date(text)
    assert (found.first, found.month, found.day) == parts
    assert not found.approximate


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("spring 1998", ((1998, 3), (1998, 5))),
        ("весна 98-го", ((1998, 3), (1998, 5))),
        ("навесні 1998 року", ((1998, 3), (1998, 5))),
        ("летом 98", ((1998, 6), (1998, 8))),
        ("восени 1998", ((1998, 9), (1998, 11))),
        ("зима 97-98", ((1997, 12), (1998, 2))),
        ("зима 1998", ((1997, 12), (1998, 12))),
        ("кінець 1998", ((1998, 8), (1998, 12))),
    ],
)
def test_seasons_are_spans_of_months(text, months):
    assert read_birth_date(text).months == tuple(year * 12 + month - 1 for year, month in months)


@pytest.mark.parametrize(
    "text",
    ["", "невідомо", "98", "1998-13", "1994-99-01", "31.02.1998", "2024-02-30", "0000", "March 15", "1998/3",
     "12.13.1998", "0001.01.01", "32 березня 1998", "служив 1998 там", "15.03", "-", "~", "99999"],
)  # fmt: skip
def test_what_is_impossible_or_not_understood_is_no_evidence(text):
    assert read_birth_date(text, SAID_ON) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("25 років", 1997, 2000),
        ("25 лет", 1997, 2000),
        ("25 years old", 1997, 2000),
        ("25-річний", 1997, 2000),
        ("about 25", 1995, 2002),
        ("лет 30", 1992, 1995),
        ("років тридцять", 1992, 1995),
        ("двадцять п'ять років", 1997, 2000),
        ("18-25", 1998, 2006),
        ("20-30 лет", 1993, 2004),
        ("між 20 і 30", 1993, 2004),
        ("до 30 лет", 1993, 2024),
        ("старше 40 лет", 1943, 1984),
    ],
)
def test_an_age_counts_from_the_day_it_was_said(text, first, last):
    assert read_birth_date(text) is None
    found = read_birth_date(text, SAID_ON)
    assert (found.first, found.last) == (first, last)
    assert read_birth_date(text, "незадовго") is None


def test_an_age_in_its_own_column_may_be_a_bare_number():
    assert read_age("25", SAID_ON) == BirthDate(1997, 2000, approximate=True)
    assert read_age("25", "") is None
    assert read_age("1998", SAID_ON) is None


def test_day_and_month_between_slashes_count_in_either_order():
    told = read_birth_date("03/05/1998")
    assert told.either_order
    assert birth_dates("03/05/1998", "1998-05-03")[0] is Code.SAME_DAY_EITHER_ORDER
    assert birth_dates("03/05/1998", "1998-03-05")[0] is Code.SAME_DAY_EITHER_ORDER
    assert birth_dates("03/05/1998", "1998-03")[0] is Code.SAME_MONTH
    assert birth_dates("03/05/1998", "1998-07-21")[0] is Code.SAME_YEAR_OTHER_DAY
    assert birth_dates("03.05.1998", "1998-03-05")[0] is Code.DAY_MONTH_SWAPPED


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("весна 1998", "1998-04-02", Code.WITHIN_RANGE),
        ("весна 1998", "1998-11-02", Code.JUST_OUTSIDE),
        ("1990/1995", "1994/2000", Code.SPANS_MEET),
        ("1990/1995", "1992/1993", Code.WITHIN_RANGE),
        ("1990/1995", "1997", Code.JUST_OUTSIDE),
        ("1990/1995", "1999", Code.DIFFERENT),
        ("1960/1965", "1999", Code.GENERATION_APART),
        ("15 березня 1998", "1998-03-15", Code.SAME_DAY),
    ],
)
def test_vague_dates_are_set_side_by_side(left, right, code):
    assert birth_dates(left, right)[0] is code
    assert birth_dates(right, left)[0] is code


def bits(left, right, field="birth_date", **rest):
    told = Record(birth_date=left, **rest), Record(birth_date=right, **rest)
    return next(reason.bits for reason in compare(*told).reasons if reason.field == field)


def test_a_narrower_span_says_more():
    assert bits("весна 1998", "1998-04-02") > bits("~1998", "1998-04-02") > bits("1985/2005", "1998-04-02")
    assert bits("1990/1995", "1995/2000") < 1


def test_what_two_spans_say_is_how_few_people_both_hold():
    year = BirthDate(1998, 1998)
    assert meeting_bits(year, year) == pytest.approx(5.5, abs=0.1)  # 0.022 of all soldiers
    assert meeting_bits(year, BirthDate(1900, 2020)) == pytest.approx(0, abs=0.1)


def test_an_age_is_weighed_once_and_only_where_a_date_is_wanting():
    left = Record(birth_date="1998-03-05")
    right = Record(age="20-30", said_on=SAID_ON)
    assert {reason.field for reason in compare(left, right).reasons if reason.bits} == {"age"}
    both = Record(age="20-30", said_on=SAID_ON, birth_date="1998")
    assert {reason.field for reason in compare(left, both).reasons if reason.bits} == {"birth_date"}
    undated = Record(age="20-30")
    assert all(reason.bits == 0 for reason in compare(left, undated).reasons)


WORDS = st.lists(
    st.sampled_from(
        "до після між 25 98-го 1998 весна зима 97-98 ~ about років лет 31 лютого . / - і 90-х ' 00 ² ① ٣".split()  # noqa: SIM905
    ),
    max_size=14,
).map(" ".join)


@given(st.one_of(WORDS, st.text(max_size=80)), st.one_of(WORDS, st.text(max_size=80)), st.text(max_size=12))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_not_and_compares_alike_both_ways(left, right, said_on):
    for text in (left, right):
        found = read_birth_date(text, said_on)
        assert found is None or (found.first <= found.last and found.months[0] <= found.months[1])
    one, other = Record(birth_date=left, age=right, said_on=said_on), Record(birth_date=right, said_on="2024")
    assert compare(one, other).bits == compare(other, one).bits


@pytest.mark.parametrize(
    "text", ["1" * 10_000, "98-го " * 5_000, "двадцять " * 5_000, "\x00", "\ud800", "\u202e1998"]
)
def test_hostile_text_is_answered(text):
    read_birth_date(text, text)
    read_age(text, "2024")
