import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinline.audit.rules import FAMILY
from kinline.inquiries.commands import renew_pin, sign_in
from kinline.inquiries.rules import MOST_WRONG_PINS, is_reference, new_reference


@pytest.fixture
def opened(ask):
    return ask()


def _wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06d}"


def test_reference_and_pin_open_the_inquiry(opened):
    assert sign_in(opened.inquiry.reference, opened.pin, by=FAMILY) == opened.inquiry


def test_five_wrong_pins_lock_the_reference_even_for_the_right_one(opened):
    reference = opened.inquiry.reference
    for _ in range(MOST_WRONG_PINS):
        assert sign_in(reference, _wrong(opened.pin), by=FAMILY) is None
    assert sign_in(reference, opened.pin, by=FAMILY) is None


def test_the_right_pin_forgets_earlier_slips(opened):
    reference = opened.inquiry.reference
    for _ in range(2 * MOST_WRONG_PINS):
        sign_in(reference, _wrong(opened.pin), by=FAMILY)
        opened.inquiry.refresh_from_db()
        if opened.inquiry.wrong_pins == MOST_WRONG_PINS - 1:
            assert sign_in(reference, opened.pin, by=FAMILY) == opened.inquiry
    opened.inquiry.refresh_from_db()
    assert opened.inquiry.wrong_pins < MOST_WRONG_PINS


def test_a_new_pin_told_by_voice_opens_a_locked_reference(opened, oleh):
    reference = opened.inquiry.reference
    for _ in range(MOST_WRONG_PINS):
        sign_in(reference, _wrong(opened.pin), by=FAMILY)
    pin = renew_pin(opened.inquiry, by=oleh)
    assert sign_in(reference, pin, by=FAMILY) == opened.inquiry


def test_an_unknown_reference_costs_what_a_known_one_costs(opened):
    known, unknown = opened.inquiry.reference, new_reference()
    told = []
    for reference in (known, unknown):
        with CaptureQueriesContext(
            connection,
        ) as queries:
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
