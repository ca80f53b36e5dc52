"""A wish to be erased: asked, checked by the way from the opening, decided, cancelled."""

from datetime import timedelta

import pytest
from django.utils import timezone
from planted import CALL_WORD

from kinline.accounts.models import RoleGrant, Vouch
from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.erasure import commands, rules
from kinline.erasure.choices import AskedBy, CancelReason, CheckedBy, RequestState, Why
from kinline.erasure.models import Request
from kinline.inquiries import commands as inquiries
from kinline.inquiries.choices import InquiryState, PinReached, TaskKind, Way
from kinline.inquiries.commands import ReachableBy
from kinline.inquiries.models import Inquiry
from kinline.notices.models import Notice
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import Description

pytestmark = pytest.mark.django_db


def asked(inquiry, *, how=AskedBy.PORTAL, by=FAMILY):
    return commands.ask_for_family(inquiry, how=how, by=by)


def confirmed(request, by, *, how=CheckedBy.CALLED, word=CALL_WORD):
    return commands.confirm_family(request, how=how, word=word, note="", by=by)


def test_contact_stops_at_once_and_nothing_is_erased(ask):
    inquiry = ask()
    request = asked(inquiry)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WITHDRAWN
    assert not inquiry.seeker.ways.filter(ended_at=None).exists()
    assert request.not_before - request.asked_at == timedelta(days=2)
    assert inquiry.tasks.open().get().kind == TaskKind.CHECK_ERASURE
    assert commands.carry_out(by=WORKER) == 0
    assert Inquiry.objects.filter(pk=inquiry.pk).exists()


def test_one_wish_at_a_time(ask):
    inquiry = ask()
    asked(inquiry)
    with pytest.raises(Refused):
        asked(inquiry)


def test_a_stolen_pin_changes_the_ways_and_not_where_we_ask(ask, anna):
    inquiry = ask()
    stolen = [ReachableBy(way=Way.PHONE, address="+447700900666")]
    inquiries.change_ways(inquiry, stolen, zone="Europe/Kyiv", never="", by=FAMILY)
    request = asked(inquiry)
    assert {way.address for way in rules.opening_ways(request.inquiry)} == {
        "+447700900148",
        "maria.invented@example.org",
    }


def test_the_word_is_asked_by_telephone(ask, anna):
    request = asked(ask())
    with pytest.raises(Refused, match="not the word"):
        confirmed(request, anna, word="щось інше")
    assert confirmed(request, anna).state == RequestState.APPROVED


def test_knowledge_alone_is_not_enough_where_there_is_a_way(ask, anna):
    request = asked(ask())
    with pytest.raises(Refused, match="from the opening"):
        confirmed(request, anna, how=CheckedBy.KNOWLEDGE)


def test_without_a_way_knowledge_must_do(ask, anna):
    request = asked(ask(phone="", email=""))
    with pytest.raises(Refused, match="no telephone"):
        confirmed(request, anna)
    assert confirmed(request, anna, how=CheckedBy.KNOWLEDGE).state == RequestState.APPROVED


def test_who_wrote_the_wish_down_does_not_check_it(ask, anna, iryna):
    request = asked(ask(), how=AskedBy.VOICE, by=anna)
    with pytest.raises(Refused, match="Another person"):
        confirmed(request, anna)
    assert confirmed(request, iryna).state == RequestState.APPROVED


def test_who_was_shown_the_pin_does_not_check_a_wish_that_came_by_it(ask, anna, iryna):
    """One malicious colleague would renew the PIN, ask on the family's page, and say that the family confirmed."""
    inquiry = ask()
    inquiries.renew_pin(inquiry, reached=PinReached.CALLED_BACK, by=anna)
    request = asked(inquiry)
    with pytest.raises(Refused, match="gave this family its PIN"):
        confirmed(request, anna)
    assert confirmed(request, iryna).state == RequestState.APPROVED


def test_a_second_account_that_nobody_vouches_for_erases_nothing(rich, card, anna, petro, iryna):
    Vouch.objects.filter(staff=iryna).delete()
    request = confirmed(asked(rich), anna)
    with pytest.raises(Refused, match="vouched"):
        commands.second(request, by=iryna)
    source = commands.ask_for_source(card, why=Why.HIMSELF, note="", by=petro)
    with pytest.raises(Refused, match="vouched"):
        commands.second(source, by=iryna)


def test_what_is_found_after_one_persons_check_waits_for_a_second(ask, anna, iryna):
    request = confirmed(asked(ask()), anna)
    assert request.state == RequestState.APPROVED
    person = request.inquiry.description.person
    report = registry.report_status(
        person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        as_of=timezone.localdate(),
        source_name="lists",
        document="act 1",
        by=anna,
    )
    registry.second_status(report, agrees=True, by=iryna)
    Request.objects.update(not_before=timezone.now())
    assert commands.carry_out(by=WORKER) == 0
    request.refresh_from_db()
    assert request.state == RequestState.CHECKED
    commands.second(request, by=iryna)
    assert commands.carry_out(by=WORKER) == 1


def test_an_operator_writes_a_wish_down_and_may_not_check_it(ask, oleh):
    request = asked(ask(), how=AskedBy.VOICE, by=oleh)
    with pytest.raises(Refused, match="role"):
        confirmed(request, oleh)


def test_two_days_pass_before_anything_is_erased(ask, anna):
    inquiry = ask()
    confirmed(asked(inquiry), anna)
    assert commands.carry_out(by=WORKER) == 0
    Request.objects.update(not_before=timezone.now())
    assert commands.carry_out(by=WORKER) == 1
    assert not Inquiry.objects.exists()
    assert not Description.objects.exists()
    assert not Notice.objects.exists()


def test_where_something_was_found_a_second_person_decides(rich, anna, iryna):
    request = confirmed(asked(rich), anna)
    assert request.state == RequestState.CHECKED
    Request.objects.update(not_before=timezone.now())
    assert commands.carry_out(by=WORKER) == 0
    with pytest.raises(Refused, match="second"):
        commands.second(request, by=anna)
    commands.second(request, by=iryna)
    assert commands.carry_out(by=WORKER) == 1


def test_the_family_may_change_its_mind(ask):
    inquiry = ask()
    asked(inquiry)
    commands.cancel_by_family(inquiry, by=FAMILY)
    assert Request.objects.get().state == RequestState.CANCELLED
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WITHDRAWN
    asked(inquiry)


def test_if_it_was_not_they_the_question_goes_on(ask, anna):
    inquiry = ask()
    words = Description.objects.get()
    request = asked(inquiry)
    commands.cancel(request, because=CancelReason.NOT_THEY, by=anna)
    inquiry.refresh_from_db()
    words.refresh_from_db()
    assert inquiry.state == InquiryState.RECEIVED
    assert inquiry.closed_at is None
    assert inquiry.seeker.ways.filter(ended_at=None).count() == 2
    assert inquiry.sharings.filter(ended_at=None).count() == 1
    assert words.withdrawn_at is None
    assert inquiry.tasks.open().get().kind == TaskKind.READ


def test_what_was_taken_back_before_stays_taken_back(ask, anna):
    inquiry = ask()
    inquiries.withdraw(inquiry, by=FAMILY)
    commands.cancel(asked(inquiry), because=CancelReason.NOT_THEY, by=anna)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WITHDRAWN


def test_nothing_is_decided_twice(ask, anna):
    request = asked(ask())
    confirmed(request, anna)
    with pytest.raises(Refused, match="meanwhile"):
        confirmed(request, anna)


def test_a_source_is_erased_by_a_registrar_and_a_second_person(card, petro, anna):
    request = commands.ask_for_source(card, why=Why.SOURCE, note="лист (вигаданий)", by=petro)
    card.refresh_from_db()
    assert card.withdrawn_at
    assert commands.carry_out(by=WORKER) == 0
    with pytest.raises(Refused, match="second"):
        commands.second(request, by=petro)
    commands.second(request, by=anna)
    assert commands.carry_out(by=WORKER) == 1
    assert not Description.objects.exists()


def test_a_source_whose_erasure_is_cancelled_is_found_again(card, petro, anna):
    request = commands.ask_for_source(card, why=Why.NO_RIGHT, note="", by=petro)
    commands.cancel(request, because=CancelReason.NOT_FOUNDED, by=anna)
    card.refresh_from_db()
    assert card.withdrawn_at is None


def test_a_familys_words_are_not_erased_as_a_source(ask, petro):
    with pytest.raises(Refused, match="family's own"):
        commands.ask_for_source(ask().description, why=Why.HIMSELF, note="", by=petro)


def test_one_with_two_roles_is_one_person(ask, anna, rich):
    RoleGrant.objects.create(staff=anna, role="coordinator", granted_by="shell")
    request = confirmed(asked(rich), anna)
    with pytest.raises(Refused):
        commands.second(request, by=anna)
