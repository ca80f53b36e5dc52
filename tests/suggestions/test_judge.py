"""People's verdicts on a pair."""

import pytest

from kinline.audit.rules import WORKER, Refused
from kinline.registry.commands import withdraw_description
from kinline.registry.models import Join
from kinline.suggestions import queries
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge


def test_two_people_make_one_person_of_two(pair, two, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий день", by=anna)
    assert not Join.objects.exists()
    judged = judge(pair, Verdict.SAME, reason="і прізвище рідкісне", by=iryna)
    assert judged.state == SuggestionState.SAME
    for row in two:
        row.refresh_from_db()
    assert two[0].person == two[1].person
    assert (judged.join.first_by, judged.join.second_by) == (anna, iryna)


def test_the_same_person_is_refused(pair, anna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    with pytest.raises(Refused, match="Somebody else decides now"):
        judge(pair, Verdict.SAME, reason="ще раз", by=anna)
    assert not Join.objects.exists()


def test_one_person_says_that_they_differ(pair, anna):
    assert judge(pair, Verdict.DIFFERENT, reason="інший батько", by=anna).state == SuggestionState.DIFFERENT


def test_one_person_asks_for_facts(pair, anna):
    assert judge(pair, Verdict.NEED_FACTS, reason="спитати", by=anna).state == SuggestionState.NEED_FACTS


def test_two_who_disagree_make_a_dispute(pair, anna, iryna, halyna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    assert judge(pair, Verdict.DIFFERENT, reason="ні", by=iryna).state == SuggestionState.DISPUTED
    assert not Join.objects.exists()
    with pytest.raises(Refused, match="does not wait"):
        judge(pair, Verdict.SAME, reason="так", by=halyna)


def test_a_reason_is_asked_for(pair, anna):
    with pytest.raises(Refused, match="Write why"):
        judge(pair, Verdict.SAME, reason="  ", by=anna)


def test_a_withdrawn_side_is_compared_no_more(pair, two, anna):
    withdraw_description(two[0], by=WORKER)
    with pytest.raises(Refused, match="withdrawn"):
        judge(pair, Verdict.SAME, reason="той самий", by=anna)
    assert pair not in queries.waiting_for(anna)


def test_whoever_may_not_judge_is_refused(pair, petro):
    with pytest.raises(Refused, match="role does not allow"):
        judge(pair, Verdict.SAME, reason="той самий", by=petro)
