"""Places by level, language and old name."""

from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import Code
from kinmatch.places import places, read_place


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("Дніпропетровськ", "Дніпро", Code.OLD_NAME),
        ("Днепропетровск", "Dnipro", Code.OLD_NAME),
        ("Кіровоград", "Кропивницький", Code.OLD_NAME),
        ("Артемовск, Донецкая область", "м. Бахмут", Code.OLD_NAME),
        ("Красный Луч", "Хрустальний", Code.OLD_NAME),
        ("Донецька обл.", "Донецкая область", Code.SAME_REGION),
        ("Донеччина", "Donetsk oblast", Code.SAME_REGION),
        ("Донецька обл.", "Донецька обл.", Code.SAME_REGION),
        ("м. Донецьк", "м. Донецьк", Code.SAME),
        ("Краснодарский край", "Кубань", Code.SAME_REGION),
        ("Донецк", "Донецька область", Code.PART),
        ("Харків", "Харківська область", Code.PART),
        ("Бахмут", "Харківська область", Code.DIFFERENT),
        ("Калинівка, Вінницька обл.", "Калинівка", Code.PART),
        ("Калинівка, Вінницька обл.", "Калинівка, Житомирська обл.", Code.SAME_NAME_ELSEWHERE),
        ("Калинівка", "Калинівський район", Code.PART),
        ("Самар", "Самара", Code.DIFFERENT),
        ("Свердловск", "Екатеринбург", Code.PART),
        ("Бердичів", "Бердичівський р-н Житомирська обл.", Code.PART),
        ("Бахмут", "Краматорськ", Code.ELSEWHERE_IN_REGION),
        ("Донецьк", "Луганськ", Code.DIFFERENT),
        ("Нова Каховка", "Каховка", Code.DIFFERENT),
        ("Велика Новосілка", "Велика Писарівка", Code.DIFFERENT),
        ("г. Ростов", "Ростов-на-Дону", Code.SAME_OTHER_SPELLING),
        ("Кривий Ріг", "Kryvyi Rih", Code.SAME_OTHER_SCRIPT),
        ("під Бахмутом", "Бахмут", Code.SAME_OTHER_SPELLING),
        ("у Краматорську", "Краматорск", Code.SAME_OTHER_SPELLING),
        ("Донецька обл.", "Калинівка", Code.MISSING),
    ],
)
def test_places_are_compared_level_by_level(left, right, code):
    assert places(left, right) is code
    assert places(right, left) is code


def test_a_city_brings_its_region():
    assert read_place("Артемівськ").regions == {"ua-donetsk"}
    assert read_place("Крым, г. Керчь").towns == {"kerch"}
    assert read_place("Донецька").towns == frozenset()


def test_every_city_of_the_table_is_found_under_each_of_its_names():
    text = files("kinmatch").joinpath("data/places.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    regions = {row[1] for row in rows if row[0] == "region"}
    cities = [row for row in rows if row[0] == "city"]
    assert [key for key, count in Counter(row[1] for row in rows).items() if count > 1] == []
    assert {row[2] for row in cities} <= regions
    for _sort, key, region, names in cities:
        for name in names.split():
            found = read_place("м. " + name.removeprefix("=").replace("_", " "))
            assert key in found.towns, name
            assert region in found.regions, name
            assert not name.startswith("=") or key in found.old, name
    for _sort, key, names in (row for row in rows if row[0] == "region"):
        for name in names.split():
            assert key in read_place(name.replace("_", " ") + " обл.").regions, name


@pytest.mark.parametrize(
    ("name", "key"),
    [("Мукачево", "mukachevo"), ("Ужгород", "uzhhorod"), ("Izium", "izium"), ("Самар", "samar")],
)
def test_names_find_their_city(name, key):
    assert read_place(name).towns == {key}


PIECES = (
    "Калинівка р-н Вінницька обл. м. Київ Бахмут Артемівськ Донецька Крим с. Нова Каховка Moscow край".split()  # noqa: SIM905
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join), st.text(max_size=60))


@given(TEXTS, TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_two_texts_compare_alike_both_ways(left, right):
    assert places(left, right) is places(right, left)


@pytest.mark.parametrize(
    "text", ["Ш" * 10_000, "район " * 3_000, "нова " * 3_000, "\x00\ud800", "\u202eКиїв"]
)
def test_hostile_text_is_answered(text):
    assert places(text, "Київ") is places("Київ", text)
