"""What a join moved goes back, with what was said since."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction

from kinline.audit.rules import Refused
from kinline.registry import commands
from kinline.registry.choices import Axis, StatusValue

MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def joined(told, anna, iryna):
    one, other = told(family_name="Галаган"), told(family_name="HALAHAN")
    origin = other.person
    join = commands.join_persons(one.person, origin, reason="той самий", first=anna, by=iryna)
    other.refresh_from_db()
    return one, other, origin, join


def held(person, by, description=None):
    return commands.report_status(
        person,
        axis=Axis.CUSTODY,
        value=StatusValue.HELD,
        as_of=MARCH,
        source_name="Список",
        by=by,
        description=description,
    )


def test_one_person_undoes_it_at_once(joined, petro, anna):
    one, other, origin, join = joined
    commands.undo_join(join, reason="інший рік", by=anna)
    assert list(one.person.descriptions.all()) == [one]
    assert list(origin.descriptions.all()) == [other]
    join.refresh_from_db()
    assert (join.undone_by, join.undone_reason) == (anna, "інший рік")


def test_later_words_of_a_moved_source_go_back_with_it(joined, petro, anna):
    _one, other, origin, join = joined
    later = commands.correct(other, replace(other.facts, given_name="Illia"), reason="Ім'я", by=petro)
    commands.undo_join(join, reason="інший рік", by=anna)
    assert set(origin.descriptions.all()) == {other, later}


def test_reports_that_rest_on_a_moved_source_go_back_and_others_stay(joined, anna):
    one, other, origin, join = joined
    from_the_list = held(one.person, anna, description=other)
    from_elsewhere = held(one.person, anna)
    commands.undo_join(join, reason="інший рік", by=anna)
    assert list(origin.status_reports.all()) == [from_the_list]
    assert list(one.person.status_reports.all()) == [from_elsewhere]


def test_it_is_undone_once(joined, anna):
    commands.undo_join(joined[3], reason="інший рік", by=anna)
    with pytest.raises(Refused, match="undone already"):
        commands.undo_join(joined[3], reason="ще раз", by=anna)


def test_a_reason_is_asked_for(joined, anna):
    with pytest.raises(Refused, match="Say why"):
        commands.undo_join(joined[3], reason=" ", by=anna)


def test_a_join_under_another_waits_for_that_one(joined, told, anna, iryna):
    one, _other, _origin, join = joined
    third = told(family_name="Galagan")
    above = commands.join_persons(third.person, one.person, reason="той самий", first=anna, by=iryna)
    with pytest.raises(Refused, match="Undo that first"):
        commands.undo_join(join, reason="інший рік", by=anna)
    commands.undo_join(above, reason="інший рік", by=anna)
    commands.undo_join(join, reason="інший рік", by=anna)
    assert list(one.person.descriptions.all()) == [one]


def test_what_was_split_off_since_stays_apart(joined, anna):
    one, other, origin, join = joined
    apart = commands.split_description(other, reason="інший рік", by=anna)
    commands.undo_join(join, reason="інший рік", by=anna)
    assert list(apart.descriptions.all()) == [other]
    assert not origin.descriptions.exists()
    assert list(one.person.descriptions.all()) == [one]


def test_a_word_that_is_being_written_goes_back_with_the_one_it_follows(joined, petro, anna, meanwhile):
    _one, other, origin, join = joined
    with transaction.atomic():
        later = commands.correct(other, replace(other.facts, given_name="Illia"), reason="Ім'я", by=petro)
        undone = meanwhile(lambda: commands.undo_join(join, reason="інший рік", by=anna))
    undone.result()
    assert set(origin.descriptions.all()) == {other, later}
