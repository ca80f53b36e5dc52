"""Which photographs a source gave with its words."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, Erasure
from kinline.evidence.choices import Sensitivity
from kinline.evidence.models import Photograph
from kinline.registry.choices import SHOWS_THE_LIVING
from kinline.registry.models.descriptions import Description


class DepictionQuerySet(models.QuerySet["Depiction"]):
    def standing(self) -> Self:
        """Not taken away, of words that were not withdrawn and of files that are complete: what screens show."""
        return self.filter(
            Q(description__arrival=None) | Q(description__arrival__complete_at__isnull=False),
            removed_at=None,
            description__withdrawn_at=None,
        )


class Depiction(models.Model):
    """One photograph that belongs to one description: its source says that it shows this person.

    A later word of the same source has a row of its own for the same photograph.
    """

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="depictions")
    photograph = models.ForeignKey(Photograph, on_delete=models.PROTECT, related_name="depictions")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=64)
    #: Taken away, such as the photograph of somebody else: on no screen any more.
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=64, blank=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    objects = DepictionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_photograph_once", fields=["description", "photograph"]),
            models.CheckConstraint(
                name="removed_by_somebody",
                condition=Q(removed_at=None, removed_by="", removed_reason="")
                | (Q(removed_at__isnull=False) & ~Q(removed_by="") & ~Q(removed_reason="")),
            ),
        ]

    class Privacy:
        description = PSEUDONYM
        photograph = PSEUDONYM
        added_at = KEPT
        added_by = PSEUDONYM
        removed_at = KEPT
        removed_by = PSEUDONYM
        removed_reason = PERSONAL

    erasure = Erasure(goes_with=("description", "photograph"), others=("added_by", "removed_by"))

    def __str__(self) -> str:
        return f"photograph {self.photograph_id} of {self.description_id}"

    @property
    def is_covered(self) -> bool:
        """Whether a screen shows it only when asked: it is hard to look at, or may be and nobody has said yet."""
        if self.photograph.sensitivity == Sensitivity.UNKNOWN:
            return self.description.source_kind not in SHOWS_THE_LIVING
        return self.photograph.sensitivity == Sensitivity.GRAPHIC
