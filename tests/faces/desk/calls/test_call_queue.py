"""The queue: who waits, who talks, who takes."""

import re

import pytest
from django.urls import reverse

from kinline.audit.models import Event
from kinline.calls.commands import note_call, take_call
from kinline.calls.models import Call

MARIAS_PHONE = "+380670000048"


@pytest.fixture
def rings(oleh):
    """Somebody rings, and Oleh notes it."""

    def noted(number="", about_whom=""):
        return note_call(number=number, language="uk", about_whom=about_whom, note="", by=oleh)

    return noted


def _words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _part(page):
    found = re.search(r'<section class="panel" id="queue".*?</section>', page.content.decode(), re.DOTALL)
    return re.sub(r'value="[^"]{64}"', 'value=""', found[0])  # the masked CSRF token differs each time


@pytest.mark.parametrize("name", ["petro", "taras", "vira"])
@pytest.mark.parametrize("url", ["/calls/", "/calls/note/", "/calls/intake/"])
def test_whoever_takes_no_calls_opens_none_of_their_pages(desk_as, request, name, url):
    page = desk_as(request.getfixturevalue(name)).get(url)
    assert page.status_code == 403


def test_an_empty_queue_says_so(desk_as, oleh):
    assert "Nobody waits" in _words(desk_as(oleh).get("/calls/"))


def test_the_longest_wait_stands_on_top(desk_as, oleh, rings):
    rings(about_whom="First Invented")
    rings(about_whom="Second Invented")
    words = _words(desk_as(oleh).get("/calls/"))
    assert words.index("First Invented") < words.index("Second Invented")
    assert "2 calls wait" in words


def test_a_known_number_shows_whom_it_asked_about_when_it_is_safe_and_how_often_it_called(
    desk_as, oleh, inquiry, rings
):
    rings(MARIAS_PHONE)
    rings(MARIAS_PHONE)
    words = _words(desk_as(oleh).get("/calls/"))
    assert "number …48" in words
    assert MARIAS_PHONE not in words
    assert "Halahan Illia" in words
    assert "From 18:00 to 20:00. Leave no message." in words
    assert "called 1 time before" in words


def test_only_whoever_tells_news_reads_in_the_queue_that_there_is_word(
    desk_as, oleh, anna, inquiry, cleared, rings
):
    rings(MARIAS_PHONE)
    assert "There is word for the family" in _words(desk_as(anna).get("/calls/"))
    assert "There is word" not in _words(desk_as(oleh).get("/calls/"))


def test_the_operator_hands_every_caller_with_an_open_file_over_in_the_same_words(
    desk_as, oleh, inquiry, rings
):
    rings(MARIAS_PHONE)
    assert "Hand the caller to a caseworker" in _words(desk_as(oleh).get("/calls/"))


def test_a_match_that_may_not_be_told_shows_nothing_in_the_queue(desk_as, oleh, withheld, rings):
    rings(MARIAS_PHONE)
    assert "There is word" not in _words(desk_as(oleh).get("/calls/"))


def test_the_queue_costs_the_same_few_queries_however_long_it_is(
    desk_as, oleh, inquiry, rings, django_assert_num_queries
):
    client = desk_as(oleh)
    for _ in range(3):
        rings(MARIAS_PHONE)
    client.get("/calls/")
    with django_assert_num_queries(9):
        client.get("/calls/")
    for _ in range(6):
        rings(MARIAS_PHONE)
    with django_assert_num_queries(9):
        client.get("/calls/")


def test_the_fragment_is_the_part_of_the_page(desk_as, oleh, rings):
    rings(about_whom="Somebody Invented")
    client = desk_as(oleh)
    page, fragment = client.get("/calls/"), client.get("/calls/", headers={"hx-request": "true"})
    assert "<html" not in fragment.content.decode()
    assert _part(page) == _part(fragment)


def test_a_poll_that_has_seen_all_is_sent_nothing(desk_as, oleh, rings):
    rings()
    client = desk_as(oleh)
    address = re.search(r'hx-get="([^"]+)"', client.get("/calls/").content.decode())[1].replace("&amp;", "&")
    assert client.get(address, headers={"hx-request": "true"}).status_code == 204
    rings()
    assert client.get(address, headers={"hx-request": "true"}).status_code == 200


def test_a_new_call_is_announced_once_and_a_taken_one_is_not(desk_as, oleh, anna, rings):
    rings()
    client = desk_as(oleh)

    def poll(page):
        return client.get(_address(page), headers={"hx-request": "true"})

    page = client.get("/calls/")
    assert 'data-announce=""' in page.content.decode()
    new = rings()
    page = poll(page)
    assert "2 wait." in page.content.decode()
    take_call(new, by=anna)
    page = poll(page)
    assert 'data-announce=""' in page.content.decode()


def _address(page):
    return re.search(r'hx-get="([^"]+)"', page.content.decode())[1].replace("&amp;", "&")


def test_a_call_is_noted_and_waits(desk_as, oleh):
    page = desk_as(oleh).post(
        "/calls/note/", {"number": "067 000 00 48", "language": "uk", "about_whom": "Illia"}
    )
    assert page["Location"] == "/calls/"
    call = Call.objects.get()
    assert (call.number, call.about_whom, call.state) == (MARIAS_PHONE, "Illia", "waiting")


def test_a_number_that_cannot_be_read_is_asked_again_and_nothing_typed_is_lost(desk_as, oleh):
    page = desk_as(oleh).post("/calls/note/", {"number": "abc", "language": "uk", "about_whom": "Illia"})
    assert page.status_code == 422
    assert "Phone: digits such as" in page.content.decode()
    assert 'value="Illia"' in page.content.decode()
    assert not Call.objects.exists()


def test_of_two_who_take_one_call_one_wins_and_the_other_reads_who(desk_as, oleh, anna, rings):
    call = rings()
    first, second = desk_as(oleh), desk_as(anna)
    assert first.post(f"/calls/{call.pk}/take/")["Location"] == f"/calls/{call.pk}/"
    page = second.post(f"/calls/{call.pk}/take/")
    assert page.status_code == 409
    assert "Oleh is talking with this caller." in page.content.decode()
    call.refresh_from_db()
    assert call.taken_by == oleh


def test_the_longest_wait_is_taken_with_one_key(desk_as, oleh, rings):
    longest = rings()
    rings()
    assert desk_as(oleh).post("/calls/take/")["Location"] == f"/calls/{longest.pk}/"


def test_taking_from_an_empty_queue_is_refused_in_words(desk_as, oleh):
    page = desk_as(oleh).post("/calls/take/")
    assert page.status_code == 409
    assert "Nobody is waiting." in page.content.decode()


def test_looking_at_a_call_is_logged_and_its_number_shows_only_to_whoever_took_it(desk_as, oleh, anna, rings):
    call = take_call(rings(MARIAS_PHONE), by=oleh)
    assert MARIAS_PHONE in desk_as(oleh).get(f"/calls/{call.pk}/").content.decode()
    assert MARIAS_PHONE not in desk_as(anna).get(f"/calls/{call.pk}/").content.decode()
    assert Event.objects.filter(action="calls:call:viewed", subject=f"call:{call.pk}").count() == 2


def test_a_call_that_is_not_there_is_not_found(desk_as, oleh):
    assert desk_as(oleh).get("/calls/404/").status_code == 404


def test_the_callers_earlier_inquiries_stand_beside_the_call(desk_as, oleh, inquiry, rings):
    call = take_call(rings(MARIAS_PHONE), by=oleh)
    assert reverse("desk:inquiry", args=[inquiry.pk], urlconf="kinline.config.urls_desk") in (
        desk_as(oleh).get(f"/calls/{call.pk}/").content.decode()
    )


def test_a_call_is_put_back_by_whoever_took_it_only(desk_as, oleh, anna, rings):
    call = take_call(rings(), by=oleh)
    refused = desk_as(anna).post(f"/calls/{call.pk}/put-back/")
    assert refused.status_code == 409
    assert "This call is not yours." in refused.content.decode()
    assert desk_as(oleh).post(f"/calls/{call.pk}/put-back/")["Location"] == "/calls/"
    call.refresh_from_db()
    assert call.state == "waiting"


def test_a_call_ends_with_what_it_was_about(desk_as, oleh, rings):
    call = take_call(rings(), by=oleh)
    client = desk_as(oleh)
    assert client.post(f"/calls/{call.pk}/finish/", {}).status_code == 422
    assert client.post(f"/calls/{call.pk}/finish/", {"topic": "money"})["Location"] == "/calls/"
    call.refresh_from_db()
    assert (call.state, call.topic) == ("done", "money")
    again = client.post(f"/calls/{call.pk}/finish/", {"topic": "money"})
    assert again.status_code == 409
    assert "This call is not yours." in again.content.decode()


def test_an_empty_note_puts_no_call_into_the_queue(desk_as, oleh):
    page = desk_as(oleh).post("/calls/note/", {"number": "", "language": "uk", "about_whom": "", "note": ""})
    assert page.status_code == 422
    assert "Write the number, or a note" in page.content.decode()
    assert not Call.objects.exists()
