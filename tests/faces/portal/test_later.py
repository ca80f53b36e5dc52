"""What a family does later: sign in, read, add, change, withdraw. Nothing there tells of a match."""

import dataclasses
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.faces.portal.families import ask, sign_in

from kinline.audit.models import Event
from kinline.inquiries.choices import PinReached
from kinline.inquiries.commands import add_facts, renew_pin
from kinline.inquiries.models import Inquiry


@pytest.fixture
def signed_in(portal):
    sign_in(portal, *ask(portal))
    return portal


def wrong(pin):
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def another(reference):
    """A reference that could be one, and is none here."""
    from kinline.inquiries.rules import luhn_digit  # noqa: PLC0415  # this test alone needs it

    digits = f"{(int(reference[:9]) + 1) % 10**9:09d}"
    return digits + luhn_digit(digits)


def alike(page, typed):
    """The page without what was typed and without its tokens."""
    text = page.content.decode().replace(typed, "REFERENCE")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", text)


def test_unknown_wrong_and_locked_look_and_cost_the_same(portal):
    reference, pin = ask(portal)
    portal.post("/sign-in/", {})  # begins this hour's count
    seen = []
    for typed in (another(reference), reference):
        with CaptureQueriesContext(connection) as asked:
            page = sign_in(portal, typed, wrong(pin))
        seen.append((page.status_code, alike(page, typed), len(asked)))
    Inquiry.objects.update(pin_locked_until=timezone.now() + timedelta(hours=1))
    with CaptureQueriesContext(connection) as asked:
        page = sign_in(portal, reference, pin)
    seen.append((page.status_code, alike(page, reference).replace(pin, wrong(pin)), len(asked)))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 422
    assert "closed for a while, even for the right one" in seen[0][1]


def test_a_text_message_can_be_allowed_and_forbidden_later(signed_in, settings):
    settings.SMS_URL = "https://texts.example/"
    assert "We may send a text message." not in signed_in.get("/status/").content.decode()
    signed_in.post("/status/reach/", {"zone": "Europe/Kyiv", "may_text": "on"})
    assert "We may send a text message." in signed_in.get("/status/").content.decode()
    assert re.search(r'name="may_text"[^>]* checked', signed_in.get("/status/reach/").content.decode())
    signed_in.post("/status/reach/", {"zone": "Europe/Kyiv"})
    assert "We may send a text message." not in signed_in.get("/status/").content.decode()


def test_five_wrong_pins_close_the_door(portal):
    reference, pin = ask(portal)
    for _try in range(5):
        sign_in(portal, reference, wrong(pin))
    assert sign_in(portal, reference, pin).status_code == 422


def test_a_slip_in_the_reference_is_seen_before_a_try_is_counted(portal):
    reference, pin = ask(portal)
    slipped = f"{reference[:-1]}{(int(reference[-1]) + 1) % 10}"
    page = sign_in(portal, slipped, pin)
    assert page.status_code == 422
    assert "A digit in this number is not right" in page.content.decode()
    assert not Event.objects.filter(action__startswith="inquiries:sign_in").exists()


def test_numbers_may_be_typed_with_spaces(portal):
    reference, pin = ask(portal)
    spaced = sign_in(portal, f"{reference[:4]} {reference[4:8]}-{reference[8:]}", f"{pin[:3]} {pin[3:]}")
    assert spaced.url == "/status/"


def test_the_status_page_says_what_was_done_and_what_comes(signed_in):
    page = signed_in.get("/status/").content.decode()
    for words in ("The search goes on", "neither good nor bad news", "We call you by", "ends in", "48"):
        assert words in page


def test_a_talk_is_asked_for_whatever_the_news(signed_in):
    Inquiry.objects.update(asked_to_talk_at="2026-01-02T10:00:00Z", state="talk_due")
    page = signed_in.get("/status/").content.decode()
    assert "We would like to talk with you" in page
    assert "whatever the news" in page


@pytest.mark.parametrize(
    ("given", "promise"),
    [
        ({"phone": "067 123 45 48"}, "We call you. You can also call us now."),
        ({"email": "maria@example.org"}, "Please call us when it suits you."),
        ({}, "Please call us when it suits you."),
    ],
    ids=["a telephone", "an e-mail", "nothing"],
)
def test_a_call_is_promised_only_to_who_gave_a_telephone(portal, given, promise):
    sign_in(portal, *ask(portal, {"reach": given}))
    Inquiry.objects.update(asked_to_talk_at="2026-01-02T10:00:00Z", state="talk_due")
    page = portal.get("/status/").content.decode()
    assert promise in page
    assert ("We call you" in page) == ("phone" in given)


def test_what_is_remembered_later_is_added(signed_in):
    done = signed_in.post(
        "/status/add/", {"anything_else": "шрам на брові", "site": "брова", "motif": "шрам"}
    )
    assert done.url == "/status/?done=added"
    again = signed_in.post(
        "/status/add/", {"anything_else": "шрам на брові", "site": "брова", "motif": "шрам"}
    )
    assert again.status_code == 422
    assert "There is nothing new in this." in again.content.decode()


def test_the_status_page_shows_the_day_on_which_the_family_itself_added_something(signed_in, oleh):
    assert "You added something" not in signed_in.get("/status/").content.decode()
    inquiry = Inquiry.objects.get()
    by_staff = dataclasses.replace(inquiry.description.facts, unit="1 (invented)")
    add_facts(inquiry, by_staff, by=oleh)
    assert "You added something" not in signed_in.get("/status/").content.decode()
    for words in ("шрам на брові", "окуляри"):
        signed_in.post("/status/add/", {"anything_else": words})
    page = signed_in.get("/status/").content.decode()
    assert page.count("You added something") == 1
    assert re.search(rf'You added something</strong><br>.*?datetime="{timezone.localdate()}"', page)


def test_the_status_page_says_whether_we_name_ourselves(signed_in):
    assert "We do not say who is calling." in signed_in.get("/status/").content.decode()
    signed_in.post("/status/reach/", {"zone": "Europe/Kyiv", "may_say_who": "on"})
    assert "We may say who is calling." in signed_in.get("/status/").content.decode()


def test_nothing_cannot_be_added(signed_in):
    assert signed_in.post("/status/add/", {}).status_code == 422


def test_a_change_of_hours_keeps_number_and_warnings(signed_in):
    page = signed_in.get("/status/reach/").content.decode()
    assert "ends in 48" in page
    assert "+380671234548" not in page
    assert "в неділю" not in page
    changed = {"hour_from": "09:00", "hour_to": "10:00", "zone": "Europe/Kyiv", "no_email": "on"}
    assert signed_in.post("/status/reach/", changed).url == "/status/?done=changed"
    seeker = Inquiry.objects.get().seeker
    way = seeker.ways.get(ended_at=None)
    assert (way.address, f"{way.hours_from:%H:%M}", seeker.never) == ("+380671234548", "09:00", "в неділю")


def test_a_new_number_replaces_the_old_one(signed_in):
    signed_in.post("/status/reach/", {"phone": "+48 512 345 678", "zone": "Europe/Berlin"})
    ways = Inquiry.objects.get().seeker.ways.filter(ended_at=None)
    assert ways.get(way="phone").address == "+48512345678"


def test_withdrawing_asks_first_and_then_contact_stops(signed_in):
    assert "Take your question back?" in signed_in.get("/status/withdraw/").content.decode()
    assert Inquiry.objects.get().state == "received"
    signed_in.post("/status/withdraw/")
    inquiry = Inquiry.objects.get()
    assert inquiry.state == "withdrawn"
    assert not inquiry.seeker.ways.filter(ended_at=None).exists()
    page = signed_in.get("/status/").content.decode()
    assert "You have taken your question back" in page
    assert signed_in.post("/status/add/", {"anything_else": "x"}).status_code == 422


def test_a_closed_question_says_nothing_of_why(signed_in):
    Inquiry.objects.update(state="closed", closed_because="told", closed_at="2026-01-02T10:00:00Z")
    page = signed_in.get("/status/").content.decode()
    assert "This question is closed" in page
    assert "told" not in page.lower().replace("what you told us", "")


def test_signing_out_closes_the_page(signed_in):
    signed_in.post("/sign-out/")
    assert signed_in.get("/status/").url == "/sign-in/"


def test_one_family_never_reads_anothers_page(portal, client):
    first = ask(portal)
    second = ask(portal)
    sign_in(portal, *second)
    page = portal.get("/status/").content.decode().replace("\xa0", "")
    assert second[0] in page
    assert first[0] not in page


def test_a_new_pin_shuts_the_pages_that_the_old_one_opened(signed_in, oleh):
    assert signed_in.get("/status/add/").templates[0].name == "portal/add.html"
    renew_pin(Inquiry.objects.get(), reached=PinReached.CALLED_BACK, by=oleh)
    for path in ("/status/", "/status/add/", "/status/reach/", "/status/withdraw/"):
        assert signed_in.get(path).url == "/sign-in/"
