"""Records of a registry in memory, found by the keys they share with a query."""

from collections.abc import Iterable, Sequence
from copy import copy
from sys import getsizeof
from typing import Self

from kinmatch.blocking import blocking_keys
from kinmatch.comparison import Comparison, compare
from kinmatch.frequencies import Frequencies
from kinmatch.records import Record
from kinmatch.snapshot import Hit
from kinmatch.weights import SHIPPED, Weights, prior_bits_among

_MOST_SHARED = 1_000  # a key shared by more records tells too little
_MOST_SCORED = 200


class Index:
    """An immutable set of records. `search` is deterministic: equal odds come in order of ids."""

    def __init__(self, records: Sequence[Record], frequencies: Frequencies) -> None:
        self.records = records
        self.frequencies = frequencies
        self.weights = SHIPPED
        self.prior_bits = prior_bits_among(len(records))
        self._postings: dict[str, list[int]] = {}
        for place, record in enumerate(records):
            for key in blocking_keys(record):
                self._postings.setdefault(key, []).append(place)

    @classmethod
    def build(cls, records: Iterable[Record]) -> Self:
        kept = tuple(records)
        return cls(kept, Frequencies.of(kept))

    def weighed_by(self, weights: Weights, prior_bits: float, frequencies: Frequencies) -> "Index":
        """The same records, compared by another model."""
        other = copy(self)
        other.weights, other.prior_bits, other.frequencies = weights, prior_bits, frequencies
        return other

    def __len__(self) -> int:
        return len(self.records)

    def size_in_bytes(self) -> int:
        """Of the keys and their lists; the records themselves are not counted."""
        lists = sum(getsizeof(key) + getsizeof(places) for key, places in self._postings.items())
        return getsizeof(self._postings) + lists

    def compare(self, left: Record, right: Record) -> Comparison:
        """Two records by the registry's frequencies; the prior is one true partner among its records."""
        return compare(left, right, self.frequencies, prior_bits=self.prior_bits, weights=self.weights)

    def candidates(self, query: Record, most: int = _MOST_SCORED) -> list[int]:
        """Places of at most so many records that share a key, those with more and rarer keys first."""
        weights: dict[int, float] = {}
        for key in sorted(blocking_keys(query)):
            shared = self._postings.get(key, ())
            if len(shared) <= max(_MOST_SHARED, most):
                for place in shared:
                    weights[place] = weights.get(place, 0.0) + 1.0 / len(shared)
        return sorted(weights, key=lambda place: (-weights[place], self.records[place].id, place))[:most]

    def search(self, query: Record, top: int = 10) -> list[Hit]:
        """The most probable records first, at most `top`; none if nothing of the query can be looked up."""
        hits = [
            Hit(self.records[place].id, self.compare(query, self.records[place]))
            for place in self.candidates(query)
        ]
        hits.sort(key=lambda hit: (-hit.comparison.bits, hit.id))
        return hits[:top]
