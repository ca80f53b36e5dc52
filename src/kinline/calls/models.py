"""One call, its queue, its callback."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.accounts.choices import Language
from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PSEUDONYM, SECRET, Erasure
from kinline.calls.choices import CallState, Topic
from kinline.inquiries.models import Inquiry
from kinline.vault.fields import SealedTextField


class CallQuerySet(models.QuerySet["Call"]):
    def waiting(self) -> Self:
        return self.filter(state=CallState.WAITING)

    def in_queue(self) -> Self:
        """Waiting or being talked to, the longest wait first."""
        return self.filter(state__in=[CallState.WAITING, CallState.TAKEN]).order_by("rang_at", "pk")


class Call(models.Model):
    """One call that somebody made to us, noted by hand."""

    rang_at = models.DateTimeField(default=timezone.now)
    number = SealedTextField(blank=True)
    number_hash = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=2, choices=Language, blank=True)
    about_whom = SealedTextField(blank=True)
    note = SealedTextField(blank=True)
    topic = models.CharField(max_length=16, choices=Topic, blank=True)
    state = models.CharField(max_length=8, choices=CallState, default=CallState.WAITING)
    noted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="calls")
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.SET_NULL, null=True, related_name="calls")

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "rang_at"], name="call_state_rang")]
        constraints = [
            models.CheckConstraint(
                name="taken_has_who_and_when",
                condition=Q(taken_by=None, taken_at=None) | Q(taken_by__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="waiting_is_not_taken", condition=~Q(state=CallState.WAITING) | Q(taken_by=None)
            ),
            models.CheckConstraint(
                name="done_has_a_time",
                condition=(Q(state=CallState.DONE) & Q(done_at__isnull=False))
                | (~Q(state=CallState.DONE) & Q(done_at=None)),
            ),
        ]

    class Privacy:
        rang_at = KEPT
        number = SECRET
        number_hash = PSEUDONYM
        language = KEPT
        about_whom = SECRET
        note = SECRET
        topic = KEPT
        state = KEPT
        noted_by = PSEUDONYM
        taken_by = PSEUDONYM
        taken_at = KEPT
        done_at = KEPT
        inquiry = PSEUDONYM

    erasure = Erasure(goes_with=("inquiry",), found_by={"number_hash": "rang_at"})

    def __str__(self) -> str:
        return f"call of {self.rang_at:%Y-%m-%d %H:%M}"
