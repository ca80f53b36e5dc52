"""A verdict of an account for which nobody vouches joins nobody, and tells nobody that it is there."""

import pytest

from kinline.accounts.choices import VouchEnd
from kinline.accounts.vouching import void
from kinline.audit.rules import SHELL
from kinline.registry.models import Join
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge
from kinline.suggestions.models import Suggestion
from kinline.suggestions.queries import waiting_for
from kinline.suggestions.rules import kind_of_pair


@pytest.fixture
def pair(told):
    left, right = told(family_name="Галаган", born=1998), told(family_name="Halahan", born=1998)
    return Suggestion.objects.create(left=left, right=right, probability=0.9, **kind_of_pair(left, right))


def same(pair, by):
    return judge(pair, Verdict.SAME, reason="Alike.", by=by)


def test_two_verdicts_of_which_one_does_not_count_wait_for_a_third(pair, anna, iryna, halyna):
    void(iryna, VouchEnd.LINK_RENEWED, by=SHELL)
    same(pair, anna)
    assert same(pair, iryna).state == SuggestionState.AWAITING_SECOND
    assert not Join.objects.exists()
    assert waiting_for(halyna).filter(pk=pair.pk).exists()
    assert same(pair, halyna).state == SuggestionState.SAME
    assert {Join.objects.get().first_by, Join.objects.get().second_by} == {anna, halyna}


def test_a_first_verdict_counts_no_more_once_nobody_vouches_for_it(pair, anna, iryna):
    same(pair, anna)
    void(anna, VouchEnd.TAKEN_BACK, by=SHELL)
    assert same(pair, iryna).state == SuggestionState.AWAITING_SECOND
    assert not Join.objects.exists()
