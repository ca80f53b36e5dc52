"""Signed calls. The first case is the specification's own example."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinline.vault import webhooks
from kinline.vault.webhooks import BadSecret, BadSignature, check, secret_of, signed

#: Standard Webhooks, the test vector that its libraries share.
SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CALL, STAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_specifications_example():
    headers = signed(CALL, BODY, secret=secret_of(SECRET), now_s=STAMP)
    assert headers == {
        "webhook-id": CALL,
        "webhook-timestamp": str(STAMP),
        "webhook-signature": SIGNATURE,
    }
    check(headers, BODY, secret=secret_of(f"whsec_{SECRET}\n"), now_s=STAMP)


@given(
    call=st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=30),
    body=st.binary(max_size=200),
    now=st.integers(0, 10**11),
)
def test_what_was_signed_is_known_and_nothing_else(call, body, now):
    secret = b"s" * 32
    headers = signed(call, body, secret=secret, now_s=now)
    check(headers, body, secret=secret, now_s=now + webhooks.TOLERANCE_S)
    for changed in (
        {"body": body + b" "},
        {"secret": b"t" * 32},
        {"now_s": now + webhooks.TOLERANCE_S + 1},
        {"now_s": now - webhooks.TOLERANCE_S - 1},
        {"headers": {**headers, "webhook-id": f"{call}x"}},
        {"headers": {**headers, "webhook-timestamp": str(now + 1)}},
        {"headers": {**headers, "webhook-timestamp": "٣"}},
        {"headers": {**headers, "webhook-signature": ""}},
        {"headers": {}},
    ):
        told = {"headers": headers, "body": body, "secret": secret, "now_s": now, **changed}
        with pytest.raises(BadSignature):
            check(told["headers"], told["body"], secret=told["secret"], now_s=told["now_s"])


def test_one_of_several_signatures_is_enough_while_a_secret_changes():
    headers = signed("a", b"{}", secret=b"n" * 32, now_s=1000)
    headers["webhook-signature"] = f"v1,{'A' * 43}= {headers['webhook-signature']}"
    check(headers, b"{}", secret=b"n" * 32, now_s=1000)


@pytest.mark.parametrize("text", ["", "geheim!", base64.b64encode(b"short").decode(), "whsec_"])
def test_a_weak_secret_is_refused_in_a_sentence(text):
    with pytest.raises(BadSecret, match="openssl rand"):
        secret_of(text)
