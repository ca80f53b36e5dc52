"""A new round on a pair that people did not settle."""

import pytest

from kinline.audit.rules import Refused
from kinline.suggestions import queries
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge, reopen


def test_both_who_disagreed_may_decide_again_and_what_they_said_stays(pair, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judge(pair, Verdict.DIFFERENT, reason="ні", by=iryna)
    again = reopen(pair, reason="родина назвала батька", by=anna)
    assert (again.state, again.round) == (SuggestionState.OPEN, 2)
    assert pair.judgements.filter(round=1, undone_at=None).count() == 2
    assert again in queries.waiting_for(anna)
    assert again in queries.waiting_for(iryna)


def test_verdicts_of_the_round_before_are_hidden_until_one_has_decided(pair, anna, iryna, halyna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judge(pair, Verdict.DIFFERENT, reason="ні", by=iryna)
    again = reopen(pair, reason="нові факти", by=anna)
    assert queries.review_of(again, visible_to=halyna).earlier == []
    assert [one.judged_by for one in queries.review_of(again, visible_to=iryna).earlier] == [iryna]


@pytest.mark.parametrize("verdict", [None, Verdict.SAME])
def test_a_pair_that_waits_is_not_opened_anew(pair, anna, verdict):
    if verdict:
        judge(pair, verdict, reason="той самий", by=anna)
    with pytest.raises(Refused, match="new round begins only"):
        reopen(pair, reason="?", by=anna)


def test_what_was_judged_the_same_is_undone_and_not_asked_again(pair, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judge(pair, Verdict.SAME, reason="той самий", by=iryna)
    with pytest.raises(Refused, match="new round begins only"):
        reopen(pair, reason="?", by=anna)


def test_a_reason_is_asked_for(pair, anna):
    judge(pair, Verdict.NEED_FACTS, reason="спитати", by=anna)
    with pytest.raises(Refused, match="Say why"):
        reopen(pair, reason=" ", by=anna)
