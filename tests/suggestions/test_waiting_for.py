"""Who sees which pair, and what of it."""

from dataclasses import replace

from tests.suggestions.men import MAN

from kinline.audit.rules import WORKER
from kinline.registry.choices import SaidFate, SourceKind
from kinline.registry.commands import correct, join_persons
from kinline.suggestions import queries
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, refresh_due, suggest_by_hand


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


def narrowed(anna, **said):
    return list(
        queries.narrowed(queries.waiting_for(anna), **{"death": "", "family": "", "least": ""} | said)
    )


def test_pairs_are_narrowed_by_a_death_and_by_a_family_on_either_side(two, told, anna):
    ours, listed = two
    dead = told(**MAN, said_fate=SaidFate.DEAD, source=SourceKind.GRAVE, source_name="Гробки")
    alive = suggest_by_hand(ours, listed, by=anna)
    died = suggest_by_hand(ours, dead, by=anna)
    both_lists = suggest_by_hand(listed, dead, by=anna)
    assert narrowed(anna, death="no") == [alive]
    assert set(narrowed(anna, death="yes")) == {died, both_lists}
    assert set(narrowed(anna, family="yes")) == {alive, died}
    assert narrowed(anna, family="no") == [both_lists]
    assert narrowed(anna, death="yes", family="yes") == [died]


def test_a_pair_speaks_of_a_death_once_a_later_word_does(pair, two, anna):
    assert narrowed(anna, death="yes") == []
    correct(two[1], replace(two[1].facts, said_fate=SaidFate.DEAD), reason="Описка", by=anna)
    refresh_due(by=WORKER)
    [later] = narrowed(anna, death="yes")
    assert later.pk == pair.pk
