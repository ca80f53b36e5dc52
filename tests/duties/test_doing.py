"""A duty ends by a deed that is recorded, or by two people who say that it is not owed."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.utils import timezone

from kinline.accounts.models import Vouch
from kinline.audit.rules import WORKER, Refused
from kinline.duties import commands
from kinline.duties.choices import CardOutcome, EventKind, InformedBy, Recipient, SentBy
from kinline.duties.models import CustodyEvent, Duty, NamedPerson
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.commands import join_persons, report_status, second_status, undo_join

TODAY = timezone.localdate


def owed(kind):
    while commands.make_duties(by=WORKER):
        pass
    return Duty.objects.get(kind=kind)


@pytest.fixture
def notice(man, anna):
    commands.record_event(man, EventKind.CAPTURE, on=TODAY(), source_name="camp list (invented)", by=anna)
    return owed("notice")


def paper_for(duty, by, to_kind=Recipient.POWER, **more):
    return commands.make_paper(duty, to_kind=to_kind, to_name="Recipient", language="en", by=by, **more)


def send(duty, by, to_kind=Recipient.POWER, paper=None, **more):
    return commands.record_sent(
        duty,
        to_kind=to_kind,
        to_name="Recipient",
        way=SentBy.COURIER,
        sent_at=timezone.now(),
        paper=paper,
        by=by,
        **more,
    )


def test_a_notice_is_done_once_both_the_power_and_the_agency_have_it(notice, anna):
    first = send(notice, anna, paper=paper_for(notice, anna))
    notice.refresh_from_db()
    assert notice.is_open
    send(notice, anna, Recipient.AGENCY, paper_for(notice, anna, Recipient.AGENCY))
    notice.refresh_from_db()
    assert notice.done_by == anna
    commands.record_receipt(first, received_on=TODAY(), reference="R 7", by=anna)
    first.refresh_from_db()
    assert (first.received_on, first.receipt_reference) == (TODAY(), "R 7")
    with pytest.raises(Refused, match="already"):
        commands.record_receipt(first, received_on=TODAY(), by=anna)


def test_a_notice_does_not_go_without_its_paper_or_on_anothers(notice, anna):
    with pytest.raises(Refused, match="Make the paper first"):
        send(notice, anna)
    with pytest.raises(Refused, match="another recipient"):
        send(notice, anna, Recipient.AGENCY, paper_for(notice, anna))
    assert not notice.transmissions.exists()


def test_a_notice_goes_to_nobody_whom_the_article_does_not_name(notice, anna):
    with pytest.raises(Refused, match="recipient"):
        paper_for(notice, anna, Recipient.FAMILY)


def test_nothing_was_sent_tomorrow(notice, anna):
    paper = paper_for(notice, anna)
    with pytest.raises(Refused, match="future"):
        commands.record_sent(
            notice,
            to_kind=Recipient.POWER,
            to_name="Recipient",
            way=SentBy.HAND,
            sent_at=timezone.now() + dt.timedelta(days=1),
            paper=paper,
            by=anna,
        )


def test_no_notice_while_telling_endangers_him(notice, man, anna):
    report_status(
        man,
        axis=Axis.DANGER,
        value=StatusValue.DANGEROUS_TO_TELL,
        as_of=TODAY(),
        source_name="himself",
        by=anna,
    )
    with pytest.raises(Refused, match="endanger"):
        paper_for(notice, anna)
    with pytest.raises(Refused, match="endanger"):
        commands.make_enquiry(man, to_kind=Recipient.UNIT, to_name="X", language="en", by=anna)
    assert paper_for(notice, anna, Recipient.AGENCY).reference.startswith("N-")


def test_what_only_a_family_told_goes_on_no_notice(installation, told, anna):
    man = told(family_name="Halahan").person
    commands.record_event(man, EventKind.CAPTURE, on=TODAY(), source_name="camp list", by=anna)
    with pytest.raises(Refused, match="families"):
        paper_for(owed("notice"), anna)


def test_roles_without_the_permission_do_nothing(notice, man, petro):
    with pytest.raises(Refused, match="role"):
        paper_for(notice, petro)
    with pytest.raises(Refused, match="role"):
        commands.record_card(man, CardOutcome.OFFERED, on=TODAY(), by=petro)


class TestWaiver:
    def test_a_second_person_waives(self, notice, anna, iryna):
        commands.ask_waiver(notice, reason="given by the hospital", by=anna)
        notice.refresh_from_db()
        assert notice.is_open
        commands.answer_waiver(notice, agrees=True, by=iryna)
        notice.refresh_from_db()
        assert not notice.is_open

    def test_the_same_person_does_not(self, notice, anna):
        commands.ask_waiver(notice, reason="because", by=anna)
        with pytest.raises(Refused, match="second, different person"):
            commands.answer_waiver(notice, agrees=True, by=anna)

    def test_an_account_that_nobody_vouches_for_waives_nothing(self, notice, anna, iryna):
        Vouch.objects.filter(staff=iryna).delete()
        commands.ask_waiver(notice, reason="because", by=anna)
        with pytest.raises(Refused, match="vouched"):
            commands.answer_waiver(notice, agrees=True, by=iryna)
        commands.answer_waiver(notice, agrees=False, by=iryna)

    def test_a_second_person_who_says_it_is_owed_leaves_it_owed(self, notice, anna, iryna):
        commands.ask_waiver(notice, reason="because", by=anna)
        commands.answer_waiver(notice, agrees=False, by=iryna)
        notice.refresh_from_db()
        assert notice.is_open
        assert notice.waiver_asked_at is None

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_not_without_a_reason(self, notice, anna, reason):
        with pytest.raises(Refused, match="why"):
            commands.ask_waiver(notice, reason=reason, by=anna)

    def test_what_has_ended_is_not_done_again(self, notice, anna, iryna):
        paper = paper_for(notice, anna)
        commands.ask_waiver(notice, reason="because", by=anna)
        commands.answer_waiver(notice, agrees=True, by=iryna)
        with pytest.raises(Refused, match="ended"):
            send(notice, anna, paper=paper)


class TestInforming:
    @pytest.fixture
    def named(self, man, anna):
        commands.name_person(man, name="мати", reached_by="+44 7700 900123", said_on=TODAY(), by=anna)
        return owed("inform")

    def tell(self, duty, by):
        commands.record_informed(duty, way=InformedBy.VOICE, informed_at=timezone.now(), by=by)

    def test_whom_he_named_is_told_by_a_person(self, named, anna):
        self.tell(named, anna)
        told = NamedPerson.objects.get()
        assert (told.informed_by, told.informed_way) == (anna, "voice")
        named.refresh_from_db()
        assert named.done_by == anna

    @pytest.mark.usefixtures("named")
    def test_how_to_reach_them_is_sealed(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, reached_by FROM duties_namedperson")
            [(name, reached_by)] = cursor.fetchall()
        assert "мати" not in name
        assert "7700" not in reached_by

    def test_not_against_his_later_wish(self, named, man, anna):
        report_status(
            man,
            axis=Axis.WISH,
            value=StatusValue.REFUSES_CONTACT,
            as_of=TODAY(),
            source_name="himself",
            by=anna,
        )
        with pytest.raises(Refused, match="does not want"):
            self.tell(named, anna)

    def test_not_the_one_whom_he_named_before(self, named, man, anna):
        NamedPerson.objects.update(said_on=TODAY() - dt.timedelta(days=1))
        commands.name_person(man, declined=True, said_on=TODAY(), by=anna)
        with pytest.raises(Refused, match="since"):
            self.tell(named, anna)

    def test_a_death_only_by_somebody_trained(self, named, man, anna, iryna):
        event = commands.record_event(
            man, EventKind.DEATH, on=TODAY(), source_name="camp", document="Акт", by=anna
        )
        second_status(event.report, agrees=True, by=iryna)
        with pytest.raises(Refused, match="trained"):
            self.tell(named, iryna)
        self.tell(named, anna)

    def test_he_may_name_nobody(self, man, anna):
        commands.name_person(man, declined=True, said_on=TODAY(), by=anna)
        while commands.make_duties(by=WORKER):
            pass
        assert not Duty.objects.filter(kind="inform").exists()


def test_an_enquiry_is_answered_in_words(man, anna):
    commands.note_enquiry(
        asked_by="The other bureau", about="Halahan", received_on=TODAY(), person=man, by=anna
    )
    duty = owed("reply")
    assert timezone.localdate(duty.due_at) == TODAY() + dt.timedelta(days=14)
    with pytest.raises(Refused, match="replied"):
        send(duty, anna, Recipient.ENQUIRER)
    send(duty, anna, Recipient.ENQUIRER, words="Nothing is known here.")
    duty.refresh_from_db()
    assert duty.done_by == anna


def test_a_written_card_is_forwarded(man, anna):
    commands.record_card(man, CardOutcome.WRITTEN, on=TODAY(), by=anna)
    duty = owed("forward_card")
    send(duty, anna, Recipient.AGENCY)
    duty.refresh_from_db()
    assert duty.done_by == anna


def test_the_weeks_report_says_how_he_is(man, anna):
    for kind, more in (
        (EventKind.CAPTURE, {}),
        (EventKind.SICKNESS, {"health": StatusValue.SERIOUSLY_WOUNDED}),
    ):
        commands.record_event(man, kind, on=TODAY(), source_name="camp", by=anna, **more)
    duty = owed("health")
    with pytest.raises(Refused, match="how he is"):
        paper_for(duty, anna)
    paper = paper_for(duty, anna, words="Operated on Tuesday; eats by himself.")
    assert "Operated on Tuesday" in paper.content
    assert json.loads(paper.content)["reference"] == paper.reference


def test_records_go_with_the_man_when_files_are_joined_and_parted(notice, man, told, anna, iryna):
    other = told(family_name="Halahan", given_name="Illia").person
    join = join_persons(other, man, reason="one man", first=anna, by=iryna)
    notice = Duty.objects.get(pk=notice.pk)
    assert notice.person_id == other.pk
    assert Duty.objects.of_person(other.pk).count() == 2
    undo_join(join, reason="two men", by=anna)
    assert Duty.objects.get(pk=notice.pk).person_id == man.pk


def test_a_refused_event_writes_nothing_by_half(man, anna):
    with pytest.raises(Refused, match="future"):
        commands.record_event(
            man, EventKind.RELEASE, on=TODAY() + dt.timedelta(days=2), source_name="camp", by=anna
        )
    assert not man.status_reports.exists()
    assert not CustodyEvent.objects.exists()
