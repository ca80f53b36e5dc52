"""A source's words get a person of their own, and what people said of them follows."""

import pytest

from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge, split, suggest_by_hand


@pytest.fixture
def joined(pair, two, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judge(pair, Verdict.SAME, reason="той самий", by=iryna)
    for row in two:
        row.refresh_from_db()
    return two


def test_the_pair_that_joined_them_is_different_now_by_the_word_of_who_split_them(joined, pair, anna):
    assert split(joined[1], reason="різні батьки", by=anna) == [pair]
    pair.refresh_from_db()
    assert (pair.state, pair.round, pair.join) == (SuggestionState.DIFFERENT, 2, None)
    verdict = pair.judgements.get(round=2)
    assert (verdict.judged_by, verdict.verdict, verdict.reason) == (anna, Verdict.DIFFERENT, "різні батьки")


def test_pairs_on_either_side_of_the_cut_stay(joined, told, anna, iryna):
    third = told(family_name="Галаган")
    kept = suggest_by_hand(joined[0], third, by=anna)
    judge(kept, Verdict.SAME, reason="той самий", by=anna)
    judge(kept, Verdict.SAME, reason="той самий", by=iryna)
    joined[1].refresh_from_db()
    split(joined[1], reason="різні батьки", by=anna)
    kept.refresh_from_db()
    assert kept.state == SuggestionState.SAME
