"""The provider's receipts over the portal's own door."""

import json
import time

import pytest

from kinline.audit.rules import WORKER
from kinline.notices import commands
from kinline.notices.choices import Channel, NoticeState
from kinline.notices.models import Notice
from kinline.vault import webhooks

WHERE = "/hooks/sms/receipt/"
SECRET = b"r" * 32
pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings):
    settings.SMS_URL, settings.SMS_SECRET = "https://texts.example/", SECRET
    notice = commands.queue(
        channel=Channel.SMS,
        address="+447700900123",
        subject="",
        body="…",
        language="uk",
        about="inquiry:1",
        zone="UTC",
        hours_from=None,
        hours_to=None,
        once_key="talk:1",
        by=WORKER,
    )
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SENT, sent_at=notice.queued_at)
    return notice


def call(portal, said, *, secret=SECRET, now=None, **headers):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    signed = webhooks.signed("call", body, secret=secret, now_s=int(now or time.time()))
    return portal.post(WHERE, body, content_type="application/json", headers={**signed, **headers})


def state_of(notice):
    return Notice.objects.get(pk=notice.pk).state


def test_a_signed_receipt_is_noted_and_leaves_no_cookie(portal, sent):
    answer = call(portal, {"type": "failed", "id": sent.handle, "code": "30005"})
    assert (answer.status_code, answer.content, answer.cookies.output()) == (204, b"", "")
    assert Notice.objects.get(pk=sent.pk).failure == "undelivered 30005"


def test_a_code_that_holds_a_number_is_not_kept(portal, sent):
    call(portal, {"type": "failed", "id": sent.handle, "code": "+447700900123"})
    assert Notice.objects.get(pk=sent.pk).failure == "undelivered"


@pytest.mark.parametrize(
    "forged", [{"secret": b"x" * 32}, {"now": 1_000_000_000}, {"webhook-signature": "v1,AAAA"}]
)
def test_a_call_that_the_provider_did_not_sign_changes_nothing(portal, sent, forged):
    assert call(portal, {"type": "failed", "id": sent.handle}, **forged).status_code == 401
    assert state_of(sent) == NoticeState.SENT


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff",
        b"[]",
        b"3",
        {},
        {"type": "read", "id": "x"},
        {"type": "failed"},
        {"type": "failed", "id": 7},
        {"type": "failed", "id": "x", "code": {}},
        {"type": [], "id": "x"},
    ],
)
def test_nonsense_is_a_bad_request(portal, sent, said):
    assert call(portal, said).status_code == 400


def test_what_is_not_ours_looks_like_what_is(portal, sent):
    assert call(portal, {"type": "delivered", "id": "0" * 32}).status_code == 204


def test_too_long_a_call_is_not_read(portal, sent):
    assert call(portal, b"x" * 9000).status_code == 413


def test_nobody_listens_without_a_provider(portal, settings):
    settings.SMS_URL = ""
    assert call(portal, {}).status_code == 404
    assert portal.get(WHERE).status_code == 405


@pytest.mark.parametrize("name", ["\ud800", "a\x00b", "Ж" * 900, "", "' OR 1=1"])
def test_a_message_that_is_named_as_we_name_none_is_not_ours(portal, sent, name):
    assert call(portal, {"type": "failed", "id": name}).status_code == 204
    assert state_of(sent) == NoticeState.SENT


def test_a_receipt_that_is_nested_too_deep_is_unreadable(portal, sent):
    assert call(portal, b"[" * 8000).status_code == 400
