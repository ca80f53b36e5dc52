"""What two records say together. All people are invented, the pairs of kinds that tracing desks know."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import PRIOR_BITS, Code, Frequencies, Record, compare
from kinmatch.weights import WEIGHTS


def codes(left, right):
    return {(reason.field, reason.code) for reason in compare(left, right).reasons}


def named(name, **rest):
    return Record(name=name, **rest)


@pytest.mark.parametrize(
    ("left", "right", "field", "code"),
    [
        ("Галаган Олександр", "Галаган Олександр", "family_name", Code.SAME),
        ("Галаган Олександр", "HALAHAN Oleksandr", "family_name", Code.SAME_OTHER_SCRIPT),
        ("Galagan Oleksandr", "HALAHAN Oleksandr", "family_name", Code.SAME_OTHER_SPELLING),
        ("Ковальський Іван", "Ковальська Іван", "family_name", Code.GENDERED_ENDING),
        ("Галаган Олександр", "Галайган Олександр", "family_name", Code.ALIKE),
        ("Ганін Олег", "Ханін Олег", "family_name", Code.ALIKE),
        ("Нечуй-Левицький Іван", "Левицький Іван", "family_name", Code.HALF),
        ("Галаган Олександр", "Саша Г.", "family_name", Code.INITIAL),
        ("Галаган Олександр", "Мірошник Олександр", "family_name", Code.DIFFERENT),
        ("Галаган Олександр", "Галаган Александр", "given_name", Code.SAME_OTHER_LANGUAGE_FORM),
        ("Галаган Микола", "Галаган Николай", "given_name", Code.SAME_OTHER_LANGUAGE_FORM),
        ("Галаган Ірина", "Галаган Ирина", "given_name", Code.SAME_OTHER_LANGUAGE_FORM),
        ("Галаган Олександр", "Саша Галаган", "given_name", Code.DIMINUTIVE),
        ("Галаган Олександр", "Галаган О.", "given_name", Code.INITIAL),
        ("Галаган Олександр", "Галаган А.", "given_name", Code.INITIAL),
        ("Галаган Юрій", "Halahan Y.", "given_name", Code.INITIAL),
        ("Галаган Іван", "Галаган Петро", "given_name", Code.DIFFERENT),
        ("Галаган Валентин", "Галаган Валентина", "given_name", Code.DIFFERENT),
        ("Галаган Іван Юрійович", "Галаган Иван Юрьевич", "patronymic", Code.SAME_OTHER_LANGUAGE_FORM),
        ("Галаган Іван Юрійович", "Halahan Ivan Yuriiovych", "patronymic", Code.SAME_OTHER_SCRIPT),
        ("Галаган Іван Юрійович", "Галаган Іван Петрович", "patronymic", Code.DIFFERENT),
        ("Галаган Іван Юрійович", "Галаган І. Ю.", "patronymic", Code.INITIAL),
    ],
)
def test_names_agree_in_the_way_that_is_told(left, right, field, code):
    assert (field, code) in codes(named(left), named(right))


def test_the_first_name_of_the_father_matches_the_patronymic():
    told = Record(family_name="Галаган", given_name="Іван", patronymic="Юрій")
    assert ("patronymic", Code.FATHER_NAME_MATCHES) in codes(told, named("Галаган Іван Юрьевич"))


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("1994-03-05", "1994-03-05", Code.SAME_DAY),
        ("1994-01-01", "1994-01-01", Code.SAME_NEW_YEAR),
        ("1994-03-05", "1994-05-03", Code.DAY_MONTH_SWAPPED),
        ("1994-03-05", "1994-03-06", Code.ONE_DIGIT),
        ("1994-03-15", "1984-03-15", Code.ONE_DIGIT),
        ("1994-03-05", "1993-03-05", Code.SAME_DAY_NEAR_YEAR),
        ("1994-03-05", "1989-03-05", Code.SAME_DAY_OTHER_YEAR),
        ("1994-03-05", "1994-03", Code.SAME_MONTH),
        ("1994-03-05", "1994-03-27", Code.SAME_MONTH_OTHER_DAY),
        ("1994-03-05", "1994", Code.SAME_YEAR),
        ("1994-03-05", "1994-01-01", Code.SAME_YEAR),
        ("1994-03-05", "1994-11-27", Code.SAME_YEAR_OTHER_DAY),
        ("1994", "1995-02-02", Code.NEAR_YEAR),
        ("~1994", "1995-02-02", Code.WITHIN_RANGE),
        ("1990/1995", "1995-02-02", Code.WITHIN_RANGE),
        ("~1994", "1999-02-02", Code.DIFFERENT),
        ("1994-03-05", "1991-11-27", Code.DIFFERENT),
        ("1960-03-05", "1991-11-27", Code.GENERATION_APART),
        ("1994-02-30", "1994-02-28", Code.MISSING),
        ("весна 1994", "1994", Code.WITHIN_RANGE),
        ("1994-03-05", "", Code.MISSING),
    ],
)
def test_dates_agree_in_the_way_that_is_told(left, right, code):
    left, right = named("Галаган", birth_date=left), named("Галаган", birth_date=right)
    assert ("birth_date", code) in codes(left, right)
    assert compare(left, right).probability == compare(right, left).probability


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("57 бригада", "57 бригада", Code.SAME),
        ("57-ма мотопіхота", "57 OMPBr", Code.SAME),
        ("57-ма мотопіхота", "57-я бригада", Code.SAME_NUMBER),
        ("57 OMPBr", "57-я бригада", Code.SAME_NUMBER),
        ("57 бригада", "58 бригада", Code.DIFFERENT),
        ("57-ма мотопіхотна", "57-ма танкова", Code.SAME_NUMBER_OTHER_KIND),
        ("полк Азимут", "Azymut", Code.ALIKE),
    ],
)
def test_units_agree_by_number_and_kind(left, right, code):
    assert ("unit", code) in codes(named("Галаган", unit=left), named("Галаган", unit=right))


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("Одеса", "Odesa", Code.SAME_OTHER_SCRIPT),
        ("с. Калинівка", "Калинівка", Code.SAME_OTHER_SPELLING),
        ("Калинівка Вінницької області", "Калинівка", Code.PART),
        ("Калинівка", "Калиновка", Code.ALIKE),
        ("Калинівка", "Бердичів", Code.DIFFERENT),
        ("!!", "Бердичів", Code.MISSING),
    ],
)
def test_places_agree_by_their_words(left, right, code):
    assert ("birth_place", code) in codes(
        named("Галаган", birth_place=left), named("Галаган", birth_place=right)
    )


def test_probability_is_the_prior_and_the_reasons_added_up():
    found = compare(
        named("Галаган Олександр", birth_date="1994"), named("Halahan Sasha", birth_date="1994-01-02")
    )
    assert found.bits == pytest.approx(PRIOR_BITS + sum(reason.bits for reason in found.reasons), abs=0.01)
    assert found.probability == pytest.approx(1 / (1 + 2**-found.bits))


def test_a_rare_surname_that_agrees_says_more_than_a_frequent_one():
    rare = compare(named("Галаган Іван"), named("Галаган Іван"))
    frequent = compare(named("Шевченко Іван"), named("Шевченко Іван"))
    assert rare.bits > frequent.bits + 4


def test_a_reason_says_how_rare_the_name_is_and_how_many_slips_or_years_lie_between():
    left = Record(name="Галаган Іван", birth_date="1994")
    family, given_name, born = compare(left, named("Галайган Іван", birth_date="1991")).reasons
    assert family.detail["one_in"] > 10_000
    assert family.detail["slips"] == 1
    assert given_name.detail["one_in"] < 100
    assert born.detail == {"years_apart": 3}
    assert (born.left, born.right) == ("1994", "1991")


def test_frequencies_are_learnt_from_the_records():
    many = Frequencies.of(named("Галаган Іван") for _ in range(5_000))
    assert many.share("HALAHAN") > 0.5
    assert Frequencies().share("Галаган") < 0.001
    pair = named("Галаган Іван"), named("Галаган Іван")
    assert compare(*pair, many).bits < compare(*pair).bits


def test_a_whole_date_and_a_name_in_another_script_are_one_person():
    left = Record(name="Галаган Олександр Юрійович", birth_date="1994-03-05", unit="57-ма мотопіхота")
    right = Record(family_name="HALAHAN", given_name="Sasha", birth_date="1994-05-03", unit="57 OMPBr")
    assert compare(left, right).probability > 0.99


FAMILY = {"birth_place": "Калинівка", "unit": "57 бригада"}


def test_twins_of_one_unit_are_not_one_person_and_it_is_said_why():
    left = named("Галаган Іван Петрович", birth_date="1994-03-05", **FAMILY)
    right = named("Галаган Роман Петрович", birth_date="1994-03-05", **FAMILY)
    assert compare(left, right).probability < 0.1
    assert ("given_name", Code.TWINS) in codes(left, right)


def test_brothers_without_dates_are_not_one_person():
    left, right = named("Галаган Іван Петрович", **FAMILY), named("Галаган Роман Петрович", **FAMILY)
    assert compare(left, right).probability < 0.1
    assert compare(left, right).reasons[-1].bits < 0


def test_father_and_son_of_one_name_are_not_one_person():
    left = named("Галаган Іван", birth_date="1968-03-05", **FAMILY)
    right = named("Галаган Іван", birth_date="1994-11-20", **FAMILY)
    assert compare(left, right).probability < 0.1
    assert ("birth_date", Code.FATHER_AND_SON) in codes(left, right)


def test_father_and_son_are_told_apart_by_the_patronymic_too():
    left, right = named("Галаган Іван Петрович", **FAMILY), named("Галаган Іван Іванович", **FAMILY)
    assert compare(left, right).probability < 0.1
    assert ("patronymic", Code.FATHER_AND_SON) in codes(left, right)


def test_a_bare_name_can_be_read_in_either_order():
    one = compare(named("Роман Богдан"), Record(family_name="Богдан", given_name="Роман"))
    other = compare(named("Роман Богдан"), Record(family_name="Роман", given_name="Богдан"))
    assert min(one.bits, other.bits) > PRIOR_BITS + 5


def test_columns_that_were_swapped_are_read_as_they_were_meant():
    swapped = Record(family_name="Олександр", given_name="Галаган")
    assert (
        compare(swapped, named("Галаган Олександр")).bits == compare(named("Галаган Олександр"), swapped).bits
    )
    assert ("family_name", Code.SAME) in codes(swapped, named("Галаган Олександр"))


def test_further_columns_are_compared_by_their_names():
    left, right = named("Галаган", also={"postcode": "65001"}), named("Галаган", also={"postcode": "65001"})
    assert ("postcode", Code.SAME) in codes(left, right)


def test_nothing_told_is_no_evidence():
    assert compare(Record(), Record()).bits == PRIOR_BITS
    assert compare(Record(), Record()).reasons == ()
    one_sided = compare(named("Галаган Іван", unit="57"), named("Галаган Іван"))
    assert ("unit", Code.MISSING, 0.0) in {(r.field, r.code, r.bits) for r in one_sided.reasons}


def test_a_married_woman_may_bear_another_surname():
    left, right = named("Галаган Ірина", sex="f"), named("Мірошник Ірина", sex="ж")
    weight = next(reason.bits for reason in compare(left, right).reasons if reason.field == "family_name")
    assert weight == WEIGHTS["married_name"][Code.DIFFERENT]


def test_a_mapping_names_the_columns():
    row = {"first": "Іван", "family_name": "Галаган", "dob": "1994", "post": None}
    record = Record.from_mapping(row, {"given_name": "first", "birth_date": "dob"}, also=("post",))
    assert (record.given_name, record.family_name, record.birth_date) == ("Іван", "Галаган", "1994")
    assert record.also == {"post": ""}


NAMES = [
    "Галаган Олександр",
    "HALAHAN",
    "Саша",
    "О. Галаган",
    "Іван Іванович Шевченко",
    "Роман Богдан",
    "",
    "ﷺ",
    "Ы-ы",
]
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=40))
dates = st.sampled_from(
    ["", "1994", "1994-03", "1994-03-05", "~1994", "1990/1999", "1994-99-01", "0000", "\x00"]
)
records = st.builds(
    Record,
    name=names, family_name=names, given_name=names, patronymic=names, birth_date=dates,
    birth_place=st.text(max_size=20), unit=st.sampled_from(["", "57 бригада", "57 OMPBr", "😀"]),
    sex=st.text(max_size=3),
)  # fmt: skip


@given(records, records)
@settings(max_examples=300, deadline=None)
def test_a_comparison_is_symmetric_and_in_range(left, right):
    there, back = compare(left, right), compare(right, left)
    assert there.probability == back.probability
    assert 0 <= there.probability <= 1
    assert len(there.reasons) == len(back.reasons)


@given(records)
@settings(max_examples=100, deadline=None)
def test_nobody_is_less_like_himself_than_like_a_stranger(record):
    assert (
        compare(record, record).bits
        >= compare(record, Record(name="Мірошник Кузьма", birth_date="1901")).bits
    )


@pytest.mark.parametrize(
    "name",
    [
        "😀" * 50,
        "Ш" * 10_000,
        "абв " * 5_000,
        "\x00\x00",
        "\u202eнавІ\u202c",
        "кovаленкo",
        "'-'-'",
        "Ґ",
        "-",
        "中村 太郎",
    ],
)
def test_any_name_can_be_compared(name):
    assert compare(named(name), named(name)).probability == compare(named(name), named(name)).probability
    assert 0 <= compare(named(name), named("Галаган Іван")).probability <= 1


def test_a_rank_before_the_name_is_no_part_of_it():
    told = compare(named("сержант Галаган Іван"), Record(family_name="Галаган", given_name="Іван"))
    assert told.bits == compare(named("Галаган Іван"), Record(family_name="Галаган", given_name="Іван")).bits


@pytest.mark.parametrize(
    "name", ["Володимир Кирилович Козурович", "Козурович Володимир Кирилович", "Козурович В. К."]
)
def test_a_surname_that_ends_like_a_patronymic_is_found_wherever_it_stands(name):
    right = Record(family_name="Козурович", given_name="Володимир", patronymic="Кирилович")
    assert ("family_name", Code.SAME) in codes(named(name), right)
