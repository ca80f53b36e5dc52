"""What was told and is suspended, taken back or undone: telling stops, and everyone who was told hears it."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.inquiries import deeds

from kinline.accounts.choices import VouchEnd
from kinline.accounts.vouching import void
from kinline.audit.rules import FAMILY, SHELL, Refused
from kinline.inquiries import commands, queries
from kinline.inquiries.choices import (
    CloseReason,
    InquiryState,
    LineEnd,
    LineKind,
    NewsKind,
    TaskKind,
    TellingOutcome,
    TellingWay,
)
from kinline.inquiries.models import Correction, CorrectionLine, FindingSuspension
from kinline.notices.choices import NoticeState
from kinline.notices.models import Notice
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.commands import report_status, second_status
from kinline.registry.models import Join, StatusReport, Suspension
from kinline.registry.queries import open_person


def clear(finding, by, news):
    return deeds.clear(finding, by, wish=StatusValue.CANNOT_BE_ASKED, news=news)


@pytest.fixture
def asked(inquiry, died, finding, anna):
    """The family was asked for a talk about his death."""
    clear(finding, anna, NewsKind.DEATH)
    commands.notify_family(inquiry, by=anna)
    inquiry.refresh_from_db()
    return inquiry


@pytest.fixture
def told_of_it(asked, anna, iryna):
    """The family was told that he died."""
    deeds.tell(asked, anna, news=NewsKind.DEATH, second=iryna)
    asked.refresh_from_db()
    return asked


def correct(inquiry, by, *, way=TellingWay.VOICE, outcome=TellingOutcome.REACHED):
    return commands.record_correction(inquiry, way=way, outcome=outcome, note="", by=by)


def open_kinds(inquiry):
    return {task.kind for task in inquiry.tasks.open()}


def test_a_suspended_death_counts_nowhere_and_stops_the_talk_and_the_notices(asked, died, halyna):
    commands.suspend_death(died, reason="The number is another man's.", by=halyna)
    asked.refresh_from_db()
    assert not StatusReport.objects.counted().filter(pk=died.pk).exists()
    assert asked.state == InquiryState.IN_DOUBT
    assert not open_kinds(asked) & {TaskKind.TALK, TaskKind.ASK_FOR_TALK}
    assert TaskKind.WORD in open_kinds(asked)
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.CANCELLED}
    assert [one.reason for one in queries.doubts_about(asked, visible_to=halyna)] == [
        "The number is another man's."
    ]


def test_nothing_is_told_asked_or_cleared_while_a_death_is_suspended(asked, died, finding, anna, iryna):
    commands.suspend_death(died, reason="Unsure.", by=anna)
    with pytest.raises(Refused, match="suspended"):
        clear(finding, anna, NewsKind.DEATH)
    with pytest.raises(Refused, match="suspended"):
        deeds.tell(asked, anna, news=NewsKind.DEATH, second=iryna)
    assert queries.news_for(asked, visible_to=anna) == NewsKind.NOTHING_NEW


def test_no_talk_is_asked_for_because_of_a_suspended_match(inquiry, finding, anna, iryna):
    clear(finding, anna, NewsKind.HELD)
    suspension = commands.suspend_finding(finding, reason="Another man's card.", by=anna)
    with pytest.raises(Refused, match="This match is suspended"):
        commands.notify_family(inquiry, by=anna)
    commands.restore_finding(suspension, reason="It is his card.", by=anna)
    with pytest.raises(Refused, match="This match is suspended"):
        commands.notify_family(inquiry, by=anna)
    with pytest.raises(Refused, match="You decided first"):
        commands.restore_finding(suspension, reason="I say so twice.", by=anna)
    commands.restore_finding(suspension, reason="I compared both.", by=iryna)
    assert FindingSuspension.objects.get().restored_by == iryna
    commands.notify_family(inquiry, by=anna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.TALK_DUE


def test_one_correction_lists_who_was_told_what_by_whom(told_of_it, died, halyna, anna, iryna):
    commands.suspend_death(died, reason="Unsure.", by=halyna)
    correction = Correction.objects.get()
    [line] = correction.lines.all()
    assert (correction.report, line.kind, line.inquiry) == (died, LineKind.TOLD, told_of_it)
    assert (line.telling.news, line.telling.told_by, line.telling.second_present) == ("death", anna, iryna)
    told_of_it.refresh_from_db()
    assert told_of_it.state == InquiryState.IN_DOUBT
    assert TaskKind.CORRECT in open_kinds(told_of_it)


def test_a_family_that_was_only_asked_for_a_talk_stands_on_the_list_too(asked, died, halyna):
    Notice.objects.update(state=NoticeState.SENT, sent_at=timezone.now())
    commands.suspend_death(died, reason="Unsure.", by=halyna)
    [line] = CorrectionLine.objects.all()
    assert line.kind == LineKind.ASKED
    commands.record_telling(
        asked,
        news=NewsKind.NOTHING_NEW,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.REACHED,
        note="",
        by=halyna,
    )
    assert Correction.objects.get().closed_at is not None


def test_what_was_suspended_and_then_taken_back_is_one_false_news(told_of_it, died, halyna):
    commands.suspend_death(died, reason="Unsure.", by=halyna)
    assert not Correction.objects.get().is_for_sure
    commands.withdraw_status(died, reason="Another man.", by=halyna)
    assert Correction.objects.get().is_for_sure
    assert CorrectionLine.objects.open().count() == 1
    assert not Suspension.objects.open().exists()


def test_messages_and_ordinary_talks_stop_until_the_family_has_heard(told_of_it, died, anna, halyna):
    commands.suspend_death(died, reason="Unsure.", by=halyna)
    for act in (
        lambda: commands.offer_word(told_of_it, by=anna),
        lambda: commands.notify_family(told_of_it, by=anna),
        lambda: commands.close_inquiry(told_of_it, because=CloseReason.MISTAKEN, by=anna),
        lambda: commands.record_telling(
            told_of_it,
            news=NewsKind.NOTHING_NEW,
            way=TellingWay.VOICE,
            outcome=TellingOutcome.REACHED,
            note="",
            by=anna,
        ),
    ):
        with pytest.raises(Refused):
            act()


def test_a_correction_is_told_by_voice_and_by_somebody_trained(told_of_it, died, anna, iryna):
    commands.suspend_death(died, reason="Unsure.", by=iryna)
    with pytest.raises(Refused, match="in person or by voice"):
        correct(told_of_it, anna, way=TellingWay.LETTER)
    with pytest.raises(Refused, match="trained"):
        correct(told_of_it, iryna)
    correct(told_of_it, anna, outcome=TellingOutcome.NOT_REACHED)
    assert Correction.objects.get().closed_at is None
    correct(told_of_it, anna)
    line = CorrectionLine.objects.get()
    assert (line.ended_because, line.corrected_in.told_by) == (LineEnd.CORRECTED, anna)
    assert Correction.objects.get().closed_at is not None
    assert TaskKind.CORRECT not in open_kinds(told_of_it)
    word = told_of_it.tasks.open().get(kind=TaskKind.WORD)
    assert word.due_at - line.corrected_in.told_at == dt.timedelta(days=7)
    with pytest.raises(Refused, match="nothing to correct"):
        correct(told_of_it, anna)


def test_after_two_restored_it_a_family_that_knows_of_the_doubt_is_told_anew(
    told_of_it, died, finding, anna, iryna, halyna
):
    suspension = commands.suspend_death(died, reason="Unsure.", by=halyna)
    correct(told_of_it, anna)
    commands.restore(suspension, reason="The document is genuine.", by=halyna)
    assert not StatusReport.objects.counted().filter(pk=died.pk).exists()
    commands.restore(suspension, reason="I saw it too.", by=iryna)
    assert StatusReport.objects.counted().filter(pk=died.pk).exists()
    told_of_it.refresh_from_db()
    assert told_of_it.state == InquiryState.MATCHED
    assert TaskKind.ASK_FOR_TALK in open_kinds(told_of_it)
    assert queries.news_for(told_of_it, visible_to=anna) == NewsKind.DEATH
    commands.notify_family(told_of_it, by=anna)


def test_a_doubt_that_no_family_heard_of_ends_without_a_call(told_of_it, died, anna, iryna, halyna):
    suspension = commands.suspend_death(died, reason="Unsure.", by=halyna)
    commands.restore(suspension, reason="Genuine.", by=anna)
    commands.restore(suspension, reason="Genuine.", by=iryna)
    told_of_it.refresh_from_db()
    assert told_of_it.state == InquiryState.TOLD
    assert CorrectionLine.objects.get().ended_because == LineEnd.RESTORED
    assert Correction.objects.get().closed_at is not None
    assert TaskKind.CORRECT not in open_kinds(told_of_it)


def test_a_closed_inquiry_opens_again_for_the_correction(told_of_it, died, anna, halyna):
    commands.close_inquiry(told_of_it, because=CloseReason.TOLD, by=anna)
    commands.suspend_death(died, reason="Unsure.", by=halyna)
    told_of_it.refresh_from_db()
    assert (told_of_it.state, told_of_it.closed_at) == (InquiryState.IN_DOUBT, None)
    correct(told_of_it, anna)


def test_a_family_that_took_its_question_back_is_not_called(told_of_it, died, anna, halyna):
    commands.withdraw(told_of_it, by=FAMILY)
    commands.suspend_death(died, reason="Unsure.", by=halyna)
    told_of_it.refresh_from_db()
    assert told_of_it.state == InquiryState.WITHDRAWN
    assert not told_of_it.tasks.open().exists()
    line = CorrectionLine.objects.get()
    with pytest.raises(Refused, match="Say what"):
        commands.give_up_line(line, note=" ", by=anna)
    commands.give_up_line(line, note="It asked us never to call.", by=anna)
    assert CorrectionLine.objects.get().ended_because == LineEnd.NO_WAY


def test_a_family_that_can_be_called_is_not_given_up(told_of_it, died, anna):
    commands.suspend_death(died, reason="Unsure.", by=anna)
    with pytest.raises(Refused, match="Talk with it"):
        commands.give_up_line(CorrectionLine.objects.get(), note="No time.", by=anna)


def test_undoing_a_match_after_it_was_told_opens_a_correction(told_of_it, judged, anna):
    judged.refresh_from_db()
    commands.undo_match(judged, reason="Different fathers.", by=anna)
    told_of_it.refresh_from_db()
    correction = Correction.objects.get()
    assert correction.join is not None
    assert correction.is_for_sure
    assert told_of_it.state == InquiryState.IN_DOUBT
    correct(told_of_it, anna)
    told_of_it.refresh_from_db()
    assert told_of_it.state == InquiryState.SEARCHING


def test_splitting_after_it_was_told_opens_a_correction(told_of_it, listed, anna):
    listed.refresh_from_db()
    commands.split_match(listed, reason="Different fathers.", by=anna)
    assert Correction.objects.get().finding is not None
    assert CorrectionLine.objects.get().inquiry == told_of_it


def test_taking_back_what_was_told_of_a_living_man_opens_a_correction(inquiry, finding, anna, iryna):
    report = report_status(
        inquiry.description.person,
        axis=Axis.CUSTODY,
        value=StatusValue.HELD,
        as_of=dt.date(2026, 1, 2),
        source_name="list",
        by=anna,
    )
    clear(finding, anna, NewsKind.HELD)
    commands.record_telling(
        inquiry,
        news=NewsKind.HELD,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.REACHED,
        note="",
        by=iryna,
    )
    commands.withdraw_status(report, reason="Another man's card.", by=anna)
    assert Correction.objects.get().is_for_sure
    correct(inquiry, iryna)


def test_what_was_told_of_a_living_man_is_not_false_because_a_death_is(inquiry, finding, anna, iryna, halyna):
    clear(finding, anna, NewsKind.HELD)
    commands.record_telling(
        inquiry,
        news=NewsKind.HELD,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.REACHED,
        note="",
        by=iryna,
    )
    report = report_status(
        inquiry.description.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="paper",
        as_of=dt.date(2026, 1, 2),
        source_name="burial record",
        by=anna,
    )
    second_status(report, agrees=True, by=iryna)
    commands.suspend_death(report, reason="Unsure.", by=halyna)
    assert not Correction.objects.exists()


def test_nothing_counts_of_two_persons_whose_join_is_suspended(told_of_it, judged, anna, iryna, halyna):
    join = Join.objects.get()
    suspension = commands.suspend_join(join, reason="Two men.", by=halyna)
    person = told_of_it.description.person
    person.refresh_from_db()
    file = open_person(person, visible_to=anna)
    assert not StatusReport.objects.counted().filter(person=person).exists()
    assert {status.counted for status in file.statuses} == {None}
    assert [one.join for one in file.suspensions] == [join]
    assert Correction.objects.get().join == join
    commands.restore(suspension, reason="One man.", by=anna)
    commands.restore(suspension, reason="One man.", by=iryna)
    assert StatusReport.objects.counted().filter(person=person).exists()
    assert Correction.objects.get().closed_at is not None


def test_a_match_is_not_confirmed_while_its_join_is_suspended_from_being_told(inquiry, finding, anna):
    commands.suspend_join(Join.objects.get(), reason="Two men.", by=anna)
    with pytest.raises(Refused, match="may be of two people"):
        clear(finding, anna, NewsKind.HELD)


def test_a_first_word_for_restoring_is_void_once_nobody_vouches_for_it(died, anna, iryna, halyna):
    suspension = commands.suspend_death(died, reason="Unsure.", by=halyna)
    commands.restore(suspension, reason="It holds.", by=anna)
    void(anna, VouchEnd.LINK_RENEWED, by=SHELL)
    commands.restore(suspension, reason="It holds.", by=iryna)
    suspension.refresh_from_db()
    assert (suspension.asked_by, suspension.restored_by) == (iryna, None)
    with pytest.raises(Refused, match="vouched"):
        commands.restore(suspension, reason="It holds.", by=anna)
    commands.restore(suspension, reason="It holds.", by=halyna)
    died.refresh_from_db()
    assert died.stands


def test_a_forwarding_is_listed_once_and_keeps_the_correction_open(told_of_it, died, anna, halyna):
    commands.suspend_death(died, reason="Unsure.", by=halyna)
    correction = Correction.objects.get()
    for _twice in range(2):
        commands.list_forwarding(
            correction, recipient="An agency (invented)", forwarded_at=timezone.now(), once_key="7", by=halyna
        )
    correct(told_of_it, anna)
    assert Correction.objects.get().closed_at is None
    line = CorrectionLine.objects.get(kind=LineKind.FORWARDED)
    commands.end_forwarding(line, note="Wrote to them.", by=anna)
    assert Correction.objects.get().closed_at is not None
