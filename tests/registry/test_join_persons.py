"""Two people make one person of two."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction

from kinline.audit.rules import Refused
from kinline.registry import commands
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import Join, StatusReport


@pytest.fixture
def pair(told):
    return told(family_name="Галаган"), told(family_name="HALAHAN")


def test_a_word_that_is_being_written_moves_with_the_one_it_follows(told, petro, anna, iryna, meanwhile):
    one, other = told(family_name="Галаган"), told(family_name="HALAHAN")
    with transaction.atomic():
        later = commands.correct(other, replace(other.facts, given_name="Illia"), reason="Ім'я", by=petro)
        join = meanwhile(
            lambda: commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
        )
    join.result()
    assert set(one.person.descriptions.all()) == {one, other, later}


def test_words_and_reports_move_and_the_join_remembers_them(pair, anna, iryna):
    one, other = pair
    report = commands.report_status(
        other.person,
        axis=Axis.CUSTODY,
        value=StatusValue.HELD,
        as_of=dt.date(2026, 3, 1),
        source_name="Список",
        by=anna,
    )
    join = commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    assert set(one.person.descriptions.all()) == {one, other}
    assert one.person.status_reports.get() == report
    assert (join.moved_descriptions, join.moved_reports) == ([other.pk], [report.pk])
    assert not other.person.descriptions.exists()


def test_one_person_cannot_join_twice_over(pair, anna):
    with pytest.raises(Refused, match="second, different person"):
        commands.join_persons(pair[0].person, pair[1].person, reason="?", first=anna, by=anna)
    assert not Join.objects.exists()


def test_one_person_is_not_joined_with_himself(pair, anna, iryna):
    with pytest.raises(Refused, match="one person already"):
        commands.join_persons(pair[0].person, pair[0].person, reason="?", first=anna, by=iryna)


def test_a_person_who_was_joined_away_is_not_joined_again(pair, told, anna, iryna):
    one, other = pair
    gone = other.person
    commands.join_persons(one.person, gone, reason="той самий", first=anna, by=iryna)
    with pytest.raises(Refused, match="joined with another"):
        commands.join_persons(told(family_name="Г").person, gone, reason="?", first=anna, by=iryna)


def test_whoever_may_not_judge_may_not_join(pair, anna, petro):
    with pytest.raises(Refused, match="role does not allow"):
        commands.join_persons(pair[0].person, pair[1].person, reason="?", first=anna, by=petro)


@pytest.mark.parametrize("parted", ["undone", "split"])
def test_a_death_of_which_nobody_knows_of_whom_is_suspended_when_two_are_parted(pair, anna, iryna, parted):
    one, other = pair
    join = commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    said = {"axis": Axis.FATE, "value": StatusValue.DEAD, "as_of": dt.date(2026, 3, 1), "source_name": "Акт"}
    unnamed = commands.report_status(one.person, **said, document="Акт 12", by=anna)
    other.refresh_from_db()
    of_one = commands.report_status(one.person, **said, description=one, by=anna)
    for report in (unnamed, of_one):
        commands.second_status(report, agrees=True, by=iryna)
    part(parted, join, other, anna)
    assert list(StatusReport.objects.counted()) == [of_one]
    unnamed.refresh_from_db()
    assert (unnamed.withdrawn_by, unnamed.withdrawn_reason) == (anna, "різні батьки")


@pytest.mark.parametrize("parted", ["undone", "split"])
def test_a_word_that_named_no_description_is_held_of_neither_when_two_are_parted(pair, anna, iryna, parted):
    one, other = pair
    join = commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    other.refresh_from_db()
    said = {"as_of": dt.date(2026, 3, 1), "source_name": "Розмова", "by": anna}
    for axis, value in (
        (Axis.CUSTODY, StatusValue.HELD),
        (Axis.HEALTH, StatusValue.WELL),
        (Axis.WISH, StatusValue.WANTS_CONTACT),
        (Axis.DANGER, StatusValue.SAFE_TO_TELL),
    ):
        commands.report_status(one.person, axis=axis, value=value, **said)
    named = commands.report_status(
        one.person, axis=Axis.CUSTODY, value=StatusValue.HELD, description=other, **said
    )
    part(parted, join, other, anna)
    other.refresh_from_db()
    assert list(StatusReport.objects.counted()) == [named]
    named.refresh_from_db()
    assert named.person == other.person


@pytest.mark.parametrize("parted", ["undone", "split"])
@pytest.mark.parametrize(
    ("axis", "older", "forbids"),
    [
        (Axis.WISH, StatusValue.WANTS_CONTACT, StatusValue.REFUSES_CONTACT),
        (Axis.DANGER, StatusValue.SAFE_TO_TELL, StatusValue.DANGEROUS_TO_TELL),
    ],
)
def test_what_forbids_to_tell_is_held_of_both_when_two_are_parted(
    pair, anna, iryna, parted, axis, older, forbids
):
    one, other = pair
    join = commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    other.refresh_from_db()
    said = {"axis": axis, "as_of": dt.date(2026, 3, 1), "source_name": "Розмова", "by": anna}
    for row in (one, other):
        commands.report_status(one.person, value=older, description=row, **said)
    commands.report_status(one.person, value=forbids, **said)
    part(parted, join, other, anna)
    other.refresh_from_db()
    for person in (one.person, other.person):
        held = StatusReport.objects.counted().filter(person=person).order_by("-as_of", "-pk")
        assert [report.value for report in held] == [forbids, older]


def part(how, join, description, by):
    if how == "undone":
        commands.undo_join(join, reason="різні батьки", by=by)
    else:
        commands.split_description(description, reason="різні батьки", by=by)
