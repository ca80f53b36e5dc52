"""Somebody wants two descriptions compared that the matcher did not bring together."""

import pytest

from kinline.audit.rules import WORKER, Refused
from kinline.registry.choices import LawfulBasis
from kinline.registry.commands import join_persons, withdraw_description
from kinline.suggestions.commands import suggest_by_hand
from kinline.suggestions.models import Suggestion


@pytest.fixture
def unlike(told):
    return told(family_name="Галаган"), told(family_name="Петренко")


def test_the_pair_is_made_with_its_reasons_whichever_side_is_named_first(unlike, anna):
    pair = suggest_by_hand(unlike[1], unlike[0], by=anna)
    assert (pair.left, pair.right) == unlike
    assert pair.probability < 0.01
    assert pair.reasons


def test_a_pair_that_there_is_comes_back_as_it_stands(pair, two, anna):
    assert suggest_by_hand(two[1], two[0], by=anna) == pair
    assert Suggestion.objects.count() == 1


def test_one_person_is_not_compared_with_himself(unlike, anna, iryna):
    join_persons(unlike[0].person, unlike[1].person, reason="той самий", first=anna, by=iryna)
    for row in unlike:
        row.refresh_from_db()
    with pytest.raises(Refused, match="one person already"):
        suggest_by_hand(*unlike, by=anna)


def test_withdrawn_words_are_not_compared(unlike, anna):
    withdraw_description(unlike[0], by=WORKER)
    unlike[0].refresh_from_db()
    with pytest.raises(Refused, match="withdrawn"):
        suggest_by_hand(*unlike, by=anna)


def test_words_without_a_basis_are_not_compared(told, anna):
    with pytest.raises(Refused, match="lawful basis"):
        suggest_by_hand(told(family_name="А"), told(family_name="Б", basis=LawfulBasis.NONE), by=anna)


def test_whoever_may_not_judge_is_refused(unlike, petro):
    with pytest.raises(Refused, match="role does not allow"):
        suggest_by_hand(*unlike, by=petro)
