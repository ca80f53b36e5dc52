"""Who in a registry of any size may be the person asked for: a bounded number of rows is looked at, and the
likeliest are compared in full.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from kinmatch import particulars
from kinmatch.birth_dates import read_birth_date
from kinmatch.comparison import Comparison, compare
from kinmatch.given_names import names_of
from kinmatch.records import Parts, Record, arrangements
from kinmatch.snapshot import days, file
from kinmatch.snapshot.building import COMPARED_BY_WORD, arrays_of
from kinmatch.snapshot.lexicon import IS_NAME, UNKNOWN, telling
from kinmatch.snapshot.neighbours import distinct
from kinmatch.snapshot.postings import Postings
from kinmatch.snapshot.rows import Rows
from kinmatch.snapshot.shared_keys import SharedKeys
from kinmatch.snapshot.vocabulary import NOTHING, Told, Vocabulary
from kinmatch.weights import KIN_BITS, WEIGHTS, Code, prior_bits_among

Numbers = NDArray[np.int32]
Classes = NDArray[np.uint16]
Bits = NDArray[np.float32]

_MOST_FORMS: Final = 256  # surnames that are looked up for one word
_FEW: Final = 400  # bearers of a surname who are all looked at, whatever their given name
_MOST_BEARERS: Final = 10_000
_MOST_BORN: Final = 3_000
_MOST_NEAR: Final = 6_000
_MOST_CLASSES: Final = 48
_YEARS_OFF: Final = 2
_COMPARED_BESIDES: Final = 6  # rows compared in full beyond those asked for: the last bits change their order

_ROUGH_BY: Final = 1.5  # bits that a full comparison may well find beyond the weighing of columns


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, and why."""

    id: str
    comparison: Comparison


class Snapshot:
    """An immutable registry, in memory or mapped from a file that several processes share.

    Searches are deterministic: equal odds come in order of ids. Any number of threads may search.
    """

    def __init__(self, arrays: file.Arrays, about: dict[str, Any], size: int) -> None:
        self._arrays = arrays
        self._size = size
        self._rows = Rows(arrays, about)
        self._vocabulary = Vocabulary(arrays, len(self._rows))
        self._postings = Postings(arrays)
        self._shared_keys = SharedKeys(arrays, len(self._rows))
        self.frequencies = self._vocabulary.frequencies
        self.prior_bits = prior_bits_among(len(self._rows))

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """A snapshot in memory only. The records are read once, one at a time."""
        arrays, about = arrays_of(records)
        return cls(arrays, about, sum(array.nbytes for array in arrays.values()))

    @classmethod
    def build(cls, path: Path, records: Iterable[Record]) -> Self:
        """A snapshot of the records in a file, mode 0600, which takes the place of an older one at once and
        whole. If anything fails before, the older one stays.
        """
        file.write(path, *arrays_of(records))
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Maps a file that `build` wrote; refuses any other with `UnusableSnapshot`."""
        return cls(*file.read(path))

    def __len__(self) -> int:
        return len(self._rows)

    def ids(self) -> Iterator[str]:
        """Of all records, in the order in which they were given."""
        return map(self._rows.id, range(len(self)))

    def records(self) -> Iterator[Record]:
        """All records, as they were given."""
        return map(self._rows.record, range(len(self)))

    def size_in_bytes(self) -> int:
        """Of the file, or of the arrays in memory."""
        return self._size

    def search(self, record: Record, top: int = 10) -> list[Hit]:
        """The most probable records first, at most `top`, each compared in full."""
        rows, roughly = self._likeliest(record, top + _COMPARED_BESIDES)
        hits: list[Hit] = []
        best: list[float] = []  # bits of the best `top` so far, the least first
        for row, bits in zip(rows.tolist(), roughly.tolist(), strict=True):
            if len(best) == top and bits + _ROUGH_BY < best[0]:
                break
            other = self._rows.record(row)
            found = self.compare(record, other)
            hits.append(Hit(other.id, found))
            insort(best, found.bits)
            del best[:-top]
        hits.sort(key=lambda hit: (-hit.comparison.bits, hit.id))
        return hits[:top]

    def compare(self, left: Record, right: Record) -> Comparison:
        """Two records by the registry's frequencies; the prior is one true partner among its records."""
        return compare(left, right, self.frequencies, prior_bits=self.prior_bits)

    def candidates(self, record: Record, most: int) -> list[tuple[str, float]]:
        """Ids of at most so many records and roughly the bits that `compare` gives, the likeliest first."""
        rows, bits = self._likeliest(record, most)
        return [(self._rows.id(row), told) for row, told in zip(rows.tolist(), bits.tolist(), strict=True)]

    def _likeliest(self, record: Record, most: int) -> tuple[Numbers, Bits]:
        shared = self._shared_keys.sharing(record)
        readings = [self._scored(record, parts, shared) for parts in arrangements(record)]
        rows = np.concatenate([rows for rows, _ in readings] or [np.zeros(0, np.int32)])
        bits = np.concatenate([bits for _, bits in readings] or [np.zeros(0, np.float32)])
        order = np.lexsort((-bits, rows))
        rows, bits = rows[order], bits[order]
        first = np.ones(len(rows), bool)
        first[1:] = rows[1:] != rows[:-1]
        rows, bits = rows[first], bits[first]
        if len(rows) > most:
            least = np.partition(bits, len(bits) - most)[len(bits) - most]
            kept = bits >= least
            rows, bits = rows[kept], bits[kept]
        order = np.lexsort((rows, -bits))[:most]
        return rows[order], bits[order] + np.float32(self.prior_bits)

    def _scored(self, record: Record, parts: Parts, shared: tuple[Numbers, Bits]) -> tuple[Numbers, Bits]:
        """Rows that may be his, if his name is read so, and what speaks for each. `shared` are the rows that
        share keys, and their bits.
        """
        words = self._vocabulary
        family = words.family(parts.family, married=particulars.is_woman(record.sex))
        given, father = words.given(parts.given), words.father(parts.patronymic)
        entries = self._entries(record, family, given, father)
        if len(shared[0]):
            entries = distinct(np.concatenate((entries, shared[0])))
        rows = self._rows.of_entries(entries)
        of_family = family.weigh(self._arrays["entry.family"][entries])
        of_given = given.weigh(self._arrays["entry.given"][entries])
        bits = of_family + of_given + father.weigh(self._arrays["entry.father"][entries])
        bits += self._of_date(record.birth_date, rows)
        for name in COMPARED_BY_WORD:
            if word := telling(getattr(record, name)):
                same = self._rows.telling(name, rows) == word
                bits += same * np.float32(WEIGHTS[name][Code.SAME])
        if len(shared[0]):
            place = np.minimum(np.searchsorted(shared[0], rows), len(shared[0]) - 1)
            bits += np.where(shared[0][place] == rows, shared[1][place], np.float32(0))
        # Brothers: however much agrees, another given name leaves little. One that no table knows may be short for
        # any, and only a full comparison tells.
        listed = self._arrays["spoken.known"][self._arrays["entry.given"][entries]] & IS_NAME > 0
        listed &= any(map(names_of, parts.given))
        brothers = (of_family > 0) & (of_given < 0) & listed
        most = np.float32(KIN_BITS[Code.TWINS] - self.prior_bits)
        return rows, np.where(brothers, np.minimum(bits, most), bits)

    def _of_date(self, written: str, rows: Numbers) -> Bits:
        born = read_birth_date(written)
        if not born or not len(rows):
            return np.zeros(len(rows), np.float32)
        return days.bits(born, *self._rows.born(rows))

    def _entries(self, record: Record, family: Told, given: Told, father: Told) -> Numbers:
        """Entries by surname, by day of birth, and by given name, father and year; each number once."""
        classes = self._classes(given, "spoken.class")
        found = []
        if len(family.forms):
            likeliest = family.forms[np.argsort(-family.bits, kind="stable")[:_MOST_FORMS]]
            # A given name that no table knows may be short for any: then nobody is left out for his.
            known = classes is not None and bool(((classes > 0) & (classes < UNKNOWN)).any())
            found.append(self._postings.bearing(likeliest, classes if known else None, _FEW, _MOST_BEARERS))
        born = read_birth_date(record.birth_date)
        few_classes = classes is not None and len(classes) <= _MOST_CLASSES
        if born and born.whole and not born.month == born.day == 1:
            day = born.first * 10_000 + born.month * 100 + born.day
            found.append(self._postings.born(day, classes, _MOST_BORN, _MOST_BORN))
            if classes is not None and few_classes:
                found.append(self._postings.born_near(days.near(born), classes, _MOST_NEAR))
        fathers = self._classes(father, "spoken.father_class")
        if (
            born
            and classes is not None
            and few_classes
            and fathers is not None
            and len(fathers) <= _MOST_CLASSES
        ):
            first, last = born.first - _YEARS_OFF, min(born.last, born.first + _YEARS_OFF) + _YEARS_OFF
            years = list(range(first, last + 1))
            found.append(self._postings.with_father(classes, fathers, years, _MOST_BORN))
        return distinct(np.concatenate(found)) if found else np.zeros(0, np.int32)

    def _classes(self, told: Told, column: str) -> Classes | None:
        """Classes of the names that agree, and of no name at all; None if no name was told."""
        if told is NOTHING:
            return None
        classes: Classes = self._arrays[column][told.forms[told.bits > 0]]
        return distinct(np.concatenate((np.zeros(1, np.uint16), classes)))
