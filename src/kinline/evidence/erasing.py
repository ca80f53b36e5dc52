"""What goes with the rows of photographs when somebody is erased."""

from collections.abc import Sequence

from django.db import transaction

from kinline.evidence import stored
from kinline.evidence.models import Photograph


def remove_files_afterwards(keys: Sequence[int]) -> None:
    """Delete the files of these photographs once it is durable that their rows are gone."""
    names = list(Photograph.objects.filter(pk__in=keys).values_list("public_id", flat=True))
    transaction.on_commit(lambda: stored.remove(*names))
