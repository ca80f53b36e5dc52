"""Who sees which pair, and what of it."""

from kinline.registry.commands import join_persons
from kinline.suggestions import queries
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, suggest_by_hand


def test_a_pair_leaves_the_list_of_who_has_decided_and_stays_in_the_others(pair, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    assert list(queries.waiting_for(anna)) == []
    assert list(queries.waiting_for(iryna)) == [pair]
    assert list(queries.judged_by(anna)) == [pair]


def test_a_second_sees_a_pair_as_a_first_would(pair, anna, iryna):
    def seen():
        pair.refresh_from_db()
        review = queries.review_of(pair, visible_to=iryna)
        return review.state_label, review.verdicts, review.earlier, review.mine, review.waits_for_me

    before = seen()
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    assert seen() == before == ("Waits for a decision", [], [], None, True)


def test_verdicts_show_once_one_has_decided(pair, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judged = judge(pair, Verdict.DIFFERENT, reason="ні", by=iryna)
    review = queries.review_of(judged, visible_to=iryna)
    assert [one.judged_by for one in review.verdicts] == [anna, iryna]
    assert list(queries.disputed(visible_to=anna)) == [judged]


def test_two_of_one_person_are_not_asked_about(pair, two, anna, iryna):
    join_persons(two[0].person, two[1].person, reason="той самий", first=anna, by=iryna)
    assert list(queries.waiting_for(anna)) == []


def test_the_next_pair_is_the_next_likely_one_and_then_the_first_again(pair, two, told, anna):
    lesser = suggest_by_hand(two[0], told(family_name="Петренко"), by=anna)
    assert queries.next_for(anna, after=pair) == lesser
    assert queries.next_for(anna, after=lesser) == pair
