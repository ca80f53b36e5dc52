import pytest
from django.db import transaction

from kinline.audit.rules import Refused
from kinline.calls import commands, queries
from kinline.calls.choices import CallState, Topic
from kinline.calls.models import Call
from kinline.inquiries.choices import Origin, Way
from kinline.inquiries.commands import Opened, ReachableBy, WhoAsks
from kinline.inquiries.models import Inquiry
from kinline.registry.facts import Facts

NUMBER = "+447700900148"


@pytest.fixture
def call(oleh):
    return commands.note_call(number=NUMBER, language="uk", about_whom="Ілля", note="", by=oleh)


def take_down(by, call=None, once_key="form-1"):
    return commands.record_call(
        Facts(family_name="Галаґан"),
        who=WhoAsks(name="Марія"),
        ways=[ReachableBy(way=Way.PHONE, address=NUMBER)],
        sharings=(),
        topic=Topic.NO_INFORMATION,
        once_key=once_key,
        call=call,
        by=by,
    )


def test_the_longest_wait_stands_first(call, oleh):
    later = commands.note_call(number="", language="ru", about_whom="", note="", by=oleh)
    assert list(queries.queue(visible_to=oleh)) == [call, later]


def test_of_two_who_take_a_call_one_wins_and_the_other_is_told_who(call, oleh, anna):
    commands.take_call(call, by=oleh)
    with pytest.raises(Refused, match="Oleh"):
        commands.take_call(call, by=anna)
    assert commands.take_call(call, by=oleh).taken_by == oleh


def test_a_call_that_is_put_back_keeps_its_wait(call, oleh, anna):
    commands.take_call(call, by=oleh)
    with pytest.raises(Refused):
        commands.put_back(call, by=anna)
    commands.put_back(call, by=oleh)
    assert commands.take_call(call, by=anna).rang_at == call.rang_at


def test_a_call_ends_with_what_it_was_about(call, oleh):
    commands.take_call(call, by=oleh)
    commands.finish_call(call, topic=Topic.MONEY, by=oleh)
    call.refresh_from_db()
    assert (call.state, call.topic) == (CallState.DONE, Topic.MONEY)
    assert not queries.queue(visible_to=oleh).exists()


def test_an_inquiry_from_a_call_is_linked_with_it(call, oleh):
    commands.take_call(call, by=oleh)
    opened = take_down(oleh, call)
    call.refresh_from_db()
    assert call.inquiry == opened.inquiry
    assert opened.inquiry.origin == Origin.PHONE


def test_somebody_elses_call_opens_no_inquiry(call, oleh, anna):
    commands.take_call(call, by=anna)
    with pytest.raises(Refused):
        take_down(oleh, call)
    assert not Inquiry.objects.exists()


def test_a_form_sent_twice_notes_one_call(oleh):
    take_down(oleh)
    take_down(oleh)
    assert Call.objects.count() == Inquiry.objects.count() == 1


def test_the_callers_earlier_inquiries_are_found_by_the_number(call, oleh):
    opened = take_down(oleh)
    assert list(queries.inquiries_from(call, visible_to=oleh)) == [opened.inquiry]


def test_a_registrar_takes_no_calls(petro):
    with pytest.raises(Refused):
        commands.note_call(number="", language="uk", about_whom="", note="", by=petro)


def test_an_intake_sent_twice_in_one_moment_is_one_inquiry_from_one_call(oleh, meanwhile):
    with transaction.atomic():
        first = take_down(oleh)
        second = meanwhile(lambda: take_down(oleh))
    assert second.result() == Opened(first.inquiry, "")
    assert Call.objects.count() == Inquiry.objects.count() == 1
