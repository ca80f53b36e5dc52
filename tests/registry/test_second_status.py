"""A death counts once a second, different person says so."""

import datetime as dt

import pytest

from kinline.audit.models import Event
from kinline.audit.rules import Refused
from kinline.registry import commands
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import StatusReport


@pytest.fixture
def death(told, anna):
    return commands.report_status(
        told(family_name="Галаган").person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="Акт 12 (вигаданий)",
        as_of=dt.date(2026, 3, 1),
        source_name="Акт",
        by=anna,
    )


def test_a_second_person_makes_it_count(death, iryna):
    commands.second_status(death, agrees=True, by=iryna)
    assert list(StatusReport.objects.counted()) == [death]
    assert Event.objects.filter(action="registry:status:seconded").exists()


def test_the_same_person_is_refused(death, anna):
    with pytest.raises(Refused, match="second, different person"):
        commands.second_status(death, agrees=True, by=anna)
    assert not StatusReport.objects.counted().exists()


def test_a_second_person_who_says_no_ends_it(death, iryna, halyna):
    refused = commands.second_status(death, agrees=False, by=iryna)
    assert refused.refused_by == iryna
    assert not StatusReport.objects.awaiting_second().exists()
    with pytest.raises(Refused, match="does not wait"):
        commands.second_status(death, agrees=True, by=halyna)
    assert not StatusReport.objects.counted().exists()


def test_what_one_person_took_back_needs_two_again(death, anna, iryna):
    commands.second_status(death, agrees=True, by=iryna)
    commands.withdraw_status(death, reason="інша людина", by=anna)
    with pytest.raises(Refused, match="does not wait"):
        commands.second_status(death, agrees=True, by=iryna)
    assert not StatusReport.objects.counted().exists()


def test_what_is_no_death_needs_no_second(told, anna, iryna):
    report = commands.report_status(
        told(family_name="Галаган").person,
        axis=Axis.CUSTODY,
        value=StatusValue.HELD,
        as_of=dt.date(2026, 3, 1),
        source_name="Список",
        by=anna,
    )
    with pytest.raises(Refused, match="does not wait"):
        commands.second_status(report, agrees=True, by=iryna)
