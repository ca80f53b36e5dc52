"""What was done, by whom, to what. Written with the change it tells of; sealed into a chain afterwards."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.audit.choices import KEPT, PSEUDONYM

#: What the chain begins with.
GENESIS = "0" * 64


def chain_link(before: str, digest: str) -> str:
    """The chain's next value from the last one and the next event's digest."""
    return hashlib.sha256(f"{before}{digest}".encode()).hexdigest()


class EventQuerySet(models.QuerySet["Event"]):
    def sealed(self) -> "EventQuerySet":
        return self.filter(sequence__isnull=False).order_by("sequence")

    def unsealed(self) -> "EventQuerySet":
        return self.filter(sequence=None).order_by("pk")

    def about(self, subject: str) -> "EventQuerySet":
        return self.filter(subject=subject).order_by("-pk")


class Event(models.Model):
    """One thing that somebody did or looked at. No foreign keys: it outlives what it speaks of."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=80, db_index=True)
    content = models.JSONField(default=dict)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    sequence = models.BigIntegerField(null=True, unique=True)
    chain = models.CharField(max_length=64, blank=True, default="")

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["actor", "at"], name="event_actor_at")]
        constraints = [
            models.CheckConstraint(
                name="sealed_has_a_chain",
                condition=Q(sequence=None, chain="") | (Q(sequence__isnull=False) & ~Q(chain="")),
            )
        ]

    class Privacy:
        at = KEPT
        actor = PSEUDONYM
        action = KEPT
        subject = PSEUDONYM
        content = PSEUDONYM
        salt = KEPT
        digest = KEPT
        sequence = KEPT
        chain = KEPT

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    def expected_digest(self) -> str:
        """64 hex digits of SHA-256 over the event. Salted, so that erased content cannot be guessed back."""
        told = [self.salt, self.at.isoformat(), self.actor, self.action, self.subject, self.content]
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class PulseQuerySet(models.QuerySet["Pulse"]):
    def late_by_s(self) -> float | None:
        """Seconds by which the most overdue duty is late, 0 if none is. None if there never was a worker."""
        now = timezone.now()
        late = [(now - pulse.at).total_seconds() - pulse.every_s for pulse in self]
        return max(0.0, *late) if late else None


class Pulse(models.Model):
    """When the worker last did a duty."""

    duty = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    #: How often it means to do it, in seconds.
    every_s = models.FloatField()

    objects = PulseQuerySet.as_manager()

    class Privacy:
        duty = KEPT
        at = KEPT
        every_s = KEPT

    def __str__(self) -> str:
        return self.duty
