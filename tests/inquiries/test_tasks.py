from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.inquiries import commands
from kinline.inquiries.choices import NewsKind, TaskKind, TellingOutcome, TellingWay
from kinline.inquiries.models import Inquiry


def _heard_nothing_for(inquiry, days):
    Inquiry.objects.filter(pk=inquiry.pk).update(last_word_at=timezone.now() - timedelta(days=days))


def test_of_two_who_take_a_task_one_wins_and_the_other_is_told_who(inquiry, oleh, anna):
    task = inquiry.tasks.get()
    commands.claim_task(task, by=oleh)
    with pytest.raises(Refused, match="Oleh has taken this"):
        commands.claim_task(inquiry.tasks.get(), by=anna)
    commands.claim_task(inquiry.tasks.get(), by=oleh)
    assert Event.objects.filter(action="inquiries:task:claimed").count() == 1


def test_only_who_took_a_task_gives_it_back(inquiry, oleh, anna):
    task = commands.claim_task(inquiry.tasks.get(), by=oleh)
    with pytest.raises(Refused):
        commands.release_task(task, by=anna)
    commands.release_task(task, by=oleh)
    assert commands.claim_task(inquiry.tasks.get(), by=anna).claimed_by == anna


def test_a_family_that_soon_waits_30_days_is_given_a_word(inquiry):
    assert commands.make_word_tasks(by=WORKER) == 0
    _heard_nothing_for(inquiry, 26)
    assert commands.make_word_tasks(by=WORKER) == 1
    assert commands.make_word_tasks(by=WORKER) == 0
    task = inquiry.tasks.open().get(kind=TaskKind.WORD)
    assert timedelta(days=3) < task.due_at - timezone.now() < timedelta(days=5)


def test_a_family_that_withdraws_in_this_moment_is_given_no_word(inquiry, meanwhile):
    _heard_nothing_for(inquiry, 26)
    with transaction.atomic():
        commands.withdraw(inquiry, by=FAMILY)
        worker = meanwhile(lambda: commands.make_word_tasks(by=WORKER))
    assert worker.result() == 0
    assert not inquiry.tasks.open().exists()


def test_a_word_starts_the_clock_anew(inquiry, anna):
    _heard_nothing_for(inquiry, 31)
    assert Inquiry.objects.without_a_word().count() == 1
    commands.make_word_tasks(by=WORKER)
    commands.record_telling(
        inquiry,
        news=NewsKind.NOTHING_NEW,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.REACHED,
        note="",
        by=anna,
    )
    assert Inquiry.objects.without_a_word().count() == 0
    assert not inquiry.tasks.open().filter(kind=TaskKind.WORD).exists()


def test_reading_is_done_once_and_gives_the_inquiry_a_caseworker(inquiry, anna):
    commands.read_inquiry(inquiry, by=anna)
    inquiry.refresh_from_db()
    assert inquiry.caseworker == anna
    assert inquiry.read_at
    assert not inquiry.tasks.open().filter(kind=TaskKind.READ).exists()
