"""The outbox: nothing leaves inside a transaction; a worker sends what stands here."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.audit.choices import KEPT, PSEUDONYM, SECRET, Erasure
from kinline.leases import Leased, LeasedQuerySet
from kinline.notices.choices import Channel, Failure, NoticeState
from kinline.vault.fields import SealedTextField


class NoticeQuerySet(LeasedQuerySet):
    def free(self) -> Self:
        return super().free().filter(state=NoticeState.WAITING)

    def dead(self) -> Self:
        return self.filter(state=NoticeState.DEAD)


class Notice(Leased):
    """One message to one address. `about` names what it belongs to, such as `inquiry:12`."""

    channel = models.CharField(max_length=12, choices=Channel)
    address = SealedTextField()
    subject = SealedTextField(blank=True)
    body = SealedTextField()
    language = models.CharField(max_length=2)
    about = models.CharField(max_length=40, db_index=True)
    #: The family's zone and the hours, "18:00" to "20:00" there, in which it is safe. Empty: at any hour.
    zone = models.CharField(max_length=40, default="UTC")
    hours_from = models.TimeField(null=True)
    hours_to = models.TimeField(null=True)
    #: Queueing the same thing twice under one key sends it once.
    once_key = models.CharField(max_length=80, unique=True)
    #: By what random name a provider knows it, so that a receipt finds it. Empty for e-mail.
    handle = models.CharField(max_length=32, blank=True, default="")
    state = models.CharField(max_length=12, choices=NoticeState, default=NoticeState.WAITING)
    queued_at = models.DateTimeField(default=timezone.now)
    #: Stands while the message is with the channel and no answer has come. A worker that finds it standing
    #: on a row it has just claimed knows that the one before it died there, and that the message may have
    #: arrived.
    handed_over_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True)
    #: When the provider said that it lay on the telephone.
    delivered_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="notice_state_due")]
        constraints = [
            models.UniqueConstraint(name="a_handle_once", fields=["handle"], condition=~Q(handle="")),
            models.CheckConstraint(
                name="sent_has_a_time",
                condition=(Q(state=NoticeState.SENT) & Q(sent_at__isnull=False))
                | (~Q(state=NoticeState.SENT) & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="hours_come_in_pairs",
                condition=Q(hours_from=None, hours_to=None)
                | Q(hours_from__isnull=False, hours_to__isnull=False),
            ),
        ]

    class Privacy:
        channel = KEPT
        address = SECRET
        subject = SECRET
        body = SECRET
        language = KEPT
        about = PSEUDONYM
        zone = KEPT
        hours_from = KEPT
        hours_to = KEPT
        once_key = PSEUDONYM
        handle = PSEUDONYM
        state = KEPT
        queued_at = KEPT
        handed_over_at = KEPT
        sent_at = KEPT
        delivered_at = KEPT
        failure = KEPT
        due_at = KEPT
        attempts = KEPT
        leased_by = KEPT
        leased_until = KEPT

    erasure = Erasure(names=("about",))

    @property
    def why(self) -> str:
        """Why it did not go out, in the reader's language, with the server's code; empty if it did."""
        kind, _space, code = self.failure.partition(" ")
        return f"{Failure(kind).label} {f'({code})' if code else ''}".strip() if kind else ""

    def __str__(self) -> str:
        return f"{self.channel} about {self.about}: {self.state}"
