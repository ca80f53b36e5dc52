"""The list of families' files."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kinline.inquiries.commands import assign_inquiry, read_inquiry, withdraw
from kinline.inquiries.models import Inquiry


def _references(page):
    return re.findall(r'<th role="rowheader"[^>]*><a[^>]*><span class="num">([^<]+)<', page.content.decode())


def _shown(page):
    return {reference.replace("\u00a0", "") for reference in _references(page)}


@pytest.mark.parametrize("name", ["petro", "taras", "vira"])
def test_whoever_reads_no_files_sees_no_list(desk_as, request, name):
    assert desk_as(request.getfixturevalue(name)).get("/inquiries/").status_code == 403


def test_the_list_shows_whom_it_is_about_and_never_who_asks(desk_as, oleh, inquiry):
    words = desk_as(oleh).get("/inquiries/").content.decode()
    assert "Halahan Illia" in words
    assert "12 March 1998" in words
    assert "Maria" not in words


@pytest.mark.parametrize("q", ["halahan", "ILLIA  halahan", "ґалаґан"])
def test_a_name_is_found_in_any_order_and_case(desk_as, oleh, ask, q):
    wanted = ask(family_name="Ґалаґан" if q.startswith("ґ") else "Halahan")
    ask(family_name="Other", given_name="Man")
    assert _shown(desk_as(oleh).get("/inquiries/", {"q": q})) == {wanted.reference}


def test_a_reference_is_found_as_it_is_read_out(desk_as, oleh, ask):
    wanted, _other = ask(), ask()
    spoken = f"{wanted.reference[:4]} {wanted.reference[4:]}"
    assert _shown(desk_as(oleh).get("/inquiries/", {"q": spoken})) == {wanted.reference}


def test_families_without_a_word_for_30_days_have_a_list_of_their_own(desk_as, anna, ask):
    waiting, _fresh = ask(), ask()
    Inquiry.objects.filter(pk=waiting.pk).update(last_word_at=timezone.now() - timedelta(days=32))
    page = desk_as(anna).get("/inquiries/", {"view": "waiting"})
    assert _shown(page) == {waiting.reference}
    assert "2 days overdue" in page.content.decode()


def test_filters_by_state_caseworker_and_origin_work_together(desk_as, anna, iryna, ask):
    mine, hers = ask(), ask()
    read_inquiry(mine, by=anna)
    assign_inquiry(hers, iryna, by=anna)
    client = desk_as(anna)
    assert _shown(client.get("/inquiries/", {"who": anna.pk, "state": "searching", "origin": "web"})) == {
        mine.reference
    }
    assert _shown(client.get("/inquiries/", {"who": iryna.pk})) == {hers.reference}
    assert _shown(client.get("/inquiries/", {"who": "none"})) == set()
    assert _shown(client.get("/inquiries/", {"view": "mine"})) == {mine.reference}


def test_a_filter_that_is_not_understood_filters_nothing(desk_as, oleh, inquiry):
    page = desk_as(oleh).get(
        "/inquiries/", {"state": "no-such", "who": "x", "sort": "x", "page": "x", "view": "x"}
    )
    assert _shown(page) == {inquiry.reference}


def test_an_operator_cannot_filter_for_what_was_found(desk_as, oleh, anna, inquiry, withheld):
    client = desk_as(oleh)
    words = client.get("/inquiries/", {"state": "searching"}).content.decode()
    assert inquiry.reference in words.replace("\u00a0", "")
    assert "May not be told" not in words
    assert '<option value="withheld"' not in words
    assert '<option value="withheld"' in desk_as(anna).get("/inquiries/").content.decode()


def test_closed_files_stand_under_all(desk_as, anna, inquiry):
    withdraw(inquiry, by=anna)
    client = desk_as(anna)
    assert _shown(client.get("/inquiries/")) == set()
    assert _shown(client.get("/inquiries/", {"view": "all"})) == {inquiry.reference}


def test_the_longest_wait_for_a_word_stands_on_top_unless_sorted_otherwise(desk_as, oleh, ask):
    first, second = ask(), ask()
    Inquiry.objects.filter(pk=second.pk).update(last_word_at=timezone.now() - timedelta(days=9))
    client = desk_as(oleh)
    order = [reference.replace("\u00a0", "") for reference in _references(client.get("/inquiries/"))]
    assert order == [second.reference, first.reference]
    order = [
        reference.replace("\u00a0", "")
        for reference in _references(client.get("/inquiries/", {"sort": "opened"}))
    ]
    assert order == [first.reference, second.reference]


def test_a_page_has_25_files_and_costs_the_same_few_queries_however_many_there_are(
    desk_as, oleh, ask, django_assert_num_queries
):
    ask()
    client = desk_as(oleh)
    client.get("/inquiries/")
    with django_assert_num_queries(11):
        client.get("/inquiries/")
    for _ in range(27):
        ask()
    with django_assert_num_queries(11):
        assert len(_shown(client.get("/inquiries/"))) == 25
    assert len(_shown(client.get("/inquiries/", {"page": 2}))) == 3
