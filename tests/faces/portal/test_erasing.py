"""A family asks on its page to be erased; a stolen PIN erases nothing."""

import re
from types import SimpleNamespace

import pytest
from django.utils import timezone
from families import ask, sign_in

from kinline.audit.rules import WORKER
from kinline.erasure import commands
from kinline.erasure.choices import CheckedBy
from kinline.erasure.models import Request
from kinline.inquiries.models import Inquiry


@pytest.fixture
def numbers(portal):
    reference, pin = ask(portal)
    sign_in(portal, reference, pin)
    return reference, pin


def words(portal, path="/status/"):
    return portal.get(path).content.decode()


def test_the_page_says_what_will_happen_before_it_is_asked(portal, numbers):
    assert "/status/erase/" in words(portal)
    page = words(portal, "/status/erase/")
    assert "Two days after your wish at the earliest" in page
    assert Inquiry.objects.get().is_open


def test_asking_stops_contact_and_says_until_when_nothing_is_erased(portal, numbers):
    assert portal.post("/status/erase/").url == "/status/"
    page = words(portal)
    assert "You asked us to erase everything" in page
    assert "Nothing is erased before" in page
    assert not Inquiry.objects.get().is_open
    assert portal.post("/status/erase/").status_code == 302
    assert Request.objects.count() == 1


def test_whoever_has_the_pin_erases_nothing(portal, numbers):
    portal.post("/status/erase/")
    Request.objects.update(not_before=timezone.now())
    assert commands.carry_out(by=WORKER) == 0
    assert Inquiry.objects.count() == 1


def test_the_wish_can_be_taken_back(portal, numbers):
    portal.post("/status/erase/")
    portal.post("/status/erase/cancel/")
    page = words(portal)
    assert "You asked us to erase everything" not in page
    assert "is kept until" in page
    assert portal.post("/status/erase/cancel/").status_code == 302  # pressed twice


def test_afterwards_the_numbers_open_the_page_of_unknown_numbers(portal, numbers, anna, settings, tmp_path):
    settings.HOME = SimpleNamespace(path=tmp_path)
    portal.post("/status/erase/")
    wish = Request.objects.get()
    commands.confirm_family(wish, how=CheckedBy.CALLED, word="ластівка", note="", by=anna)
    Request.objects.update(not_before=timezone.now())
    assert commands.carry_out(by=WORKER) == 1
    assert portal.get("/status/").url == "/sign-in/"
    assert "sessionid" not in portal.cookies or not portal.session.get("inquiry")
    known, unknown = sign_in(portal, *numbers), sign_in(portal, "1000000008", numbers[1])
    assert known.status_code == unknown.status_code == 422

    def told(page, reference):
        return re.sub(r'(?<=value=")[^"]{64}(?=")', "", page.content.decode().replace(reference, ""))

    assert told(known, numbers[0]) == told(unknown, "1000000008")


def test_how_long_what_is_kept_stands_on_the_page_for_everybody(portal):
    page = words(portal, "/your-data/")
    assert "A question that the family took back: 90 days, from the day it was taken back" in page
    assert "A question that was closed: 3 years" in page
