"""The whole way: from the first page to the receipt, the status page and back out."""

import re

import pytest

from kinline.faces.portal.steps import STEPS
from kinline.inquiries.models import Inquiry

ANSWERS = {
    "name": {
        "family_name": "Галаґан",
        "given_name": "Ілля",
        "patronymic": "Юрійович",
        "other_names": "Ілюша",
    },
    "sex": {"sex": "male"},
    "birth": {"birth_day": "12", "birth_month": "березня", "birth_year": "1998"},
    "home": {"birth_place": "Kobeliaky", "home_region": "Полтавщина"},
    "last-contact": {
        "last_contact_year": "2024",
        "last_contact_month": "5",
        "last_contact_place": "Покровськ",
    },
    "marks": {"kind_1": "tattoo", "site_1": "ліве передпліччя", "motif_1": "ластівка"},
    "looks": {"looks": "високий", "anything_else": "окуляри"},
    "unit": {"unit": ""},
    "you": {"who_name": "Марія", "relation": "mother"},
    "reach": {"phone": "067 123 45 48", "email": "maria@example.org"},
    "hours": {"hour_from": "18:00", "hour_to": "20:00", "zone": "Europe/Kyiv", "never": "в неділю"},
    "safety": {"who_else_answers": "свекруха", "may_leave_message": "no", "may_say_who": "unknown"},
    "word": {"call_word": "ластівка"},
    "sharing": {"agency": "on"},
}


def walk(client, answers=ANSWERS, until=None):
    """Answer question after question; what is not in `answers` is answered with "I do not know"."""
    page = client.post("/begin/")
    while (found := re.fullmatch(r"/ask/([a-z-]+)/", page.url)) and found[1] != "check" and found[1] != until:
        assert client.get(page.url).status_code == 200
        page = client.post(page.url, answers.get(found[1], {"unknown": "1"}))
        assert page.status_code == 302, page.content.decode()
    return page.url


def numbers(page):
    """Reference and PIN as a receipt shows them."""
    found = re.findall(r'<dd class="code"><span class="num">([\d\xa0]+)</span>', page.content.decode())
    return [number.replace("\xa0", "") for number in found]


def test_a_family_asks_and_gets_a_reference_and_a_pin(portal):
    assert walk(portal) == "/ask/check/"
    said = portal.get("/ask/check/").content.decode()
    for word in (
        "Галаґан Ілля Юрійович",
        "12 March 1998",
        "ластівка",
        "We leave no message.",
        "+380671234548",
    ):
        assert word in said
    sent = portal.post("/ask/send/")
    assert sent.url == "/receipt/"
    reference, pin = numbers(portal.get("/receipt/"))
    inquiry = Inquiry.objects.get(reference=reference)
    assert inquiry.description.family_name == "Галаґан"
    assert inquiry.seeker.call_word == "ластівка"
    assert [sharing.scope for sharing in inquiry.sharings.all()] == ["agency"]
    opened = portal.post("/sign-in/", {"reference": reference, "pin": pin})
    assert opened.url == "/status/"
    assert "The search goes on" in portal.get("/status/").content.decode()


@pytest.mark.parametrize("answers", [{}, {step.slug: {} for step in STEPS}], ids=["I do not know", "nothing"])
def test_a_walk_that_answers_nothing_succeeds(portal, answers):
    assert walk(portal, answers) == "/ask/check/"
    assert portal.get("/ask/check/").status_code == 200
    portal.post("/ask/send/")
    assert len(numbers(portal.get("/receipt/"))) == 2
    assert Inquiry.objects.get().seeker.ways.get().way == "none"
