"""Whether the installation does its work, for a watch that rings somebody. The log tells what is wrong."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kinline.audit import queries as audit
from kinline.notices import queries as notices
from kinline.suggestions import queries as suggestions

log = logging.getLogger(__name__)

#: From these on, somebody should look. Seconds.
WORKER_LATE_S = 60
OUTBOX_LATE_S = 15 * 60
UNMATCHED_LATE_S = 10 * 60


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 if all is well, 503 if not, and no more than that: anybody may ask. Dead letters are no fault: staff see
    them.
    """
    try:
        faults = _faults()
    except DatabaseError:
        faults = ["database"]
    if faults:
        log.warning("Not well: %s.", ", ".join(faults))
    return JsonResponse({"ok": not faults}, status=503 if faults else 200)


def _faults() -> list[str]:
    late_s = audit.worker_late_s()
    checked = {
        "worker": late_s is None or late_s >= WORKER_LATE_S,
        "outbox": notices.oldest_due_s() >= OUTBOX_LATE_S,
        "matching": suggestions.oldest_unmatched_s() >= UNMATCHED_LATE_S,
    }
    return [name for name, is_wrong in checked.items() if is_wrong]
