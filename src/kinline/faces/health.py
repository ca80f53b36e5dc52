"""Whether the installation does its work, for a watch that rings somebody. No word about any person."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kinline.audit import queries as audit
from kinline.notices import queries as notices
from kinline.suggestions import queries as suggestions

#: From these on, somebody should look. Seconds.
WORKER_LATE_S = 60
OUTBOX_LATE_S = 15 * 60
UNMATCHED_LATE_S = 10 * 60


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 if all is well, 503 if not. Dead letters are counted and are no fault: staff see them."""
    try:
        late_s = audit.worker_late_s()
        outbox_s = notices.oldest_due_s()
        unmatched_s = suggestions.oldest_unmatched_s()
        dead = notices.count_dead()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    works = late_s is not None and late_s < WORKER_LATE_S
    ok = works and outbox_s < OUTBOX_LATE_S and unmatched_s < UNMATCHED_LATE_S
    return JsonResponse(
        {
            "ok": ok,
            "database": True,
            "worker_late_s": None if late_s is None else round(late_s),
            "outbox_oldest_due_s": round(outbox_s),
            "dead_letters": dead,
            "oldest_unmatched_s": round(unmatched_s),
        },
        status=200 if ok else 503,
    )
