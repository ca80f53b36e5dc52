"""Wishes to be erased, how each was checked, and what is kept longer than its day."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PSEUDONYM, SECRET, Erasure
from kinline.erasure.choices import (
    PENDING,
    AskedBy,
    CancelReason,
    CheckedBy,
    RequestState,
    StillNeeded,
    Why,
)
from kinline.inquiries.models import Inquiry
from kinline.registry.models import Description
from kinline.vault.fields import SealedTextField


class RequestQuerySet(models.QuerySet["Request"]):
    def pending(self) -> Self:
        return self.filter(state__in=PENDING)

    def due(self) -> Self:
        """Approved, and the time to think it over has passed."""
        return self.filter(state=RequestState.APPROVED, not_before__lte=timezone.now())


class Request(models.Model):
    """A wish that a family, or one source's words about a person, be erased. Afterwards it names nobody."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.SET_NULL, null=True, related_name="erasures")
    description = models.ForeignKey(
        Description, on_delete=models.SET_NULL, null=True, related_name="erasures"
    )
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.ASKED)
    asked_how = models.CharField(max_length=8, choices=AskedBy)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)
    #: Whether asking is what took the question back: if it was not they, it goes on.
    withdrew = models.BooleanField(default=False)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    note = SealedTextField(blank=True)
    not_before = models.DateTimeField()
    checked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_how = models.CharField(max_length=12, choices=CheckedBy, blank=True)
    check_note = SealedTextField(blank=True)
    seconded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=64, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=12, choices=CancelReason, blank=True)
    done_at = models.DateTimeField(null=True)
    #: What the audit calls the erased one.
    pseudonym = models.CharField(max_length=40, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "not_before"], name="erasure_state_due")]
        constraints = [
            models.UniqueConstraint(
                name="one_wish_a_family", fields=["inquiry"], condition=Q(state__in=PENDING)
            ),
            models.UniqueConstraint(
                name="one_wish_a_source", fields=["description"], condition=Q(state__in=PENDING)
            ),
            models.CheckConstraint(
                name="erasure_checked_has_who_and_when",
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_second_is_another",
                condition=Q(seconded_by=None)
                | (Q(checked_by__isnull=False, seconded_at__isnull=False) & ~Q(seconded_by=F("checked_by"))),
            ),
            models.CheckConstraint(
                name="erased_was_checked",
                condition=~Q(state__in=[RequestState.APPROVED, RequestState.DONE])
                | Q(checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="erased_has_when_and_pseudonym",
                condition=(Q(state=RequestState.DONE, done_at__isnull=False) & ~Q(pseudonym=""))
                | (~Q(state=RequestState.DONE) & Q(done_at=None, pseudonym="")),
            ),
            models.CheckConstraint(
                name="cancelled_wish_has_when_and_why",
                condition=(Q(state=RequestState.CANCELLED, cancelled_at__isnull=False))
                | (~Q(state=RequestState.CANCELLED) & Q(cancelled_at=None)),
            ),
        ]

    class Privacy:
        inquiry = PSEUDONYM
        description = PSEUDONYM
        state = KEPT
        asked_how = KEPT
        asked_by = PSEUDONYM
        asked_at = KEPT
        withdrew = KEPT
        why = KEPT
        note = SECRET
        not_before = KEPT
        checked_by = PSEUDONYM
        checked_at = KEPT
        checked_how = KEPT
        check_note = SECRET
        seconded_by = PSEUDONYM
        seconded_at = KEPT
        cancelled_by = PSEUDONYM
        cancelled_at = KEPT
        cancelled_because = KEPT
        done_at = KEPT
        pseudonym = KEPT

    #: It stays as a proof that was asked, checked and done, and names nobody.
    erasure = Erasure(
        empties_with={"inquiry": ("note", "check_note"), "description": ("note", "check_note")},
        others=("asked_by", "checked_by", "seconded_by", "cancelled_by"),
    )

    def __str__(self) -> str:
        return f"erasure {self.pk}: {self.state}"


class Prolongation(models.Model):
    """A decision of one person that something is kept beyond its day, until when, and why."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, null=True, related_name="prolongations")
    description = models.ForeignKey(
        Description, on_delete=models.CASCADE, null=True, related_name="prolongations"
    )
    until = models.DateField()
    reason = models.CharField(max_length=12, choices=StillNeeded)
    note = SealedTextField(blank=True)
    decided_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prolongs_one_thing",
                condition=Q(inquiry=None, description__isnull=False)
                | Q(inquiry__isnull=False, description=None),
            )
        ]

    class Privacy:
        inquiry = PSEUDONYM
        description = PSEUDONYM
        until = KEPT
        reason = KEPT
        note = SECRET
        decided_by = PSEUDONYM
        decided_at = KEPT

    erasure = Erasure(goes_with=("inquiry", "description"), others=("decided_by",))

    def __str__(self) -> str:
        return f"kept until {self.until}"
