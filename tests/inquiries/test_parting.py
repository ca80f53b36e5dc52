"""When two persons are parted, what was to be told because they were one stops."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.inquiries import deeds

from kinline.audit.rules import Refused
from kinline.inquiries import commands
from kinline.inquiries.choices import InquiryState, NewsKind, TellingWay
from kinline.inquiries.models import Finding
from kinline.inquiries.queries import matches_of, news_for
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.commands import report_status, second_status, split_description, withdraw_status
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
    report = second_status(fate(matched, StatusValue.DEAD, anna), agrees=True, by=iryna)
    clear(anna, news=NewsKind.DEATH, wish=StatusValue.CANNOT_BE_ASKED)
    withdraw_status(report, reason="another man", by=iryna)
    with pytest.raises(Refused, match="two people have confirmed"):
        deeds.tell(matched, anna, news=NewsKind.DEATH, way=TellingWay.IN_PERSON, second=iryna)


def test_a_pair_whose_persons_were_parted_otherwise_is_not_confirmed(inquiry, judged, anna):
    judged.right.refresh_from_db()
    split_description(judged.right, reason="different fathers", by=anna)
    assert not matches_of(inquiry).exists()
    with pytest.raises(Refused, match="another inquiry"):
        commands.confirm_match(inquiry, judged, by=anna)


@pytest.mark.parametrize(
    ("axis", "value"),
    [(Axis.WISH, StatusValue.REFUSES_CONTACT), (Axis.DANGER, StatusValue.DANGEROUS_TO_TELL)],
)
def test_a_wish_or_a_danger_that_was_recorded_after_the_clearing_stops_the_talk(
    matched, anna, iryna, axis, value
):
    clear(anna, news=NewsKind.HELD)
    assert news_for(matched, visible_to=anna) == NewsKind.HELD
    report_status(
        matched.description.person,
        axis=axis,
        value=value,
        as_of=timezone.localdate(),
        source_name="A visit (invented)",
        by=iryna,
    )
    assert news_for(matched, visible_to=anna) == NewsKind.NOTHING_NEW
    with pytest.raises(Refused, match="Decide again"):
        commands.notify_family(matched, by=anna)


@pytest.mark.parametrize("news", [NewsKind.DEATH, NewsKind.HELD])
def test_one_who_is_believed_dead_is_told_neither_as_dead_nor_as_living(matched, anna, iryna, news):
    second_status(fate(matched, StatusValue.BELIEVED_DEAD, anna), agrees=True, by=iryna)
    with pytest.raises(Refused):
        clear(anna, news=news)


def test_the_script_of_a_death_is_gone_once_the_report_was_taken_back(matched, anna, iryna):
    report = second_status(fate(matched, StatusValue.DEAD, anna), agrees=True, by=iryna)
    clear(anna, news=NewsKind.DEATH)
    assert news_for(matched, visible_to=anna) == NewsKind.DEATH
    withdraw_status(report, reason="another man", by=iryna)
    assert news_for(matched, visible_to=anna) == NewsKind.NOTHING_NEW


def fate(matched, value, by):
    return report_status(
        matched.description.person,
        axis=Axis.FATE,
        value=value,
        document="A certificate (invented)",
        as_of=dt.date(2026, 3, 1),
        source_name="A certificate (invented)",
        by=by,
    )


def clear(by, *, news, **said):
    return deeds.clear(Finding.objects.get(), by, news=news, **said)
