"""What was written since the index was built: found by the very next question, in every process."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings

import kinmatch
from kinline.registry.models import Description, SearchRow
from kinline.suggestions.rules import BODIES, record_of

if TYPE_CHECKING:
    from kinmatch import Snapshot

#: So many are compared one by one; of more, an index is kept in memory.
_ONE_BY_ONE: Final = 24

#: A number may be given twice, when what had it first was never committed. The public id is not.
_Key = tuple[int, UUID]


@dataclass(slots=True)
class _Held:
    """Indexes in memory, each with whom it holds."""

    indexes: list[tuple[frozenset[_Key], "Snapshot"]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def those_of(self, tail: frozenset[_Key]) -> tuple[list["Snapshot"], frozenset[_Key]]:
        """Indexes that hold most of the tail, and whom none of them holds."""
        with self.lock:
            # What a file has overtaken, and what holds somebody who was erased, is let go.
            self.indexes = [held for held in self.indexes if held[0] <= tail]
            rest = tail.difference(*(keys for keys, _snapshot in self.indexes))
            if len(rest) > _ONE_BY_ONE:
                while self.indexes and len(self.indexes[-1][0]) <= 2 * len(rest):
                    rest |= self.indexes.pop()[0]
                self.indexes.append((rest, kinmatch.Snapshot.of(map(record_of, _read(rest)))))
                rest = frozenset()
            return [snapshot for _keys, snapshot in self.indexes], rest


@cache
def _held_by(_home: Path) -> _Held:
    return _Held()


def _read(keys: frozenset[_Key]) -> list[Description]:
    read = Description.objects.prefetch_related(*BODIES)
    numbers = sorted(number for number, _public in keys)
    found: list[Description] = []
    for start in range(0, len(numbers), 1000):
        found += read.filter(pk__in=numbers[start : start + 1000]).order_by("pk")
    return found


def tail_after(last: int) -> tuple[list["Snapshot"], list[int]]:
    """All that no file up to the batch `last` holds: indexes in memory, and the descriptions that are in none."""
    keys = frozenset(SearchRow.objects.after(last).values_list("description", "description__public_id"))
    indexes, rest = _held_by(Path(settings.HOME.path)).those_of(keys)
    return indexes, sorted(number for number, _public in rest)
