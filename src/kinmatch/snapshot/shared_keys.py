"""Records that no name finds: nameless ones, and those of which further columns say more than the name."""

from array import array
from collections.abc import Mapping
from math import log2
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kinmatch.blocking import blocking_keys
from kinmatch.records import Record
from kinmatch.snapshot.neighbours import spread

Numbers = NDArray[np.int32]
Bits = NDArray[np.float32]

_MOST_SHARED: Final = 1_000  # a key shared by more records tells too little
_COUNTED: Final = 0.5  # keys of one record hang together


class KeysOfRows:
    """Keys gathered row by row, by the hash of each."""

    def __init__(self) -> None:
        self._keys, self._rows = array("I"), array("i")

    def add(self, row: int, record: Record) -> None:
        for key in blocking_keys(record):
            self._keys.append(crc32(key.encode()))
            self._rows.append(row)

    def arrays(self) -> dict[str, NDArray[Any]]:
        keys, rows = np.frombuffer(self._keys, np.uint32), np.frombuffer(self._rows, np.int32)
        order = np.lexsort((rows, keys))
        return {"by_key.keys": keys[order], "by_key.rows": rows[order]}


class SharedKeys:
    """Rows by the keys they share with a record, read out of mapped arrays."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], total: int) -> None:
        self._keys, self._rows = arrays["by_key.keys"], arrays["by_key.rows"]
        self._total = total

    def sharing(self, record: Record) -> tuple[Numbers, Bits]:
        """Rows in ascending order, and roughly the bits that their keys are worth: the rarer, the more."""
        if not len(self._keys):
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        asked = np.array(sorted({crc32(key.encode()) for key in blocking_keys(record)}), np.uint32)
        first = np.searchsorted(self._keys, asked, "left")
        last = np.searchsorted(self._keys, asked, "right")
        told = (last > first) & (last - first <= _MOST_SHARED)
        first, last = first[told], last[told]
        worth = [_COUNTED * log2(self._total / shared) for shared in (last - first).tolist()]
        found = self._rows[spread(first, last, len(self._rows))]
        rows, place = np.unique(found, return_inverse=True)
        bits = np.bincount(place, np.repeat(worth, last - first), len(rows))
        return rows, bits.astype(np.float32)
