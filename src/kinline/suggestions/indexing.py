"""Building the index of names, a segment at a time."""

import time
from collections.abc import Iterator
from typing import Final

from django.db import transaction

import kinmatch
from kinline.registry.models import Description, LastBatch, SearchRow, has_basis
from kinline.suggestions.rules import BODIES, record_of
from kinline.suggestions.segments import Segment, Shelf, shelf
from kinmatch import Record

#: With more than this beside the index it is worth a file.
LONGEST_TAIL: Final = 500
#: A file is built anew with what follows it unless it is so many times as large.
_TIMES_AS_LARGE: Final = 3
_READ_AT_ONCE: Final = 2000


def advance_index(*, most: int = LONGEST_TAIL) -> int:
    """Put what lies beside the index into a file of its own once there are more than `most`, together with smaller
    files before it. Returns how many rows were not in a file before.

    A crash leaves the older files: what was sealed and not built lies beside them, and is built the next time.
    """
    here = shelf()
    chain = here.chain()
    reached = chain[-1].last if chain else 0
    beside = SearchRow.objects.after(reached).count()
    if beside <= most:
        return 0
    last = _seal(reached)
    rows = beside
    while chain and len(chain[-1].snapshot) < _TIMES_AS_LARGE * rows:
        rows += len(chain[-1].snapshot)
        chain = chain[:-1]
    _build(here, chain[-1].last if chain else 0, last)
    here.destroy_others(here.chain())
    return beside


def forget_dropped() -> int:
    """Build every file anew that holds somebody who was erased, withdrawn or moved on. Returns how many were.

    Nobody finds them meanwhile: what an index finds is read from the database before it is shown.
    """
    here = shelf()
    anew = [segment for segment in here.chain() if not segment.holds() <= set(_rows_in(segment))]
    for segment in anew:
        _build(here, segment.after, segment.last)
    here.destroy_others(here.chain())
    return len(anew)


@transaction.atomic
def _seal(reached: int) -> int:
    """Give all rows that are committed, and in no batch, the next number; it is later than `reached`."""
    LastBatch.objects.get_or_create(pk=1)
    held = LastBatch.objects.select_for_update().get(pk=1)
    # By the clock: a database that was put back to an earlier day beside a newer index uses no number twice.
    held.number = max(held.number + 1, reached + 1, time.time_ns() // 1000)
    held.save()
    SearchRow.objects.filter(batch=None).update(batch=held.number)
    return held.number


def _rows_in(segment: Segment) -> Iterator[int]:
    rows = SearchRow.objects.filter(
        has_basis("description__"), batch__gt=segment.after, batch__lte=segment.last
    )
    return rows.values_list("description", flat=True).iterator(chunk_size=_READ_AT_ONCE)


def _build(here: Shelf, after: int, last: int) -> None:
    kinmatch.Snapshot.build(here.path(after, last), _records(after, last))


def _records(after: int, last: int) -> Iterator[Record]:
    """What is kept by right of these batches. Later words, and files that are still coming in, are looked at when
    somebody asks.
    """
    rows = Description.objects.filter(has_basis(), search_row__batch__gt=after, search_row__batch__lte=last)
    for row in rows.prefetch_related(*BODIES).order_by("pk").iterator(chunk_size=_READ_AT_ONCE):
        yield record_of(row)
