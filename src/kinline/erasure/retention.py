"""Rows that are emptied or deleted when their day has come, a hundred at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from kinline.accounts.models import Enrolment
from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.calls.choices import CallState
from kinline.calls.models import Call
from kinline.erasure.choices import PERIODS, Keep
from kinline.exchange.choices import ImportState
from kinline.exchange.commands import cancel_import
from kinline.exchange.models import ImportRun, RowRefusal
from kinline.notices.choices import NoticeState
from kinline.notices.models import Notice

#: Rows of one transaction.
AT_ONCE = 100


def _sent(before: datetime) -> int:
    rows = Notice.objects.exclude(address="", subject="", body="")
    sent = _first(rows.filter(state=NoticeState.SENT, sent_at__lt=before))
    cancelled = _first(rows.filter(state=NoticeState.CANCELLED, queued_at__lt=before))
    return Notice.objects.filter(pk__in=sent + cancelled).update(address="", subject="", body="")


def _dead(before: datetime) -> int:
    dead = _first(Notice.objects.dead().filter(queued_at__lt=before))
    return Notice.objects.filter(pk__in=dead, state=NoticeState.DEAD).update(
        state=NoticeState.CANCELLED,
        once_key=Concat(Value("cancelled:"), Cast(F("pk"), CharField())),
        address="",
        subject="",
        body="",
    )


def _calls(before: datetime) -> int:
    rows = Call.objects.filter(state=CallState.DONE, done_at__lt=before)
    done = _first(rows.exclude(number="", number_hash="", about_whom="", note=""))
    return Call.objects.filter(pk__in=done).update(number="", number_hash="", about_whom="", note="")


def _refused_rows(before: datetime) -> int:
    rows = RowRefusal.objects.filter(run__finished_at__lt=before).exclude(value="")
    return RowRefusal.objects.filter(pk__in=_first(rows)).update(value="")


def _enrolments(before: datetime) -> int:
    # A used one stays: who made it never vouches for that account, however long they wait (`accounts.rules`).
    unused = Enrolment.objects.filter(expires_at__lt=before, used_at=None)
    gone, _each = Enrolment.objects.filter(pk__in=_first(unused)).delete()
    return gone


def _first(rows: "QuerySet[Any]") -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


_DUTIES: dict[Keep, Callable[[datetime], int]] = {
    Keep.SENT_NOTICE: _sent,
    Keep.DEAD_LETTER: _dead,
    Keep.CALL: _calls,
    Keep.REFUSED_ROW: _refused_rows,
    Keep.ENROLMENT: _enrolments,
}


def empty_due(*, by: Actor) -> int:
    """Empty or delete up to 100 rows of each kind whose day has come. Returns how many. The audit gets counts only."""
    done = 0
    for keep, act in _DUTIES.items():
        with transaction.atomic():
            if number := act(_day(keep)):
                audit.record("erasure:rows:emptied", by=by, subject="retention", keep=keep, number=number)
                done += number
    return done + _drop_uploads(by)


def _day(keep: Keep) -> datetime:
    return timezone.now() - timedelta(days=PERIODS[keep].days or 0)


def _drop_uploads(by: Actor) -> int:
    """Cancel imports that nobody went on with: their files are deleted."""
    runs = ImportRun.objects.filter(state=ImportState.MAPPING, started_at__lt=_day(Keep.UPLOAD))
    for run in (left := list(runs.order_by("pk")[:AT_ONCE])):
        cancel_import(run, by=by)
    return len(left)
