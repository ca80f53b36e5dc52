"""Signed calls between us and a telephone provider, after the Standard Webhooks specification 1.0.

Three headers: `webhook-id`, `webhook-timestamp` (seconds since 1970), and `webhook-signature`, one or more of
`v1,` + base64(HMAC-SHA256(secret, "id.timestamp.body")) separated by spaces.
Source: standard-webhooks, spec/standard-webhooks.md.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

#: Seconds by which the other side's clock may differ, and within which a call could be played again.
TOLERANCE_S = 300
#: The specification asks for 24 to 64 bytes.
SHORTEST_SECRET, LONGEST_SECRET = 24, 64
_PREFIX = "whsec_"


class BadSecret(ValueError):
    """Not a secret of that kind. The message is a sentence."""


class BadSignature(Exception):
    """The call does not come from whoever holds the secret, or it comes late."""


def secret_of(text: str) -> bytes:
    """The bytes of a secret as it is written: base64 of 24 to 64 bytes, with `whsec_` before it or not."""
    try:
        secret = base64.b64decode(text.strip().removeprefix(_PREFIX), validate=True)
    except binascii.Error as wrong:
        raise BadSecret("The secret must be base64. Make one with: openssl rand -base64 32") from wrong
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
        raise BadSecret(
            "The secret must have 24 to 64 bytes in base64. Make one with: openssl rand -base64 32"
        )
    return secret


def signed(call_id: str, body: bytes, *, secret: bytes, now_s: int) -> dict[str, str]:
    """The headers of a call."""
    return {
        "webhook-id": call_id,
        "webhook-timestamp": str(now_s),
        "webhook-signature": f"v1,{_signature(call_id, str(now_s), body, secret)}",
    }


def check(headers: Mapping[str, str], body: bytes, *, secret: bytes, now_s: int) -> None:
    """Raises BadSignature unless `secret` signed this call, no longer than TOLERANCE_S ago."""
    call_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):  # noqa: PLR2004  # digits until the year 33658
        raise BadSignature("no time")
    if abs(now_s - int(stamp)) > TOLERANCE_S:
        raise BadSignature("too old, or a clock is wrong")
    expected = f"v1,{_signature(call_id, stamp, body, secret)}".encode()
    given = headers.get("webhook-signature", "").encode("utf-8", "replace").split()
    if not any(hmac.compare_digest(one, expected) for one in given):
        raise BadSignature("no signature fits")


def _signature(call_id: str, stamp: str, body: bytes, secret: bytes) -> str:
    told = f"{call_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.new(secret, told, hashlib.sha256).digest()).decode()
