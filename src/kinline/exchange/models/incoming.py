"""What came from whom."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.accounts.models import Staff, Token
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.exchange.choices import UNDER_WAY, ImportState
from kinline.leases import Leased, LeasedQuerySet
from kinline.registry.models import Arrival
from kinline.vault.fields import SealedTextField


class ImportRunQuerySet(LeasedQuerySet):
    def free(self) -> Self:
        return super().free().filter(state__in=UNDER_WAY)

    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)


class ImportRun(Leased):
    """One file on its way into the registry. It can be stopped at any row and goes on from there."""

    file_name = models.CharField(max_length=200)
    #: The name of the stored upload; empty once it is deleted.
    stored_as = models.CharField(max_length=80, blank=True)
    #: The name of its rows; empty until they are unpacked, and once they are deleted.
    rows_as = models.CharField(max_length=80, blank=True)
    #: What opens both.
    file_key = SealedTextField(blank=True)
    format = models.CharField(max_length=8, default="csv")
    #: How the format reads it: {"columns": [...], "noted": {...}}
    layout = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    source_name = models.CharField(max_length=120)
    source_kind = models.CharField(max_length=16)
    purpose = models.CharField(max_length=16)
    lawful_basis = models.CharField(max_length=16, blank=True)
    reliability = models.CharField(max_length=1, blank=True)
    #: {our field: their column}
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.MAPPING)
    #: Where the next slice begins, in bytes of the unpacked rows.
    position = models.BigIntegerField(default=0)
    #: The earlier import of the very same file, because of which this one added nothing.
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    arrival = models.OneToOneField(Arrival, on_delete=models.PROTECT, null=True, related_name="run")
    started_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    #: The machine's key by which it came, and the number under which that machine knows it. Both or none.
    token = models.ForeignKey(Token, on_delete=models.PROTECT, null=True, related_name="+")
    public_id = models.UUIDField(null=True, unique=True, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    #: A `FileFault` and its detail.
    refusal = models.CharField(max_length=300, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finished_has_a_time",
                condition=(Q(state__in=["complete", "refused", "cancelled"]) & Q(finished_at__isnull=False))
                | (~Q(state__in=["complete", "refused", "cancelled"]) & Q(finished_at=None)),
            ),
            models.UniqueConstraint(
                name="one_file_a_source_at_a_time",
                fields=["source_name"],
                condition=Q(state__in=["queued", "checking", "writing", "cancelling"]),
            ),
        ]

    class Privacy:
        file_name = KEPT
        stored_as = KEPT
        rows_as = KEPT
        file_key = SECRET
        format = KEPT
        layout = KEPT
        position = KEPT
        same_as = KEPT
        sha256 = KEPT
        source_name = KEPT
        source_kind = KEPT
        purpose = KEPT
        lawful_basis = KEPT
        reliability = KEPT
        mapping = KEPT
        state = KEPT
        arrival = KEPT
        started_by = PSEUDONYM
        token = KEPT
        public_id = KEPT
        started_at = KEPT
        finished_at = KEPT
        rows_total = KEPT
        rows_read = KEPT
        rows_added = KEPT
        rows_known = KEPT
        rows_refused = KEPT
        refusal = KEPT
        due_at = KEPT
        attempts = KEPT
        leased_by = KEPT
        leased_until = KEPT

    erasure = Erasure(because="a file's name and counts; the file itself is deleted when its import ends")

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"


class RowRefusal(models.Model):
    """One row of a file that was not taken in, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=120, blank=True)
    #: A `RowFault` and its detail.
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_refusal_once", fields=["run", "row", "column", "reason"])
        ]

    class Privacy:
        run = KEPT
        row = KEPT
        column = KEPT
        value = PERSONAL
        reason = KEPT

    erasure = Erasure(because="a row that was not taken in is nobody's yet; its value goes after its period")

    def __str__(self) -> str:
        return f"row {self.row} of {self.run_id}"
