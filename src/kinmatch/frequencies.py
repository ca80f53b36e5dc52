"""How frequent a name is: that two people share a rare surname says more than that they share Шевченко."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Self

from kinmatch.given_names import names_of, share_of
from kinmatch.records import Record, arrangements
from kinmatch.skeletons import skeleton

_UNKNOWN: Final = 1 / 20_000  # a surname that no table knows
_MOST_REMEMBERED: Final = 1_000_000
_WORTH: Final = 2_000  # the tables weigh as much as so many records


@cache
def _surnames() -> dict[str, float]:
    text = files("kinmatch").joinpath("data/surnames.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {skeleton(name): int(count) / 10_000 for name, count in rows}


def _expected(token: str) -> float:
    return share_of(names_of(token)) or _surnames().get(skeleton(token), _UNKNOWN)


class Frequencies:
    """Counts of name skeletons, softened by our own tables while the records are few."""

    def __init__(self, counts: Mapping[str, int] | None = None, total: int = 0) -> None:
        self._counts = dict(counts or {})
        self._total = total
        self._shares: dict[str, float] = {}

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        counts: Counter[str] = Counter()
        total = 0
        for record in records:
            total += 1
            parts = arrangements(record)[0]
            counts.update({skeleton(word) for word in parts.family + parts.given})
        return cls(counts, total)

    def share(self, token: str) -> float:
        """Share of records that bear this name in any spelling, in (0, 1]."""
        found = self._shares.get(token)
        if found is None:
            # Less one: the bearer himself, who is in the registry because he is looked for.
            counted = max(self._counts.get(skeleton(token), 0) - 1, 0)
            found = min((counted + _WORTH * _expected(token)) / (self._total + _WORTH), 1.0)
            if len(self._shares) < _MOST_REMEMBERED:
                self._shares[token] = found
        return found


USUAL: Final = Frequencies()
