"""One source's word of one person becomes a row."""

import datetime as dt

import pytest
from django.db import transaction

from kinline.audit.models import Event
from kinline.audit.rules import WORKER, Refused
from kinline.registry import commands
from kinline.registry.choices import (
    LawfulBasis,
    MarkKind,
    OccurrenceKind,
    Purpose,
    SourceKind,
)
from kinline.registry.facts import Basis, BodyMark, Facts, Happening, Source, VagueDate
from kinline.registry.models import Description, DescriptionNews, Person
from kinline.registry.models.descriptions import has_basis
from kinline.registry.words import Word

BASIS = Basis.until_due(Purpose.TRACING, LawfulBasis.CONSENT, dt.date(2028, 2, 29))
FAMILY = Source(kind=SourceKind.FAMILY)


def word(follows=None, **facts):
    return Word(source=FAMILY, basis=BASIS, facts=Facts(**facts), follows=follows)


def test_what_was_told_is_read_back_as_it_was_told(db):
    facts = Facts(
        family_name="Галаґан",
        birth=VagueDate.of(1998, 3),
        next_of_kin="мати",
        volunteered=("rank",),
        happenings=(Happening(kind=OccurrenceKind.CAPTURE, place="Вигадане", when=VagueDate.of(2026, 1)),),
        marks=(BodyMark(kind=MarkKind.TATTOO, site="ліве передпліччя", motif="ластівка"),),
    )
    row = commands.describe(Word(source=FAMILY, basis=BASIS, facts=facts), by=WORKER)
    assert Description.objects.get(pk=row.pk).facts == facts
    assert row.content_digest == facts.digest()


def test_a_word_makes_a_person_news_for_the_matcher_and_an_event_without_a_name(told):
    row = told(family_name="Галаган")
    assert list(Person.objects.all()) == [row.person]
    assert DescriptionNews.objects.get().description == row
    event = Event.objects.get(action="registry:description:added")
    assert "Галаган" not in str(event.content)


def test_retention_counted_from_a_leap_day_ends_on_the_28th(db):
    assert BASIS.keep_until == dt.date(2033, 2, 28)


def test_names_are_folded_for_search(told):
    assert told(family_name="Ґалаґан", given_name="Ілля").folded_name == "галаган ілля"


@pytest.mark.parametrize(
    "facts", [{"age_from": 30, "age_to": 20}, {"height_cm_from": 190, "height_cm_to": 170}]
)
def test_a_span_that_runs_backwards_is_refused_and_nothing_is_written(db, facts):
    with pytest.raises(Refused, match="first number is larger"):
        commands.describe_many([word(family_name="А"), word(**facts)], by=WORKER)
    assert not Description.objects.exists()
    assert not Person.objects.exists()


def test_a_later_word_is_of_the_same_person(told):
    first = told(family_name="Галаган")
    later = commands.describe(word(follows=first, family_name="Галаганенко"), by=WORKER)
    assert later.person == first.person
    assert list(Description.objects.last_words()) == [later]


def test_a_later_word_is_of_the_person_that_its_forerunner_was_joined_into_meanwhile(told, anna, iryna):
    first, other = told(family_name="Галаган"), told(family_name="Галаганов")
    stale = Description.objects.get(pk=other.pk)
    commands.join_persons(first.person, other.person, reason="той самий", first=anna, by=iryna)
    later = commands.describe(word(follows=stale, family_name="Галагань"), by=WORKER)
    assert later.person == first.person


def test_one_word_is_followed_once(told):
    first = told(family_name="Галаган")
    commands.describe(word(follows=first, family_name="Галаганенко"), by=WORKER)
    with pytest.raises(Refused, match="later word"):
        commands.describe(word(follows=first, family_name="Галаганчук"), by=WORKER)


def test_a_withdrawn_word_is_not_followed(told):
    first = told(family_name="Галаган")
    commands.withdraw_description(first, by=WORKER)
    with pytest.raises(Refused, match="withdrawn"):
        commands.describe(word(follows=first, family_name="Галаганенко"), by=WORKER)
    assert not Description.objects.filter(has_basis()).exists()


def test_a_row_of_a_list_comes_once(told):
    told(family_name="Галаган", source_name="Список 7", ref="12")
    told(family_name="Галаганенко", source_name="Список 7", ref="12")
    with pytest.raises(Refused, match="here already"):
        told(family_name="Галаган", source_name="Список 7", ref="12")


def test_one_row_of_a_source_sent_twice_in_one_moment_is_refused_the_second_time(told, meanwhile):
    row = {"family_name": "Галаган", "source_name": "Список", "ref": "7"}
    with transaction.atomic():
        told(**row)
        second = meanwhile(lambda: told(**row))
    with pytest.raises(Refused):
        second.result()
    assert Description.objects.count() == Person.objects.count() == 1
