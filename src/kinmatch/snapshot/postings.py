"""Which entries bear a name, were born on a day, or have a name and a father: sorted, one number an entry."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kinmatch.snapshot.neighbours import spread

Numbers = NDArray[np.int32]
Classes = NDArray[np.uint16]
Keys = NDArray[np.uint32]

_FIRST_DAY, _LAST_DAY = 1900_01_01, 2050_12_31  # so that days fit into 16 bits
_FIRST_YEAR: Final = 1900


def postings(
    entries: Mapping[str, Numbers], given: Classes, father: Classes, days: Numbers,
    years: NDArray[np.int16], forms: int,
) -> dict[str, NDArray[Any]]:  # fmt: skip
    """Three orders of all entries: by surname and class of the given name, by day and class, by class,
    father's class and year of birth.
    """
    family = entries["family"]
    named = np.flatnonzero(family)
    order = np.argsort(family[named].astype(np.int64) << 16 | given[named], kind="stable")
    by_name = named[order].astype(np.int32)
    ends = np.concatenate(([0], np.cumsum(np.bincount(family[named], minlength=forms)))).astype(np.int32)

    dated = np.flatnonzero((days >= _FIRST_DAY) & (days <= _LAST_DAY))
    distinct, rank = np.unique(days[dated], return_inverse=True)
    day_keys = rank.astype(np.uint32) << np.uint32(16) | given[dated]
    by_day = np.argsort(day_keys, kind="stable")

    fathered = np.flatnonzero((given > 0) & (father > 0) & (years >= _FIRST_YEAR))
    father_keys = kin_keys(given[fathered], father[fathered], years[fathered])
    by_father = np.argsort(father_keys, kind="stable")
    return {
        "by_name.ends": ends, "by_name.entries": by_name, "by_name.class": given[by_name],
        "days": distinct, "by_day.keys": day_keys[by_day], "by_day.entries": dated[by_day].astype(np.int32),
        "by_father.keys": father_keys[by_father], "by_father.entries": fathered[by_father].astype(np.int32),
    }  # fmt: skip


def kin_keys(given: Classes, father: Classes, years: NDArray[Any]) -> Keys:
    """Classes of a given name and a father's, and a year from 1900, in 32 bits; rare classes may share one."""
    name = (given ^ given >> np.uint16(13)).astype(np.uint32) & np.uint32(0x1FFF)
    kin = (father ^ father >> np.uint16(12)).astype(np.uint32) & np.uint32(0xFFF)
    year = (years - _FIRST_YEAR).astype(np.uint32) & np.uint32(0x7F)
    keys: Keys = name << np.uint32(19) | kin << np.uint32(7) | year
    return keys


class Postings:
    """The three orders, read out of mapped arrays."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._ends = arrays["by_name.ends"]
        self._named = arrays["by_name.entries"]
        self._classes = arrays["by_name.class"]
        self._days = arrays["days"]
        self._day_keys = arrays["by_day.keys"]
        self._born = arrays["by_day.entries"]
        self._father_keys = arrays["by_father.keys"]
        self._fathered = arrays["by_father.entries"]

    def bearing(self, forms: Numbers, classes: Classes | None, few: int, most: int) -> Numbers:
        """Entries with one of these surnames, the first surname first, at most so many; of a surname that more
        than `few` bear only those with a given name of one of these ascending classes, if any are told.
        """
        first, last = self._ends[forms].astype(np.int64), self._ends[forms + 1].astype(np.int64)
        if classes is not None:
            starts, stops = [], []
            for start, stop in zip(first.tolist(), last.tolist(), strict=True):
                if stop - start <= few:
                    starts.append(start)
                    stops.append(stop)
                    continue
                borne = self._classes[start:stop]
                starts += (start + np.searchsorted(borne, classes, "left")).tolist()
                stops += (start + np.searchsorted(borne, classes, "right")).tolist()
            first, last = np.array(starts, np.int64), np.array(stops, np.int64)
        found: Numbers = self._named[spread(first, last, most)]
        return found

    def born(self, day: int, classes: Classes | None, few: int, most: int) -> Numbers:
        """Entries born on this packed day; if they are more than `few`, those of these classes."""
        rank = int(np.searchsorted(self._days, day))
        if rank >= len(self._days) or self._days[rank] != day:
            return self._born[:0]
        bounds = np.array([rank << 16, rank << 16 | 0xFFFF], np.uint32)
        first, last = (
            np.searchsorted(self._day_keys, bounds[0]),
            np.searchsorted(self._day_keys, bounds[1], "right"),
        )
        if classes is None or last - first <= few:
            found: Numbers = self._born[first : min(int(last), int(first) + most)]
            return found
        return self.born_near([day], classes, most)

    def born_near(self, days: list[int], classes: Classes, most: int) -> Numbers:
        """Entries born on one of these packed days with a given name of one of these classes."""
        asked = np.array(days, np.int32)
        rank = np.searchsorted(self._days, asked)
        there = rank < len(self._days)
        there[there] = self._days[rank[there]] == asked[there]
        keys = (rank[there].astype(np.uint32)[:, None] << np.uint32(16) | classes[None, :]).ravel()
        return _under(self._day_keys, self._born, keys, most)

    def with_father(self, given: Classes, father: Classes, years: list[int], most: int) -> Numbers:
        """Entries with a given name and a father of these classes, born in one of these years."""
        one, two, year = np.meshgrid(given, father, np.array(years, np.int16), indexing="ij")
        return _under(self._father_keys, self._fathered, kin_keys(one, two, year).ravel(), most)


def _under(keys: Keys, entries: Numbers, asked: Keys, most: int) -> Numbers:
    first, last = np.searchsorted(keys, asked, "left"), np.searchsorted(keys, asked, "right")
    found: Numbers = entries[spread(first, last, most)]
    return found
