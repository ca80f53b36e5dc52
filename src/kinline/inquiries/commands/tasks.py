"""Tasks of an inquiry, and the row that every write about it locks first."""

import datetime as dt
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.inquiries import rules
from kinline.inquiries.choices import OPEN_STATES, InquiryState, TaskKind, TellingOutcome
from kinline.inquiries.models import WORD_EVERY, Finding, Inquiry, Task, Telling
from kinline.registry.models import StatusReport

#: How long before a word is due somebody is asked to give it.
WORD_AHEAD = timedelta(days=5)
#: Within which it is decided what a family hears of what came after it was told.
LATER_NEWS_WITHIN = timedelta(days=1)


def make_task(
    inquiry: Inquiry, kind: TaskKind, *, due_at: dt.datetime, finding: Finding | None = None
) -> None:
    """An open task of one kind stands once; a second asking changes nothing but the match it is about."""
    task, is_new = Task.objects.get_or_create(
        inquiry=inquiry,
        kind=kind,
        done_at=None,
        dropped_at=None,
        defaults={"due_at": due_at, "finding": finding},
    )
    if not is_new and finding is not None:
        task.finding = finding
        task.save(update_fields=["finding"])


def locked(inquiry: Inquiry) -> Inquiry:
    """The inquiry as it stands now, held until the transaction ends."""
    return Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)


def finish_task(inquiry: Inquiry, kind: TaskKind, *, by: Staff) -> None:
    """Mark the open task of one kind done, if there is one."""
    inquiry.tasks.open().filter(kind=kind).update(done_by=by, done_at=timezone.now())


@transaction.atomic
def claim_task(task: Task, *, by: Staff) -> Task:
    """Take a task. Of two who claim it at once one wins, and the other is told who."""
    require(by, Permission.READ_INQUIRIES)
    won = (
        Task.objects.open()
        .filter(pk=task.pk, claimed_by=None)
        .update(claimed_by=by, claimed_at=timezone.now())
    )
    task.refresh_from_db()
    if not won and task.claimed_by_id != by.pk:
        holder = task.claimed_by.display_name if task.claimed_by else _("somebody")
        raise Refused(_("%(name)s has taken this.") % {"name": holder})
    if won:
        audit.record("inquiries:task:claimed", by=by, subject=f"inquiry:{task.inquiry_id}", kind=task.kind)
    return task


@transaction.atomic
def release_task(task: Task, *, by: Staff) -> None:
    """Give a task back for others."""
    require(by, Permission.READ_INQUIRIES)
    if not Task.objects.open().filter(pk=task.pk, claimed_by=by).update(claimed_by=None, claimed_at=None):
        raise Refused(_("This task is not yours."))
    audit.record("inquiries:task:released", by=by, subject=f"inquiry:{task.inquiry_id}", kind=task.kind)


def make_later_news_tasks(*, by: Actor, most: int = 100) -> int:
    """Have it decided what a family hears of what came after it was told. Returns of how many families."""
    # Not the monthly word: it says nothing of a match.
    spoken = Telling.objects.filter(
        inquiry=OuterRef("pk"), outcome=TellingOutcome.REACHED, finding__isnull=False
    ).order_by("-told_at")
    came = StatusReport.objects.counted().filter(
        person=OuterRef("description__person"), axis__in=rules.NEWS_AXES
    )
    told = (
        Inquiry.objects.filter(state=InquiryState.TOLD)
        .annotate(told_at=Subquery(spoken.values("told_at")[:1]))
        .filter(
            Exists(
                came.filter(Q(recorded_at__gt=OuterRef("told_at")) | Q(seconded_at__gt=OuterRef("told_at")))
            )
        )
        .exclude(tasks__in=Task.objects.open().filter(kind=TaskKind.ASK_WISHES))
        .order_by("pk")
    )
    asked = 0
    for found in told.iterator(chunk_size=most):
        if _later_news_of(found) is None:
            continue  # Nothing is locked for a word that the family knows already.
        with transaction.atomic():
            inquiry = locked(found)
            finding = _later_news_of(inquiry)
            if inquiry.state != InquiryState.TOLD or finding is None:
                continue
            make_task(
                inquiry, TaskKind.ASK_WISHES, due_at=timezone.now() + LATER_NEWS_WITHIN, finding=finding
            )
            audit.record("inquiries:task:later_news", by=by, subject=f"inquiry:{inquiry.pk}")
            asked += 1
        if asked == most:
            break
    return asked


def _later_news_of(inquiry: Inquiry) -> Finding | None:
    """The match that stands, if something else is held of him since the family was told."""
    finding = inquiry.findings.filter(undone_at=None).order_by("-pk").first()
    return finding if finding is not None and rules.later_news(finding) is not None else None


def make_word_tasks(*, by: Actor, most: int = 100) -> int:
    """Ask for a word to each family that will soon have waited 30 days. Returns how many were asked for."""
    soon = timezone.now() - WORD_EVERY + WORD_AHEAD
    waiting = (
        Inquiry.objects.filter(state__in=OPEN_STATES, last_word_at__lt=soon)
        .exclude(
            tasks__in=Task.objects.open().filter(kind__in=[TaskKind.WORD, TaskKind.TALK, TaskKind.CORRECT])
        )
        .order_by("last_word_at")[:most]
    )
    asked = 0
    for found in waiting:
        with transaction.atomic():
            inquiry = locked(found)
            if not inquiry.is_open:
                continue  # Withdrawn since it was looked for: nobody is to call this family.
            make_task(inquiry, TaskKind.WORD, due_at=inquiry.word_due_at)
            audit.record("inquiries:task:word_due", by=by, subject=f"inquiry:{inquiry.pk}")
            asked += 1
    return asked
