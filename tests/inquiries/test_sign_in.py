from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kinline.accounts.choices import Role
from kinline.accounts.models import RoleGrant
from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, Refused
from kinline.inquiries.choices import PinReached, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks, renew_pin, sign_in
from kinline.inquiries.models import Inquiry
from kinline.inquiries.rules import (
    LOCKS,
    LOCKS_FORGOTTEN_AFTER,
    MOST_WRONG_PINS,
    PINS_FORGOTTEN_AFTER,
    Guesses,
    is_reference,
    new_reference,
)


@pytest.fixture
def opened(ask):
    return ask()


def _wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06d}"


def _later(delta):
    """The clock goes on: what stands in the rows is so much longer ago."""
    for inquiry in Inquiry.objects.all():
        for name in ("wrong_pins_since", "pin_locked_until"):
            if held := getattr(inquiry, name):
                setattr(inquiry, name, held - delta)
        inquiry.save(update_fields=["wrong_pins_since", "pin_locked_until"])


def _lock(opened):
    for _ in range(MOST_WRONG_PINS):
        assert sign_in(opened.inquiry.reference, _wrong(opened.pin), by=FAMILY) is None


def test_reference_and_pin_open_the_inquiry(opened):
    assert sign_in(opened.inquiry.reference, opened.pin, by=FAMILY) == opened.inquiry


def test_five_wrong_pins_lock_the_reference_even_for_the_right_one(opened):
    _lock(opened)
    assert sign_in(opened.inquiry.reference, opened.pin, by=FAMILY) is None


def test_a_lock_ends_by_itself_and_each_one_is_longer(opened):
    reference = opened.inquiry.reference
    for lasts in (*LOCKS, LOCKS[-1]):
        _lock(opened)
        _later(lasts - timedelta(minutes=1))
        assert sign_in(reference, opened.pin, by=FAMILY) is None
        _later(timedelta(minutes=1))
        assert sign_in(reference, opened.pin, by=FAMILY) == opened.inquiry


def test_after_a_month_without_a_lock_the_next_one_is_short(opened):
    for lasts in LOCKS:
        _lock(opened)
        _later(lasts)
    _later(LOCKS_FORGOTTEN_AFTER)
    _lock(opened)
    _later(LOCKS[0])
    assert sign_in(opened.inquiry.reference, opened.pin, by=FAMILY) == opened.inquiry


def test_slips_of_a_day_ago_are_forgotten(opened):
    reference = opened.inquiry.reference
    for _ in range(MOST_WRONG_PINS - 1):
        sign_in(reference, _wrong(opened.pin), by=FAMILY)
    _later(PINS_FORGOTTEN_AFTER)
    sign_in(reference, _wrong(opened.pin), by=FAMILY)
    assert sign_in(reference, opened.pin, by=FAMILY) == opened.inquiry


def test_the_family_s_own_visits_give_no_further_guesses(opened):
    reference = opened.inquiry.reference
    for _ in range(MOST_WRONG_PINS - 1):
        sign_in(reference, _wrong(opened.pin), by=FAMILY)
    assert sign_in(reference, opened.pin, by=FAMILY) == opened.inquiry
    sign_in(reference, _wrong(opened.pin), by=FAMILY)
    assert sign_in(reference, opened.pin, by=FAMILY) is None


def test_tries_on_a_locked_page_neither_count_nor_lengthen_the_lock(opened):
    _lock(opened)
    before = Inquiry.objects.values().get()
    for _ in range(2 * MOST_WRONG_PINS):
        sign_in(opened.inquiry.reference, _wrong(opened.pin), by=FAMILY)
    assert Inquiry.objects.values().get() == before


def test_nobody_gets_more_than_170_guesses_in_31_days():
    """The arithmetic that the administrator's page states; a guesser who tries at every minute."""
    begins = now = timezone.now()
    guesses, tried = Guesses(), 0
    while now < begins + timedelta(days=31):
        if not guesses.locked(now):
            guesses, tried = guesses.one_more(now), tried + 1
        now += timedelta(seconds=20) if not guesses.locked(now) else timedelta(minutes=1)
    assert 150 < tried <= 170


def test_the_file_says_when_somebody_guessed_and_no_flood_fills_it(opened):
    about = f"inquiry:{opened.inquiry.pk}"
    for _ in range(20):
        sign_in(opened.inquiry.reference, _wrong(opened.pin), by=FAMILY)
    told = Event.objects.filter(action="inquiries:sign_in:refused", subject=about).order_by("pk")
    assert [event.content["locked_out"] for event in told] == [False] * 4 + [True]


def test_a_new_pin_told_by_voice_opens_a_locked_reference(opened, oleh):
    _lock(opened)
    pin = renew_pin(opened.inquiry, reached=PinReached.CALLED_BACK, by=oleh)
    assert sign_in(opened.inquiry.reference, pin, by=FAMILY) == opened.inquiry
    event = Event.objects.get(action="inquiries:inquiry:pin_renewed")
    assert (event.actor, event.content["reached"]) == (oleh.actor_id, "called_back")


def test_whoever_can_be_called_back_gets_no_pin_for_a_call_to_us(opened, anna):
    with pytest.raises(Refused, match="A call to us proves nothing"):
        renew_pin(opened.inquiry, reached=PinReached.RANG_US, by=anna)


def test_without_a_word_a_caseworker_gives_the_pin(ask, oleh, anna):
    opened = ask(who=WhoAsks(language="uk"), ways=[ReachableBy(way=Way.NONE)], once_key="no word")
    with pytest.raises(Refused, match="A caseworker makes sure"):
        renew_pin(opened.inquiry, reached=PinReached.RANG_US, by=oleh)
    assert renew_pin(opened.inquiry, reached=PinReached.RANG_US, by=anna)


def test_a_registrar_gives_no_pin(opened, petro):
    assert Role.REGISTRAR in petro.roles
    assert not RoleGrant.objects.filter(staff=petro).exclude(role=Role.REGISTRAR).exists()
    with pytest.raises(Refused):
        renew_pin(opened.inquiry, reached=PinReached.CALLED_BACK, by=petro)


@pytest.mark.parametrize("tries", [1, MOST_WRONG_PINS, MOST_WRONG_PINS + 1])
def test_an_unknown_reference_costs_what_a_known_one_costs(opened, tries):
    told = []
    for reference in (opened.inquiry.reference, new_reference()):
        for _ in range(tries - 1):
            sign_in(reference, _wrong(opened.pin), by=FAMILY)
        with CaptureQueriesContext(connection) as queries:
            assert sign_in(reference, _wrong(opened.pin), by=FAMILY) is None
        told.append([query["sql"].split()[0] for query in queries.captured_queries])
    assert told[0] == told[1]


def test_one_wrong_digit_of_a_reference_is_always_seen():
    for _ in range(50):
        reference = new_reference()
        assert is_reference(reference)
        for place in range(10):
            for digit in "0123456789":
                changed = reference[:place] + digit + reference[place + 1 :]
                assert is_reference(changed) == (changed == reference)


@pytest.mark.parametrize("text", ["", "1234", "٤٤١٧٢٠٩٣٥٨", "44172093581", "441720935x"])
def test_what_is_no_reference(text):
    assert not is_reference(text)
