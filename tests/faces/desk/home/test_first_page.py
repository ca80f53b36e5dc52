"""What waits for whoever signed in."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kinline.calls.commands import note_call, take_call
from kinline.inquiries.commands import claim_task, confirm_match, read_inquiry, suspend_join, withdraw
from kinline.inquiries.models import Inquiry, Task


def _words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_an_administrator_and_an_auditor_see_no_case(desk_as, taras, vira, inquiry):
    for staff in (taras, vira):
        words = _words(desk_as(staff).get("/"))
        assert "Halahan" not in words
        assert "inquiries" not in words.lower()


def test_a_registrar_sees_imports_and_counts_of_the_registry_only(desk_as, petro, inquiry):
    words = _words(desk_as(petro).get("/"))
    assert "descriptions in the registry 1" in words
    assert "descriptions not compared yet 1" in words
    assert "Halahan" not in words
    assert "inquiries open now" not in words


def test_a_family_without_a_word_for_30_days_stands_on_top(desk_as, anna, inquiry):
    Inquiry.objects.update(last_word_at=timezone.now() - timedelta(days=31))
    words = _words(desk_as(anna).get("/"))
    assert words.index("These families have heard nothing from us for 30 days") < words.index("My tasks")
    assert "1 day overdue" in words


def test_my_tasks_and_those_that_wait_for_somebody_stand_apart(desk_as, anna, ask):
    mine, free = ask(family_name="Mine"), ask(family_name="Free")
    claim_task(mine.tasks.get(), by=anna)
    Task.objects.filter(inquiry=free).update(due_at=timezone.now() - timedelta(days=2, hours=1))
    words = _words(desk_as(anna).get("/"))
    at = [
        words.index(said) for said in ("My tasks", "Mine Illia", "Waits longest for somebody", "Free Illia")
    ]
    assert at == sorted(at)
    assert "2 days overdue" in words


def test_my_inquiries_and_my_talk_are_there(desk_as, anna, oleh, inquiry):
    read_inquiry(inquiry, by=anna)
    take_call(note_call(number="", language="uk", about_whom="", note="", by=oleh), by=anna)
    words = _words(desk_as(anna).get("/"))
    assert "You are talking" in words
    assert words.index("My inquiries") < words.index("Halahan Illia")


def test_an_operator_is_not_shown_what_a_task_would_give_away(desk_as, oleh, anna, finding):
    assert "Find out what he himself wishes" in _words(desk_as(anna).get("/"))
    words = _words(desk_as(oleh).get("/"))
    assert "Find out what he himself wishes" not in words
    assert "Match confirmed" not in words


def test_a_man_whom_two_people_found_stands_on_top_until_somebody_confirms_it(desk_as, anna, inquiry, pair):
    words = _words(desk_as(anna).get("/"))
    assert words.index("Two people found him: confirm it for the family") < words.index("My tasks")
    confirm_match(inquiry, pair, by=anna)
    assert "Two people found him" not in _words(desk_as(anna).get("/"))


def test_an_operator_does_not_see_that_two_people_found_him(desk_as, oleh, pair):
    assert "Two people found him" not in _words(desk_as(oleh).get("/"))


def test_a_join_in_doubt_is_nothing_to_confirm(desk_as, anna, pair):
    suspend_join(pair.join, reason="Another man.", by=anna)
    assert "Two people found him" not in _words(desk_as(anna).get("/"))


def test_a_family_that_took_its_question_back_is_nothing_to_confirm(desk_as, anna, inquiry, pair):
    withdraw(inquiry, by=anna)
    assert "Two people found him" not in _words(desk_as(anna).get("/"))


@pytest.mark.parametrize(("name", "most"), [("anna", 24), ("oleh", 19), ("petro", 13), ("taras", 8)])
def test_the_page_costs_the_same_few_queries_however_much_waits(
    desk_as, request, ask, django_assert_max_num_queries, name, most
):
    client = desk_as(request.getfixturevalue(name))
    for _ in range(12):
        ask()
    client.get("/")
    with django_assert_max_num_queries(most):
        client.get("/")


def test_a_family_stands_once_and_a_link_leads_to_all_my_inquiries(desk_as, anna, ask):
    late, later = ask(family_name="Late"), ask(family_name="Later")
    Inquiry.objects.update(caseworker=anna)
    Inquiry.objects.filter(pk=late.pk).update(last_word_at=timezone.now() - timedelta(days=31))
    page = desk_as(anna).get("/")
    assert [row.pk for row, _state in page.context["without_a_word"]] == [late.pk]
    assert [row.pk for row, _state in page.context["my_inquiries"]] == [later.pk]
    assert "All my inquiries: 2" in _words(page)
    assert "/inquiries/?view=mine" in page.content.decode()
