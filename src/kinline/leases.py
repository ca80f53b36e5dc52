"""Work that is kept in rows: claimed with a lease, tried again, taken back from a worker that died."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class LeasedQuerySet(models.QuerySet[Any]):
    """Rows of work."""

    def free(self) -> Self:
        """Rows whose time has come and which nobody holds, by columns of their own table only."""
        now = timezone.now()
        return self.filter(Q(leased_until=None) | Q(leased_until__lt=now), due_at__lte=now)

    def due(self) -> Self:
        """Rows to be worked on now: the free ones, as far as what belongs to them lets them go."""
        return self.free()

    def claim(self, *, most: int, seconds: int) -> list[Any]:
        """Up to `most` rows, held for this caller for `seconds`. Two callers never hold one row."""
        wanted = list(self.due().order_by("due_at", "pk").values_list("pk", flat=True)[:most])
        if not wanted:
            return []
        holder = uuid.uuid4()
        # The filter stands in the UPDATE itself: whoever commits first has the row. It must not reach into another
        # table: Django would put it into a subquery, which PostgreSQL does not ask again once a row was waited for.
        self.model.objects.filter(pk__in=wanted).free().update(
            leased_by=holder,
            leased_until=timezone.now() + timedelta(seconds=seconds),
            attempts=F("attempts") + 1,
        )
        return list(self.model.objects.filter(leased_by=holder).order_by("due_at", "pk"))


class Leased(models.Model):
    """A row of work."""

    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_by = models.UUIDField(null=True, editable=False, db_index=True)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
