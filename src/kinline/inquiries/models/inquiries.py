"""Who asks about whom, up to closure."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kinline.accounts.choices import Language
from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.inquiries.choices import (
    OPEN_STATES,
    CloseReason,
    InquiryState,
    NewsKind,
    Origin,
    Relation,
    SharingScope,
    TaskKind,
    TellingOutcome,
    TellingWay,
    Way,
)
from kinline.registry.models import Description
from kinline.suggestions.models import Suggestion
from kinline.vault.fields import SealedTextField

#: No family waits longer for a word, even if the word is that we go on looking.
WORD_EVERY = timedelta(days=30)


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def assigned_to(self, staff: Staff) -> Self:
        return self.filter(caseworker=staff)

    def without_a_word(self) -> Self:
        """Open, and the family has heard nothing from us for 30 days."""
        return self.open().filter(last_word_at__lt=timezone.now() - WORD_EVERY)


class Inquiry(models.Model):
    """A family asks about one person."""

    reference = models.CharField(max_length=10, unique=True)
    pin_hash = models.CharField(max_length=64)
    #: Wrong PINs within a day, since when, how often in a row that locked the page, and until when it does.
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    wrong_pins_since = models.DateTimeField(null=True)
    pin_locks = models.PositiveSmallIntegerField(default=0)
    pin_locked_until = models.DateTimeField(null=True)
    origin = models.CharField(max_length=12, choices=Origin)
    state = models.CharField(max_length=12, choices=InquiryState, default=InquiryState.RECEIVED)
    #: What the family said first; what it said later follows that description.
    description = models.OneToOneField(Description, on_delete=models.PROTECT, related_name="inquiry")
    caseworker = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="inquiries")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.CharField(max_length=64)
    read_at = models.DateTimeField(null=True)
    #: When the family last heard from us; the opening itself is a word.
    last_word_at = models.DateTimeField(default=timezone.now)
    asked_to_talk_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=12, choices=CloseReason, blank=True)
    #: A form sent twice opens one inquiry.
    once_key = models.CharField(max_length=64, unique=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "last_word_at"], name="inquiry_state_word"),
            models.Index(fields=["-opened_at"], name="inquiry_opened"),
            # PostgreSQL finds the longest waiting of all open states by it; SQLite does by the first.
            models.Index(
                fields=["last_word_at", "id"],
                name="inquiry_open_word",
                condition=Q(state__in=sorted(OPEN_STATES)),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="closed_has_when_and_why",
                condition=Q(closed_at=None, closed_because="")
                | (Q(closed_at__isnull=False) & ~Q(closed_because="")),
            )
        ]

    class Privacy:
        reference = PSEUDONYM
        pin_hash = KEPT
        wrong_pins = KEPT
        wrong_pins_since = KEPT
        pin_locks = KEPT
        pin_locked_until = KEPT
        origin = KEPT
        state = KEPT
        description = PSEUDONYM
        caseworker = PSEUDONYM
        opened_at = KEPT
        opened_by = PSEUDONYM
        read_at = KEPT
        last_word_at = KEPT
        asked_to_talk_at = KEPT
        closed_at = KEPT
        closed_because = KEPT
        once_key = KEPT

    erasure = Erasure(identity=("reference",), others=("caseworker", "opened_by"))

    def __str__(self) -> str:
        return self.reference

    @property
    def word_due_at(self) -> datetime:
        return self.last_word_at + WORD_EVERY

    @property
    def page_is_locked(self) -> bool:
        """Whether wrong PINs closed the family's page for now."""
        return self.pin_locked_until is not None and self.pin_locked_until > timezone.now()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Seeker(models.Model):
    """The one person who asks in one inquiry. Two relatives who ask are two seekers and never meet here."""

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, related_name="seeker")
    name = SealedTextField(blank=True)
    relation = models.CharField(max_length=16, choices=Relation, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    zone = models.CharField(max_length=40)
    #: The word that our caller must say.
    call_word = SealedTextField(blank=True)
    who_else_answers = SealedTextField(blank=True)
    never = SealedTextField(blank=True)

    class Privacy:
        inquiry = PSEUDONYM
        name = SECRET
        relation = PERSONAL
        language = KEPT
        zone = KEPT
        call_word = SECRET
        who_else_answers = SECRET
        never = SECRET

    erasure = Erasure(goes_with=("inquiry",))

    def __str__(self) -> str:
        return f"seeker of {self.inquiry_id}"


class SafeWay(models.Model):
    """One way that a family said is safe, and when. Times are in the seeker's zone."""

    seeker = models.ForeignKey(Seeker, on_delete=models.CASCADE, related_name="ways")
    way = models.CharField(max_length=8, choices=Way)
    address = SealedTextField(blank=True)
    #: Finds the same number again without opening it.
    address_hash = models.CharField(max_length=64, blank=True, db_index=True)
    hours_from = models.TimeField(null=True)
    hours_to = models.TimeField(null=True)
    may_leave_message = models.BooleanField(default=False)
    #: Of a telephone: whether a text message may ask to call back.
    may_text = models.BooleanField(default=False)
    may_say_who = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="safe_hours_come_in_pairs",
                condition=Q(hours_from=None, hours_to=None)
                | Q(hours_from__isnull=False, hours_to__isnull=False),
            )
        ]

    class Privacy:
        seeker = PSEUDONYM
        way = KEPT
        address = SECRET
        address_hash = PSEUDONYM
        hours_from = KEPT
        hours_to = KEPT
        may_leave_message = KEPT
        may_text = KEPT
        may_say_who = KEPT
        ended_at = KEPT

    erasure = Erasure(goes_with=("seeker",), hashes=("address_hash",))

    def __str__(self) -> str:
        return f"{self.way} of {self.seeker_id}"


class Sharing(models.Model):
    """What a family allowed to share with whom. No row means no."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="sharings")
    scope = models.CharField(max_length=12, choices=SharingScope)
    allowed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_scope_once_at_a_time", fields=["inquiry", "scope"], condition=Q(ended_at=None)
            )
        ]

    class Privacy:
        inquiry = PSEUDONYM
        scope = KEPT
        allowed_at = KEPT
        ended_at = KEPT

    erasure = Erasure(goes_with=("inquiry",))

    def __str__(self) -> str:
        return f"{self.scope} for {self.inquiry_id}"


class Finding(models.Model):
    """A judged match that a caseworker confirmed for one inquiry, and whether it may be told."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="findings")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="findings")
    confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)
    # What must be known before anybody is told: his wish, whom he named, the danger.
    cleared_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    may_tell = models.BooleanField(null=True)
    clearing_note = SealedTextField(blank=True)
    news = models.CharField(max_length=12, choices=NewsKind, blank=True)
    undone_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    #: Why and by whom stands in `suspensions`.
    suspended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_finding_once", fields=["inquiry", "suggestion"], condition=Q(undone_at=None)
            ),
            models.CheckConstraint(
                name="cleared_has_who_when_and_what",
                condition=Q(cleared_by=None, cleared_at=None, may_tell=None)
                | Q(cleared_by__isnull=False, cleared_at__isnull=False, may_tell__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_undone_has_who_and_when",
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    class Privacy:
        inquiry = PSEUDONYM
        suggestion = PSEUDONYM
        confirmed_by = PSEUDONYM
        confirmed_at = KEPT
        cleared_by = PSEUDONYM
        cleared_at = KEPT
        may_tell = PERSONAL
        clearing_note = SECRET
        news = PERSONAL
        undone_by = PSEUDONYM
        undone_at = KEPT
        suspended_at = KEPT

    erasure = Erasure(goes_with=("inquiry",))

    def __str__(self) -> str:
        return f"finding for {self.inquiry_id}"


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        return self.filter(done_at=None, dropped_at=None)

    def overdue(self) -> Self:
        return self.open().filter(due_at__lt=timezone.now())


class Task(models.Model):
    """Something a person has to do for an inquiry, by a time."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=12, choices=TaskKind)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="tasks")
    due_at = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="tasks")
    claimed_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_task_a_kind",
                fields=["inquiry", "kind"],
                condition=Q(done_at=None, dropped_at=None),
            ),
            models.CheckConstraint(
                name="claimed_has_who_and_when",
                condition=Q(claimed_by=None, claimed_at=None)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="done_has_who_and_when",
                condition=Q(done_by=None, done_at=None) | Q(done_by__isnull=False, done_at__isnull=False),
            ),
        ]

    class Privacy:
        inquiry = PSEUDONYM
        kind = KEPT
        finding = PSEUDONYM
        due_at = KEPT
        made_at = KEPT
        claimed_by = PSEUDONYM
        claimed_at = KEPT
        done_by = PSEUDONYM
        done_at = KEPT
        dropped_at = KEPT

    erasure = Erasure(goes_with=("inquiry",))

    def __str__(self) -> str:
        return f"{self.kind} for {self.inquiry_id}"


class Telling(models.Model):
    """One attempt to tell a family something: who told, how, what, with whom beside, what came of it."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="tellings")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, related_name="tellings")
    news = models.CharField(max_length=12, choices=NewsKind)
    way = models.CharField(max_length=12, choices=TellingWay)
    outcome = models.CharField(max_length=12, choices=TellingOutcome)
    told_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    second_present = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    note = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_death_is_told_by_voice",
                condition=~Q(news=NewsKind.DEATH) | Q(way__in=[TellingWay.IN_PERSON, TellingWay.VOICE]),
            ),
            models.CheckConstraint(
                name="a_correction_is_told_by_voice",
                condition=~Q(news=NewsKind.CORRECTION) | Q(way__in=[TellingWay.IN_PERSON, TellingWay.VOICE]),
            ),
            models.CheckConstraint(
                name="second_present_is_another",
                condition=Q(second_present=None) | ~Q(second_present=F("told_by")),
            ),
        ]

    class Privacy:
        inquiry = PSEUDONYM
        finding = PSEUDONYM
        news = PERSONAL
        way = KEPT
        outcome = KEPT
        told_by = PSEUDONYM
        told_at = KEPT
        second_present = PSEUDONYM
        note = SECRET

    erasure = Erasure(goes_with=("inquiry",))

    def __str__(self) -> str:
        return f"telling for {self.inquiry_id}"
