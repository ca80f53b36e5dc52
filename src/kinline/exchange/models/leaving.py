"""What leaves, what went to whom, and who of them has to hear that it was wrong."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kinline.accounts.models import Staff, Token
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.exchange.choices import (
    EXPORT_UNDER_WAY,
    ExportFault,
    ExportFormat,
    ExportState,
    RecipientKind,
    Removal,
    Sealing,
    ToldBy,
    TransmissionWay,
)
from kinline.inquiries.models import CorrectionLine
from kinline.leases import Leased, LeasedQuerySet
from kinline.registry.models import Arrival, Description
from kinline.vault.fields import SealedTextField


class ExportQuerySet(LeasedQuerySet):
    def free(self) -> Self:
        return super().free().filter(state__in=EXPORT_UNDER_WAY)

    def waiting(self) -> Self:
        """Asked for, counted, and to be decided by a second person."""
        return self.filter(state=ExportState.ASKED)


class Export(Leased):
    """What one person asked to let out, to whom and why; what a second one said; and the file, while it is there."""

    recipient_name = models.CharField(max_length=120)
    recipient_kind = models.CharField(max_length=12, choices=RecipientKind)
    purpose = models.CharField(max_length=300)
    way = models.CharField(max_length=12, choices=TransmissionWay)
    format = models.CharField(max_length=8, choices=ExportFormat)
    sealing = models.CharField(max_length=12, choices=Sealing)
    recipient_key = models.CharField(max_length=200, blank=True)
    plain_reason = models.CharField(max_length=300, blank=True)
    # What: everything that may leave, as far as these narrow it.
    source_kinds = models.JSONField(default=list)
    source_name = models.CharField(max_length=120, blank=True)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, null=True, related_name="exports")
    #: {ExtraGroup: ExtraReason}
    groups = models.JSONField(default=dict)
    #: Publication only: each family was asked once more, as it was promised.
    families_asked_again = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=ExportState, default=ExportState.COUNTING)
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    #: What was recorded later is not in it: a second person approves what there is, not what comes.
    asked_at = models.DateTimeField(default=timezone.now)
    by_shell = models.BooleanField(default=False)
    #: The machine's key by which it was asked for, and the number under which that machine knows it. Both or none.
    token = models.ForeignKey(Token, on_delete=models.PROTECT, null=True, related_name="+")
    public_id = models.UUIDField(null=True, unique=True, editable=False)
    people = models.PositiveIntegerField(default=0)
    #: {"kinds": {SourceKind: number}, "statuses": {SaidFate: number}, "left_out": {LeftOut: number}}
    counts = models.JSONField(default=dict)
    decided_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = SealedTextField(blank=True)

    # The file, and how far the work on it has come.
    #: Primary key of the last description that was looked at.
    position = models.BigIntegerField(default=0)
    #: How much of what was gathered is known to be whole.
    gathered_bytes = models.BigIntegerField(default=0)
    stored_as = models.CharField(max_length=80, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    written_at = models.DateTimeField(null=True)
    remove_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_because = models.CharField(max_length=20, choices=Removal, blank=True)
    #: Until it is shown, once.
    passphrase = SealedTextField(blank=True)
    passphrase_shown_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=12, choices=ExportFault, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="export_takes_two", condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="decided_has_who_and_when",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="nothing_is_written_undecided",
                condition=Q(state__in=["counting", "asked", "cancelled", "failed"])
                | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="no_file_after_its_end",
                condition=Q(state="ready") & ~Q(stored_as="") & Q(remove_at__isnull=False)
                | ~Q(state="ready") & Q(stored_as="", passphrase=""),
            ),
            models.CheckConstraint(
                name="plain_has_a_reason", condition=~Q(sealing="plain") | ~Q(plain_reason="")
            ),
            models.CheckConstraint(
                name="a_key_where_one_is_used",
                condition=Q(sealing="key") & ~Q(recipient_key="") | ~Q(sealing="key") & Q(recipient_key=""),
            ),
        ]

    class Privacy:
        recipient_name = KEPT
        recipient_kind = KEPT
        purpose = KEPT
        way = KEPT
        format = KEPT
        sealing = KEPT
        recipient_key = KEPT
        plain_reason = KEPT
        source_kinds = KEPT
        source_name = KEPT
        arrival = KEPT
        groups = KEPT
        families_asked_again = KEPT
        state = KEPT
        asked_by = PSEUDONYM
        asked_at = KEPT
        by_shell = KEPT
        token = KEPT
        public_id = KEPT
        people = KEPT
        counts = KEPT
        decided_by = PSEUDONYM
        decided_at = KEPT
        decision_note = SECRET
        position = KEPT
        gathered_bytes = KEPT
        stored_as = KEPT
        size_bytes = KEPT
        sha256 = KEPT
        written_at = KEPT
        remove_at = KEPT
        removed_at = KEPT
        removed_because = KEPT
        passphrase = SECRET
        passphrase_shown_at = KEPT
        fault = KEPT
        due_at = KEPT
        attempts = KEPT
        leased_by = KEPT
        leased_until = KEPT

    erasure = Erasure(
        because="It says who asked for which rows, and whose they are stands in `ExportedWord`."
    )

    def __str__(self) -> str:
        return f"export {self.pk}: {self.state}"


class ExportedWord(models.Model):
    """One description that a file contains, so that it is known who holds it if it was wrong or is withdrawn."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="words")
    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="exported_in")
    #: The number under which this recipient, and no other, knows it.
    record_id = models.CharField(max_length=200)
    #: A `SaidFate`: what status went with it, judged by people here.
    status = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_word_once_a_file", fields=["export", "description"])]

    class Privacy:
        export = KEPT
        description = PSEUDONYM
        record_id = PSEUDONYM
        status = PERSONAL

    erasure = Erasure(goes_with=("description",))

    def __str__(self) -> str:
        return self.record_id


class ForwardingQuerySet(models.QuerySet["Forwarding"]):
    def unconfirmed(self) -> Self:
        """Sent, and the recipient has not said that it came."""
        return self.filter(receipt_on=None, receipt_due_on__isnull=False)

    def overdue(self) -> Self:
        return self.unconfirmed().filter(receipt_due_on__lt=timezone.localdate())


class Forwarding(models.Model):
    """One transmission to somebody outside: to whom, when, what, how, and whether it is confirmed that it came."""

    #: None if the list was made and sent outside of this software.
    export = models.OneToOneField(Export, on_delete=models.PROTECT, null=True, related_name="forwarding")
    recipient_name = models.CharField(max_length=120)
    recipient_kind = models.CharField(max_length=12, choices=RecipientKind)
    what = models.CharField(max_length=300)
    people = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    way = models.CharField(max_length=12, choices=TransmissionWay)
    sent_on = models.DateField()
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    #: None where nobody outside receives it.
    receipt_due_on = models.DateField(null=True)
    receipt_on = models.DateField(null=True)
    receipt_reference = models.CharField(max_length=120, blank=True)
    receipt_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ForwardingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["receipt_on", "receipt_due_on"], name="forwarding_receipt")]
        constraints = [
            models.CheckConstraint(
                name="receipt_has_when_what_and_who",
                condition=Q(receipt_on=None, receipt_reference="", receipt_by=None)
                | (Q(receipt_on__isnull=False, receipt_by__isnull=False) & ~Q(receipt_reference="")),
            ),
        ]

    class Privacy:
        export = KEPT
        recipient_name = KEPT
        recipient_kind = KEPT
        what = KEPT
        people = KEPT
        sha256 = KEPT
        way = KEPT
        sent_on = KEPT
        recorded_by = PSEUDONYM
        recorded_at = KEPT
        approved_by = PSEUDONYM
        receipt_due_on = KEPT
        receipt_on = KEPT
        receipt_reference = KEPT
        receipt_by = PSEUDONYM

    erasure = Erasure(because="It says what went to whom, and names nobody in it.")

    def __str__(self) -> str:
        return f"to {self.recipient_name}"


class RecallQuerySet(models.QuerySet["Recall"]):
    def open(self) -> Self:
        """The recipient has not been told."""
        return self.filter(line__ended_at=None)

    def holding_again(self) -> Self:
        """The recipient was told of a doubt, two people have restored it since, and the recipient does not know."""
        stands = {"undone_at": None, "suspended_at": None}
        found = Q(line__correction__report__isnull=False) & Q(
            line__correction__report__withdrawn_at=None, line__correction__report__suspended_at=None
        )
        for held in ("join", "finding"):
            found |= Q(**{f"line__correction__{held}__isnull": False}) & Q(
                **{f"line__correction__{held}__{name}": value for name, value in stands.items()}
            )
        return self.filter(found, said_wrong=False, holds_told_on=None)


class Recall(models.Model):
    """One file that went out with what a correction is of, and how its recipient was told."""

    #: When that was written down, by whom, and which letter it was, stand there.
    line = models.OneToOneField(CorrectionLine, on_delete=models.CASCADE, related_name="recall")
    forwarding = models.ForeignKey(Forwarding, on_delete=models.PROTECT, related_name="recalls")
    #: Primary keys of the `ExportedWord`s whose status is in doubt or was wrong.
    words = models.JSONField(default=list)
    told_on = models.DateField(null=True)
    way = models.CharField(max_length=12, choices=ToldBy, blank=True)
    #: Whether it was told then that it was wrong, or only that it is in doubt.
    said_wrong = models.BooleanField(null=True)
    #: Where it was told to be in doubt: when it was told to hold after all. How stands in the line's note.
    holds_told_on = models.DateField(null=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recipient_told_has_when_how_and_what",
                condition=Q(told_on=None, way="", said_wrong=None)
                | (Q(told_on__isnull=False, said_wrong__isnull=False) & ~Q(way="")),
            ),
        ]

    class Privacy:
        line = PSEUDONYM
        forwarding = KEPT
        words = PSEUDONYM
        told_on = KEPT
        way = KEPT
        said_wrong = KEPT
        holds_told_on = KEPT

    erasure = Erasure(
        goes_with=("line",),
        lists={"words": ("exchange.ExportedWord", ("forwarding__export__words",))},
    )

    def __str__(self) -> str:
        return f"recall of {self.forwarding_id}"
