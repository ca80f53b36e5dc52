"""What a table tells of a person, in Latin letters; and how far two dates agree, for peers that know no dates."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

TOP: Final = 10
READ_AGAIN: Final = 200  # so many of the best by name are ordered once more with their dates
_DATE_LENGTH: Final = 10
_FATHERS: Final = (
    "ovich",
    "evich",
    "ovych",
    "iovych",
    "ovna",
    "evna",
    "ivna",
    "itsch",
    "owicz",
    "ovitch",
    "ovic",
)
Row = Mapping[str, str]


class Found(NamedTuple):
    """An id, and the probability that he is the one if the tool says any."""

    id: str
    probability: float | None = None


class Finder(Protocol):
    """One way of finding a person in a table. It is made from the table, and asked one question at a time."""

    def find(self, question: Row) -> list[Found]:
        """At most TOP, the best first."""

    def size_in_bytes(self) -> int:
        """Of what was built for the search."""

    def close(self) -> None: ...


class Told(NamedTuple):
    """Fields in small Latin letters; `family` and `given` are guessed where the table has one name column."""

    id: str
    family: str
    given: str
    patronymic: str
    names: str
    born: str
    more: str


def read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def told(row: Row) -> Told:
    if row["name"]:
        words = _latin(row["name"]).split()
        at_end = len(words) > 2 and words[1].endswith(_FATHERS)
        family, given, *rest = [*words[-1:], *words[:-1], ""] if at_end else [*words, "", ""]
        parts = family, given, " ".join(rest).strip()
    else:
        parts = _latin(row["family_name"]), _latin(row["given_name"]), _latin(row["patronymic"])
    more = _latin(" ".join(row.get(field) or "" for field in ("birth_place", "unit")))
    return Told(row["id"], *parts, " ".join(filter(None, parts)), row["birth_date"], more)


def _latin(text: str) -> str:
    return anyascii(text).lower().strip()


def trigrams(text: str) -> set[str]:
    """Of each word with a space on both sides."""
    return {a + b + c for word in text.split() for (a, b), (_, c) in pairwise(pairwise(f" {word} "))}


def dates_agree(asked: str, listed: str) -> float:
    """From 0 to 1; a third where one is missing, and much where day and month changed places or a digit is wrong."""
    if not asked or not listed:
        return 1 / 3
    if asked == listed:
        return 1.0
    if len(asked) == len(listed) == _DATE_LENGTH:
        if asked == f"{listed[:4]}-{listed[8:]}-{listed[5:7]}":
            return 0.8
        if DamerauLevenshtein.distance(asked, listed) == 1:
            return 0.7
    return 0.5 if asked[:4] == listed[:4] else 0.2 if abs(int(asked[:4]) - int(listed[:4])) <= 2 else 0.0


def ordered(scored: Iterable[tuple[str, float, str, str]], asked: Told) -> list[Found]:
    """The TOP of (id, likeness of names in [0, 1], date, place and unit): a date weighs half of a name, place and unit
    a fifth where both sides tell them.
    """

    def likeness(one: tuple[str, float, str, str]) -> float:
        _, names, born, more = one
        also = fuzz.token_set_ratio(more, asked.more) / 100 if more and asked.more else 0.5
        return names + 0.5 * dates_agree(asked.born, born) + 0.2 * also

    return [Found(one[0]) for one in sorted(scored, key=likeness, reverse=True)[:TOP]]
