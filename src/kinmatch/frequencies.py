"""How frequent a name is: that two people share a rare surname says more than that they share Шевченко."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Final, Self

from kinmatch.folding import fold
from kinmatch.given_names import names_of, share_of
from kinmatch.records import Record, arrangements
from kinmatch.skeletons import skeleton

_UNKNOWN: Final = 1 / 20_000  # a surname that no table knows
_MOST_REMEMBERED: Final = 1_000_000
_WORTH: Final = 2_000  # the tables weigh as much as so many records
_USUAL_VALUE: Final = 1 / 16  # before anything is counted, a value is shared by so many
_VALUE_WORTH: Final = 10  # and that weighs as much as so many records
_ENOUGH: Final = 1_000
_NEARLY_ALL: Final = 0.98
_LONGEST_VALUE: Final = 200


@cache
def _surnames() -> dict[str, float]:
    text = files("kinmatch").joinpath("data/surnames.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {skeleton(name): int(count) / 10_000 for name, count in rows}


def _expected(token: str) -> float:
    return share_of(names_of(token)) or _surnames().get(skeleton(token), _UNKNOWN)


class Frequencies:
    """Counts of name skeletons, softened by our own tables while the records are few; and of whole values
    of the fields that are no names.
    """

    def __init__(
        self,
        counts: Mapping[str, float] | None = None,
        total: float = 0,
        values: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self._counts: Mapping[str, float] = {} if counts is None else counts
        self._total = total
        self._values = values or {}
        self._totals = {field: sum(told.values()) for field, told in self._values.items()}
        self._shares: dict[str, float] = {}
        self._value_shares: dict[tuple[str, str], float] = {}

    @classmethod
    def of(cls, records: Iterable[Record], people: Iterable[float] | None = None) -> Self:
        """`people` says how much of a person each record is: a third, if two more tell of the same one."""
        counts: defaultdict[str, float] = defaultdict(float)
        values: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        total = 0.0
        for record, part in zip(records, repeat(1.0) if people is None else people):  # noqa: B905  # `repeat` has no end
            total += part
            parts = arrangements(record)[0]
            for key in {skeleton(word) for word in parts.family + parts.given}:
                counts[key] += part
            for field, text in _values_of(record):
                values[field][text] += part
        return cls(counts, total, {field: dict(told) for field, told in values.items()})

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

    def value_share(self, field: str, text: str) -> float:
        """Share of records with exactly this value among those that fill the field, in (0, 1]."""
        key = (field, text)
        found = self._value_shares.get(key)
        if found is None:
            counted = max(self._values.get(field, {}).get(_value(text), 0) - 1, 0)
            total = max(self._totals.get(field, 0) - 1, 0)
            found = min((counted + _VALUE_WORTH * _USUAL_VALUE) / (total + _VALUE_WORTH), 1.0)
            if len(self._value_shares) < _MOST_REMEMBERED:
                self._value_shares[key] = found
        return found

    def agreement(self, field: str) -> float:
        """The chance that two random records with the field filled agree in it."""
        total = self._totals.get(field, 0)
        return sum((count / total) ** 2 for count in self._values[field].values()) if total else 0.0

    def identifies(self, field: str) -> bool:
        """True if at least a thousand records fill the field and hardly any two of them agree in it."""
        total = self._totals.get(field, 0)
        return total >= _ENOUGH and len(self._values[field]) >= _NEARLY_ALL * total


def _value(text: str) -> str:
    return fold(text[:_LONGEST_VALUE])


def _values_of(record: Record) -> Iterator[tuple[str, str]]:
    if record.birth_place and (text := _value(record.birth_place)):
        yield "birth_place", text
    for name, told in record.also.items():
        if told and (text := _value(told)):
            yield f"also:{name}", text


USUAL: Final = Frequencies()
