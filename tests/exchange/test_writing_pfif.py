"""PFIF 1.4 as it is written."""

import datetime as dt
from pathlib import Path

import pytest
from lxml import etree

from kinline.exchange.writing import pfif
from kinline.exchange.writing.records import CORE, EXTRAS, Heading, HeldStatus, Record
from kinline.registry.choices import SaidFate

GRAMMAR = Path(__file__).parents[3] / "shared" / "data" / "pfif" / "pfif-1.4.rng"
HEADING = Heading("Committee of the tests", dt.datetime(2026, 5, 2, 10, 30, 7, tzinfo=dt.UTC), CORE)
DAY = dt.date(2026, 4, 1)
ALL = (*CORE, *(name for names in EXTRAS.values() for name in names))
#: The order of the elements in the standard, as far as we have them: http://zesty.ca/pfif/1.4/#format
PERSON = [
    *("person_record_id", "entry_date", "expiry_date", "author_name", "source_name", "source_date"),
    *("full_name", "given_name", "family_name", "alternate_names", "description"),
    *("sex", "date_of_birth", "age", "home_state", "note"),
]
NOTE = [
    *("note_record_id", "person_record_id", "entry_date", "author_name", "source_date"),
    *("status", "text"),
]


def record(number=1, status=None, **cells) -> Record:
    return Record(f"localhost/{number:032x}", DAY, dt.date(2031, 4, 1), cells, status)


FULL = record(
    1,
    HeldStatus(SaidFate.CAPTURED, DAY),
    **{name: f"{name} <&> значення" for name in ALL},
)
FULL.cells.update(birth_date="1998-03", sex="male", age="25-30", height_cm="170")
SOME = [
    FULL,
    record(2, family_name="Вигаданюк", given_name="Остап", patronymic="Левович", birth_date="~1990"),
    record(3, whole_name="ОСТАП ВИГАДАНЮК", birth_date="1990-05-12"),
    record(4, tattoos="рука: ластівка"),
    record(5, HeldStatus(SaidFate.DEAD, DAY), family_name="a\x00b\x0bc\ud800\ufffe"),
]


def written(*records) -> etree._Element:
    return etree.fromstring(pfif.head(HEADING) + pfif.body(records, HEADING) + pfif.TAIL)


def told(element) -> dict[str, str]:
    return {etree.QName(child).localname: child.text or "" for child in element}


def names(element) -> list[str]:
    return [etree.QName(child).localname for child in element]


@pytest.mark.shared
@pytest.mark.skipif(not GRAMMAR.exists(), reason="the standard's grammar lies beside a checkout in CI only")
@pytest.mark.parametrize("records", [SOME, []], ids=["some", "none"])
def test_it_is_valid_by_the_standards_grammar(records):
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    assert grammar.validate(written(*records)), grammar.error_log


def test_the_elements_stand_in_the_order_of_the_standard():
    for person in written(*SOME):
        assert names(person) == [name for name in PERSON if name in names(person)]
        for note in person.iterfind("{*}note"):
            assert names(note) == NOTE


def test_every_field_arrives_in_its_element_or_in_the_description():
    person = told(written(FULL)[0])
    assert person["full_name"] == " ".join(
        FULL.cells[name] for name in ("family_name", "given_name", "patronymic")
    )
    assert (person["date_of_birth"], person["sex"], person["age"]) == ("1998-03", "male", "25-30")
    assert person["home_state"] == FULL.cells["home_region"]
    assert person["alternate_names"] == FULL.cells["other_names"]
    lines = person["description"].splitlines()
    told_elsewhere = set(pfif._OWN_ELEMENTS)
    assert set(lines) == {
        f"{name.replace('_', ' ')}: {FULL.cells[name]}" for name in ALL if name not in told_elsewhere
    }


def test_times_are_those_of_the_standard_and_it_expires_when_we_must_delete_it():
    person = told(written(FULL)[0])
    assert person["entry_date"] == "2026-05-02T10:30:07Z"
    assert person["source_date"] == "2026-04-01T00:00:00Z"
    assert person["expiry_date"] == "2031-04-01T00:00:00Z"


def test_about_a_year_is_not_said_as_a_year():
    person = told(written(SOME[1])[0])
    assert "date_of_birth" not in person
    assert person["description"].splitlines() == ["birth date: about 1990", "patronymic: Левович"]


@pytest.mark.parametrize(
    ("fate", "status"),
    [
        (SaidFate.MISSING, "believed_missing"),
        (SaidFate.ALIVE, "believed_alive"),
        (SaidFate.CAPTURED, "believed_alive"),
        (SaidFate.WOUNDED, "believed_alive"),
        (SaidFate.BELIEVED_DEAD, "believed_dead"),
        (SaidFate.DEAD, "believed_dead"),
    ],
)
def test_a_judged_status_is_a_note(fate, status):
    [person] = written(record(1, HeldStatus(fate, DAY), family_name="Вигаданюк"))
    note = told(person.find("{*}note"))
    assert (note["status"], note["text"], note["source_date"]) == (status, fate.value, "2026-04-01T00:00:00Z")
    assert note["person_record_id"] == told(person)["person_record_id"]


def test_without_a_status_there_is_no_note_and_the_nameless_have_an_empty_name():
    [person] = written(SOME[3])
    assert person.find("{*}note") is None
    assert person.find("{*}full_name").text is None


def test_what_xml_cannot_hold_is_left_out():
    assert told(written(SOME[4])[0])["family_name"] == "abc"


def test_handfuls_make_one_file():
    """A large file is gathered by and by."""
    whole = pfif.head(HEADING) + pfif.body(SOME[:2], HEADING) + pfif.body(SOME[2:], HEADING) + pfif.TAIL
    assert [told(person) for person in etree.fromstring(whole)] == [told(person) for person in written(*SOME)]
