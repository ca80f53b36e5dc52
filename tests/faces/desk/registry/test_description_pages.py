"""Entering, reading, correcting and parting descriptions."""

import re

import pytest

from kinline.audit.models import Event
from kinline.registry.choices import MarkKind, OccurrenceKind
from kinline.registry.commands import join_persons
from kinline.registry.facts import BodyMark, Happening, VagueDate
from kinline.registry.models import Description

NEW = {
    "source_kind": "hospital_list",
    "source_name": "Список 7",
    "source_ref": "12",
    "reliability": "B",
    "purpose": "tracing",
    "lawful_basis": "vital_interest",
    "family_name": "Галаган",
    "given_name": "Ілля",
    "birth_month": "березень",
    "birth_year": "1998",
    "capture_place": "Вигаданий район",
    "capture_when_year": "2026",
    "mark1_kind": "tattoo",
    "mark1_site": "плече",
    "mark1_motif": "якір",
    "age_from": "25",
    "volunteered": ["unit"],
}


def test_what_is_typed_becomes_a_description_with_partial_dates(desk_as, petro):
    response = desk_as(petro).post("/registry/new/", NEW)
    [row] = Description.objects.all()
    assert response["Location"] == f"/registry/persons/{row.person_id}/"
    assert row.facts.birth == VagueDate.of(1998, 3)
    assert row.facts.happenings == (
        Happening(kind=OccurrenceKind.CAPTURE, place="Вигаданий район", when=VagueDate.of(2026)),
    )
    assert row.facts.marks == (BodyMark(kind=MarkKind.TATTOO, site="плече", motif="якір"),)
    assert (row.age_from, row.age_to, row.volunteered) == (25, None, ["unit"])
    assert (row.source_name, row.reliability, row.lawful_basis) == ("Список 7", "B", "vital_interest")
    assert row.keep_until.year > 2026


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"family_name": "", "given_name": "", "capture_place": "", "mark1_kind": "", "mark1_site": "",
          "mark1_motif": "", "age_from": "", "volunteered": [], "birth_month": "", "birth_year": "",
          "capture_when_year": ""}, "at least one particular"),
        ({"birth_month": "13"}, "Month: 1 to 12"),
        ({"said_on": "2999-01-01"}, "has not come yet"),
        ({"source_kind": ""}, "An answer is needed here"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_422_and_nothing_is_written(desk_as, petro, typed, words):
    response = desk_as(petro).post("/registry/new/", NEW | typed)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Description.objects.exists()


def test_a_rule_that_refuses_is_409_and_keeps_what_was_typed(desk_as, petro):
    client = desk_as(petro)
    response = client.post("/registry/new/", NEW | {"age_from": "30", "age_to": "20"})
    assert response.status_code == 409
    assert "first number is larger" in response.content.decode()
    assert 'value="Галаган"' in response.content.decode()
    client.post("/registry/new/", NEW)
    twice = client.post("/registry/new/", NEW)
    assert twice.status_code == 409
    assert Description.objects.count() == 1


def test_a_correction_starts_from_what_was_said_and_shows_the_difference(told, desk_as, petro):
    row = told(family_name="Галаган", born=(1998, 3, 12), narrative="казала сестра")
    client = desk_as(petro)
    form = client.get(f"/registry/descriptions/{row.pk}/correct/").content.decode()
    assert 'value="Галаган"' in form
    assert re.search(r'name="birth_year" value="1998"', form)
    said = {
        "family_name": "Галаґан", "birth_day": "12", "birth_month": "3", "birth_year": "1998",
        "narrative": "казала сестра", "reason": "Описка",
    }  # fmt: skip
    response = client.post(f"/registry/descriptions/{row.pk}/correct/", said)
    later = Description.objects.get(follows=row)
    assert response["Location"] == f"/registry/descriptions/{later.pk}/"
    assert later.facts.birth == row.facts.birth
    shown = client.get(response["Location"]).content.decode()
    assert "What is said otherwise than before" in shown
    assert "Описка" in shown
    assert "Date of birth</th>" not in shown
    assert "A later word has come" in client.get(f"/registry/descriptions/{row.pk}/").content.decode()


def test_what_a_registrar_may_not_read_survives_his_correction(told, desk_as, petro):
    row = told(family_name="Галаган", next_of_kin="мати, вул. Вигадана")
    client = desk_as(petro)
    assert "вул. Вигадана" not in client.get(f"/registry/descriptions/{row.pk}/correct/").content.decode()
    client.post(
        f"/registry/descriptions/{row.pk}/correct/", {"family_name": "Галаґан", "reason": "Описка"}
    )
    assert Description.objects.get(follows=row).next_of_kin == "мати, вул. Вигадана"


def test_an_approximate_birth_is_left_as_it_was_said(told, desk_as, petro):
    row = told(family_name="Галаган")
    Description.objects.filter(pk=row.pk).update(
        birth_text="навесні", birth_earliest="1996-01-01", birth_latest="2000-12-31", birth_precision="about"
    )
    row.refresh_from_db()
    client = desk_as(petro)
    said = {"family_name": "Галаґан", "birth_year": "1998", "birth_approximate": "on", "reason": "Описка"}
    client.post(f"/registry/descriptions/{row.pk}/correct/", said)
    assert Description.objects.get(follows=row).facts.birth == row.facts.birth


def test_a_followed_word_is_not_corrected_again(told, desk_as, petro):
    row = told(family_name="Галаган")
    client = desk_as(petro)
    said = {"family_name": "Галаґан", "reason": "Описка"}
    client.post(f"/registry/descriptions/{row.pk}/correct/", said)
    again = client.post(f"/registry/descriptions/{row.pk}/correct/", said | {"family_name": "Г"})
    assert again.status_code == 409
    assert "later word" in again.content.decode()


def test_words_are_parted_with_a_reason(told, desk_as, anna, iryna):
    one, other = told(family_name="Галаган"), told(family_name="HALAHAN")
    join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    client = desk_as(anna)
    split = f"/registry/descriptions/{other.pk}/split/"
    assert client.post(split, {"reason": ""}).status_code == 422
    response = client.post(split, {"reason": "різні батьки"})
    other.refresh_from_db()
    assert response["Location"] == f"/registry/persons/{other.person_id}/"
    assert other.person_id != one.person_id
    refused = client.post(split, {"reason": "ще раз"})
    assert refused.status_code == 409


def test_reading_a_description_is_in_the_audit(told, desk_as, petro):
    row = told(family_name="Галаган")
    desk_as(petro).get(f"/registry/descriptions/{row.pk}/")
    assert Event.objects.get(action="registry:description:viewed").subject == f"description:{row.pk}"
