"""One form, filled in while somebody talks."""

import re

import pytest

from kinline.calls.commands import note_call, take_call
from kinline.inquiries.models import Inquiry
from kinline.suggestions.commands import refresh_due

SAID = {
    "family_name": "Halahan",
    "given_name": "Illia",
    "birth_day": "12",
    "birth_month": "March",
    "birth_year": "1998",
    "sex": "male",
    "mark_0_kind": "tattoo",
    "mark_0_site": "left arm",
    "mark_0_motif": "a swallow",
    "narrative": "Tall, grey eyes.",
    "last_contact_month": "May",
    "last_contact_year": "2024",
    "last_contact_place": "Poltava district",
    "who_name": "Maria Invented",
    "relation": "mother",
    "language": "uk",
    "phone": "067 000 00 48",
    "hours_from": "18:00",
    "hours_to": "20",
    "zone": "Europe/Kyiv",
    "call_word": "swallow",
    "topic": "no_information",
}


@pytest.fixture
def sends(desk_as, oleh):
    """Oleh fills in the form and sends it."""
    client = desk_as(oleh)

    def sent(url="/calls/intake/", **changed):
        form = client.get(url).content.decode()
        once = re.search(r'name="once_key" value="([^"]+)"', form)[1]
        return client.post(url, {"once_key": once, **SAID, **changed})

    return sent


def test_a_text_message_is_allowed_on_the_telephone_only(sends, settings):
    settings.SMS_URL = "https://texts.example/"
    sends(may_text="on", email="maria@example.org")
    ways = {way.way: way.may_text for way in Inquiry.objects.get().seeker.ways.all()}
    assert ways == {"phone": True, "email": False}


def test_a_talk_becomes_an_inquiry_whose_pin_shows_once(sends, oleh):
    page = sends()
    inquiry = Inquiry.objects.select_related("description", "seeker").get()
    words = page.content.decode().replace("\u00a0", "")
    assert page.status_code == 200
    assert inquiry.reference in words
    assert re.search(r"<dt>PIN</dt><dd class=\"code\"><span class=\"num\">\d{6}</span>", words)
    assert "swallow" in words
    facts = inquiry.description.facts
    assert (facts.family_name, facts.birth.iso(), facts.sex) == ("Halahan", "1998-03-12", "male")
    assert [(mark.kind, mark.site, mark.motif) for mark in facts.marks] == [
        ("tattoo", "left arm", "a swallow")
    ]
    assert [(row.kind, row.place, row.when.iso()) for row in facts.happenings] == [
        ("last_contact", "Poltava district", "2024-05")
    ]
    [way] = inquiry.seeker.ways.all()
    assert (way.address, f"{way.hours_from:%H:%M}", f"{way.hours_to:%H:%M}") == (
        "+380670000048",
        "18:00",
        "20:00",
    )
    assert not way.may_leave_message
    assert not way.may_say_who
    assert not inquiry.sharings.exists()
    [call] = inquiry.calls.all()
    assert (call.taken_by, call.topic, call.state) == (oleh, "no_information", "done")


def test_a_form_sent_twice_opens_one_inquiry_and_shows_no_second_pin(desk_as, oleh):
    client = desk_as(oleh)
    once = re.search(r'name="once_key" value="([^"]+)"', client.get("/calls/intake/").content.decode())[1]
    client.post("/calls/intake/", {"once_key": once, **SAID})
    again = client.post("/calls/intake/", {"once_key": once, **SAID})
    assert Inquiry.objects.count() == 1
    assert "This form was received before" in again.content.decode()
    assert "<dt>PIN</dt>" not in again.content.decode()


def test_a_key_that_we_did_not_sign_opens_nothing_and_the_form_brings_a_new_one(desk_as, oleh):
    page = desk_as(oleh).post("/calls/intake/", {"once_key": "made-up", **SAID})
    assert page.status_code == 422
    assert "This form lay open too long" in page.content.decode()
    assert 'value="made-up"' not in page.content.decode()
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"birth_month": "13"}, "Month: 1 to 12"),
        ({"phone": "12"}, "Phone: some digits are missing"),
        ({"hours_to": ""}, "Give both hours, or neither."),
        ({"hours_from": "soon"}, "Safe from: an hour such as 18:00."),
        ({"zone": "Kyiv"}, "Time now where they are: choose one of the list."),
        ({"mark_0_kind": ""}, "Say what kind of mark it is."),
        (
            {
                "family_name": "",
                "given_name": "",
                "mark_0_kind": "",
                "mark_0_site": "",
                "mark_0_motif": "",
                "narrative": "",
            },
            "Write at least one name",
        ),
    ],
)
def test_what_cannot_be_read_is_asked_again_beside_its_field_and_nothing_typed_is_lost(
    sends, changed, message
):
    page = sends(**changed)
    words = page.content.decode()
    assert page.status_code == 422
    assert message in words
    assert "<title>Error: " in words
    assert 'value="Maria Invented"' in words
    assert not Inquiry.objects.exists()


def test_what_may_be_shared_is_no_until_it_is_ticked(sends):
    sends(sharings=["statistics"])
    assert [row.scope for row in Inquiry.objects.get().sharings.all()] == ["statistics"]


def test_without_a_phone_or_an_address_the_family_comes_back_to_us(sends):
    sends(phone="")
    assert [way.way for way in Inquiry.objects.get().seeker.ways.all()] == ["none"]


def test_a_call_that_was_taken_ends_with_the_inquiry(sends, oleh):
    call = take_call(
        note_call(number="+380670000048", language="ru", about_whom="", note="", by=oleh), by=oleh
    )
    page = sends(f"/calls/{call.pk}/intake/")
    call.refresh_from_db()
    assert page.status_code == 200
    assert (call.state, call.inquiry) == ("done", Inquiry.objects.get())


def test_the_form_of_a_call_knows_its_number_and_language(desk_as, oleh):
    call = take_call(
        note_call(number="+380670000048", language="ru", about_whom="", note="", by=oleh), by=oleh
    )
    words = desk_as(oleh).get(f"/calls/{call.pk}/intake/").content.decode()
    assert 'value="+380670000048"' in words
    assert '<option value="ru" selected>' in words


def test_the_intake_of_somebody_elses_call_leads_to_the_call(desk_as, oleh, anna):
    call = take_call(note_call(number="", language="uk", about_whom="", note="", by=oleh), by=anna)
    assert desk_as(oleh).get(f"/calls/{call.pk}/intake/")["Location"] == f"/calls/{call.pk}/"


def test_no_form_asks_for_movements_weapons_or_commanders(desk_as, oleh):
    words = desk_as(oleh).get("/calls/intake/").content.decode()
    assert "Do not write movements, weapons or commanders." in words
    assert not re.search(r'name="(rank|commander|weapon|movement|position)', words)


def test_earlier_inquiries_about_him_show_while_typing_and_never_who_asked(desk_as, oleh, inquiry):
    while refresh_due(by=oleh):
        pass
    page = desk_as(oleh).post("/calls/intake/alike/", {"family_name": "Halahan", "given_name": "Illia"})
    words = page.content.decode()
    assert "<html" not in words
    assert inquiry.reference in words.replace("\u00a0", "")
    assert "Maria" not in words
    assert "mother" not in words


def test_earlier_inquiries_show_by_a_button_too_and_nothing_is_kept_or_asked(desk_as, oleh, inquiry):
    while refresh_due(by=oleh):
        pass
    client = desk_as(oleh)
    typed = {"family_name": "Halahan", "given_name": "Illia", "phone": "abc", "look": "1"}
    page = client.post("/calls/intake/", typed)
    fragment = client.post("/calls/intake/alike/", typed).content.decode().strip()
    assert page.status_code == 200
    assert fragment in page.content.decode()
    assert 'value="abc"' in page.content.decode()
    assert "Phone: digits" not in page.content.decode()
    assert Inquiry.objects.count() == 1


def test_a_state_that_speaks_of_a_finding_is_not_shown_to_an_operator(desk_as, oleh, inquiry, withheld):
    while refresh_due(by=oleh):
        pass
    words = desk_as(oleh).post("/calls/intake/alike/", {"family_name": "Halahan"}).content.decode()
    assert "Searching" in words
    assert "May not be told" not in words


def test_without_a_name_nothing_is_looked_for(desk_as, oleh):
    words = desk_as(oleh).post("/calls/intake/alike/", {}).content.decode()
    assert "once a name is written" in words
