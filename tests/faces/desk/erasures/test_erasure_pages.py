"""A wish to be erased at the desk: written down, checked, decided by two, listed before its day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kinline.audit.models import Event
from kinline.audit.rules import FAMILY
from kinline.erasure import commands
from kinline.erasure.choices import AskedBy, RequestState
from kinline.erasure.models import Prolongation, Request
from kinline.inquiries.commands import withdraw
from kinline.inquiries.models import Inquiry
from kinline.registry.models import Description

MARIAS_PHONE = "+380670000048"
SURE = {"how": "called", "word": "swallow", "note": "", "sure": "on"}


@pytest.fixture
def wish(inquiry):
    return commands.ask_for_family(inquiry, how=AskedBy.PORTAL, by=FAMILY)


def test_who_may_not_check_a_wish_opens_no_contacts_by_it(desk_as, oleh, vira, wish):
    for staff in (oleh, vira):
        assert desk_as(staff).post(f"/erasures/{wish.pk}/contacts/").status_code == 403


def test_an_operator_writes_a_wish_down(desk_as, oleh, inquiry):
    desk = desk_as(oleh)
    assert f"/inquiries/{inquiry.pk}/erase/" in desk.get(f"/inquiries/{inquiry.pk}/").content.decode()
    assert desk.post(f"/inquiries/{inquiry.pk}/erase/", {}).status_code == 422
    answer = desk.post(
        f"/inquiries/{inquiry.pk}/erase/", {"how": "voice", "note": "by her sister"}, follow=True
    )
    words = answer.content.decode()
    assert "Contact has stopped." in words
    assert "To be checked: is it really they?" in words
    assert Request.objects.get().asked_by == oleh.actor_id


def test_what_was_typed_stays_where_the_check_is_refused(desk_as, anna, wish):
    answer = desk_as(anna).post(
        f"/erasures/{wish.pk}/check/", SURE | {"word": "sparrow", "note": "she was calm"}
    )
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "This is not the word that the family chose." in words
    assert "she was calm" in words
    assert Request.objects.get().state == RequestState.ASKED


def test_the_number_from_the_opening_is_shown_once_and_stands_in_the_audit(desk_as, anna, wish):
    desk = desk_as(anna)
    assert MARIAS_PHONE not in desk.get(f"/erasures/{wish.pk}/").content.decode()
    assert MARIAS_PHONE in desk.post(f"/erasures/{wish.pk}/contacts/").content.decode()
    assert Event.objects.filter(action="inquiries:contacts:opened", content={"reason": "erase"}).exists()


def test_it_is_checked_and_waits_for_its_day(desk_as, anna, wish):
    answer = desk_as(anna).post(f"/erasures/{wish.pk}/check/", SURE, follow=True)
    assert "It is erased by itself, not before" in answer.content.decode()
    assert Request.objects.get().state == RequestState.APPROVED


def test_where_something_was_found_two_decide(desk_as, anna, iryna, finding):
    wish = commands.ask_for_family(finding.inquiry, how=AskedBy.PORTAL, by=FAMILY)
    first = desk_as(anna)
    assert "a second person decides after you" in first.get(f"/erasures/{wish.pk}/").content.decode()
    first.post(f"/erasures/{wish.pk}/check/", SURE)
    assert "A second, different person decides now." in first.get(f"/erasures/{wish.pk}/").content.decode()
    assert first.post(f"/erasures/{wish.pk}/second/").status_code == 409
    assert desk_as(iryna).post(f"/erasures/{wish.pk}/second/").status_code == 302
    assert Request.objects.get().state == RequestState.APPROVED


def test_it_was_not_they(desk_as, anna, wish, inquiry):
    desk_as(anna).post(f"/erasures/{wish.pk}/cancel/", {"because": "not_they"})
    inquiry.refresh_from_db()
    assert inquiry.is_open


def test_a_registrar_sees_no_wish_of_a_family(desk_as, petro, wish):
    desk = desk_as(petro)
    assert desk.get("/erasures/").status_code == 200
    assert desk.get(f"/erasures/{wish.pk}/").status_code == 404
    assert desk.post(f"/erasures/{wish.pk}/check/", SURE).status_code == 404


def test_a_source_is_erased_by_two(desk_as, petro, anna, told):
    card = told(family_name="Invented", source="hospital_list", source_name="Invented list")
    desk = desk_as(petro)
    assert (
        f"/registry/descriptions/{card.pk}/erase/"
        in desk.get(f"/registry/descriptions/{card.pk}/").content.decode()
    )
    assert desk.post(f"/registry/descriptions/{card.pk}/erase/", {"why": "source"}).status_code == 422
    desk.post(f"/registry/descriptions/{card.pk}/erase/", {"why": "source", "note": "their letter"})
    wish = Request.objects.get()
    assert "their letter" in desk_as(anna).get(f"/erasures/{wish.pk}/").content.decode()
    desk_as(anna).post(f"/erasures/{wish.pk}/second/")
    assert Request.objects.get().state == RequestState.APPROVED


def test_what_comes_to_its_day_is_listed_and_can_be_kept(desk_as, anna, inquiry, told):
    withdraw(inquiry, by=FAMILY)
    Inquiry.objects.update(closed_at=timezone.now() - timedelta(days=70))
    card = told(family_name="Soonover", source="hospital_list", source_name="Invented list")
    Description.objects.filter(pk=card.pk).update(keep_until=timezone.localdate() + timedelta(days=10))
    desk = desk_as(anna)
    words = desk.get("/erasures/due/").content.decode()
    assert "Halahan Illia" in words
    assert "Soonover" in words
    said = {"until": "2", "reason": "sought", "note": "his brother asks"}
    assert desk.post(f"/inquiries/{inquiry.pk}/keep/", {}).status_code == 422
    assert desk.post(f"/inquiries/{inquiry.pk}/keep/", said).status_code == 302
    assert desk.post(f"/registry/descriptions/{card.pk}/keep/", said).status_code == 302
    words = desk.get("/erasures/due/").content.decode()
    assert "Halahan Illia" not in words
    assert "Soonover" not in words
    assert Prolongation.objects.count() == 2


def test_a_found_one_whose_day_is_over_is_let_go_by_two(desk_as, anna, iryna, finding):
    withdraw(finding.inquiry, by=FAMILY)
    desk = desk_as(anna)
    assert desk.post(f"/inquiries/{finding.inquiry_id}/let-go/").status_code == 409
    Inquiry.objects.update(closed_at=timezone.now() - timedelta(days=100))
    assert "a person decides" in desk.get("/erasures/due/").content.decode()
    desk.post(f"/inquiries/{finding.inquiry_id}/let-go/")
    wish = Request.objects.get()
    assert desk.post(f"/erasures/{wish.pk}/second/").status_code == 409
    desk_as(iryna).post(f"/erasures/{wish.pk}/second/")
    assert Request.objects.get().state == RequestState.APPROVED


@pytest.mark.parametrize("view", ["", "?view=ended"])
def test_the_lists_cost_a_fixed_number_of_queries(desk_as, anna, ask, view, django_assert_max_num_queries):
    for number in range(4):
        wish = commands.ask_for_family(ask(family_name=f"Invented{number}"), how=AskedBy.PORTAL, by=FAMILY)
        if view:
            commands.cancel(wish, because="changed_mind", by=anna)
    desk = desk_as(anna)
    with django_assert_max_num_queries(10):
        desk.get(f"/erasures/{view}")
