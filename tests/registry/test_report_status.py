"""What is held of a person on one axis."""

import datetime as dt

import pytest
from django.db import transaction

from kinline.audit.rules import Refused
from kinline.registry import commands
from kinline.registry.choices import DEATHS, Axis, IdentificationLevel, StatusValue
from kinline.registry.models import StatusReport

MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def report(told, anna):
    def made(person=None, **facts):
        told_of = {"axis": Axis.FATE, "value": StatusValue.MISSING, "as_of": MARCH, "source_name": "Список"}
        if facts.get("value") in DEATHS:
            told_of["document"] = "Акт 12"
        return commands.report_status(
            person or told(family_name="Галаган").person, **(told_of | {"by": anna} | facts)
        )

    return made


def test_a_report_counts_at_once(report):
    made = report()
    assert list(StatusReport.objects.counted()) == [made]


@pytest.mark.parametrize("value", [StatusValue.DEAD, StatusValue.BELIEVED_DEAD])
def test_a_death_does_not_count_on_one_persons_word(report, value):
    made = report(value=value)
    assert not StatusReport.objects.counted().exists()
    assert list(StatusReport.objects.awaiting_second()) == [made]
    assert (made.stands, made.awaits_second) == (False, True)


def test_a_report_on_a_person_who_is_being_joined_with_another_is_refused(
    report, told, anna, iryna, meanwhile
):
    into, origin = told(family_name="Галаган").person, told(family_name="HALAHAN").person
    with transaction.atomic():
        commands.join_persons(into, origin, reason="той самий", first=anna, by=iryna)
        late = meanwhile(lambda: report(origin))
    with pytest.raises(Refused):
        late.result()
    assert not StatusReport.objects.exists()


def test_a_value_of_another_axis_is_refused(report):
    with pytest.raises(Refused, match="does not belong here"):
        report(axis=Axis.HEALTH, value=StatusValue.DEAD)


def test_confirmed_needs_the_competent_authoritys_document(report):
    with pytest.raises(Refused, match="Name the document"):
        report(level=IdentificationLevel.CONFIRMED)
    assert report(level=IdentificationLevel.CONFIRMED, document="Акт 12").level == "confirmed"


@pytest.mark.parametrize("value", [StatusValue.DEAD, StatusValue.BELIEVED_DEAD])
def test_a_death_names_what_a_second_person_decides_by(report, told, value):
    with pytest.raises(Refused, match="something to decide by"):
        report(value=value, document=" ", remark="знаю цього лікаря")
    row = told(family_name="Галаган")
    assert report(row.person, value=value, document="", description=row).awaits_second


def test_a_day_to_come_is_refused(report):
    with pytest.raises(Refused, match="future"):
        report(as_of=dt.date(2999, 1, 1))


def test_a_description_of_somebody_else_is_no_source(report, told):
    with pytest.raises(Refused, match="somebody else"):
        report(description=told(family_name="Інший"))


def test_nothing_is_reported_of_a_person_who_was_joined_with_another(report, told, anna, iryna):
    one, other = told(family_name="Галаган"), told(family_name="HALAHAN")
    commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    with pytest.raises(Refused, match="joined with another"):
        report(other.person)


def test_whoever_may_not_report_is_refused(report, petro):
    with pytest.raises(Refused, match="role does not allow"):
        report(by=petro)


def test_one_person_suspends_a_death_and_does_not_restore_it_alone(report, told, anna, iryna):
    person = told(family_name="Галаган").person
    commands.second_status(report(person, value=StatusValue.DEAD), agrees=True, by=iryna)
    alive = report(person, value=StatusValue.ALIVE_IN_CONTACT)
    with pytest.raises(Refused, match="held to be dead again"):
        commands.withdraw_status(alive, reason="a slip", by=anna)
    commands.second_status(report(person, value=StatusValue.DEAD), agrees=True, by=iryna)
    commands.withdraw_status(alive, reason="a slip", by=anna)
    assert StatusReport.objects.counted().filter(value=StatusValue.DEAD).count() == 2
