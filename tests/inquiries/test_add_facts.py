from dataclasses import replace

import pytest
from tests.inquiries.conftest import ILLIA

from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.inquiries import public
from kinline.inquiries.choices import TaskKind
from kinline.inquiries.commands import add_facts, withdraw
from kinline.inquiries.queries import last_words, words_of
from kinline.registry.choices import MarkKind
from kinline.suggestions.commands import refresh_due


def test_a_later_word_follows_and_the_first_stays(inquiry):
    add_facts(inquiry, replace(ILLIA, unit="901"), by=FAMILY)
    newest, first = words_of(inquiry)
    assert (newest.unit, first.unit) == ("901", "")
    assert newest.person == first.person
    assert TaskKind.READ_FACTS in {task.kind for task in inquiry.tasks.open()}


def test_what_the_portal_adds_keeps_what_was_said(inquiry):
    public.add(
        inquiry.pk,
        public.About(
            marks=((MarkKind.TATTOO, "ліве передпліччя", "ластівка"),), anything_else="Сміється тихо"
        ),
    )
    newest = last_words(inquiry)
    assert newest.family_name == "Галаґан"
    assert [mark.motif for mark in newest.marks.all()] == ["ластівка"]
    assert "Сміється тихо" in newest.narrative


def test_nothing_new_is_said_to_be_nothing_new(inquiry):
    with pytest.raises(Refused, match="nothing new"):
        add_facts(inquiry, ILLIA, by=FAMILY)


def test_nothing_is_added_to_a_withdrawn_inquiry(inquiry):
    withdraw(inquiry, by=FAMILY)
    with pytest.raises(Refused):
        add_facts(inquiry, replace(ILLIA, unit="901"), by=FAMILY)


def test_a_judged_pair_is_asked_again_only_when_facts_change(inquiry, judged):
    public.add(inquiry.pk, public.About(anything_else="Любить чай"))
    while refresh_due(by=WORKER):
        pass
    judged.refresh_from_db()
    assert judged.state == "same"
    assert last_words(inquiry) in (judged.left, judged.right)
