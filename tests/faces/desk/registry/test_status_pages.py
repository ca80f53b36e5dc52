"""Reporting a status, deciding second on a death, taking one back."""

import datetime as dt

import pytest

from kinline.registry import commands as registry
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import StatusReport

DEATH = {"value": "dead", "as_of": "2026-03-01", "source_name": "Акт лікарні", "remark": "знаю цього лікаря"}


@pytest.fixture
def row(told):
    return told(family_name="Галаган", given_name="Ілля")


@pytest.fixture
def report(row, desk_as, anna):
    desk_as(anna).post(f"/registry/persons/{row.person_id}/status/", DEATH | {"description": row.pk})
    return StatusReport.objects.get()


def test_a_death_is_written_and_waits(report, row):
    assert (report.axis, report.description, report.awaits_second) == ("fate", row, True)


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"as_of": ""}, 422, "as of which day"),
        ({"as_of": "2999-01-01", "document": "Акт 12"}, 409, "future"),
        ({"value": ""}, 422, "Choose a status."),
        ({"value": "happy"}, 422, "valid choice"),
        ({}, 409, "something to decide by"),
        ({"level": "confirmed"}, 409, "Name the document"),
        ({"description": "999"}, 422, "valid choice"),
    ],
)
def test_what_cannot_be_or_is_refused_stands_beside_the_form(row, desk_as, anna, typed, status, words):
    response = desk_as(anna).post(f"/registry/persons/{row.person_id}/status/", DEATH | typed)
    assert response.status_code == status
    assert words in response.content.decode()
    assert "Акт лікарні" in response.content.decode()
    assert not StatusReport.objects.exists()


def test_no_status_stands_chosen(row, desk_as, anna):
    form = desk_as(anna).get(f"/registry/persons/{row.person_id}/status/").context["form"]
    assert form["value"].value() is None
    assert form.fields["value"].choices[0] == ("", "Choose")


def test_a_second_reads_the_evidence_and_not_who_said_what(report, desk_as, iryna):
    client = desk_as(iryna)
    assert f"/registry/statuses/{report.pk}/second/" in client.get("/registry/statuses/").content.decode()
    shown = client.get(f"/registry/statuses/{report.pk}/second/").content.decode()
    assert "Акт лікарні" in shown
    assert "Галаган" in shown
    assert "Anna" not in shown
    assert "знаю цього лікаря" not in shown


@pytest.mark.parametrize(("answer", "counts"), [("yes", True), ("no", False)])
def test_a_second_answers_yes_or_no(report, desk_as, iryna, answer, counts):
    response = desk_as(iryna).post(f"/registry/statuses/{report.pk}/second/", {"agrees": answer})
    assert response["Location"] == f"/registry/persons/{report.person_id}/"
    assert StatusReport.objects.counted().exists() is counts


def test_whoever_reported_it_is_refused_and_does_not_find_it_in_the_list(report, desk_as, anna):
    client = desk_as(anna)
    assert "No report of a death waits for you" in client.get("/registry/statuses/").content.decode()
    assert "You reported this" in client.get(f"/registry/statuses/{report.pk}/second/").content.decode()
    refused = client.post(f"/registry/statuses/{report.pk}/second/", {"agrees": "yes"})
    assert refused.status_code == 409
    assert not StatusReport.objects.counted().exists()


def test_no_answer_is_422(report, desk_as, iryna):
    assert desk_as(iryna).post(f"/registry/statuses/{report.pk}/second/").status_code == 422


def test_one_person_takes_a_status_back_at_once(report, desk_as, iryna):
    client = desk_as(iryna)
    client.post(f"/registry/statuses/{report.pk}/second/", {"agrees": "yes"})
    assert client.post(f"/registry/statuses/{report.pk}/withdraw/", {"reason": ""}).status_code == 422
    done = client.post(f"/registry/statuses/{report.pk}/withdraw/", {"reason": "інша людина"})
    assert done.status_code == 302
    assert not StatusReport.objects.counted().exists()
    assert client.post(f"/registry/statuses/{report.pk}/withdraw/", {"reason": "ще"}).status_code == 409


def test_registrars_report_nothing(row, desk_as, petro):
    assert desk_as(petro).get(f"/registry/persons/{row.person_id}/status/").status_code == 403


def test_whom_he_named_is_kept_from_a_registrar(row, desk_as, anna, petro):
    registry.report_status(
        row.person,
        axis=Axis.WISH,
        value=StatusValue.WANTS_CONTACT,
        as_of=dt.date(2026, 3, 1),
        source_name="A visit (invented)",
        remark="his sister Invented",
        by=anna,
    )
    file = f"/registry/persons/{row.person_id}/"
    assert "his sister Invented" in desk_as(anna).get(file).content.decode()
    assert "his sister Invented" not in desk_as(petro).get(file).content.decode()
