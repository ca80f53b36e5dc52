"""A person's whole file."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from kinline.audit.models import Event
from kinline.registry.choices import Axis, SourceKind, StatusValue
from kinline.registry.commands import correct, report_status, second_status
from kinline.registry.models import Join
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, suggest_by_hand


@pytest.fixture
def joined(told, anna, iryna):
    one = told(family_name="Галаган", next_of_kin="мати, вул. Вигадана")
    other = told(
        family_name="HALAHAN",
        unit="57",
        volunteered=("unit",),
        source=SourceKind.CAPTURE_CARD,
        source_name="Картка 9",
    )
    pair = suggest_by_hand(one, other, by=anna)
    judge(pair, Verdict.SAME, reason="той самий день", by=anna)
    judge(pair, Verdict.SAME, reason="і прізвище", by=iryna)
    other.refresh_from_db()
    return one, other, pair


def page(client, person):
    return client.get(f"/registry/persons/{person}/")


def test_all_sources_stand_side_by_side_with_basis_and_retention(joined, desk_as, anna):
    shown = page(desk_as(anna), joined[0].person_id).content.decode()
    for words in (
        "Галаган",
        "HALAHAN",
        "a capture card, Картка 9",
        "volunteered",
        "tracing a person for his family",
        "consent of the person who told it",
        "1 May 2031",
        "Joined with another by the judgement of Anna and Iryna",
        f"/comparisons/{joined[2].pk}/",
    ):
        assert words in shown, words


def test_the_look_is_in_the_audit(joined, desk_as, petro):
    page(desk_as(petro), joined[0].person_id)
    event = Event.objects.get(action="registry:person:viewed")
    assert (event.actor, event.subject) == (petro.actor_id, f"person:{joined[0].person_id}")


def test_how_the_family_is_reached_is_kept_from_those_who_may_not_read_contacts(joined, desk_as, anna, petro):
    assert "вул. Вигадана" in page(desk_as(anna), joined[0].person_id).content.decode()
    hidden = page(desk_as(petro), joined[0].person_id).content.decode()
    assert "вул. Вигадана" not in hidden
    assert "opened by those who may read contacts" in hidden


def test_a_file_that_was_joined_leads_on(joined, desk_as, anna):
    [join] = Join.objects.all()
    shown = page(desk_as(anna), join.origin_id).content.decode()
    assert f"/registry/persons/{joined[0].person_id}/" in shown


def test_a_death_that_waits_shows_nobodys_name_to_a_second(told, desk_as, anna, iryna):
    row = told(family_name="Галаган")
    report = report_status(
        row.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="Акт 12 (вигаданий)",
        as_of=dt.date(2026, 3, 1),
        source_name="Акт",
        remark="знаю цього лікаря",
        by=anna,
    )
    shown = page(desk_as(iryna), row.person_id).content.decode()
    assert "does not count yet" in shown
    assert f"/registry/statuses/{report.pk}/second/" in shown
    assert "Anna" not in shown
    assert "знаю цього лікаря" not in shown
    second_status(report, agrees=True, by=iryna)
    shown = page(desk_as(iryna), row.person_id).content.decode()
    assert "seconded by Iryna" in shown
    assert re.search(r"<strong>dead</strong>", shown)


def test_the_file_costs_the_same_for_many_sources(
    joined, desk_as, anna, petro, django_assert_max_num_queries
):
    later = joined[0]
    for number in range(5):
        later = correct(later, replace(later.facts, given_name=f"Ілля{number}"), reason="?", by=petro)
    client = desk_as(anna)
    page(client, joined[0].person_id)
    with django_assert_max_num_queries(16):
        page(client, joined[0].person_id)


def test_a_person_who_is_not_there_is_404(desk_as, petro):
    assert page(desk_as(petro), 999).status_code == 404
    assert not Event.objects.filter(action="registry:person:viewed").exists()
