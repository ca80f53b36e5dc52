"""A verdict is taken back at once, by one person."""

import pytest

from kinline.audit.rules import Refused
from kinline.suggestions import queries
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge, undo_verdict


def test_the_two_persons_are_two_again_and_the_pair_is_asked_anew(pair, two, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judged = judge(pair, Verdict.SAME, reason="той самий", by=iryna)
    join = judged.join
    undone = undo_verdict(judged, reason="інший рік", by=anna)
    assert (undone.state, undone.round, undone.join) == (SuggestionState.OPEN, 2, None)
    join.refresh_from_db()
    assert join.undone_by == anna
    for row in two:
        row.refresh_from_db()
    assert two[0].person != two[1].person
    assert undone in queries.waiting_for(anna)


def test_ones_own_first_verdict_is_taken_back(pair, anna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    assert undo_verdict(pair, reason="помилка", by=anna).state == SuggestionState.OPEN
    [verdict] = pair.judgements.all()
    assert (verdict.undone_by, verdict.undone_reason) == (anna, "помилка")


def test_whoever_has_not_decided_neither_undoes_a_first_verdict_nor_learns_of_it(pair, anna, iryna):
    with pytest.raises(Refused) as before:
        undo_verdict(pair, reason="?", by=iryna)
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    with pytest.raises(Refused) as after:
        undo_verdict(pair, reason="?", by=iryna)
    assert str(before.value) == str(after.value) == "You have not decided on this pair."


def test_anybody_who_judges_undoes_what_is_decided(pair, anna, iryna):
    judged = judge(pair, Verdict.DIFFERENT, reason="інший батько", by=anna)
    assert undo_verdict(judged, reason="батько той самий", by=iryna).state == SuggestionState.OPEN


def test_a_reason_is_asked_for(pair, anna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    with pytest.raises(Refused, match="Say why"):
        undo_verdict(pair, reason="", by=anna)
