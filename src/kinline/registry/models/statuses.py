"""What is held of persons, and what was judged to be one of them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.registry.choices import DEATHS, Axis, IdentificationLevel, Reliability, StatusValue
from kinline.registry.models.descriptions import Description, Person
from kinline.vault.fields import SealedTextField


class StatusReportQuerySet(models.QuerySet["StatusReport"]):
    def standing(self) -> Self:
        """Neither withdrawn nor suspended, and a death only once a second person has said so too."""
        return self.filter(withdrawn_at=None, suspended_at=None).exclude(value__in=DEATHS, seconded_at=None)

    def counted(self) -> Self:
        """Reports that count: standing, of a person of whom no join is suspended."""
        return self.standing().exclude(person__in=Suspension.objects.open().of_joins().values("person"))

    def awaiting_second(self) -> Self:
        return self.filter(value__in=DEATHS, seconded_at=None, refused_at=None, withdrawn_at=None)


class StatusReport(models.Model):
    """What is held of one person on one axis as of a day, by whose word. Added to, never rewritten."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="status_reports")
    description = models.ForeignKey(
        Description, on_delete=models.PROTECT, null=True, related_name="status_reports"
    )
    #: The first words of the family for whose sake it was asked; the remark may quote it.
    asked_for = models.ForeignKey(
        Description, on_delete=models.SET_NULL, null=True, related_name="reports_asked_for"
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
    #: Why and by whom stands in `suspensions`.
    suspended_at = models.DateTimeField(null=True)
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
        asked_for = PSEUDONYM
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
        suspended_at = KEPT
        refused_by = PSEUDONYM
        refused_at = KEPT
        withdrawn_by = PSEUDONYM
        withdrawn_at = KEPT
        withdrawn_reason = SECRET

    #: Where another source still speaks of him, what is held of him stays: his own wish, or a danger, goes on
    #: protecting him. What was remarked of the erased words goes.
    erasure = Erasure(
        goes_with=("person",),
        empties_with={
            "description": ("remark", "withdrawn_reason"),
            "asked_for": ("remark", "withdrawn_reason"),
        },
        others=("recorded_by", "seconded_by", "refused_by", "withdrawn_by"),
    )

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
    def stands(self) -> bool:
        """As `StatusReportQuerySet.standing` has it."""
        return self.withdrawn_at is None and self.suspended_at is None and not self.needs_second


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
    #: Why and by whom stands in `suspensions`.
    suspended_at = models.DateTimeField(null=True)

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
        suspended_at = KEPT

    erasure = Erasure(
        goes_with=("into", "origin"),
        empties_with={"suggestions": ("reason", "undone_reason")},
        lists={
            "moved_descriptions": ("registry.Description", ("into__descriptions", "origin__descriptions")),
            "moved_reports": ("registry.StatusReport", ("into__status_reports", "origin__status_reports")),
        },
        others=("first_by", "second_by", "undone_by"),
    )

    def __str__(self) -> str:
        return f"{self.origin_id} into {self.into_id}"


class Doubt(models.Model):
    """That somebody suspended something, why, and what came of it. One suspends; restoring takes two."""

    suspended_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField(default=timezone.now)
    reason = SealedTextField()
    #: The first of the two who would restore it. The second reads this reason.
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_reason = SealedTextField(blank=True)
    restored_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    restored_at = models.DateTimeField(null=True)
    restored_reason = SealedTextField(blank=True)
    #: It ended otherwise: what was suspended was taken back or undone.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_two_restore",
                condition=Q(restored_by=None) | (Q(asked_by__isnull=False) & ~Q(restored_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_asked_who_when",
                condition=Q(asked_by=None, asked_at=None) | Q(asked_by__isnull=False, asked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_restored_who_when",
                condition=Q(restored_by=None, restored_at=None)
                | Q(restored_by__isnull=False, restored_at__isnull=False, ended_at=None),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.restored_at is None and self.ended_at is None


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def open(self) -> Self:
        return self.filter(restored_at=None, ended_at=None)

    def of_joins(self) -> Self:
        return self.filter(join__isnull=False)


class Suspension(Doubt):
    """A death, or a join of two persons, that one person suspended: it counts nowhere until two restore it."""

    report = models.ForeignKey(StatusReport, on_delete=models.PROTECT, null=True, related_name="suspensions")
    join = models.ForeignKey(Join, on_delete=models.PROTECT, null=True, related_name="suspensions")
    #: Who is in doubt. It follows the descriptions when they move.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="suspensions")

    objects = SuspensionQuerySet.as_manager()

    class Meta(Doubt.Meta):
        constraints = [
            *Doubt.Meta.constraints,
            models.CheckConstraint(
                name="suspension_of_one_thing",
                condition=Q(report=None, join__isnull=False) | Q(report__isnull=False, join=None),
            ),
            models.UniqueConstraint(
                name="a_report_suspended_once",
                fields=["report"],
                condition=Q(restored_at=None, ended_at=None),
            ),
            models.UniqueConstraint(
                name="a_join_suspended_once", fields=["join"], condition=Q(restored_at=None, ended_at=None)
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
        report = PSEUDONYM
        join = PSEUDONYM
        person = PSEUDONYM

    erasure = Erasure(
        goes_with=("person", "report", "join"), others=("suspended_by", "asked_by", "restored_by")
    )

    def __str__(self) -> str:
        return f"suspension of {self.report_id or self.join_id}"
