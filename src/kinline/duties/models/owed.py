"""What a bureau owes for those who are held, and how it was done."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kinline.accounts.choices import Language
from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.duties.choices import (
    DutyKind,
    PaperKind,
    Recipient,
    SentBy,
)
from kinline.duties.models.held import CaptureCard, CustodyEvent, NamedPerson, befell_words
from kinline.registry.models import Description, StatusReport
from kinline.vault.fields import SealedTextField


class Enquiry(models.Model):
    """What another bureau, an agency or anybody else asks this bureau about a prisoner."""

    asked_by = SealedTextField()
    their_reference = models.CharField(max_length=120, blank=True)
    received_on = models.DateField()
    about = SealedTextField()
    description = models.ForeignKey(
        Description, on_delete=models.SET_NULL, null=True, related_name="enquiries"
    )
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        asked_by = SECRET
        their_reference = PSEUDONYM
        received_on = KEPT
        about = SECRET
        description = PSEUDONYM
        recorded_by = PSEUDONYM
        recorded_at = KEPT

    erasure = Erasure(goes_with=("description",), others=("recorded_by",))

    def __str__(self) -> str:
        return f"enquiry {self.pk}"


class Weighed(models.Model):
    """A status report that was looked at: what it starts is a duty already."""

    report = models.OneToOneField(StatusReport, on_delete=models.CASCADE, related_name="weighed")

    class Privacy:
        report = PSEUDONYM

    erasure = Erasure(goes_with=("report",))

    def __str__(self) -> str:
        return f"report {self.report_id}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> Self:
        return self.filter(done_at=None, waived_at=None, lapsed_at=None)

    def overdue(self) -> Self:
        return self.open().filter(due_at__lt=timezone.now())

    def of_person(self, person: int) -> Self:
        return self.filter(Q(report__person=person) | Q(description__person=person))


class Duty(models.Model):
    """One thing that the bureau owes about one person, by when, and how it ended."""

    kind = models.CharField(max_length=12, choices=DutyKind)
    #: What it comes from, such as `notice:31`: made twice it is there once.
    ground = models.CharField(max_length=60, unique=True)
    report = models.ForeignKey(StatusReport, on_delete=models.CASCADE, null=True, related_name="duties")
    description = models.ForeignKey(Description, on_delete=models.CASCADE, null=True, related_name="duties")
    named = models.ForeignKey(NamedPerson, on_delete=models.CASCADE, null=True, related_name="duties")
    card = models.ForeignKey(CaptureCard, on_delete=models.CASCADE, null=True, related_name="duties")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, null=True, related_name="duties")
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    waiver_asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    waiver_asked_at = models.DateTimeField(null=True)
    waiver_reason = SealedTextField(blank=True)
    waived_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    waived_at = models.DateTimeField(null=True)
    #: Its ground was taken back, or fell away.
    lapsed_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="duty_open_due",
                condition=Q(done_at=None, waived_at=None, lapsed_at=None),
            ),
            models.Index(fields=["kind", "due_at"], name="duty_kind_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="duty_ends_once",
                condition=(
                    Q(done_at=None, waived_at=None)
                    | Q(done_at=None, lapsed_at=None)
                    | Q(waived_at=None, lapsed_at=None)
                ),
            ),
            models.CheckConstraint(
                name="duty_done_has_who_and_when",
                condition=Q(done_by=None, done_at=None) | Q(done_by__isnull=False, done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_waiver_has_who_and_when",
                condition=Q(waiver_asked_by=None, waiver_asked_at=None)
                | Q(waiver_asked_by__isnull=False, waiver_asked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_waived_by_another",
                condition=Q(waived_by=None, waived_at=None)
                | (Q(waived_by__isnull=False, waived_at__isnull=False) & ~Q(waived_by=F("waiver_asked_by"))),
            ),
        ]

    class Privacy:
        kind = PERSONAL
        ground = PSEUDONYM
        report = PSEUDONYM
        description = PSEUDONYM
        named = PSEUDONYM
        card = PSEUDONYM
        enquiry = PSEUDONYM
        starts_at = KEPT
        due_at = KEPT
        made_at = KEPT
        done_by = PSEUDONYM
        done_at = KEPT
        waiver_asked_by = PSEUDONYM
        waiver_asked_at = KEPT
        waiver_reason = SECRET
        waived_by = PSEUDONYM
        waived_at = KEPT
        lapsed_at = KEPT

    erasure = Erasure(
        goes_with=("report", "description", "named", "card", "enquiry"),
        others=("done_by", "waiver_asked_by", "waived_by"),
    )

    def __str__(self) -> str:
        return self.ground

    @property
    def person_id(self) -> int | None:
        """Of whom it is, as judgements stand today; None for an enquiry about somebody not found."""
        if self.report is not None:
            return self.report.person_id
        return self.description.person_id if self.description is not None else None

    @property
    def event(self) -> CustodyEvent | None:
        """What befell him, where that was recorded beside the status."""
        return getattr(self.report, "event", None)

    @property
    def befell(self) -> str:
        """What befell him, in the reader's language; "" where the duty rests on no report."""
        return befell_words(self.report, self.event) if self.report is not None else ""

    @property
    def is_open(self) -> bool:
        """As `DutyQuerySet.open` has it."""
        return self.done_at is None and self.waived_at is None and self.lapsed_at is None


class Paper(models.Model):
    """One paper as it was made, word for word. The PDF is drawn from it whenever it is opened."""

    kind = models.CharField(max_length=12, choices=PaperKind)
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, null=True, related_name="papers")
    description = models.ForeignKey(Description, on_delete=models.CASCADE, null=True, related_name="papers")
    reference = models.CharField(max_length=20, unique=True)
    language = models.CharField(max_length=2, choices=Language)
    to_kind = models.CharField(max_length=12, choices=Recipient)
    to_name = models.CharField(max_length=160)
    #: The letter as JSON, see `papers.Letter`.
    content = SealedTextField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        kind = KEPT
        duty = PSEUDONYM
        description = PSEUDONYM
        reference = PSEUDONYM
        language = KEPT
        to_kind = KEPT
        to_name = KEPT
        content = SECRET
        made_by = PSEUDONYM
        made_at = KEPT

    erasure = Erasure(goes_with=("duty", "description"), others=("made_by",))

    def __str__(self) -> str:
        return self.reference


class Transmission(models.Model):
    """One thing that went out: to whom, when, by which way, and their receipt."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, null=True, related_name="transmissions")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, related_name="transmissions")
    to_kind = models.CharField(max_length=12, choices=Recipient)
    to_name = models.CharField(max_length=160)
    way = models.CharField(max_length=12, choices=SentBy)
    sent_at = models.DateTimeField()
    #: Of what went without a paper of ours: what it said.
    words = SealedTextField(blank=True)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    received_on = models.DateField(null=True)
    receipt_reference = models.CharField(max_length=120, blank=True)
    receipt_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sent_for_a_duty_or_on_a_paper", condition=Q(duty__isnull=False) | Q(paper__isnull=False)
            ),
            models.CheckConstraint(
                name="receipt_has_who_and_when",
                condition=Q(receipt_by=None, received_on=None)
                | Q(receipt_by__isnull=False, received_on__isnull=False),
            ),
        ]

    class Privacy:
        duty = PSEUDONYM
        paper = PSEUDONYM
        to_kind = KEPT
        to_name = KEPT
        way = KEPT
        sent_at = KEPT
        words = SECRET
        recorded_by = PSEUDONYM
        recorded_at = KEPT
        received_on = KEPT
        receipt_reference = PSEUDONYM
        receipt_by = PSEUDONYM

    erasure = Erasure(goes_with=("duty", "paper"), others=("recorded_by", "receipt_by"))

    def __str__(self) -> str:
        return f"to {self.to_kind} at {self.sent_at:%Y-%m-%d}"
