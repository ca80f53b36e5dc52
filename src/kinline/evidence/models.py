"""Photographs: who handed them in, how hard they are to look at, and the key to their files."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.evidence.choices import Part, Sensitivity
from kinline.vault.fields import SealedTextField


class PhotographQuerySet(models.QuerySet["Photograph"]):
    def held(self) -> Self:
        """Those that belong to nothing yet: on their way in, with a form that is not sent."""
        return self.filter(held_until__isnull=False)


class Photograph(models.Model):
    """One photograph that somebody handed in. Its files lie sealed in the home; their key lies sealed here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_key = SealedTextField()
    #: A keyed hash of the original's SHA-256: the same file is known again, and nobody else can look for one.
    fingerprint = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=20)
    original_bytes = models.PositiveIntegerField()
    picture_bytes = models.PositiveIntegerField()
    thumbnail_bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    #: By the camera's clock, as far as the file told.
    taken_on = models.DateField(null=True)
    sensitivity = models.CharField(max_length=8, choices=Sensitivity, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.CharField(max_length=64)
    #: Until when it waits to be sent with a form; None once it belongs to something.
    held_until = models.DateTimeField(null=True, db_index=True)

    objects = PhotographQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="photograph_has_pixels_and_a_key",
                condition=Q(width__gt=0, height__gt=0) & ~Q(file_key=""),
            )
        ]

    class Privacy:
        public_id = PSEUDONYM
        file_key = SECRET
        fingerprint = PSEUDONYM
        media_type = KEPT
        original_bytes = KEPT
        picture_bytes = KEPT
        thumbnail_bytes = KEPT
        width = KEPT
        height = KEPT
        taken_on = PERSONAL
        sensitivity = KEPT
        received_at = KEPT
        received_by = PSEUDONYM
        held_until = KEPT

    erasure = Erasure(goes_with=("depictions",), unless=("depictions",), others=("received_by",))

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def sizes(self) -> dict[Part, int]:
        """Bytes of each of its files before they are sealed."""
        return {
            Part.ORIGINAL: self.original_bytes,
            Part.PICTURE: self.picture_bytes,
            Part.THUMBNAIL: self.thumbnail_bytes,
        }
