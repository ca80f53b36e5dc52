import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import reading

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "names" / "kmu55_2010_official_examples.csv"


@pytest.mark.shared
def test_all_official_examples_of_resolution_55_are_romanised_as_the_law_says():
    if not OFFICIAL.exists():
        pytest.skip("the table of resolution 55 lies beside a checkout in CI only")
    with OFFICIAL.open(encoding="utf-8", newline="") as table:
        examples = [(row["ukrainian"], row["latin"]) for row in csv.DictReader(table)]
    assert len(examples) == 74
    assert [reading(ukrainian, "latin") for ukrainian, _ in examples] == [latin for _, latin in examples]


@pytest.mark.parametrize(
    ("text", "into", "read"),
    [
        # Resolution 55 of 27.01.2010
        ("Ґалаґан", "latin", "Galagan"),
        ("Згурський", "latin", "Zghurskyi"),
        ("Їжакевич", "latin", "Yizhakevych"),
        ("Знам'янка", "latin", "Znamianka"),
        ("Біла Церква", "latin", "Bila Tserkva"),
        # ICAO Doc 9303, as Russian passports have it
        ("Быков Юрий", "latin", "Bykov Iurii"),
        ("Соловьёв", "latin", "Solovev"),
        ("Николай", "latin", "Nikolai"),
        # back, invented
        ("HALAHAN", "uk", "Галаган"),
        ("HALAHAN", "ru", "Галаган"),
        ("Kovalskyi Oleksandr", "uk", "Ковальський Олександр"),
        ("YURIIOVYCH", "uk", "Юрійович"),
        ("YURIIOVYCH", "ru", "Юриевич"),
        ("Vasyl", "uk", "Василь"),
        ("Shcherbak Yurii", "uk", "Щербак Юрій"),
        ("Bykov Sergey", "ru", "Быков Сергей"),
        ("Ковальський Сергій", "ru", "Ковальский Сергий"),
        ("Быков Эдуард", "uk", "Биков Едуард"),
        ("Микола", "uk", "Микола"),
        ("Galagan", "latin", "Galagan"),
        ("O'Connor", "uk", "Оконнор"),
        ("гаврилюк", "latin", "havryliuk"),
        ("", "uk", ""),
    ],
)
def test_a_name_reads_in_the_other_script(text, into, read):
    assert reading(text, into) == read


@given(st.text(max_size=80), st.sampled_from(["uk", "ru", "latin"]))
@settings(max_examples=200)
def test_any_text_can_be_read(text, into):
    assert isinstance(reading(text, into), str)
