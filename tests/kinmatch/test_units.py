"""Units in the ways people write them. The formations are public; the people are not there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import Code
from kinmatch.units import read_unit, units


@pytest.mark.parametrize(
    ("text", "number", "kind", "arms"),
    [
        ("57-ма", 57, "", set()),
        ("57 ОМПБр", 57, "brigade", {"motorised"}),
        ("57ОМПБр", 57, "brigade", {"motorised"}),
        ("57th mechanised brigade", 57, "brigade", {"mechanised"}),
        ("57-я отдельная мотопехотная бригада", 57, "brigade", {"motorised"}),
        ("бригада № 57", 57, "brigade", set()),
        ("3 штурмова", 3, "", {"assault"}),
        ("третя штурмова", 3, "", {"assault"}),
        ("ІІІ штурмова", 3, "", {"assault"}),
        ("XIV бригада", 14, "brigade", set()),
        ("10 десантно-штурмова бригада", 10, "brigade", {"airborne", "assault"}),
        ("Азов", 12, "brigade", {"guard"}),
        ("Холодний Яр", 93, "brigade", {"mechanised"}),
        ("15 мсп", 15, "regiment", {"motorised"}),
    ],
)
def test_number_kind_and_arm_are_read(text, number, kind, arms):
    highest = read_unit(text).parts[0]
    assert (highest.number, highest.kind, set(highest.arms)) == (number, kind, arms)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("1-й батальйон 72-ї", [(72, ""), (1, "battalion")]),
        ("1 мб 57 омпбр", [(57, "brigade"), (1, "battalion")]),
        ("рота 2, батальйон 3, бригада 57", [(57, "brigade"), (3, "battalion"), (2, "company")]),
        ("2 рота 3 батальйону 57 бригади", [(57, "brigade"), (3, "battalion"), (2, "company")]),
        ("танкова рота 57 бригади", [(57, "brigade"), (0, "company")]),
    ],
)
def test_levels_are_told_apart_the_highest_first(text, levels):
    assert [(part.number, part.kind) for part in read_unit(text).parts] == levels


@pytest.mark.parametrize("text", ["в/ч А1234", "А1234", "A-1234", "вч а1234"])
def test_a_code_is_no_number_of_a_unit(text):
    assert read_unit(text).codes == {"a1234"}
    assert read_unit(text).parts == ()


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("57 ОМПБр", "57th motorised brigade", Code.SAME),
        ("57 бригада", "57-ма", Code.SAME_NUMBER),
        ("3 штурмова", "3 ОШБр", Code.SAME),
        ("Холодний Яр", "93 ОМБр", Code.SAME),
        ("Kholodnyi Yar", "Холодный Яр", Code.SAME),
        ("Азов", "полк Азов", Code.SAME),
        ("в/ч А1234", "A-1234", Code.SAME),
        ("в/ч А1234", "в/ч А4321", Code.DIFFERENT),
        ("в/ч 12345", "в/ч 12345 м. Курськ", Code.SAME),
        ("57 бригада", "57 полк", Code.SAME_NUMBER_OTHER_KIND),
        ("57-ма мотопіхотна", "57-ма танкова", Code.SAME_NUMBER_OTHER_KIND),
        ("57 бригада", "58 бригада", Code.DIFFERENT),
        ("1-й батальйон 72-ї", "72 бригада", Code.PART),
        ("1-й батальйон", "1 батальйон 72 ОМБр", Code.PART),
        ("танкова рота 57 бригади", "57 бригада", Code.PART),
        ("1-й батальйон 72-ї", "2 бат 72 бригади", Code.SAME_FORMATION),
        ("1-й батальйон 72-ї", "1 бат 72 бригади", Code.SAME_NUMBER),
        ("2 рота", "57 бригада", Code.MISSING),
        ("в/ч А1234", "57 бригада", Code.MISSING),
    ],
)
def test_units_are_compared_level_by_level(left, right, code):
    assert units(left, right) is code
    assert units(right, left) is code


PIECES = (
    "57 57-ма бригада полк рота 1-й батальйон танкова мотопіхотна Азов в/ч А1234 XIV № бригади третя".split()  # noqa: SIM905
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join), st.text(max_size=60))


@given(TEXTS, TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_two_texts_compare_alike_both_ways(left, right):
    assert units(left, right) is units(right, left)


@given(TEXTS.filter(str.strip))
@settings(max_examples=200, deadline=None)
def test_a_unit_is_itself(text):
    assert units(text, text) is Code.SAME


@pytest.mark.parametrize("text", ["57 " * 5_000, "Ш" * 10_000, "бригада " * 3_000, "\x00\ud800", "\u202e57"])
def test_hostile_text_is_answered(text):
    assert units(text, "57 бригада") is units("57 бригада", text)
