"""What has passed its day is emptied or erased by itself; what a person must decide waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kinline.accounts.models import Enrolment, Vouch
from kinline.accounts.rules import is_vouched
from kinline.accounts.vouching import vouch
from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.calls.models import Call
from kinline.erasure import commands, queries, retention
from kinline.erasure.choices import PERIODS, Keep, StillNeeded
from kinline.exchange.models import ImportRun, RowRefusal
from kinline.inquiries import commands as inquiries
from kinline.inquiries.choices import CloseReason
from kinline.inquiries.models import Inquiry
from kinline.notices.models import Notice
from kinline.registry.models import Description

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ago(keep, *, more=1):
    return timezone.now() - timedelta(days=PERIODS[keep].days + more)


def test_a_sent_notice_keeps_that_it_was_sent(rich):
    Notice.objects.update(state="sent", sent_at=ago(Keep.SENT_NOTICE, more=-1))
    assert retention.empty_due(by=WORKER) == 0
    Notice.objects.update(sent_at=ago(Keep.SENT_NOTICE))
    count = Notice.objects.count()
    assert retention.empty_due(by=WORKER) == count > 0
    assert set(Notice.objects.values_list("address", "subject", "body")) == {("", "", "")}
    assert retention.empty_due(by=WORKER) == 0
    event = Event.objects.get(action="erasure:rows:emptied")
    assert event.content == {"keep": "sent_notice", "number": count}


def test_a_dead_letter_is_cancelled_and_emptied(rich):
    Notice.objects.update(state="dead", queued_at=ago(Keep.DEAD_LETTER))
    assert retention.empty_due(by=WORKER) == 2
    notices = list(Notice.objects.all())
    assert {(notice.state, notice.address, notice.body) for notice in notices} == {("cancelled", "", "")}
    assert {notice.once_key for notice in notices} == {f"cancelled:{notice.pk}" for notice in notices}


def test_a_call_is_emptied_after_a_year(rich):
    Call.objects.update(done_at=ago(Keep.CALL))
    assert retention.empty_due(by=WORKER) == 3
    told = Call.objects.values_list("number", "number_hash", "about_whom", "note")
    assert set(told) == {("", "", "", "")}


def test_refused_rows_uploads_and_links(anna):
    run = ImportRun.objects.create(file_name="a.csv", state="refused", finished_at=ago(Keep.REFUSED_ROW))
    RowRefusal.objects.create(run=run, row=1, column="born", value="Вигаданий", reason="date")
    left = ImportRun.objects.create(file_name="b.csv", source_name="b", started_at=ago(Keep.UPLOAD))
    Enrolment.objects.create(staff=anna, token_hash="0" * 64, expires_at=ago(Keep.ENROLMENT))
    assert retention.empty_due(by=WORKER) == 3
    assert RowRefusal.objects.get().value == ""
    assert not Enrolment.objects.exists()
    left.refresh_from_db()
    assert left.state == "cancelled"


def test_who_made_an_account_never_vouches_for_it_however_long_they_wait(anna, taras):
    """By two accounts of his own, for which he vouched after a month, an administrator would be two people."""
    Vouch.objects.filter(staff=anna).delete()
    past = ago(Keep.ENROLMENT)
    Enrolment.objects.create(
        staff=anna, token_hash="0" * 64, made_by=taras.actor_id, used_at=past, expires_at=past
    )
    retention.empty_due(by=WORKER)
    with pytest.raises(Refused, match="You made a link"):
        vouch(anna, by=taras)
    Vouch.objects.create(staff=anna, by=taras)
    assert not is_vouched(anna)


def test_no_more_than_a_hundred_rows_at_once(anna, db):
    run = ImportRun.objects.create(file_name="a.csv", state="refused", finished_at=ago(Keep.REFUSED_ROW))
    RowRefusal.objects.bulk_create(RowRefusal(run=run, row=row, value="x", reason="y") for row in range(130))
    assert [retention.empty_due(by=WORKER) for _turn in range(3)] == [100, 30, 0]


def test_a_question_taken_back_goes_after_its_period(ask):
    inquiry = ask()
    inquiries.withdraw(inquiry, by=FAMILY)
    Inquiry.objects.update(closed_at=ago(Keep.WITHDRAWN_INQUIRY, more=-1))
    assert commands.carry_out(by=WORKER) == 0
    Inquiry.objects.update(closed_at=ago(Keep.WITHDRAWN_INQUIRY))
    assert commands.carry_out(by=WORKER) == 1
    assert not Inquiry.objects.exists()
    assert not Description.objects.exists()


def test_an_open_question_is_never_erased_by_itself_and_is_listed(ask, anna):
    ask()
    Description.objects.update(keep_until=TODAY - timedelta(days=400))
    assert commands.carry_out(by=WORKER) == 0
    [due] = queries.open_questions_due(visible_to=anna)
    assert not due.by_itself


def test_where_something_was_found_a_person_decides(rich, anna):
    inquiries.withdraw(rich, by=FAMILY)
    Inquiry.objects.update(closed_at=ago(Keep.WITHDRAWN_INQUIRY))
    assert commands.carry_out(by=WORKER) == 0
    [due] = queries.inquiries_due(visible_to=anna)
    assert not due.by_itself
    assert due.is_over


def test_a_source_goes_when_its_day_is_over(card):
    Description.objects.update(keep_until=TODAY)
    assert commands.carry_out(by=WORKER) == 0
    Description.objects.update(keep_until=TODAY - timedelta(days=1))
    assert commands.carry_out(by=WORKER) == 1
    assert not Description.objects.exists()


def test_a_source_about_somebody_who_is_sought_waits_for_a_person(rich, card, anna):
    Description.objects.filter(pk=card.pk).update(keep_until=TODAY - timedelta(days=1))
    assert commands.carry_out(by=WORKER) == 0
    assert [row.still_needed for row in queries.sources_due(visible_to=anna)] == [True]


def test_what_is_kept_longer_stays_until_then(ask, anna, card):
    inquiry = ask()
    inquiries.close_inquiry(inquiry, because=CloseReason.MISTAKEN, by=anna)
    Inquiry.objects.update(closed_at=ago(Keep.CLOSED_INQUIRY))
    Description.objects.update(keep_until=TODAY - timedelta(days=1))
    inquiry.refresh_from_db()
    for subject in (inquiry, card):
        commands.prolong(
            subject, until=TODAY + timedelta(days=365), reason=StillNeeded.SOUGHT, note="", by=anna
        )
    assert commands.carry_out(by=WORKER) == 0
    assert queries.kept_until(Inquiry.objects.get()) == TODAY + timedelta(days=365)
    with pytest.raises(Refused, match="still to come"):
        commands.prolong(card, until=TODAY, reason=StillNeeded.SOUGHT, note="", by=anna)
