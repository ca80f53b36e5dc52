"""What was done, by whom, to what. Written with the change it tells of; sealed into a chain afterwards."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.audit.choices import KEPT, PSEUDONYM, Erasure

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
    #: Where something was cut out since: pairs of the cut's random name and the digest after it. `digest` stays what
    #: the chain covers; its salt is destroyed, so that what it covered can neither be read nor guessed.
    cuts = models.JSONField(default=list)

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
        cuts = KEPT

    erasure = Erasure(because="its subject is cut loose by `audit.cutting`, and the chain goes on holding")

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


class Tombstone(models.Model):
    """One erasure. It holds keyed hashes only: enough to know an erased row again, should a backup bring it back."""

    #: `erased:` and 16 random hex digits: what the audit calls the erased one from then on.
    pseudonym = models.CharField(max_length=40, unique=True)
    #: Keyed hash of the erased row's thing, primary key and random identity.
    root = models.CharField(max_length=64, unique=True)
    #: Keyed hashes of hashes of addresses.
    addresses = models.JSONField(default=list)
    begun_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    #: When the database's files were swept of deleted rows.
    swept_at = models.DateTimeField(null=True)

    class Privacy:
        pseudonym = KEPT
        root = KEPT
        addresses = KEPT
        begun_at = KEPT
        done_at = KEPT
        swept_at = KEPT

    def __str__(self) -> str:
        return self.pseudonym
