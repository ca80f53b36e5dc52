"""What machines do to names, undone; and names that look damaged and are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import Code, Record, compare
from kinmatch.folding import words
from kinmatch.repairs import repaired

NAME = "Галаган Іван"


@pytest.mark.parametrize("page", ["latin-1", "cp1252", "cp1251"])
def test_utf_8_that_was_read_as_another_page_is_read_again(page):
    damaged = "".join(bytes((byte,)).decode(page, "ignore") or chr(byte) for byte in NAME.encode())
    assert damaged != NAME
    assert repaired(damaged) == NAME


def test_cyrillic_that_was_read_as_western_letters_is_read_again():
    assert repaired(NAME.encode("cp1251").decode("latin-1")) == NAME


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("Ig0r Sech1n", "Igor Sechin"),
        ("Гала6ан", "Галабан"),
        ("3ахарченко", "захарченко"),
        ("Г1алг1ай", "Галгай"),
        ("МагIомед", "Магомед"),
        ("AlisherUsmanov", "Alisher Usmanov"),
        ("ІванГалаган", "Іван Галаган"),
    ],
)
def test_digits_among_letters_and_lost_spaces_are_mended(damaged, meant):
    assert repaired(damaged) == meant


@pytest.mark.parametrize(
    "name",
    ["McDonald", "MacArthur", "LeBron", "Şükrü Öğüt", "Ñandú Ángel", "Ерёменко Олег", "Рудзевич Сергій", "Людовик XIV",
     "57 бригада", "1994", "ÇÖÜŞ", "KОВАЛЬ", "Кiрило", "Дмитро-Олег", "Côté Éloïse", "Ðorđe"],
)  # fmt: skip
def test_a_name_that_somebody_may_bear_is_left_alone(name):
    assert repaired(name) == name


def test_a_damaged_name_agrees_with_the_true_one():
    damaged = Record(name=NAME.encode("cp1251").decode("latin-1"))
    assert compare(damaged, Record(name=NAME)).bits == compare(Record(name=NAME), Record(name=NAME)).bits


def test_letters_that_a_reader_of_scans_confounds_are_one_slip():
    found = compare(Record(family_name="Bournann"), Record(family_name="Boumann")).reasons[0]
    assert (found.code, found.detail["slips"]) == (Code.ALIKE, 1)


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_repaired_and_its_words_stay_few(text):
    assert isinstance(repaired(text), str)
    assert len(words(text)) <= 8
