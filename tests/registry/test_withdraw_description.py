"""Withdrawn words are found and matched no more."""

from dataclasses import replace

from kinline.audit.rules import WORKER
from kinline.registry import commands
from kinline.registry.models import Description, DescriptionNews
from kinline.registry.models.descriptions import has_basis
from kinline.suggestions import commands as matcher
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.models import SearchKey


def test_all_words_of_the_source_are_withdrawn_whichever_is_named(told, petro):
    first = told(family_name="Галаган")
    later = commands.correct(first, replace(first.facts, family_name="Галаґан"), reason="Описка", by=petro)
    commands.withdraw_description(first, by=WORKER)
    later.refresh_from_db()
    assert later.withdrawn_at
    assert not Description.objects.filter(has_basis()).exists()


def test_another_sources_words_stay(told, anna, iryna):
    one, other = told(family_name="Галаган"), told(family_name="HALAHAN")
    commands.join_persons(one.person, other.person, reason="той самий", first=anna, by=iryna)
    commands.withdraw_description(one, by=WORKER)
    assert list(Description.objects.matchable()) == [other]


def test_the_matcher_drops_the_keys_of_withdrawn_words(told):
    row = told(family_name="Галаган", given_name="Ілля")
    refresh_due(by=WORKER)
    assert SearchKey.objects.filter(description=row).exists()
    commands.withdraw_description(row, by=WORKER)
    refresh_due(by=WORKER)
    assert not SearchKey.objects.exists()


def test_words_withdrawn_while_the_matcher_reads_them_are_looked_at_again(told, monkeypatch):
    row = told(family_name="Галаган", given_name="Ілля")

    def withdrawn_meanwhile(*_record, **_narrowed):
        commands.withdraw_description(row, by=WORKER)
        return []

    monkeypatch.setattr(matcher, "candidates", withdrawn_meanwhile)
    refresh_due(by=WORKER)
    assert DescriptionNews.objects.get().description == row
    refresh_due(by=WORKER)
    assert not DescriptionNews.objects.exists()
    assert not SearchKey.objects.exists()
