"""Text messages: over a real socket, to a provider that may say no, hang up or be slow."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from kinline.audit.models import Event
from kinline.audit.rules import PROVIDER, WORKER
from kinline.notices import commands, queries
from kinline.notices.channels import sms, unsent
from kinline.notices.choices import Channel, NoticeState, Receipt
from kinline.notices.commands import TooEarly
from kinline.notices.models import Notice
from kinline.notices.public import take_receipt
from kinline.vault import webhooks

NUMBER = "+447700900123"
SECRET = b"s" * 32
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def provider(settings):
    """One that notes what it is sent and answers as it is told: a status, or "hang up"."""

    class Provider(BaseHTTPRequestHandler):
        calls: list = []
        answer = 202

        def do_POST(self):  # the standard library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.calls.append((self.path, dict(self.headers), body))
            if self.answer == "hang up":
                self.connection.close()
                return
            self.send_response(self.answer)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()

        def log_message(self, *_said):
            pass

    Provider.calls = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/texts?from=committee"
    settings.SMS_SECRET, settings.NOT_SENT = SECRET, None
    yield Provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def text(queued):
    return lambda **changes: queued(
        channel=Channel.SMS, address=NUMBER, subject="", body="Передзвоніть, будь ласка.", **changes
    )


def send():
    return commands.send_due(by=WORKER)


def fresh(notice):
    return Notice.objects.get(pk=notice.pk)


def test_it_arrives_once_signed_and_says_no_more_than_it_must(provider, text):
    notice = text()
    assert (send(), send()) == (1, 0)
    [(path, headers, body)] = provider.calls
    assert path == "/texts?from=committee"
    assert json.loads(body) == {
        "id": notice.handle,
        "to": NUMBER,
        "text": "Передзвоніть, будь ласка.",
        "language": "uk",
    }
    webhooks.check(
        {name.lower(): value for name, value in headers.items()},
        body,
        secret=SECRET,
        now_s=int(time.time()),
    )
    assert not {"user-agent", "server"} & {name.lower() for name in headers}
    assert b"inquiry" not in body
    assert fresh(notice).state == NoticeState.SENT


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        (200, NoticeState.SENT, ""),
        (400, NoticeState.DEAD, "gateway_refused 400"),
        (422, NoticeState.DEAD, "gateway_refused 422"),
        (429, NoticeState.WAITING, "gateway_refused 429"),
        (500, NoticeState.WAITING, "gateway_refused 500"),
        (401, NoticeState.WAITING, "gateway_not_let_in 401"),
        (302, NoticeState.WAITING, "gateway_not_let_in 302"),
        ("hang up", NoticeState.DEAD, "gateway_unanswered"),
    ],
)
def test_each_answer_has_its_meaning(provider, text, answer, state, why):
    provider.answer = answer
    notice = text()
    assert send() == 1
    notice = fresh(notice)
    assert (notice.state, notice.failure) == (state, why)
    assert len(provider.calls) == 1  # a redirection is not followed: it would carry the number elsewhere
    if state == NoticeState.WAITING:
        assert notice.due_at > timezone.now()


def test_a_provider_that_cannot_be_reached_does_not_count_against_the_others(settings, provider, text):
    settings.SMS_URL = "http://127.0.0.1:9/"
    first, second = text(once_key="talk:1"), text(once_key="talk:2")
    assert send() == 1
    assert fresh(first).failure.startswith("gateway_unreachable")
    assert fresh(second).attempts == 0
    assert fresh(second).due_at > timezone.now()


def test_a_closed_provider_does_not_hold_up_the_mail(settings, provider, mailbox, text, queued):
    settings.SMS_URL = "http://127.0.0.1:9/"
    text(once_key="talk:1")
    queued(once_key="talk:2")
    send()
    send()
    assert len(mailbox.messages) == 1


def test_a_receipt_says_that_it_lay_on_the_telephone(provider, text):
    notice = text()
    send()
    take_receipt(notice.handle, Receipt.DELIVERED)
    first = fresh(notice).delivered_at
    assert first is not None
    take_receipt(notice.handle, Receipt.FAILED, code="late")  # the first word stands
    assert (fresh(notice).state, fresh(notice).delivered_at) == (NoticeState.SENT, first)
    event = Event.objects.get(action="notices:notice:delivered")
    assert event.actor == PROVIDER.actor_id
    assert NUMBER not in json.dumps(event.content)


def test_what_was_not_delivered_is_a_dead_letter_that_staff_see(provider, text):
    notice = text()
    send()
    take_receipt(notice.handle, Receipt.FAILED, code="absent_subscriber")
    take_receipt(notice.handle, Receipt.FAILED, code="again")
    notice = fresh(notice)
    assert (notice.state, notice.sent_at, notice.failure) == (
        NoticeState.DEAD,
        None,
        "undelivered absent_subscriber",
    )
    assert queries.count_dead() == 1
    assert Event.objects.filter(action="notices:notice:failed").count() == 1


def test_what_may_have_arrived_and_did_is_no_dead_letter(provider, text):
    provider.answer = "hang up"
    notice = text()
    send()
    take_receipt(notice.handle, Receipt.DELIVERED)
    assert (fresh(notice).state, fresh(notice).failure) == (NoticeState.SENT, "")


def test_a_receipt_that_overtakes_the_answer_has_to_come_again(provider, text):
    notice = text()
    Notice.objects.filter(pk=notice.pk).update(handed_over_at=timezone.now())
    with pytest.raises(TooEarly):
        take_receipt(notice.handle, Receipt.DELIVERED)


@pytest.mark.parametrize("handle", ["", "0" * 32])
def test_a_receipt_of_nothing_changes_nothing(provider, queued, handle):
    mail = queued()
    take_receipt(handle, Receipt.FAILED)
    assert fresh(mail).state == NoticeState.WAITING
    assert not Event.objects.filter(actor=PROVIDER.actor_id).exists()


def test_the_demonstration_lays_down_sealed_what_it_would_send(settings, tmp_path, text, queued):
    settings.NOT_SENT = tmp_path / "not-sent"
    settings.EMAIL_BACKEND = "kinline.notices.channels.unsent.SealingBackend"
    assert list(unsent.newest_first()) == []
    text()
    assert queries.texts_offered()
    send()
    by_mail = queued(once_key="talk:2")
    send()
    assert fresh(by_mail).state == NoticeState.SENT
    mail, message = unsent.newest_first()
    assert message == f"{NUMBER}\n\nПередзвоніть, будь ласка.\n"
    assert mail.startswith("maria@")
    lying = list(settings.NOT_SENT.iterdir())
    assert {path.stat().st_mode & 0o777 for path in lying} == {0o600}
    for path in lying:
        assert NUMBER.encode() not in path.read_bytes()
        assert b"maria" not in path.read_bytes()


def test_without_a_provider_nobody_is_offered_a_text_message(settings):
    settings.SMS_URL, settings.NOT_SENT = "", None
    assert not queries.texts_offered()
    with pytest.raises(sms.Unreachable):
        sms.send(sms.Message(NUMBER, "", "", "uk", "x"))


def test_no_receipt_brings_back_what_was_taken_back(provider, text):
    """Such as for a family that took its question back: a dead letter could be revived."""
    notice = text()
    send()
    commands.cancel(about=notice.about, by=WORKER)
    take_receipt(notice.handle, Receipt.FAILED, code="absent_subscriber")
    assert fresh(notice).state == NoticeState.SENT
