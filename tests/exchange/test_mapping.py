"""What columns mean, and what rows say under them."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinline.audit.rules import Refused
from kinline.exchange import rules
from kinline.exchange.choices import RowFault
from kinline.exchange.fields import FIELDS, folded, guess_mapping
from kinline.exchange.formats import FORMATS, Row
from kinline.registry.choices import MarkKind, OccurrenceKind, SaidFate, Sex
from kinline.registry.facts import BodyMark

TODAY = dt.date(2026, 3, 1)
SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            "unique_id,cluster,full_name,first_and_surname,first_name,surname,dob,gender,occupation",
            "ref=unique_id whole_name=full_name given_name=first_name family_name=surname birth_date=dob sex=gender",
        ),
        (
            "ПІБ,Дата народження,Стать,Військове звання",
            "whole_name=ПІБ birth_date=Дата народження sex=Стать rank=Військове звання",
        ),
        ("Прізвище,Ім’я,По батькові", "family_name=Прізвище given_name=Ім’я patronymic=По батькові"),
        (
            "ФИО,Дата рождения (дд.мм.гггг),Пол",
            "whole_name=ФИО birth_date=Дата рождения (дд.мм.гггг) sex=Пол",
        ),
        ("№ п/п,Фамилия,Имя,Отчество", "ref=№ п/п family_name=Фамилия given_name=Имя patronymic=Отчество"),
        (
            "familyName,givenName,dateOfBirth",
            "family_name=familyName given_name=givenName birth_date=dateOfBirth",
        ),
        ("(рік),***,№,surname", "ref=№ family_name=surname"),
        ("name,surname", "given_name=name family_name=surname"),
        ("name,dob,birth_date", "whole_name=name birth_date=birth_date"),
        ("weight,shoe size", ""),
    ],
)
def test_headings_are_guessed(headings, expected):
    guessed = guess_mapping(headings.split(","))
    assert guessed == dict(part.split("=") for part in _pairs(expected))


def _pairs(expected: str) -> list[str]:
    """The pairs of `a=b c d=e`: `a=b c` and `d=e`."""
    pairs: list[str] = []
    for word in expected.split():
        if "=" in word:
            pairs.append(word)
        else:
            pairs[-1] += f" {word}"
    return pairs


@given(st.lists(st.sampled_from([h for f in FIELDS.values() for h in (*f.headings, f.name)]), max_size=40))
def test_no_column_serves_two_fields(columns):
    guessed = guess_mapping(columns)
    assert len(set(guessed.values())) == len(guessed)
    assert set(guessed.values()) <= set(columns)


def test_no_heading_is_claimed_by_two_fields():
    claimed = [heading for field in FIELDS.values() for heading in {folded(field.name), *field.headings}]
    assert len(claimed) == len(set(claimed))


def read(mapping: dict[str, str], **cells: str) -> rules.Reading:
    return rules.read_row(Row(2, cells), mapping, today=TODAY)


def same_names(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def test_a_row_becomes_facts():
    told = {
        "family_name": "Вигаданюк",
        "birth_date": "бл. 1998",
        "sex": "Чоловік",
        "said_fate": "зник безвісти",
        "last_contact_place": "Вигадана область",
        "last_contact_date": "2025-01",
        "age": "25–30",
        "height_cm": "1,75 м",
        "tattoos": "left forearm: an anchor; a rose",
    }
    reading = read(same_names(*told), **told)
    facts = reading.facts
    assert not reading.faults
    assert (facts.family_name, facts.birth.iso(), facts.sex) == ("Вигаданюк", "~1998", Sex.MALE)
    assert facts.said_fate == SaidFate.MISSING
    [happening] = facts.happenings
    assert (happening.kind, happening.place) == (OccurrenceKind.LAST_CONTACT, "Вигадана область")
    assert happening.when.iso() == "2025-01"
    assert (facts.age_from, facts.age_to, facts.height_cm_from, facts.height_cm_to) == (25, 30, 175, 175)
    assert facts.marks == (
        BodyMark(kind=MarkKind.TATTOO, site="left forearm", motif="an anchor"),
        BodyMark(kind=MarkKind.TATTOO, motif="a rose"),
    )


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("birth_date", "31.02.1998", RowFault.NO_SUCH_DAY),
        ("capture_date", "sometime", RowFault.NOT_A_DATE),
        ("sex", "t2227949951", RowFault.SEX),
        ("said_fate", "на війні", RowFault.FATE),
        ("age", "200", RowFault.NUMBER),
        ("age", "40-30", RowFault.BACKWARDS),
        ("height_cm", "tall", RowFault.NUMBER),
        ("family_name", "х" * 121, RowFault.TOO_LONG),
        ("capture_place", "х" * 161, RowFault.TOO_LONG),
        ("scars", "х" * 201, RowFault.TOO_LONG),
        ("ref", "1" * 121, RowFault.TOO_LONG),
        ("expires_on", "2026-03-01", RowFault.EXPIRED),
        ("expires_on", "2020", RowFault.EXPIRED),
        ("expires_on", "soon", RowFault.NOT_A_DATE),
        ("birth_date", "#N/A", RowFault.CELL_ERROR),
    ],
)
def test_a_fault_names_its_column_its_value_and_why(name, value, fault):
    reading = read({name: "theirs", "given_name": "given"}, theirs=value, given="Остап")
    assert [(found.code, found.column, found.value) for found in reading.faults] == [(fault, "theirs", value)]
    sentence = rules.reason_sentence(reading.faults[0].reason, value)
    assert sentence
    assert "%(" not in sentence


@pytest.mark.parametrize(
    ("said", "ages"), [("34", (34, 34)), ("~30", (27, 33)), ("?", (None, None)), ("1-2", (1, 2))]
)
def test_an_age_is_one_number_or_two(said, ages):
    facts = read({"age": "age", "sex": "sex"}, age=said, sex="m").facts
    assert (facts.age_from, facts.age_to) == ages


def test_the_sentence_of_an_impossible_day():
    assert rules.reason_sentence("no_such_day", "31.02.1998") == "31.02.1998: there is no such day."


@pytest.mark.parametrize(
    ("said", "until"),
    [("2026-03-02T00:00:00Z", dt.date(2026, 3, 2)), ("2027", dt.date(2027, 12, 31)), ("", None), ("-", None)],
)
def test_a_source_says_until_when_its_row_may_be_kept(said, until):
    reading = read(same_names("expires_on", "family_name"), expires_on=said, family_name="А")
    assert (reading.expires_on, reading.faults) == (until, ())


def test_a_row_that_describes_nobody_is_refused():
    assert read(same_names("ref", "family_name"), ref="7", family_name="").faults[0].code == RowFault.NOBODY


def test_a_row_without_a_number_gets_one_that_depends_on_its_content_only():
    mapping = same_names("family_name")
    first, again = (read(mapping, family_name="А", other="1", empty=empty) for empty in ("", ""))
    other = read(mapping, family_name="А", other="2", empty="")
    assert first.ref == again.ref != other.ref
    assert first.ref.startswith("row-")


def test_an_unclear_day_is_noted_and_the_text_is_kept():
    reading = read(same_names("birth_date"), birth_date="05/06/1998")
    assert not reading.faults
    assert reading.facts.birth.text == "05/06/1998"
    assert rules.reason_sentence(reading.notes[0][0], "05/06/1998").startswith(
        "05/06/1998: day or month first?"
    )


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"surname": "a"}, "no field “surname”"),
        ({"family_name": "z"}, "no column “z”"),
        ({"family_name": "a", "given_name": "a"}, "stands for two fields"),
        ({"ref": "a"}, "at least one column"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(mapping, sentence):
    with pytest.raises(Refused, match=sentence):
        rules.check_mapping(mapping, ["a", "b"])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the published tables lie beside a checkout in CI only")
def test_person_finders_own_sample_is_guessed_and_its_shifted_row_refused():
    path = SHARED / "pfif" / "personfinder_tests" / "sample-import.csv"
    layout = FORMATS["csv"].inspect(path)
    guessed = guess_mapping(layout.columns)
    assert guessed == {
        "ref": "person_record_id",
        "said_on": "source_date",
        "whole_name": "full_name",
        "given_name": "given_name",
        "family_name": "family_name",
        "other_names": "alternate_names",
        "sex": "sex",
        "birth_date": "date_of_birth",
        "age": "age",
        "home_region": "home_state",
        "said_fate": "status",
        "last_contact_place": "last_known_location",
        "narrative": "description",
    }
    [row] = FORMATS["csv"].read(path, layout)
    assert (row.fault, row.detail) == (RowFault.CELLS, "30 > 29")
