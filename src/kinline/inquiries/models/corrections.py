"""What was suspended of a family's match, and who has to hear that what we told is in doubt."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PSEUDONYM, SECRET, Erasure
from kinline.inquiries.choices import LineEnd, LineKind
from kinline.inquiries.models.inquiries import Finding, Inquiry, Telling
from kinline.registry.models import Doubt, Join, StatusReport
from kinline.vault.fields import SealedTextField


class FindingSuspensionQuerySet(models.QuerySet["FindingSuspension"]):
    def open(self) -> Self:
        return self.filter(restored_at=None, ended_at=None)


class FindingSuspension(Doubt):
    """A match confirmed for one family, and the notices about it, that one person suspended until two restore it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="suspensions")

    objects = FindingSuspensionQuerySet.as_manager()

    class Meta(Doubt.Meta):
        constraints = [
            *Doubt.Meta.constraints,
            models.UniqueConstraint(
                name="a_finding_suspended_once",
                fields=["finding"],
                condition=Q(restored_at=None, ended_at=None),
            ),
        ]

    class Privacy:
        suspended_by = PSEUDONYM
        suspended_at = KEPT
        reason = SECRET
        asked_by = PSEUDONYM
        asked_at = KEPT
        asked_reason = SECRET
        restored_by = PSEUDONYM
        restored_at = KEPT
        restored_reason = SECRET
        ended_at = KEPT
        finding = PSEUDONYM

    erasure = Erasure(goes_with=("finding",), others=("suspended_by", "asked_by", "restored_by"))

    def __str__(self) -> str:
        return f"suspension of finding {self.finding_id}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Correction(models.Model):
    """One piece of false or doubtful news, and everyone who has to hear that it is. One thing brought it about."""

    report = models.ForeignKey(StatusReport, on_delete=models.PROTECT, null=True, related_name="corrections")
    join = models.ForeignKey(Join, on_delete=models.PROTECT, null=True, related_name="corrections")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="corrections")
    reason = SealedTextField()
    opened_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_of_one_thing",
                condition=Q(report__isnull=False, join=None, finding=None)
                | Q(report=None, join__isnull=False, finding=None)
                | Q(report=None, join=None, finding__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_correction_a_report", fields=["report"], condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(
                name="one_open_correction_a_join", fields=["join"], condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(
                name="one_open_correction_a_finding", fields=["finding"], condition=Q(closed_at=None)
            ),
        ]

    class Privacy:
        report = PSEUDONYM
        join = PSEUDONYM
        finding = PSEUDONYM
        reason = SECRET
        opened_by = PSEUDONYM
        opened_at = KEPT
        due_at = KEPT
        closed_at = KEPT

    erasure = Erasure(goes_with=("report", "join", "finding"), others=("opened_by",))

    def __str__(self) -> str:
        return f"correction {self.pk}"

    @property
    def is_for_sure(self) -> bool:
        """Whether it was taken back or undone, and so was wrong; while it is suspended we are unsure."""
        if self.report is not None:
            return self.report.withdrawn_at is not None
        held = self.join if self.join is not None else self.finding
        return held is not None and held.undone_at is not None


class CorrectionLineQuerySet(models.QuerySet["CorrectionLine"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def told(self) -> Self:
        return self.filter(kind=LineKind.TOLD)


class CorrectionLine(models.Model):
    """Somebody who was told, asked for a talk or sent what is now in doubt, and how they heard that it is."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=12, choices=LineKind)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, null=True, related_name="correction_lines")
    #: What the family was told, when it was.
    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, null=True, related_name="corrected_by")
    #: To whom a list or a file went that holds it, and when. For those no family stands here.
    recipient = models.CharField(max_length=200, blank=True)
    forwarded_at = models.DateTimeField(null=True)
    once_key = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=12, choices=LineEnd, blank=True)
    ended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    note = SealedTextField(blank=True)
    #: The talk in which the family heard of it.
    corrected_in = models.ForeignKey(Telling, on_delete=models.PROTECT, null=True, related_name="corrects")

    objects = CorrectionLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_line_once_a_correction", fields=["correction", "once_key"]),
            models.CheckConstraint(
                name="line_is_of_a_family_or_a_recipient",
                condition=Q(kind=LineKind.FORWARDED, inquiry=None, telling=None, forwarded_at__isnull=False)
                | (Q(kind=LineKind.TOLD, inquiry__isnull=False, telling__isnull=False, recipient=""))
                | (Q(kind=LineKind.ASKED, inquiry__isnull=False, telling=None, recipient="")),
            ),
            models.CheckConstraint(
                name="line_ended_has_when_and_why",
                condition=Q(ended_at=None, ended_because="", ended_by=None)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because="")),
            ),
            models.CheckConstraint(
                name="a_family_told_is_corrected_in_a_talk",
                condition=~Q(kind=LineKind.TOLD, ended_because=LineEnd.CORRECTED)
                | Q(corrected_in__isnull=False),
            ),
        ]

    class Privacy:
        correction = PSEUDONYM
        kind = KEPT
        inquiry = PSEUDONYM
        telling = PSEUDONYM
        recipient = KEPT
        forwarded_at = KEPT
        once_key = PSEUDONYM
        ended_at = KEPT
        ended_because = KEPT
        ended_by = PSEUDONYM
        note = SECRET
        corrected_in = PSEUDONYM

    erasure = Erasure(goes_with=("inquiry", "correction"), others=("ended_by",))

    def __str__(self) -> str:
        return f"{self.kind} of {self.correction_id}"
