"""The rows of a snapshot: what stood in each, and the columns that are weighed."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinmatch.records import Record
from kinmatch.snapshot.building import TEXTS
from kinmatch.snapshot.texts import Texts

Numbers = NDArray[np.int32]


class Rows:
    """Records by their row, as they were given to the builder."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> None:
        self._arrays = arrays
        self._count = int(about["rows"])
        self._columns = {name: self._column(f"text.{name}") for name in TEXTS if f"text.{name}.of" in arrays}
        self._also = {name: self._column(f"also.{place}") for place, name in enumerate(about["also"])}
        self._names = Texts(arrays["name.blob"], arrays["name.places"]) if "name.of" in arrays else None
        self._ids = Texts(arrays["ids.blob"], arrays["ids.places"]) if "ids.blob" in arrays else None

    def _column(self, name: str) -> tuple[NDArray[Any], Texts]:
        arrays = self._arrays
        return arrays[f"{name}.of"], Texts(arrays[f"{name}.blob"], arrays[f"{name}.places"])

    def __len__(self) -> int:
        return self._count

    def id(self, row: int) -> str:
        return self._ids[row] if self._ids else str(self._arrays["ids.of"][row])

    def record(self, row: int) -> Record:
        """The record, equal to the one that was given."""
        told = {
            name: texts[at] for name, (numbers, texts) in self._columns.items() if (at := int(numbers[row]))
        }
        also = {name: texts[at] for name, (numbers, texts) in self._also.items() if (at := int(numbers[row]))}
        return Record(id=self.id(row), name=self._name(row), also=also, **told)

    def _name(self, row: int) -> str:
        if self._names is None:
            return ""
        ends = self._arrays["name.ends"]
        first, last = int(ends[row]), int(ends[row + 1])
        return " ".join(self._names.of(self._arrays["name.of"][first:last])) if last > first else ""

    def of_entries(self, entries: Numbers) -> Numbers:
        """The row of each entry: the first entries are the rows' own, the rest say whose they are."""
        rows = entries.copy()
        beyond = entries >= self._count
        rows[beyond] = self._arrays["extra.row"][entries[beyond] - self._count]
        return rows

    def born(self, rows: Numbers) -> tuple[NDArray[np.int16], ...]:
        """First and last year, month and day of birth of so many rows."""
        if "birth_date" not in self._columns:
            return tuple(np.zeros(len(rows), np.int16) for _ in range(4))
        dates = self._columns["birth_date"][0][rows]
        return tuple(self._arrays[f"born.{name}"][dates] for name in ("first", "last", "month", "day"))

    def telling(self, name: str, rows: Numbers) -> NDArray[np.uint32]:
        """What tells the text in a column at a glance, as `lexicon.telling` has it."""
        if name not in self._columns:
            return np.zeros(len(rows), np.uint32)
        told: NDArray[np.uint32] = self._arrays[f"telling.{name}"][self._columns[name][0][rows]]
        return told
