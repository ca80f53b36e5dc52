"""What a telephone provider calls: receipts for text messages. No session, no cookie, no page."""

import json
import re
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kinline.notices.public import Receipt, TooEarly, take_receipt
from kinline.vault import webhooks

#: Bytes; a receipt has some two hundred.
LONGEST = 8192
#: What is kept of a code: a provider may repeat the telephone number in it, and that has more digits.
_CODE = re.compile(r"[A-Za-z_.-]{0,32}[0-9]{0,6}")
#: As we name a message to a provider. What is named otherwise is not ours.
_HANDLE = re.compile(r"[0-9a-f]{32}")
#: By when a receipt that came too early is welcome, in seconds.
LATER_S = 30


@csrf_exempt  # the signature says who calls; there is no cookie that a stranger's page could use
@require_POST
def sms_receipt(request: HttpRequest) -> HttpResponse:
    """`{"type": "delivered"|"failed", "id": "…", "code": "…"}` under the shared secret.

    204 once noted, also for a message that is not ours; 503 while our own call has not returned; 404 where no provider
    is set up.
    """
    if not settings.SMS_URL:
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        return HttpResponse(status=413)
    body = request.body
    try:
        webhooks.check(request.headers, body, secret=settings.SMS_SECRET, now_s=int(time.time()))
    except webhooks.BadSignature:
        return HttpResponse(status=401)
    try:
        told = json.loads(body)
        receipt, handle, code = Receipt(told["type"]), told["id"], told.get("code", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    if not (isinstance(handle, str) and isinstance(code, str)):
        return HttpResponse(status=400)
    if not _HANDLE.fullmatch(handle):
        return HttpResponse(status=204)
    try:
        take_receipt(handle, receipt, code=code if _CODE.fullmatch(code) else "")
    except TooEarly:
        return HttpResponse(status=503, headers={"Retry-After": str(LATER_S)})
    return HttpResponse(status=204)
