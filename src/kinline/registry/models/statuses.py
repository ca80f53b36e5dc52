"""What is held of persons, and what was judged to be one of them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET
from kinline.registry.choices import DEATHS, Axis, IdentificationLevel, Reliability, StatusValue
from kinline.registry.models.descriptions import Description, Person
from kinline.vault.fields import SealedTextField


class StatusReportQuerySet(models.QuerySet["StatusReport"]):
    def counted(self) -> Self:
        """Reports that count: not withdrawn, and a death only once a second person has said so too."""
        return self.filter(withdrawn_at=None).exclude(value__in=DEATHS, seconded_at=None)

    def awaiting_second(self) -> Self:
        return self.filter(value__in=DEATHS, seconded_at=None, refused_at=None, withdrawn_at=None)


class StatusReport(models.Model):
    """What is held of one person on one axis as of a day, by whose word. Added to, never rewritten."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="status_reports")
    description = models.ForeignKey(
        Description, on_delete=models.PROTECT, null=True, related_name="status_reports"
    )
    axis = models.CharField(max_length=8, choices=Axis)
    value = models.CharField(max_length=20, choices=StatusValue)
    as_of = models.DateField()
    source_name = models.CharField(max_length=120)
    reliability = models.CharField(max_length=1, choices=Reliability, blank=True)
    level = models.CharField(max_length=12, choices=IdentificationLevel, blank=True)
    #: The competent authority's document, without which nothing is "confirmed".
    document = SealedTextField(blank=True)
    remark = SealedTextField(blank=True)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    seconded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = SealedTextField(blank=True)

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "axis", "-as_of"], name="status_person_axis")]
        constraints = [
            models.CheckConstraint(
                name="second_is_another_person",
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="seconded_has_who_and_when",
                condition=Q(seconded_by=None, seconded_at=None)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="refused_has_who_and_when",
                condition=Q(refused_by=None, refused_at=None)
                | Q(refused_by__isnull=False, refused_at__isnull=False),
            ),
            models.CheckConstraint(
                name="status_withdrawn_has_who_and_when",
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
        ]

    class Privacy:
        person = PSEUDONYM
        description = PSEUDONYM
        axis = PERSONAL
        value = PERSONAL
        as_of = PERSONAL
        source_name = KEPT
        reliability = KEPT
        level = KEPT
        document = SECRET
        remark = SECRET
        recorded_by = PSEUDONYM
        recorded_at = KEPT
        seconded_by = PSEUDONYM
        seconded_at = KEPT
        refused_by = PSEUDONYM
        refused_at = KEPT
        withdrawn_by = PSEUDONYM
        withdrawn_at = KEPT
        withdrawn_reason = SECRET

    def __str__(self) -> str:
        return f"{self.axis} of {self.person_id}: {self.value}"

    @property
    def needs_second(self) -> bool:
        return self.value in DEATHS and self.seconded_at is None

    @property
    def awaits_second(self) -> bool:
        """As `StatusReportQuerySet.awaiting_second` has it."""
        return self.needs_second and self.refused_at is None and self.withdrawn_at is None

    @property
    def counts(self) -> bool:
        """As `StatusReportQuerySet.counted` has it."""
        return self.withdrawn_at is None and not self.needs_second


class Join(models.Model):
    """Descriptions that were moved from one person to another because people judged them one. Can be undone."""

    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joins_into")
    origin = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joins_from")
    #: Primary keys of the descriptions and status reports that were moved.
    moved_descriptions = models.JSONField(default=list)
    moved_reports = models.JSONField(default=list)
    reason = SealedTextField()
    first_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_reason = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="join_takes_two", condition=~Q(first_by=F("second_by"))),
            models.CheckConstraint(name="join_of_two_persons", condition=~Q(into=F("origin"))),
            models.CheckConstraint(
                name="undone_has_who_and_when",
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    class Privacy:
        into = PSEUDONYM
        origin = PSEUDONYM
        moved_descriptions = PSEUDONYM
        moved_reports = PSEUDONYM
        reason = SECRET
        first_by = PSEUDONYM
        second_by = PSEUDONYM
        joined_at = KEPT
        undone_by = PSEUDONYM
        undone_at = KEPT
        undone_reason = SECRET

    def __str__(self) -> str:
        return f"{self.origin_id} into {self.into_id}"
