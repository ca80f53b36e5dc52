"""What the screens about families' questions show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.inquiries.models import (
    WORD_EVERY,
    Finding,
    Inquiry,
    InquiryQuerySet,
    Task,
    TaskQuerySet,
)
from kinline.registry.models import Description
from kinline.suggestions.choices import SuggestionState
from kinline.suggestions.models import Suggestion


def last_words(inquiry: Inquiry) -> Description:
    """The newest description in the family's own chain."""
    description = inquiry.description
    while follower := Description.objects.filter(follows=description).first():
        description = follower
    return description


def inquiries_for(staff: Staff) -> InquiryQuerySet:
    """Inquiries that `staff` may read, with what a list shows; contacts are not among it."""
    require(staff, Permission.READ_INQUIRIES)
    return Inquiry.objects.select_related("description", "caseworker", "seeker")


def get_inquiry(pk: int, *, visible_to: Staff) -> Inquiry:
    """One inquiry with its findings, tasks and tellings. Raises Inquiry.DoesNotExist."""
    findings = Finding.objects.select_related(
        "suggestion__left", "suggestion__right", "confirmed_by", "cleared_by"
    )
    return (
        inquiries_for(visible_to)
        .prefetch_related(
            Prefetch("findings", findings.order_by("-pk")),
            Prefetch("tasks", Task.objects.select_related("claimed_by").order_by("due_at")),
            "tellings__told_by",
            "sharings",
        )
        .get(pk=pk)
    )


def words_of(inquiry: Inquiry) -> list[Description]:
    """All that the family said about him, the newest first."""
    words = [last_words(inquiry)]
    while words[-1].follows_id:
        words.append(Description.objects.get(pk=words[-1].follows_id))
    return words


def matches_of(inquiry: Inquiry) -> QuerySet[Suggestion]:
    """Pairs judged the same in which this inquiry's man stands and that were not yet confirmed for it."""
    person = inquiry.description.person_id
    confirmed = inquiry.findings.filter(undone_at=None).values("suggestion")
    return (
        Suggestion.objects.filter(state=SuggestionState.SAME, left__person=person)
        .exclude(pk__in=confirmed)
        .select_related("left", "right")
    )


def open_tasks(*, visible_to: Staff) -> TaskQuerySet:
    """Tasks that wait, those due first on top."""
    require(visible_to, Permission.READ_INQUIRIES)
    return (
        Task.objects.open()
        .select_related("inquiry__description", "inquiry__caseworker", "claimed_by", "finding")
        .order_by("due_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Pulse:
    """Counts for the first page of the desk."""

    open: int
    unread: int
    without_a_word: int
    overdue_tasks: int
    my_tasks: int


def pulse(staff: Staff) -> Pulse:
    """How much there is to do."""
    rows = inquiries_for(staff)
    return Pulse(
        open=rows.open().count(),
        unread=rows.filter(state="received").count(),
        without_a_word=rows.without_a_word().count(),
        overdue_tasks=Task.objects.overdue().count(),
        my_tasks=Task.objects.open().filter(claimed_by=staff).count(),
    )


def waits_since(inquiry: Inquiry) -> int:
    """Whole days since the family last heard from us."""
    return (timezone.now() - inquiry.last_word_at).days


def word_due(inquiry: Inquiry) -> datetime:
    """By when the family hears from us, whatever there is to say."""
    return inquiry.last_word_at + WORD_EVERY
