"""Text messages through whichever provider the operator has: one signed HTTP call a message.

What is sent, as JSON: `{"id": "…", "to": "+380…", "text": "…", "language": "uk"}`. Any answer of 2xx means that the
provider has it. What became of it comes back later as a receipt (`kinline.notices.public.take_receipt`).
"""

import http.client
import json
import time
from urllib.parse import urlsplit

from django.conf import settings

from kinline.notices.channels import Message, NotSent, RefusedForGood, Unclear, Unreachable, unsent
from kinline.notices.choices import Failure
from kinline.vault import webhooks

TIMEOUT_S = 20
#: About us, not about this number: every other message would meet the same.
_ABOUT_US = {401, 402, 403, 404, 405, 407}
#: The provider asks for patience, or its address has moved.
_LATER = {408, 409, 425, 429}


def send(message: Message) -> None:
    """Hand `message` to the provider. Raises Unreachable, NotSent, RefusedForGood or Unclear as e-mail does."""
    if settings.NOT_SENT is not None:
        unsent.lay(f"{message.address}\n\n{message.body}\n", unsent.identity(message.once_key))
        return
    if not settings.SMS_URL:
        raise Unreachable(Failure.GATEWAY_NOT_SET_UP)
    _judge(_status_of(message))


def _status_of(message: Message) -> int:
    """The provider's answer as an HTTP status."""
    where = urlsplit(settings.SMS_URL)
    told = {
        "id": message.once_key,
        "to": message.address,
        "text": message.body,
        "language": message.language,
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        **webhooks.signed(message.once_key, body, secret=settings.SMS_SECRET, now_s=int(time.time())),
    }
    secure = where.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    way = kind(where.hostname or "", where.port, timeout=TIMEOUT_S)
    try:
        try:
            way.connect()
        except OSError as failure:
            raise Unreachable(Failure.GATEWAY_UNREACHABLE, type(failure).__name__) from failure
        try:
            path = f"{where.path or '/'}?{where.query}" if where.query else where.path or "/"
            way.request("POST", path, body, headers)
        except (OSError, http.client.HTTPException) as failure:
            raise NotSent(Failure.GATEWAY_BROKEN_OFF, type(failure).__name__) from failure
        try:
            return way.getresponse().status
        except (OSError, http.client.HTTPException) as failure:
            raise Unclear(Failure.GATEWAY_UNANSWERED) from failure
    finally:
        way.close()


def _judge(status: int) -> None:
    code = str(status)
    if status in range(200, 300):
        return
    if status in _ABOUT_US or status in range(300, 400):
        raise Unreachable(Failure.GATEWAY_NOT_LET_IN, code)
    if status in range(400, 500) and status not in _LATER:
        raise RefusedForGood(Failure.GATEWAY_REFUSED, code)
    raise NotSent(Failure.GATEWAY_REFUSED, code)
