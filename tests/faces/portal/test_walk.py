"""The whole way: from the first page to the receipt, the status page and back out."""

import re

import pytest
from django.contrib.sessions.models import Session
from tests.faces.portal.families import ANSWERS, UNKNOWN, ask, numbers, sign_in, walk

from kinline.faces.portal.asking import Asking
from kinline.faces.portal.steps import STEPS
from kinline.inquiries.models import Inquiry
from kinline.vault.sessions import SessionStore


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
    assert sign_in(portal, reference, pin).url == "/status/"
    assert inquiry.origin == "web"
    assert "The search goes on" in portal.get("/status/").content.decode()


def test_what_the_family_said_is_kept_where_it_belongs(portal):
    reference, _pin = ask(portal)
    inquiry = Inquiry.objects.get(reference=reference)
    said, seeker = inquiry.description, inquiry.seeker
    assert (said.family_name, said.given_name, said.other_names) == ("Галаґан", "Ілля", "Ілюша")
    assert (said.sex, said.birth_earliest.isoformat(), said.home_region) == (
        "male",
        "1998-03-12",
        "Полтавщина",
    )
    assert said.marks.get().motif == "ластівка"
    assert (seeker.relation, seeker.call_word, seeker.language) == ("mother", "ластівка", "en")
    phone = seeker.ways.get(way="phone")
    assert (phone.address, f"{phone.hours_from:%H:%M}", phone.may_leave_message) == (
        "+380671234548",
        "18:00",
        False,
    )
    assert [sharing.scope for sharing in inquiry.sharings.all()] == ["agency"]


@pytest.mark.parametrize("answers", [{}, {step.slug: {} for step in STEPS}], ids=["I do not know", "nothing"])
def test_a_walk_that_answers_nothing_succeeds(portal, answers):
    assert len(ask(portal, answers)) == 2
    inquiry = Inquiry.objects.get()
    assert inquiry.seeker.ways.get().way == "none"
    assert not inquiry.sharings.exists()


@pytest.mark.parametrize(
    ("slug", "answer", "is_enough"),
    [
        ("name", {"other_names": "Ілюша"}, True),
        ("marks", {"motif_1": "ластівка"}, True),
        ("looks", {"anything_else": "окуляри"}, True),
        ("marks", {"kind_1": "scar"}, False),
        ("birth", {"birth_year": "1998"}, False),
        ("you", {"who_name": "Марія"}, False),
    ],
)
def test_answers_by_which_nobody_can_be_found_are_named_before_sending(portal, slug, answer, is_enough):
    walk(portal, {slug: answer})
    page = portal.get("/ask/check/").content.decode()
    assert ("by this we find nobody" in page) is not is_enough
    assert "Send the question" in page


def test_who_cannot_be_reached_is_not_asked_when(portal):
    walk(portal, {})
    page = portal.get("/ask/check/").content.decode()
    assert "When it is safe" not in page
    assert portal.get("/ask/hours/").url == "/ask/check/"


def test_a_text_message_is_asked_about_only_where_one_can_be_sent(portal, settings):
    walk(portal)
    assert "text message" not in portal.get("/ask/safety/").content.decode()
    settings.SMS_URL = "https://texts.example/"
    assert "May we send a text message to this phone?" in portal.get("/ask/safety/").content.decode()
    assert "We send no text message." in portal.get("/ask/check/").content.decode()
    portal.post("/ask/safety/?change", {"may_text": "yes"})
    assert "We may send a text message." in portal.get("/ask/check/").content.decode()
    portal.post("/ask/send/")
    ways = {way.way: way.may_text for way in Inquiry.objects.get().seeker.ways.all()}
    assert ways == {"phone": True, "email": False}


def test_the_number_of_questions_stays_the_same_once_a_telephone_is_given(portal):
    walk(portal, {})
    assert "question 2 of 5" in portal.get("/ask/reach/").content.decode()
    portal.post("/ask/reach/", {"phone": "+380671234548"})
    assert "question 3 of 5" in portal.get("/ask/hours/").content.decode()


def test_back_shows_the_answer_as_it_was_written(portal):
    walk(portal)
    page = portal.get("/ask/birth/").content.decode()
    assert 'value="березня"' in page
    assert 'href="/ask/sex/"' in page


def test_change_goes_back_to_the_answers(portal):
    walk(portal)
    assert 'href="/ask/check/"' in portal.get("/ask/birth/?change").content.decode()
    assert portal.post("/ask/birth/?change", {"birth_year": "1997"}).url == "/ask/check/"
    assert "1997" in portal.get("/ask/check/").content.decode()


def test_a_change_that_opens_new_questions_asks_them(portal):
    walk(portal, ANSWERS | {"reach": UNKNOWN})
    changed = portal.post("/ask/reach/?change", {"phone": "+380671234548"})
    assert changed.url == "/ask/hours/"


def test_what_was_said_can_be_taken_back_with_i_do_not_know(portal):
    walk(portal)
    portal.post("/ask/name/?change", {"family_name": "Галаґан", **UNKNOWN})
    assert "Галаґан" not in portal.get("/ask/check/").content.decode()


@pytest.mark.parametrize(
    ("slug", "typed"),
    [
        ("name", {"family_name": "Галаґан"}),
        ("birth", {"birth_year": "1998"}),
        ("home", {"birth_place": "Kobeliaky"}),
        ("last-contact", {"last_contact_place": "Покровськ"}),
        ("marks", {"kind_1": "scar", "site_1": "підборіддя"}),
        ("looks", {"looks": "високий"}),
    ],
)
def test_who_does_not_know_the_rest_loses_nothing_of_what_was_typed(portal, slug, typed):
    walk(portal, {slug: {**typed, **UNKNOWN}})
    assert list(typed.values())[-1] in portal.get("/ask/check/").content.decode()


def test_i_do_not_know_is_an_answer_whatever_else_was_typed(portal):
    portal.post("/begin/")
    assert portal.post("/ask/birth/", {"birth_day": "45", **UNKNOWN}).url == "/ask/home/"


@pytest.mark.parametrize(
    ("slug", "typed"), [("unit", {"unit": "912"}), ("reach", {"phone": "+380671234548"})]
)
def test_what_a_family_would_rather_not_say_is_not_kept(portal, slug, typed):
    walk(portal, {slug: {**typed, **UNKNOWN}})
    assert next(iter(typed.values())) not in portal.get("/ask/check/").content.decode()


def test_sent_twice_opens_one_inquiry(portal):
    walk(portal)
    portal.post("/ask/send/")
    assert portal.post("/ask/send/").url == "/receipt/"
    assert Inquiry.objects.count() == 1


def test_a_double_click_still_shows_the_pin(portal):
    # Both clicks leave the browser before the first answer comes: the second finds the session as it was.
    walk(portal)
    before = portal.session["asking"]
    portal.post("/ask/send/")
    session = portal.session
    receipt = session["receipt"]
    session["asking"] = before
    session.save()
    portal.post("/ask/send/")
    assert numbers(portal.get("/receipt/")) == [receipt["reference"], receipt["pin"]]
    assert Inquiry.objects.count() == 1


def test_the_pin_is_shown_once(portal):
    walk(portal)
    portal.post("/ask/send/")
    reference, pin = numbers(portal.get("/receipt/"))
    again = portal.get("/receipt/")
    assert numbers(again) == [reference]
    assert pin not in again.content.decode().replace("\xa0", "")
    portal.post("/receipt/kept/")
    assert "This page is closed" in portal.get("/receipt/").content.decode()


def test_a_telephone_that_loads_the_page_anew_does_not_cost_the_family_its_pin(portal):
    both = ask(portal)
    assert "Show the PIN once more" in portal.get("/receipt/").content.decode()
    assert portal.post("/receipt/pin/").url == "/receipt/"
    assert numbers(portal.get("/receipt/")) == both
    assert numbers(portal.get("/receipt/")) == both[:1]


def test_after_a_quarter_of_an_hour_nobody_can_have_the_pin_shown(portal, monkeypatch):
    monkeypatch.setattr("kinline.faces.portal.asking.AGAIN_SECONDS", 0)
    reference, _pin = ask(portal)
    portal.post("/receipt/pin/")
    page = portal.get("/receipt/")
    assert numbers(page) == [reference]
    assert "Show the PIN once more" not in page.content.decode()
    assert "I have both numbers" not in page.content.decode()


def test_whoever_said_that_both_numbers_are_noted_cannot_have_the_pin_shown(portal):
    _reference, pin = ask(portal)
    portal.post("/receipt/kept/")
    assert pin not in portal.post("/receipt/pin/", follow=True).content.decode().replace("\xa0", "")


def test_the_qr_code_names_the_page_and_not_the_pin(portal):
    walk(portal)
    portal.post("/ask/send/")
    page = portal.get("/receipt/")
    reference, pin = numbers(page)
    shown = page.context["address"]
    assert shown.endswith(f"/sign-in/{reference}/")
    assert pin not in shown
    assert f'value="{reference}"' in portal.get(f"/sign-in/{reference}/").content.decode()


def test_a_wrong_answer_keeps_what_was_written_and_says_what_to_mend(portal):
    portal.post("/begin/")
    page = portal.post("/ask/birth/", {"birth_day": "12", "birth_month": "13", "birth_year": "1998"})
    text = page.content.decode()
    assert page.status_code == 422
    assert re.search(r"<title>Error: ", text)
    assert 'id="error-summary"' in text
    assert "autofocus" in text
    assert 'href="#id_birth_month"' in text
    assert 'value="13"' in text


@pytest.mark.parametrize(
    ("slug", "answer"),
    [
        ("name", {"family_name": "Г" * 121}),
        ("looks", {"looks": "я" * 2001}),
        ("reach", {"phone": "12"}),
        ("reach", {"email": "maria"}),
        ("hours", {"hour_from": "18:00"}),
        ("hours", {"hour_from": "18:00", "hour_to": "18:00"}),
        ("sex", {"sex": "neither of these"}),
    ],
)
def test_what_cannot_be_kept_is_refused_kindly(portal, slug, answer):
    walk(portal)
    page = portal.post(f"/ask/{slug}/?change", answer)
    assert page.status_code == 422
    assert 'id="error-summary"' in page.content.decode()


def test_a_question_without_a_walk_is_a_neutral_page(portal):
    for path in ("/ask/name/", "/ask/check/", "/receipt/"):
        page = portal.get(path)
        assert page.status_code == 200
        assert "This page is closed" in page.content.decode()
        assert "looking" not in page.content.decode()


def test_back_after_sending_says_that_what_was_sent_is_here_and_opens_a_door(portal):
    ask(portal)
    for path in ("/ask/check/", "/ask/name/"):
        page = portal.get(path).content.decode()
        assert "If you sent your question, we have it" in page
        assert 'href="/sign-in/"' in page
        assert 'href="/"' in page
        assert "Галаґан" not in page


def test_a_page_of_a_question_without_a_session_asks_for_the_numbers(portal):
    for path in ("/status/", "/status/add/", "/status/reach/", "/status/withdraw/"):
        assert portal.get(path).url == "/sign-in/"


def test_beginning_anew_forgets_what_was_written_before(portal):
    walk(portal)
    portal.post("/begin/")
    assert "Галаґан" not in portal.get("/ask/name/").content.decode()


def test_the_first_page_offers_to_go_on(portal):
    portal.post("/begin/")
    portal.post("/ask/name/", {"family_name": "Галаґан"})
    assert 'href="/ask/sex/"' in portal.get("/").content.decode()


def test_a_question_whose_answer_was_lost_is_sent_again_and_shows_both_numbers(portal):
    """The server was killed, or the line broke, when all was kept and before the browser heard of it."""
    walk(portal)
    portal.get("/ask/check/")
    tickets = {name: morsel.value for name, morsel in portal.cookies.items()}
    portal.post("/ask/send/")
    for name in list(portal.cookies):  # what came with the lost answer
        portal.cookies[name] = tickets[name]
    assert portal.post("/ask/send/").url == "/receipt/"
    assert len(numbers(portal.get("/receipt/"))) == 2
    assert len(numbers(portal.get("/receipt/"))) == 1
    assert Inquiry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_inquiry_is_never_kept_without_its_receipt(portal, monkeypatch):
    """Killed in between, the family could send as often as it would and never learn its number."""
    walk(portal)

    def die(_store):
        raise KeyboardInterrupt  # as a killed process: nothing after this is written

    with monkeypatch.context() as killed:
        killed.setattr(SessionStore, "save", die)
        with pytest.raises(KeyboardInterrupt):
            portal.post("/ask/send/")
    assert not Inquiry.objects.exists()
    portal.post("/ask/send/")
    assert len(numbers(portal.get("/receipt/"))) == 2


def test_a_session_that_was_ended_while_it_was_sent_leaves_nothing_by_half(portal, monkeypatch):
    walk(portal)
    collected = Asking.collected

    def leave_meanwhile(asking):
        Session.objects.all().delete()
        return collected(asking)

    monkeypatch.setattr(Asking, "collected", leave_meanwhile)
    assert portal.post("/ask/send/").status_code == 400
    assert not Inquiry.objects.exists()
