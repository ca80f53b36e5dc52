"""Peers of kinmatch get names and dates as a user of theirs would give them."""

import pytest
from bench.peers.told import Told, dates_agree, ordered, told, trigrams

COLUMNS = ("id", "name", "family_name", "given_name", "patronymic", "birth_date", "birth_place", "unit")


def row(**said):
    return dict.fromkeys(COLUMNS, "") | said


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (row(name="Галаган Олександр Іванович"), ("galagan", "oleksandr", "ivanovich")),
        (row(name="Олександр Іванович Галаган"), ("galagan", "oleksandr", "ivanovich")),
        (row(name="HALAHAN"), ("halahan", "", "")),
        (row(family_name="Галаган", given_name="О. І."), ("galagan", "o. i.", "")),
    ],
)
def test_whole_names_are_parted_by_the_patronymic(said, parts):
    one = told(said)
    assert (one.family, one.given, one.patronymic) == parts
    assert set(one.names.split()) == set(" ".join(parts).split())


def test_trigrams_are_of_each_word():
    assert trigrams("ivan li") == {" iv", "iva", "van", "an ", " li", "li "}
    assert trigrams("") == set()


def test_dates_agree_by_degrees():
    asked = "1994-03-07"
    degrees = [
        dates_agree(asked, listed)
        for listed in ("1994-03-07", "1994-07-03", "1994-03-08", "1994-11-23", "", "1995-11-23", "1981-01-02")
    ]
    assert degrees == sorted(degrees, reverse=True)
    assert len(set(degrees)) == len(degrees)
    assert degrees[-1] == 0


def test_the_date_and_then_the_place_order_those_of_one_name():
    asked = Told("", "", "", "", "galagan", "1994-03-07", "kharkiv")
    listed = [
        ("far", 0.9, "1981-01-02", "kharkiv"),
        ("elsewhere", 0.9, "1994-03-07", "odesa"),
        ("he", 0.9, "1994-03-07", "kharkiv"),
    ]
    assert [hit.id for hit in ordered(listed, asked)] == ["he", "elsewhere", "far"]
