"""Sending: over a real socket, to a server that may say no, hang up or be slow."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from django.db import connection
from django.utils import timezone

from kinline.audit.models import Event
from kinline.audit.rules import WORKER, Refused
from kinline.notices import commands, queries
from kinline.notices.channels import email as channel
from kinline.notices.choices import NoticeState
from kinline.notices.models import Notice

FAMILY_ADDRESS = "maria@family.example"
pytestmark = pytest.mark.django_db(transaction=True)


def send():
    return commands.send_due(by=WORKER)


def arrived(mailbox):
    [envelope] = mailbox.messages
    return message_from_bytes(envelope.content)


def make_due(notice):
    Notice.objects.filter(pk=notice.pk).update(
        due_at=timezone.now() - timedelta(seconds=1), leased_until=None
    )


def test_a_notice_arrives_once_and_in_its_words(mailbox, queued):
    notice = queued()
    assert (send(), send()) == (1, 0)
    message = arrived(mailbox)
    assert mailbox.messages[0].rcpt_tos == [FAMILY_ADDRESS]
    assert str(make_header(decode_header(message["Subject"]))) == "Ми хотіли б поговорити"
    assert "Зателефонуйте" in message.get_payload(decode=True).decode()
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    assert notice.sent_at is not None
    assert notice.handed_over_at is None


def test_nothing_in_it_names_the_software_or_this_machine(mailbox, queued):
    queued()
    send()
    raw = mailbox.messages[0].content.decode().lower()
    for word in ("kinline", "django", "python", socket.gethostname().lower(), socket.getfqdn().lower()):
        assert word not in raw.replace("localhost", "")
    assert mailbox.greetings == ["committee.example"]
    message = arrived(mailbox)
    assert message["From"] == "post@committee.example"
    assert message["Message-ID"].endswith("@committee.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].endswith("-0000")
    assert message.get_content_type() == "text/plain"  # so nothing in it can tell that it was opened
    assert message["List-Unsubscribe"] is None


def test_a_temporary_refusal_is_tried_again_later(mailbox, queued):
    notice = queued()
    mailbox.to_recipient = f"450 4.2.1 <{FAMILY_ADDRESS}> is busy"
    send()
    notice.refresh_from_db()
    assert notice.state == NoticeState.WAITING
    assert 50 < (notice.due_at - timezone.now()).total_seconds() <= 60
    assert notice.failure == "refused 450 4.2.1"
    mailbox.to_recipient = "250 OK"
    make_due(notice)
    send()
    notice.refresh_from_db()
    assert (notice.state, notice.failure, len(mailbox.messages)) == (NoticeState.SENT, "", 1)


@pytest.mark.parametrize("where", ["to_recipient", "to_data"])
def test_a_permanent_refusal_is_a_dead_letter_at_once(mailbox, queued, where):
    notice = queued()
    setattr(mailbox, where, f"550 5.1.1 <{FAMILY_ADDRESS}>: no such user")
    send()
    notice.refresh_from_db()
    assert notice.state == NoticeState.DEAD
    assert FAMILY_ADDRESS not in notice.failure
    assert "550 5.1.1" in notice.why
    assert queries.count_dead() == 1


def test_after_eight_failures_it_is_a_dead_letter(mailbox, queued):
    notice = queued()
    mailbox.to_recipient = "450 busy"
    for _ in range(8):
        make_due(notice)
        assert send() == 1
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.DEAD, 8)


def test_a_server_that_hangs_up_after_the_message_leaves_it_to_a_person(mailbox, queued, halyna):
    notice = queued()
    mailbox.to_data = "hang up"
    send()
    notice.refresh_from_db()
    assert notice.state == NoticeState.DEAD
    assert notice.failure == "unanswered"
    make_due(notice)
    assert send() == 0
    mailbox.to_data = "250 OK"
    commands.revive(notice, by=halyna)
    send()
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    first, second = (message_from_bytes(envelope.content)["Message-ID"] for envelope in mailbox.messages)
    assert first == second  # a mailbox that got both can tell


def test_a_silent_server_is_given_up_and_the_rest_waits_for_it(queued, settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_BACKEND = "kinline.notices.channels.smtp.DiscreetBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        first, second = queued("talk:1"), queued("talk:2")
        assert send() == 1
    for notice in (first, second):
        notice.refresh_from_db()
        assert notice.state == NoticeState.WAITING
        assert notice.due_at > timezone.now()
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.failure.startswith("unreachable")


def test_a_worker_that_died_while_sending_does_not_make_a_second_copy(mailbox, queued, monkeypatch):
    notice = queued()

    def die_after_sending(message):
        channel.send(message)
        raise KeyboardInterrupt  # as a killed process: nothing after this is written

    monkeypatch.setitem(commands._SEND, "email", die_after_sending)
    with pytest.raises(KeyboardInterrupt):
        send()
    monkeypatch.undo()
    assert send() == 0  # still leased
    make_due(notice)
    assert send() == 1
    notice.refresh_from_db()
    assert len(mailbox.messages) == 1
    assert (notice.state, notice.failure) == (NoticeState.DEAD, "interrupted")


def test_a_worker_that_died_before_sending_loses_nothing(mailbox, queued):
    notice = queued()
    Notice.objects.claim(most=1, seconds=300)
    assert send() == 0
    make_due(notice)
    assert send() == 1
    assert len(mailbox.messages) == 1


def test_a_family_that_withdrew_gets_nothing(mailbox, queued):
    notice = queued()
    [claimed] = Notice.objects.claim(most=1, seconds=300)
    assert commands.cancel(about="inquiry:1", by=WORKER) == 1
    commands._send(claimed, by=WORKER)
    assert mailbox.messages == []
    notice.refresh_from_db()
    assert notice.state == NoticeState.CANCELLED
    assert send() == 0


def test_what_was_cancelled_on_its_way_and_failed_is_not_tried_again(mailbox, queued, monkeypatch):
    notice = queued()
    mailbox.to_recipient = "450 busy"

    def cancelled_meanwhile(message):
        commands.cancel(about="inquiry:1", by=WORKER)
        channel.send(message)

    monkeypatch.setitem(commands._SEND, "email", cancelled_meanwhile)
    send()
    notice.refresh_from_db()
    assert notice.state == NoticeState.CANCELLED


def test_outside_of_the_safe_hours_it_waits_for_them_without_losing_a_try(mailbox, queued):
    local = timezone.now().astimezone(commands.rules.check_zone("Europe/Kyiv"))
    later = (local + timedelta(hours=2)).time()
    notice = queued(hours_from=later, hours_to=(local + timedelta(hours=4)).time())
    assert notice.due_at > timezone.now()
    make_due(notice)
    send()
    notice.refresh_from_db()
    assert mailbox.messages == []
    assert notice.due_at > timezone.now()
    assert (notice.attempts, notice.state) == (0, NoticeState.WAITING)


def test_one_key_is_queued_once(queued):
    assert queued().pk == queued(body="Other words").pk
    assert Notice.objects.count() == 1
    assert Event.objects.filter(action="notices:notice:queued").count() == 1


def test_what_was_cancelled_may_be_queued_again(queued):
    first = queued()
    commands.cancel(about="inquiry:1", by=WORKER)
    second = queued()
    assert second.pk != first.pk
    assert second.state == NoticeState.WAITING


def test_the_database_holds_no_address_in_the_clear(queued):
    queued()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, subject, body FROM notices_notice")
        assert not any("maria" in column or "Зателефонуйте" in column for column in cursor.fetchone())


def test_an_address_that_cannot_be_written_is_a_dead_letter(mailbox, queued):
    notice = queued(address="maria@family.example\nBcc: all@example.org")
    send()
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == (NoticeState.DEAD, "unfit")
    assert mailbox.messages == []


def test_only_staff_who_see_the_outbox_revive_and_only_the_dead(queued, oleh, halyna):
    notice = queued()
    with pytest.raises(Refused):
        commands.revive(notice, by=oleh)
    with pytest.raises(Refused):
        commands.revive(notice, by=halyna)
