"""Whether everything in the registry can be found, and nothing else."""

import time
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from kinline.registry.models import Description, DescriptionNews, SearchRow, has_basis
from kinline.suggestions.models import SearchKey
from kinline.suggestions.rules import BODIES, record_of, search_keys
from kinline.suggestions.segments import Segment, shelf
from kinmatch.snapshot import UnusableSnapshot, check

#: So long may a file hold somebody who was erased or withdrawn.
LONGEST_KEPT_S: Final = 24 * 3600
_AT_ONCE: Final = 500


def index_faults() -> Iterator[str]:
    """One sentence for each description that is not found by what it says, or that is held and should not be. Reads
    everything.
    """
    return chain(_key_faults(), _row_faults(), *map(_segment_faults, shelf().chain()))


def _key_faults() -> Iterator[str]:
    waiting = DescriptionNews.objects.values("description")
    rows = Description.objects.matchable().exclude(pk__in=waiting).prefetch_related("search_keys")
    for row in rows.order_by("pk").iterator(chunk_size=_AT_ONCE):
        if {held.key for held in row.search_keys.all()} != search_keys(row):
            yield _not_found(row.pk)
    stray = SearchKey.objects.exclude(description__in=Description.objects.matchable()).exclude(
        description__in=waiting
    )
    for pk in stray.values_list("description", flat=True).distinct().order_by("description"):
        yield f"Description {pk} can be found and should not."


def _row_faults() -> Iterator[str]:
    rows = Description.objects.filter(has_basis(), search_row=None).order_by("pk")
    yield from map(_not_found, rows.values_list("pk", flat=True))


def _segment_faults(segment: Segment) -> Iterator[str]:
    path = shelf().path_of(segment)
    try:
        check(path)
    except UnusableSnapshot as error:
        yield f"{error} The worker does it once the file is deleted."
        return
    kept = SearchRow.objects.filter(has_basis("description__"))
    rows = kept.filter(batch__gt=segment.after, batch__lte=segment.last)
    wanted = set(rows.values_list("description", flat=True))
    in_time = time.time() - path.stat().st_mtime < LONGEST_KEPT_S
    held = segment.snapshot.records()
    while records := list(islice(held, _AT_ONCE)):
        numbers = [int(record.id) for record in records]
        read = Description.objects.filter(pk__in=wanted.intersection(numbers)).prefetch_related(*BODIES)
        known = read.in_bulk()
        for number, record in zip(numbers, records, strict=True):
            if number in known and record_of(known[number]) != record:
                yield _not_found(number)
            elif number not in known and not in_time:
                yield f"The index holds description {number}, which was erased or withdrawn a day ago or longer."
        wanted.difference_update(numbers)
    yield from map(_not_found, sorted(wanted))


def _not_found(number: int) -> str:
    return f"Description {number} cannot be found by what it says."
