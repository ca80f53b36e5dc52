"""One family's file, and what is done with it."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from kinline.audit.models import Event
from kinline.inquiries.choices import Way
from kinline.inquiries.commands import ReachableBy, add_facts, claim_task, read_inquiry
from kinline.inquiries.models import Inquiry, Task
from kinline.registry.facts import Facts, VagueDate

MARIAS_PHONE = "+380670000048"


def _words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\u00a0", " ")


@pytest.fixture
def page_of(desk_as, inquiry):
    """`page_of(anna)`: the file as Anna sees it, in words."""

    def opened(staff):
        return _words(desk_as(staff).get(f"/inquiries/{inquiry.pk}/"))

    return opened


@pytest.mark.parametrize("name", ["petro", "taras", "vira"])
def test_whoever_reads_no_files_opens_none_and_nothing_is_noted(desk_as, request, name, inquiry):
    client = desk_as(request.getfixturevalue(name))
    for url in (
        "",
        "contacts/",
        "read/",
        "facts/",
        "pin/",
        "withdraw/",
        "close/",
        "talk/",
        "notify/",
        "word/",
        "assign/",
    ):
        assert client.post(f"/inquiries/{inquiry.pk}/{url}").status_code == 403
    assert client.get(f"/inquiries/{inquiry.pk}/").status_code == 403
    assert not Event.objects.filter(action="inquiries:inquiry:viewed").exists()


@pytest.mark.parametrize("url", ["close/", "talk/", "notify/", "word/", "assign/"])
def test_an_operator_does_nothing_that_tells(desk_as, oleh, inquiry, url):
    assert desk_as(oleh).post(f"/inquiries/{inquiry.pk}/{url}").status_code == 403


def test_a_file_that_is_not_there_is_not_found(desk_as, anna):
    assert desk_as(anna).get("/inquiries/404/").status_code == 404


def test_opening_a_file_is_logged_and_stands_in_its_history(desk_as, anna, inquiry, page_of):
    assert "Anna: looked at the file" not in page_of(anna)
    assert (
        Event.objects.filter(action="inquiries:inquiry:viewed", subject=f"inquiry:{inquiry.pk}").count() == 1
    )
    assert "Anna: looked at the file" in page_of(anna)
    assert "The family: opened the inquiry" in page_of(anna)


def test_looking_writes_nothing_but_that_somebody_looked(desk_as, anna, inquiry):
    before = list(Inquiry.objects.values()), list(Task.objects.values())
    desk_as(anna).get(f"/inquiries/{inquiry.pk}/")
    assert (list(Inquiry.objects.values()), list(Task.objects.values())) == before


def test_the_newest_word_stands_on_top_and_what_it_changed_below(anna, inquiry, page_of):
    add_facts(inquiry, Facts(family_name="Halahan", given_name="Illia", home_region="Poltava"), by=anna)
    words = page_of(anna)
    assert "Home region Poltava before: —" in words
    assert "Date of birth — before: 12 March 1998" in words


def test_the_file_costs_a_fixed_number_of_queries(desk_as, anna, inquiry, finding, django_assert_num_queries):
    client = desk_as(anna)
    client.get(f"/inquiries/{inquiry.pk}/")
    with django_assert_num_queries(34):
        client.get(f"/inquiries/{inquiry.pk}/")


def test_how_to_reach_the_family_is_masked_and_the_rules_stand_in_words(page_of, oleh):
    words = page_of(oleh)
    assert MARIAS_PHONE not in words
    assert "Maria Invented" not in words
    assert "swallow" not in words
    assert "••• 48" in words
    assert "From 18:00 to 20:00. Leave no message. Do not say who is calling to anybody else." in words


def test_contacts_open_for_a_reason_that_stands_in_the_audit_and_only_once(desk_as, oleh, inquiry, page_of):
    client = desk_as(oleh)
    opened = client.post(f"/inquiries/{inquiry.pk}/contacts/", {"reason": "call_back"})
    assert all(said in _words(opened) for said in (MARIAS_PHONE, "Maria Invented", "swallow"))
    event = Event.objects.get(action="inquiries:contacts:opened")
    assert (event.actor, event.content) == (oleh.actor_id, {"reason": "call_back"})
    assert MARIAS_PHONE not in page_of(oleh)


def test_without_a_reason_contacts_stay_closed(desk_as, oleh, inquiry):
    page = desk_as(oleh).post(f"/inquiries/{inquiry.pk}/contacts/", {"reason": ""})
    assert page.status_code == 422
    assert MARIAS_PHONE not in _words(page)
    assert "Choose a reason. It stands in the audit." in _words(page)
    assert not Event.objects.filter(action="inquiries:contacts:opened").exists()


def test_contacts_never_open_by_an_address(desk_as, oleh, inquiry):
    page = desk_as(oleh).get(f"/inquiries/{inquiry.pk}/contacts/", {"reason": "talk"})
    assert (page.status_code, page["Location"]) == (302, f"/inquiries/{inquiry.pk}/")


def test_marking_as_read_takes_the_file_on(desk_as, anna, inquiry, page_of):
    assert "Mark as read" in page_of(anna)
    assert desk_as(anna).post(f"/inquiries/{inquiry.pk}/read/")["Location"] == f"/inquiries/{inquiry.pk}/"
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.caseworker) == ("searching", anna)
    assert "Mark as read" not in page_of(anna)


def test_a_file_is_handed_to_a_caseworker_and_to_nobody_else(desk_as, anna, iryna, oleh, inquiry):
    client = desk_as(anna)
    assert client.post(f"/inquiries/{inquiry.pk}/assign/", {"caseworker": iryna.pk}).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.caseworker == iryna
    assert client.post(f"/inquiries/{inquiry.pk}/assign/", {"caseworker": oleh.pk}).status_code == 422


def test_what_the_family_adds_follows_what_it_said(desk_as, oleh, ask):
    inquiry = ask(rank="soldier")
    client = desk_as(oleh)
    form = client.get(f"/inquiries/{inquiry.pk}/facts/").content.decode()
    assert 'value="Halahan"' in form
    assert 'value="1998"' in form
    said = {"family_name": "Halahan", "given_name": "Illia", "birth_day": "12", "birth_month": "3"}
    said |= {"birth_year": "1998", "home_region": "Poltava"}
    assert client.post(f"/inquiries/{inquiry.pk}/facts/", said).status_code == 302
    later = inquiry.description.followed_by.facts
    assert (later.home_region, later.rank, later.birth) == ("Poltava", "soldier", VagueDate.of(1998, 3, 12))


def test_nothing_new_is_refused_and_what_was_typed_is_kept(desk_as, oleh, inquiry):
    said = {
        "family_name": "Halahan",
        "given_name": "Illia",
        "birth_day": "12",
        "birth_month": "3",
        "birth_year": "1998",
    }
    page = desk_as(oleh).post(f"/inquiries/{inquiry.pk}/facts/", said)
    assert page.status_code == 409
    assert "There is nothing new in this." in _words(page)
    assert 'value="Halahan"' in page.content.decode()


def test_a_task_is_claimed_once_and_the_second_reads_who_has_it(desk_as, anna, iryna, inquiry):
    task = inquiry.tasks.get()
    assert desk_as(anna).post(f"/tasks/{task.pk}/claim/").status_code == 302
    page = desk_as(iryna).post(f"/tasks/{task.pk}/claim/")
    assert page.status_code == 409
    assert "Anna has taken this." in _words(page)


def test_a_task_is_given_back_by_its_holder_only(desk_as, anna, iryna, inquiry):
    task = claim_task(inquiry.tasks.get(), by=anna)
    refused = desk_as(iryna).post(f"/tasks/{task.pk}/release/")
    assert refused.status_code == 409
    assert "This task is not yours." in _words(refused)
    assert desk_as(anna).post(f"/tasks/{task.pk}/release/").status_code == 302
    task.refresh_from_db()
    assert task.claimed_by is None


def test_a_pin_is_renewed_for_whoever_says_the_word(desk_as, oleh, inquiry):
    client = desk_as(oleh)
    before = inquiry.pin_hash
    wrong = client.post(f"/inquiries/{inquiry.pk}/pin/", {"word": "sparrow", "reached": "called_back"})
    assert wrong.status_code == 422
    assert "This is not the word that the family chose. No PIN is given." in _words(wrong)
    inquiry.refresh_from_db()
    assert inquiry.pin_hash == before
    right = client.post(f"/inquiries/{inquiry.pk}/pin/", {"word": " Swallow ", "reached": "called_back"})
    assert re.search(r"PIN \d{3} \d{3}", _words(right))
    inquiry.refresh_from_db()
    assert inquiry.pin_hash != before


def test_a_family_without_a_word_is_asked_by_a_caseworker_what_only_it_knows(desk_as, oleh, anna, ask):
    inquiry, said = ask(call_word=""), {"knows": "on", "reached": "called_back"}
    refused = desk_as(oleh).post(f"/inquiries/{inquiry.pk}/pin/", said)
    assert refused.status_code == 409
    assert "A caseworker makes sure who it is" in _words(refused)
    client = desk_as(anna)
    assert client.post(f"/inquiries/{inquiry.pk}/pin/", {"knows": "on"}).status_code == 422
    assert client.post(f"/inquiries/{inquiry.pk}/pin/", said).status_code == 200


def test_a_caller_who_can_be_called_back_is_called_back(desk_as, oleh, inquiry, ask):
    page = desk_as(oleh).get(f"/inquiries/{inquiry.pk}/pin/")
    assert "call the number that stands on the file" in _words(page)
    assert "The person rang us" not in _words(page)
    unreachable = ask(ways=[ReachableBy(way=Way.NONE)], family_name="Other")
    assert "The person rang us" in _words(desk_as(oleh).get(f"/inquiries/{unreachable.pk}/pin/"))


def test_a_file_closes_with_a_reason(desk_as, anna, inquiry):
    client = desk_as(anna)
    assert client.post(f"/inquiries/{inquiry.pk}/close/", {}).status_code == 422
    refused = client.post(f"/inquiries/{inquiry.pk}/close/", {"because": "told"})
    assert refused.status_code == 409
    assert "The family has not been told yet." in _words(refused)
    assert re.search(r'value="told"[^>]* checked', refused.content.decode())
    assert client.post(f"/inquiries/{inquiry.pk}/close/", {"because": "mistaken"}).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == "closed"


def test_a_closed_file_takes_no_more(desk_as, anna, inquiry):
    client = desk_as(anna)
    client.post(f"/inquiries/{inquiry.pk}/close/", {"because": "mistaken"})
    page = client.post(f"/inquiries/{inquiry.pk}/word/")
    assert page.status_code == 409
    assert "This inquiry is closed." in _words(page)


def test_the_family_takes_its_question_back_by_voice(desk_as, oleh, inquiry, page_of):
    client = desk_as(oleh)
    assert client.post(f"/inquiries/{inquiry.pk}/withdraw/", {}).status_code == 422
    assert client.post(f"/inquiries/{inquiry.pk}/withdraw/", {"asked": "on"}).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == "withdrawn"
    assert "There is no way to reach this family. Do not try." in page_of(oleh)


def test_a_talk_is_offered_without_news(desk_as, anna, inquiry):
    assert desk_as(anna).post(f"/inquiries/{inquiry.pk}/word/").status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.asked_to_talk_at is not None


def test_facts_added_on_the_portal_ask_to_be_read_again(anna, inquiry, page_of):
    read_inquiry(inquiry, by=anna)
    add_facts(inquiry, Facts(family_name="Halahan", given_name="Illia", home_region="Poltava"), by=anna)
    assert "Mark as read" in page_of(anna)


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("post", "contacts/", "inquiries:inquiry:viewed"),
        ("post", "assign/", "inquiries:inquiry:viewed"),
        ("get", "facts/", "inquiries:inquiry:viewed"),
        ("post", "talk/", "inquiries:talk:viewed"),
    ],
)
def test_a_file_that_comes_back_with_a_refused_form_is_a_logged_look(
    desk_as, anna, inquiry, method, path, action
):
    page = getattr(desk_as(anna), method)(f"/inquiries/{inquiry.pk}/{path}")
    assert "Halahan" in page.content.decode()
    assert Event.objects.get(action=action).subject == f"inquiry:{inquiry.pk}"


def test_a_family_that_cannot_be_called_is_not_said_to_be_called(desk_as, anna, ask):
    pk = ask(ways=[]).pk
    client = desk_as(anna)
    talk = _words(client.get(f"/inquiries/{pk}/talk/"))
    assert "You called us about the person you look for" in talk
    assert "I am calling" not in talk
    assert "We call even when" not in talk


def test_a_family_without_a_way_is_asked_through_its_page_only(desk_as, anna, ask):
    pk = ask(ways=[ReachableBy(way=Way.NONE)]).pk
    words = _words(desk_as(anna).get(f"/inquiries/{pk}/"))
    assert "They can only be asked through their page or when they call." in words


def test_the_file_says_when_the_familys_page_is_locked(page_of, oleh, inquiry):
    locked = "page is locked after five wrong PINs"
    assert locked not in page_of(oleh)
    Inquiry.objects.update(pin_locked_until=timezone.now() + dt.timedelta(hours=1))
    assert locked in page_of(oleh)


def test_the_file_says_what_time_it_is_with_the_family(page_of, oleh):
    assert re.search(r"It is now \d\d:\d\d with the family \(Kyiv\)\.", page_of(oleh))


def test_what_was_done_is_said_once_on_the_file(desk_as, anna, inquiry, page_of):
    client = desk_as(anna)
    client.post(f"/inquiries/{inquiry.pk}/read/")
    assert "Marked as read." in _words(client.get(f"/inquiries/{inquiry.pk}/"))
    assert "Marked as read." not in _words(client.get(f"/inquiries/{inquiry.pk}/"))
