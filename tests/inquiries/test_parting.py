"""When two persons are parted, what was to be told because they were one stops."""

import datetime as dt

import pytest

from kinline.audit.rules import Refused
from kinline.inquiries import commands
from kinline.inquiries.choices import InquiryState, NewsKind, TellingOutcome, TellingWay
from kinline.inquiries.models import Finding
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.commands import report_status, second_status, withdraw_status
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, suggest_by_hand


@pytest.fixture
def matched(inquiry, judged, anna):
    commands.confirm_match(inquiry, judged, by=anna)
    judged.left.refresh_from_db()
    return inquiry


@pytest.mark.parametrize("side", ["left", "right"])
def test_splitting_either_side_ends_the_match_and_its_tasks(matched, judged, anna, side):
    word = getattr(judged, side)
    word.refresh_from_db()
    commands.split_match(word, reason="different fathers", by=anna)
    matched.refresh_from_db()
    assert matched.state == InquiryState.SEARCHING
    assert Finding.objects.get().undone_by == anna
    assert not matched.tasks.open().filter(kind="ask_wishes").exists()


def test_a_match_of_two_who_stay_together_stands(matched, judged, anna, iryna, told):
    third = told(family_name="Galagan")
    word = judged.left
    pair = suggest_by_hand(word, third, by=anna)
    for one in (anna, iryna):
        judge(pair, Verdict.SAME, reason="the same day", by=one)
    third.refresh_from_db()
    commands.split_match(third, reason="different fathers", by=anna)
    matched.refresh_from_db()
    assert matched.state == InquiryState.MATCHED
    assert Finding.objects.get().undone_at is None


def test_a_death_that_was_taken_back_after_the_clearing_is_not_told(matched, anna, iryna):
    person = matched.description.person
    report = report_status(
        person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        as_of=dt.date(2026, 3, 1),
        source_name="A certificate (invented)",
        by=anna,
    )
    second_status(report, agrees=True, by=iryna)
    commands.clear_finding(
        Finding.objects.get(),
        wish=StatusValue.CANNOT_BE_ASKED,
        danger=StatusValue.SAFE_TO_TELL,
        news=NewsKind.DEATH,
        source_name="A certificate (invented)",
        to_be_informed="",
        note="",
        by=anna,
    )
    withdraw_status(report, reason="another man", by=iryna)
    with pytest.raises(Refused, match="two people have confirmed"):
        commands.record_telling(
            matched,
            news=NewsKind.DEATH,
            way=TellingWay.IN_PERSON,
            outcome=TellingOutcome.REACHED,
            note="",
            by=anna,
            second_present=iryna,
        )
