"""One source's words get a person of their own again."""

import datetime as dt
from dataclasses import replace

import pytest

from kinline.audit.rules import Refused
from kinline.registry import commands
from kinline.registry.choices import Axis, StatusValue


@pytest.fixture
def joined(told, anna, iryna):
    one, other = told(family_name="Галаган"), told(family_name="HALAHAN")
    commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    other.refresh_from_db()
    return one, other


def test_all_words_of_the_source_and_what_rests_on_them_go_apart(joined, petro, anna):
    one, other = joined
    later = commands.correct(other, replace(other.facts, given_name="Illia"), reason="Ім'я", by=petro)
    report = commands.report_status(
        one.person,
        axis=Axis.CUSTODY,
        value=StatusValue.HELD,
        as_of=dt.date(2026, 3, 1),
        source_name="Список",
        by=anna,
        description=other,
    )
    apart = commands.split_description(later, reason="різні батьки", by=anna)
    assert set(apart.descriptions.all()) == {other, later}
    assert list(apart.status_reports.all()) == [report]
    assert list(one.person.descriptions.all()) == [one]


def test_the_only_source_of_a_person_is_not_split_off(told, anna):
    with pytest.raises(Refused, match="Nothing else is joined"):
        commands.split_description(told(family_name="Галаган"), reason="?", by=anna)


def test_a_reason_is_asked_for(joined, anna):
    with pytest.raises(Refused, match="Say why"):
        commands.split_description(joined[1], reason="", by=anna)


def test_whoever_may_not_judge_may_not_split(joined, petro):
    with pytest.raises(Refused, match="role does not allow"):
        commands.split_description(joined[1], reason="?", by=petro)
