"""Which index of names holds a description: those that none holds yet are looked through one by one."""

from typing import Self

from django.db import models
from django.db.models import Q

from kinline.audit.choices import KEPT, Erasure
from kinline.registry.models.descriptions import Description


class SearchRowQuerySet(models.QuerySet["SearchRow"]):
    def after(self, batch: int) -> Self:
        """Rows of a later batch, and of none."""
        return self.filter(Q(batch=None) | Q(batch__gt=batch))


class SearchRow(models.Model):
    """That a description is to be found, written together with it.

    `batch` is set once its row is committed and can be read by whoever builds an index; never is an index taken to
    hold all rows up to a number, since rows are not committed in the order of their numbers.
    """

    description = models.OneToOneField(
        Description, on_delete=models.CASCADE, primary_key=True, related_name="search_row"
    )
    batch = models.BigIntegerField(null=True, db_index=True)

    objects = SearchRowQuerySet.as_manager()

    class Privacy:
        batch = KEPT

    erasure = Erasure(goes_with=("description",))

    def __str__(self) -> str:
        return f"{self.description_id} in {self.batch or 'no index'}"


class LastBatch(models.Model):
    """The one row that whoever sets batches holds meanwhile, so that no batch grows once it was read."""

    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_last_batch", condition=Q(pk=1))]

    class Privacy:
        number = KEPT

    def __str__(self) -> str:
        return str(self.number)
