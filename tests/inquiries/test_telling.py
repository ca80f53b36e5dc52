import datetime as dt

import pytest
from tests.inquiries.deeds import clear, tell

from kinline.accounts.models import Staff
from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.inquiries import commands, queries
from kinline.inquiries.choices import (
    CloseReason,
    InquiryState,
    NewsKind,
    Origin,
    TaskKind,
    TellingOutcome,
    TellingWay,
    Way,
)
from kinline.notices.choices import Channel
from kinline.notices.commands import cancel
from kinline.notices.models import Notice
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.commands import report_status
from kinline.registry.facts import Facts
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge

WANTS = StatusValue.WANTS_CONTACT
SAFE = StatusValue.SAFE_TO_TELL


def test_a_pair_that_one_person_judged_cannot_be_confirmed(inquiry, pair, anna):
    judge(pair, Verdict.SAME, reason="Alike.", by=anna)
    with pytest.raises(Refused, match="Two people"):
        commands.confirm_match(inquiry, pair, by=anna)


def test_a_match_from_another_inquiry_is_refused(ask, judged, anna):
    other = ask(Facts(family_name="Інший"), once_key="form-2").inquiry
    with pytest.raises(Refused, match="another inquiry"):
        commands.confirm_match(other, judged, by=anna)


def test_nobody_is_asked_to_talk_before_his_wish_is_known(inquiry, finding, anna):
    with pytest.raises(Refused, match="wishes"):
        commands.notify_family(inquiry, by=anna)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("wish", "danger", "may"),
    [
        (WANTS, SAFE, True),
        (WANTS, StatusValue.DANGEROUS_TO_TELL, False),
        (StatusValue.REFUSES_CONTACT, SAFE, False),
        (StatusValue.NOT_ASKED, SAFE, False),
        (StatusValue.CANNOT_BE_ASKED, SAFE, True),
        (StatusValue.CANNOT_BE_ASKED, StatusValue.DANGEROUS_TO_TELL, False),
    ],
)
def test_his_wish_and_his_safety_decide(finding, anna, wish, danger, may):
    assert clear(finding, anna, wish=wish, danger=danger).may_tell is may


def test_if_he_refuses_the_family_is_told_what_everyone_is_told(inquiry, finding, anna):
    clear(finding, anna, wish=StatusValue.REFUSES_CONTACT)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WITHHELD
    with pytest.raises(Refused, match="what we tell everyone"):
        commands.notify_family(inquiry, by=anna)
    with pytest.raises(Refused):
        tell(inquiry, anna)
    told = tell(inquiry, anna, news=NewsKind.NOTHING_NEW)
    assert told.finding is None


def test_a_wish_that_is_not_asked_yet_stays_a_task(inquiry, finding, anna):
    clear(finding, anna, wish=StatusValue.NOT_ASKED)
    assert TaskKind.ASK_WISHES in {task.kind for task in inquiry.tasks.open()}
    clear(finding, anna)
    assert TaskKind.ASK_WISHES not in {task.kind for task in inquiry.tasks.open()}


def test_the_family_is_asked_for_a_talk_and_not_told_the_news(inquiry, finding, anna):
    clear(finding, anna)
    commands.notify_family(inquiry, by=anna)
    notice = Notice.objects.get()
    assert notice.address == "maria@example.org"
    assert (notice.hours_from, notice.hours_to, notice.zone) == (dt.time(18), dt.time(20), "Europe/Kyiv")
    for word in ("Галаґан", "Ілля", "поранен", "wound", "Kinline"):
        assert word not in notice.subject + notice.body
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.TALK_DUE


def test_the_request_is_the_same_for_every_news_and_for_none(inquiry, finding, died, anna):
    clear(finding, anna, wish=StatusValue.CANNOT_BE_ASKED, news=NewsKind.DEATH)
    commands.notify_family(inquiry, by=anna)
    of_death = Notice.objects.get()
    told = (of_death.subject, of_death.body)
    of_death.delete()
    commands.offer_word(inquiry, by=anna)
    of_nothing = Notice.objects.get()
    assert told == (of_nothing.subject, of_nothing.body)


def test_a_discreet_request_names_neither_us_nor_money():
    for language in ("uk", "ru", "en"):
        discreet = " ".join(commands.talk_request(language, discreet=True)).lower()
        open_ = " ".join(commands.talk_request(language, discreet=False)).lower()
        assert not any(word in discreet for word in ("грош", "денег", "деньг", "money", "kinline"))
        assert any(word in open_ for word in ("грош", "денег", "деньг", "money"))


def test_a_text_message_goes_only_where_the_family_allowed_it(inquiry, finding, anna):
    clear(finding, anna)
    phone = inquiry.seeker.ways.create(
        way=Way.PHONE, address="+447700900148", hours_from=dt.time(18), hours_to=dt.time(20)
    )
    commands.offer_word(inquiry, by=anna)
    assert [notice.channel for notice in Notice.objects.all()] == [Channel.EMAIL]
    Notice.objects.all().delete()
    phone.may_text = True
    phone.save()
    commands.notify_family(inquiry, by=anna)
    text = Notice.objects.get(channel=Channel.SMS)
    assert (text.address, text.subject) == ("+447700900148", "")
    assert (text.hours_from, text.hours_to, text.zone) == (dt.time(18), dt.time(20), "Europe/Kyiv")
    for word in ("Галаґан", "Ілля", "поранен", "wound", "Kinline", inquiry.reference):
        assert word not in text.body


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_a_text_message_is_short_and_a_discreet_one_says_nothing(language):
    _none, discreet = commands.talk_text(language, discreet=True)
    _none, open_ = commands.talk_text(language, discreet=False)
    assert max(len(discreet), len(open_)) <= 2 * 67  # two parts in UCS-2: 3GPP TS 23.040
    assert not any(word in discreet.lower() for word in ("грош", "денег", "деньг", "money", "kinline"))
    assert any(word in open_.lower() for word in ("грош", "денег", "деньг", "money"))


def test_a_death_on_one_persons_word_is_not_told(inquiry, finding, anna):
    report_status(
        inquiry.description.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="Акт 12 (вигаданий)",
        as_of=dt.date(2026, 1, 2),
        source_name="burial record",
        by=anna,
    )
    with pytest.raises(Refused, match="two people"):
        clear(finding, anna, news=NewsKind.DEATH)


def test_one_who_died_is_not_told_of_as_wounded(finding, died, anna):
    with pytest.raises(Refused, match="died"):
        clear(finding, anna, news=NewsKind.WOUNDED)


def test_a_death_is_told_by_voice_by_a_trained_person_with_a_second_beside(
    inquiry, finding, died, anna, iryna
):
    clear(finding, anna, wish=StatusValue.CANNOT_BE_ASKED, news=NewsKind.DEATH)
    commands.notify_family(inquiry, by=anna)
    with pytest.raises(Refused, match="in person or by voice"):
        tell(inquiry, anna, news=NewsKind.DEATH, way=TellingWay.LETTER, second=iryna)
    with pytest.raises(Refused, match="trained"):
        tell(inquiry, iryna, news=NewsKind.DEATH, second=anna)
    with pytest.raises(Refused, match="second person"):
        tell(inquiry, anna, news=NewsKind.DEATH)
    with pytest.raises(Refused, match="somebody else"):
        tell(inquiry, anna, news=NewsKind.DEATH, second=Staff.objects.get(pk=anna.pk))
    told = tell(inquiry, anna, news=NewsKind.DEATH, second=iryna)
    assert (told.told_by, told.second_present) == (anna, iryna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.TOLD


def test_other_news_than_the_cleared_is_refused(inquiry, finding, anna):
    clear(finding, anna, news=NewsKind.WOUNDED)
    with pytest.raises(Refused, match="not the news"):
        tell(inquiry, anna, news=NewsKind.RELEASED)


def test_what_was_cleared_for_a_match_that_was_undone_is_no_word_for_the_caller(
    inquiry, finding, judged, anna, iryna
):
    clear(finding, anna)
    assert queries.word_for_caseworker(queries.get_inquiry(inquiry.pk, visible_to=anna))
    again = commands.undo_match(judged, reason="Another father.", by=iryna)
    judge(again, Verdict.SAME, reason="The same father after all.", by=anna)
    again = judge(again, Verdict.SAME, reason="All agrees.", by=iryna)
    commands.confirm_match(inquiry, again, by=anna)
    assert not queries.word_for_caseworker(queries.get_inquiry(inquiry.pk, visible_to=anna))


def test_nobody_at_the_phone_leaves_the_talk_open(inquiry, finding, anna):
    clear(finding, anna)
    commands.notify_family(inquiry, by=anna)
    tell(inquiry, anna, outcome=TellingOutcome.NOT_REACHED)
    assert inquiry.tasks.open().filter(kind=TaskKind.TALK).exists()


def test_undoing_a_match_parts_the_persons_and_stops_the_messages(inquiry, finding, judged, anna, iryna):
    clear(finding, anna)
    commands.notify_family(inquiry, by=anna)
    commands.undo_match(judged, reason="Another father.", by=iryna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.SEARCHING
    assert Notice.objects.get().state == "cancelled"
    assert not inquiry.tasks.open().filter(kind=TaskKind.TALK).exists()
    with pytest.raises(Refused):
        tell(inquiry, anna)
    commands.offer_word(inquiry, by=anna)
    assert [notice.state for notice in Notice.objects.order_by("pk")] == ["cancelled", "waiting"]


def test_a_talk_asked_for_again_on_the_day_on_which_it_was_cancelled_goes_out(inquiry, anna):
    commands.offer_word(inquiry, by=anna)
    commands.offer_word(inquiry, by=anna)
    assert Notice.objects.get().state == "waiting"
    cancel(about=f"inquiry:{inquiry.pk}", by=anna)
    commands.offer_word(inquiry, by=anna)
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["cancelled", "waiting"]


def test_withdrawing_stops_contact_and_matching_at_once(inquiry, finding, anna):
    clear(finding, anna)
    commands.notify_family(inquiry, by=anna)
    commands.withdraw(inquiry, by=FAMILY)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WITHDRAWN
    assert inquiry.origin == Origin.WEB
    assert Notice.objects.get().state == "cancelled"
    assert not inquiry.tasks.open().exists()
    assert not inquiry.seeker.ways.filter(ended_at=None).exists()
    inquiry.description.refresh_from_db()
    assert inquiry.description.withdrawn_at


def test_an_inquiry_closes_as_told_only_after_the_family_was_told(inquiry, finding, anna):
    clear(finding, anna)
    with pytest.raises(Refused, match="not been told"):
        commands.close_inquiry(inquiry, because=CloseReason.TOLD, by=anna)
    tell(inquiry, anna)
    commands.close_inquiry(inquiry, because=CloseReason.TOLD, by=anna)
    inquiry.refresh_from_db()
    assert inquiry.closed_at


def test_an_operator_neither_judges_nor_tells(inquiry, judged, oleh):
    with pytest.raises(Refused):
        commands.confirm_match(inquiry, judged, by=oleh)
    with pytest.raises(Refused):
        tell(inquiry, oleh, news=NewsKind.NOTHING_NEW)


def test_what_may_be_told_waits_as_a_task_until_the_family_is_asked_for_a_talk(inquiry, finding, anna, oleh):
    clear(finding, anna)
    waits = inquiry.tasks.open().filter(kind=TaskKind.ASK_FOR_TALK)
    assert waits.get().finding == finding
    assert not queries.open_tasks(visible_to=oleh).filter(kind=TaskKind.ASK_FOR_TALK).exists()
    commands.notify_family(inquiry, by=anna)
    assert not waits.exists()
    assert inquiry.tasks.get(kind=TaskKind.ASK_FOR_TALK).done_by == anna


def test_what_may_no_longer_be_told_waits_no_more(inquiry, finding, judged, anna, iryna):
    waits = inquiry.tasks.open().filter(kind=TaskKind.ASK_FOR_TALK)
    clear(finding, anna)
    clear(finding, anna, wish=StatusValue.REFUSES_CONTACT)
    assert not waits.exists()
    clear(finding, anna)
    assert waits.exists()
    commands.undo_match(judged, reason="Another father.", by=iryna)
    assert not waits.exists()


@pytest.mark.parametrize("news", [NewsKind.ALIVE, NewsKind.WOUNDED, NewsKind.HELD, NewsKind.RELEASED])
def test_no_news_is_told_by_letter_but_that_there_is_none(inquiry, finding, anna, news):
    clear(finding, anna, news=news)
    with pytest.raises(Refused, match="in person or by voice"):
        tell(inquiry, anna, news=news, way=TellingWay.LETTER)
    assert tell(inquiry, anna, news=NewsKind.NOTHING_NEW, way=TellingWay.LETTER).pk


def test_a_family_that_was_told_is_not_asked_for_a_talk_about_the_same(inquiry, finding, anna):
    clear(finding, anna)
    commands.notify_family(inquiry, by=anna)
    tell(inquiry, anna)
    for again in (lambda: commands.notify_family(inquiry, by=anna), lambda: tell(inquiry, anna)):
        with pytest.raises(Refused, match="told already"):
            again()
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.TOLD


def test_a_question_that_is_taken_up_again_stands_where_it_stood(inquiry, finding, anna):
    clear(finding, anna)
    commands.withdraw(inquiry, by=FAMILY)
    commands.resume(inquiry, by=anna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.MATCHED
    assert inquiry.tasks.open().filter(kind=TaskKind.ASK_FOR_TALK).exists()
    tell(inquiry, anna)
    commands.withdraw(inquiry, by=FAMILY)
    commands.resume(inquiry, by=anna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.TOLD
    assert queries.news_for(inquiry, visible_to=anna) == NewsKind.NOTHING_NEW


def test_a_correction_is_owed_again_when_the_question_is_taken_up_again(inquiry, finding, anna):
    clear(finding, anna)
    tell(inquiry, anna)
    commands.suspend_finding(finding, reason="Another man.", by=anna)
    commands.withdraw(inquiry, by=FAMILY)
    commands.resume(inquiry, by=anna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.IN_DOUBT
    assert inquiry.tasks.open().filter(kind=TaskKind.CORRECT).exists()


def test_a_family_that_heard_that_he_is_held_hears_later_that_he_died(request, inquiry, finding, anna, iryna):
    clear(finding, anna, news=NewsKind.HELD)
    tell(inquiry, anna, news=NewsKind.HELD)
    assert commands.make_later_news_tasks(by=WORKER) == 0
    request.getfixturevalue("died")
    tell(inquiry, anna, news=NewsKind.NOTHING_NEW)
    assert commands.make_later_news_tasks(by=WORKER) == 1, "a word in between says nothing of him"
    assert commands.make_later_news_tasks(by=WORKER) == 0
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.TOLD, (
        "until somebody decides, nothing that the family sees has changed"
    )
    assert inquiry.tasks.open().get(kind=TaskKind.ASK_WISHES).finding == finding
    with pytest.raises(Refused):
        tell(inquiry, anna, news=NewsKind.DEATH, second=iryna)
    clear(finding, anna, news=NewsKind.DEATH)
    commands.notify_family(inquiry, by=anna)
    tell(inquiry, anna, news=NewsKind.DEATH, second=iryna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.TOLD
    assert commands.make_later_news_tasks(by=WORKER) == 0
    with pytest.raises(Refused, match="told already"):
        clear(finding, anna, news=NewsKind.DEATH)


def test_what_the_family_knows_already_is_no_later_news(inquiry, finding, anna):
    clear(finding, anna, news=NewsKind.HELD)
    tell(inquiry, anna, news=NewsKind.HELD)
    for value in (StatusValue.HELD, StatusValue.TRANSFERRED):
        report_status(
            inquiry.description.person,
            axis=Axis.CUSTODY,
            value=value,
            as_of=dt.date(2025, 6, 1),
            source_name="delegate",
            by=anna,
        )
    assert commands.make_later_news_tasks(by=WORKER) == 0
