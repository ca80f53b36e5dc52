"""What is in doubt, who was told of it, and what is owed to them."""

from collections.abc import Iterable

from django.db.models import Prefetch

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.inquiries.models import (
    Correction,
    CorrectionLine,
    CorrectionQuerySet,
    Finding,
    FindingSuspension,
    FindingSuspensionQuerySet,
    Inquiry,
)
from kinline.registry.models import Suspension
from kinline.registry.queries import suspensions


def corrections(*, visible_to: Staff) -> CorrectionQuerySet:
    """Every correction with its lines, those due first on top. Which families stand in it is for the desk only."""
    require(visible_to, Permission.TELL)
    lines = CorrectionLine.objects.select_related(
        "inquiry__description",
        "inquiry__caseworker",
        "telling__told_by",
        "telling__second_present",
        "corrected_in__told_by",
        "ended_by",
    )
    found: CorrectionQuerySet = Correction.objects.all()
    return (
        found.select_related("report", "join", "finding", "opened_by")
        .prefetch_related(Prefetch("lines", lines.order_by("pk")))
        .order_by("due_at", "pk")
    )


def lines_owed(inquiry: Inquiry, *, visible_to: Staff) -> list[CorrectionLine]:
    """What this family was told and does not know yet to be in doubt, the newest first."""
    require(visible_to, Permission.TELL)
    owed = CorrectionLine.objects.open().told().filter(inquiry=inquiry)
    return list(
        owed.select_related(
            "telling", "correction__report", "correction__join", "correction__finding"
        ).order_by("-pk")
    )


def finding_suspensions(*, visible_to: Staff) -> FindingSuspensionQuerySet:
    """Every suspension of a match, with who said what of it."""
    require(visible_to, Permission.TELL)
    found: FindingSuspensionQuerySet = FindingSuspension.objects.all()
    return found.select_related("finding__inquiry__description", "suspended_by", "asked_by", "restored_by")


def doubts_about(inquiry: Inquiry, *, visible_to: Staff) -> list[Suspension | FindingSuspension]:
    """Why nothing is told to this family: what is suspended of the man it asks about, or of its match."""
    of_him = suspensions(visible_to=visible_to).open().filter(person=inquiry.description.person_id)
    of_match = finding_suspensions(visible_to=visible_to).open().filter(finding__inquiry=inquiry)
    return [*of_him, *of_match]


def findings_about(persons: Iterable[int]) -> list[Finding]:
    """Matches that stand, of all inquiries about these persons, in the order in which they are locked."""
    return list(
        Finding.objects.filter(undone_at=None, inquiry__description__person__in=list(persons))
        .select_related("inquiry__description__person", "suggestion")
        .order_by("inquiry", "pk")
    )
