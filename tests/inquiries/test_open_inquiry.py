import pytest
from django.db import connection, transaction

from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, Refused
from kinline.inquiries import rules
from kinline.inquiries.choices import TaskKind, Way
from kinline.inquiries.commands import Opened, ReachableBy, WhoAsks, sign_in
from kinline.inquiries.models import Inquiry, Seeker
from kinline.inquiries.rules import is_reference
from kinline.registry.facts import Facts
from kinline.registry.models import Description, DescriptionNews


def test_a_question_is_kept_whole(ask):
    opened = ask()
    inquiry = Inquiry.objects.get()
    assert opened.inquiry == inquiry
    assert is_reference(inquiry.reference)
    assert len(opened.pin) == 6
    assert opened.pin.isdigit()
    assert inquiry.description.facts.family_name == "Галаґан"
    assert inquiry.seeker.call_word == "калина"
    assert [way.address for way in inquiry.seeker.ways.order_by("pk")] == [
        "+447700900148",
        "maria@example.org",
    ]
    assert [sharing.scope for sharing in inquiry.sharings.all()] == ["agency"]
    assert [task.kind for task in inquiry.tasks.open()] == [TaskKind.READ]
    assert DescriptionNews.objects.count() == 1


def test_the_same_form_twice_opens_one_inquiry_and_shows_no_second_pin(ask):
    first, second = ask(), ask()
    assert first.inquiry == second.inquiry
    assert first.pin
    assert not second.pin
    assert Inquiry.objects.count() == Description.objects.count() == Seeker.objects.count() == 1


def test_the_same_form_twice_in_one_moment_opens_one_inquiry(ask, meanwhile):
    with transaction.atomic():
        first = ask()
        second = meanwhile(ask)
    assert second.result() == Opened(first.inquiry, "")
    assert Inquiry.objects.count() == Description.objects.count() == Seeker.objects.count() == 1


def test_a_reference_that_was_given_out_before_is_drawn_anew(ask, monkeypatch):
    given = ask().inquiry.reference
    drawn = iter([given, "1000000008"])
    monkeypatch.setattr(rules, "new_reference", lambda: next(drawn))
    assert ask(once_key="form-2").inquiry.reference == "1000000008"


def test_a_question_that_knows_nothing_is_taken(ask):
    opened = ask(Facts(), who=WhoAsks(), ways=[ReachableBy(way=Way.NONE)], sharings=())
    assert opened.inquiry.description.name == ""


def test_the_pin_is_not_in_the_database(ask):
    opened = ask()
    assert opened.pin not in opened.inquiry.pin_hash
    assert sign_in(opened.inquiry.reference, opened.pin, by=FAMILY)


def test_contacts_and_words_of_the_family_are_sealed_in_the_database(ask):
    ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, call_word FROM inquiries_seeker")
        seeker = " ".join(cursor.fetchone())
        cursor.execute("SELECT address, address_hash FROM inquiries_safeway")
        ways = " ".join(" ".join(row) for row in cursor.fetchall())
    assert "Марія" not in seeker
    assert "калина" not in seeker
    assert "900148" not in ways
    assert "example.org" not in ways


def test_the_audit_names_nobody(ask):
    ask()
    told = " ".join(f"{event.subject} {event.content}" for event in Event.objects.all())
    assert "Галаґан" not in told
    assert "Марія" not in told


def test_an_operator_may_open_an_inquiry_and_an_administrator_may_not(ask, oleh, taras):
    assert ask(by=oleh).inquiry.opened_by == oleh.actor_id
    with pytest.raises(Refused):
        ask(by=taras, once_key="another")
