"""What befell those who are held, and what they said."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.duties.choices import (
    CardOutcome,
    EventKind,
    InformedBy,
)
from kinline.registry.models import Description, StatusReport
from kinline.vault.fields import SealedTextField


class CustodyEvent(models.Model):
    """What befell a prisoner, beside the status report that says so. Whose, when, by whose word: the report's."""

    report = models.OneToOneField(StatusReport, on_delete=models.CASCADE, related_name="event")
    kind = models.CharField(max_length=12, choices=EventKind)
    #: No finer than the district.
    place = models.CharField(max_length=160, blank=True)
    #: Where letters to him go.
    correspondence_address = SealedTextField(blank=True)
    #: When the bureau came to know: the clock of the notice begins.
    learned_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        report = PSEUDONYM
        kind = PERSONAL
        place = PERSONAL
        correspondence_address = SECRET
        learned_at = KEPT

    erasure = Erasure(goes_with=("report",))

    def __str__(self) -> str:
        return f"{self.kind} by report {self.report_id}"


def befell_words(report: StatusReport, event: CustodyEvent | None) -> str:
    """The event in words; of sickness how he is, which says more."""
    if event is None or event.kind == EventKind.SICKNESS:
        return str(report.get_value_display())
    return str(event.get_kind_display())


class DeathRecord(models.Model):
    """What a certificate of a death in captivity states, and where the grave is (art. 120)."""

    report = models.OneToOneField(StatusReport, on_delete=models.CASCADE, related_name="death_record")
    certificate = SealedTextField(blank=True)
    certified_by = models.CharField(max_length=160, blank=True)
    cause = SealedTextField(blank=True)
    buried_on = models.DateField(null=True)
    cremated = models.BooleanField(default=False)
    burial_place = models.CharField(max_length=200, blank=True)
    #: How the grave is marked, such as a plot and a number.
    grave_marking = models.CharField(max_length=200, blank=True)

    class Privacy:
        report = PSEUDONYM
        certificate = SECRET
        certified_by = KEPT
        cause = SECRET
        buried_on = PERSONAL
        cremated = PERSONAL
        burial_place = PERSONAL
        grave_marking = PERSONAL

    erasure = Erasure(goes_with=("report",))

    def __str__(self) -> str:
        return f"certificate for report {self.report_id}"


class CaptureCard(models.Model):
    """One offer of a capture card to a prisoner, and what came of it. A later answer is a new row."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="cards")
    outcome = models.CharField(max_length=8, choices=CardOutcome)
    on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        description = PSEUDONYM
        outcome = PERSONAL
        on = PERSONAL
        place = PERSONAL
        recorded_by = PSEUDONYM
        recorded_at = KEPT

    erasure = Erasure(goes_with=("description",), others=("recorded_by",))

    def __str__(self) -> str:
        return f"card of {self.description_id}: {self.outcome}"


class NamedPerson(models.Model):
    """Whom a prisoner named to be informed, or that he wished nobody to be. Added to, never rewritten."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="named")
    declined = models.BooleanField(default=False)
    name = SealedTextField(blank=True)
    relation = SealedTextField(blank=True)
    reached_by = SealedTextField(blank=True)
    said_on = models.DateField()
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    informed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    informed_at = models.DateTimeField(null=True)
    informed_way = models.CharField(max_length=12, choices=InformedBy, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="named_or_declined", condition=Q(declined=True) | ~Q(name="")),
            models.CheckConstraint(
                name="nobody_informed_where_declined", condition=Q(declined=False) | Q(informed_at=None)
            ),
            models.CheckConstraint(
                name="informed_has_who_when_and_how",
                condition=Q(informed_by=None, informed_at=None, informed_way="")
                | (Q(informed_by__isnull=False, informed_at__isnull=False) & ~Q(informed_way="")),
            ),
        ]

    class Privacy:
        description = PSEUDONYM
        declined = PERSONAL
        name = SECRET
        relation = SECRET
        reached_by = SECRET
        said_on = PERSONAL
        recorded_by = PSEUDONYM
        recorded_at = KEPT
        informed_by = PSEUDONYM
        informed_at = KEPT
        informed_way = KEPT

    erasure = Erasure(goes_with=("description",), others=("recorded_by", "informed_by"))

    def __str__(self) -> str:
        return f"named by {self.description_id}"
