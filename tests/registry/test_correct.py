"""A correction is a later word; the earlier one stays as it was."""

from dataclasses import replace

import pytest

from kinline.audit.rules import Refused
from kinline.registry import commands
from kinline.registry.choices import SourceKind
from kinline.registry.models import Description


def test_the_earlier_word_stays_and_the_later_one_says_why(told, petro):
    first = told(family_name="Галаган", source_name="Список 7", source=SourceKind.HOSPITAL_LIST)
    later = commands.correct(first, replace(first.facts, family_name="Галаґан"), reason=" Описка ", by=petro)
    first.refresh_from_db()
    assert (first.family_name, later.family_name) == ("Галаган", "Галаґан")
    assert (later.follows, later.correction_reason) == (first, "Описка")
    assert (later.source_kind, later.source_name) == (SourceKind.HOSPITAL_LIST, "Список 7")
    assert later.keep_until == first.keep_until


def test_a_reason_is_asked_for(told, petro):
    first = told(family_name="Галаган")
    with pytest.raises(Refused, match="Say why"):
        commands.correct(first, replace(first.facts, family_name="Г"), reason="  ", by=petro)


def test_the_same_facts_are_no_correction(told, petro):
    first = told(family_name="Галаган")
    with pytest.raises(Refused, match="Nothing is changed"):
        commands.correct(first, first.facts, reason="?", by=petro)


def test_a_correction_may_return_to_what_the_row_of_a_list_said_first(told, petro):
    first = told(family_name="Галаган", source_name="Список 7", ref="12")
    second = commands.correct(first, replace(first.facts, family_name="Галаґан"), reason="Описка", by=petro)
    third = commands.correct(second, first.facts, reason="Таки ні", by=petro)
    assert third.content_digest == first.content_digest
    assert list(Description.objects.last_words()) == [third]


def test_whoever_may_not_describe_may_not_correct(told, oleh):
    first = told(family_name="Галаган")
    with pytest.raises(Refused, match="role does not allow"):
        commands.correct(first, replace(first.facts, family_name="Г"), reason="?", by=oleh)
