"""Photographs belong to a source's words: they follow later words, and go where the words go."""

from dataclasses import replace

import pytest
from tests.safemedia.pictures import face, jpeg

from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.config.home import Home
from kinline.evidence import commands as evidence
from kinline.evidence.choices import Sensitivity
from kinline.evidence.models import Photograph
from kinline.registry import commands, queries
from kinline.registry.choices import SourceKind
from kinline.registry.commands.photographs import add_photographs, remove_photograph
from kinline.registry.models import Arrival, Depiction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = Home(tmp_path, mode="live")


@pytest.fixture
def hold():
    def holds(number=1, **said):
        return [
            evidence.hold([jpeg(face((90 + place, 60)))], by=FAMILY, **said).public_id
            for place in range(number)
        ]

    return holds


def shown(word, staff):
    return queries.depictions_of([word], visible_to=staff)[word.pk]


def test_photographs_are_kept_with_the_words_and_shown_to_those_who_search(told, hold, petro):
    word = told(family_name="Галаган")
    ids = hold(2)
    add_photographs(word, ids, by=petro)
    assert [one.photograph.public_id for one in shown(word, petro)] == ids
    assert not Photograph.objects.held().exists()
    assert (
        Event.objects.filter(action="registry:photograph:added", subject=f"description:{word.pk}").count()
        == 2
    )


def test_a_later_word_shows_them_too_and_new_ones_go_to_it(told, hold, petro):
    word = told(family_name="Галаган")
    first, second = hold(2)
    add_photographs(word, [first], by=petro)
    later = commands.correct(word, replace(word.facts, family_name="Галаґан"), reason="Описка", by=petro)
    add_photographs(word, [second], by=petro)
    assert [one.photograph.public_id for one in shown(later, petro)] == [first, second]
    assert len(shown(word, petro)) == 1, "what the earlier word showed is not rewritten"


def test_photographs_come_with_a_description_all_or_nothing(told, hold, petro):
    word = told(family_name="Галаган")
    ids = hold()
    with pytest.raises(Refused):
        commands.correct(word, word.facts, reason="Нічого", by=petro, photographs=ids)
    assert Photograph.objects.held().count() == 1
    later = commands.correct(
        word, replace(word.facts, unit="1 (вигадана)"), reason="Частина", by=petro, photographs=ids
    )
    assert len(shown(later, petro)) == 1


def test_the_same_file_twice_is_one(told, petro, django_capture_on_commit_callbacks):
    word, came = told(family_name="Галаган"), jpeg()
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            add_photographs(word, [evidence.hold([came], by=FAMILY).public_id], by=petro)
    assert len(shown(word, petro)) == Photograph.objects.count() == 1


def test_withdrawn_words_show_no_photograph_and_take_none(told, hold, petro):
    word = told(family_name="Галаган")
    first, second = hold(2)
    add_photographs(word, [first], by=petro)
    commands.withdraw_description(word, by=WORKER)
    assert shown(word, petro) == []
    assert queries.depiction_of(first, visible_to=petro) is None
    with pytest.raises(Refused):
        add_photographs(word, [second], by=petro)
    assert queries.depiction_of(second, visible_to=petro) is None


def test_one_person_takes_a_wrong_one_away_from_all_words_with_a_reason(told, hold, petro, oleh):
    word = told(family_name="Галаган")
    [one] = hold()
    [depiction] = add_photographs(word, [one], by=petro)
    later = commands.correct(word, replace(word.facts, family_name="Галаґан"), reason="Описка", by=petro)
    with pytest.raises(Refused):
        remove_photograph(depiction, reason=" ", by=petro)
    remove_photograph(depiction, reason="Інша людина", by=petro)
    assert shown(word, petro) == shown(later, petro) == []
    assert Depiction.objects.filter(removed_reason="Інша людина").count() == 2
    assert queries.depiction_of(one, visible_to=petro) is None


@pytest.mark.parametrize(
    ("source", "said", "is_covered"),
    [
        (SourceKind.FAMILY, Sensitivity.UNKNOWN, False),
        (SourceKind.FAMILY, Sensitivity.GRAPHIC, True),
        (SourceKind.CAPTURE_CARD, Sensitivity.UNKNOWN, False),
        (SourceKind.HOSPITAL_LIST, Sensitivity.UNKNOWN, True),
        (SourceKind.GRAVE, Sensitivity.UNKNOWN, True),
        (SourceKind.PUBLIC_POST, Sensitivity.UNKNOWN, True),
        (SourceKind.PUBLIC_POST, Sensitivity.ORDINARY, False),
    ],
)
def test_what_may_be_hard_to_see_is_covered_until_somebody_says_otherwise(
    told, hold, petro, source, said, is_covered
):
    word = told(source=source, family_name="Галаган")
    add_photographs(word, hold(sensitivity=said), by=petro)
    assert [one.is_covered for one in shown(word, petro)] == [is_covered]


def test_operators_see_what_families_gave_and_administrators_nothing(told, hold, petro, oleh, taras):
    family, hospital = told(family_name="Галаган"), told(source=SourceKind.HOSPITAL_LIST, given_name="Ілля")
    add_photographs(family, hold(), by=petro)
    add_photographs(hospital, hold(), by=petro)
    assert [len(shown(word, oleh)) for word in (family, hospital)] == [1, 0]
    assert [len(shown(word, taras)) for word in (family, hospital)] == [0, 0]
    assert [len(shown(word, petro)) for word in (family, hospital)] == [1, 1]


def test_photographs_of_a_file_that_is_still_coming_in_are_not_shown(told, hold, petro):
    word = told(family_name="Галаган")
    add_photographs(word, hold(), by=petro)
    word.arrival = Arrival.objects.create(source_name="a list")
    word.save(update_fields=["arrival"])
    assert shown(word, petro) == []


def test_a_photograph_that_is_gone_meanwhile_is_left_out(told, hold, petro):
    word = told(family_name="Галаган")
    ids = hold(2)
    evidence.drop(ids[:1], by=FAMILY)
    assert len(add_photographs(word, ids, by=petro)) == 1
