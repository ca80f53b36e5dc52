"""The vocabulary by which bodies are described, and what of it a text holds: data/bodies.tsv."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import log2
from typing import Final, NamedTuple

from kinmatch.folding import fold, in_one_script
from kinmatch.skeletons import skeleton

LONGEST: Final = 600  # characters of a description that are looked at
_MOST_WORDS: Final = 80
_LONGEST_WORD: Final = 24
_SHORTEST_STEM: Final = 2
_TELLING: Final = 4  # letters: a shorter word that no table knows tells nothing
_OF_A_THOUSAND: Final = 1000
_UNKNOWN_BITS: Final = 6.0  # a word that the table does not hold is rarer than those that it holds
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_EMPTY: Final = frozenset(
    "with small large wearing wore made from that there about right both зовнішній внутрішній велике великий велика "  # noqa: SIM905  # a table of words
    "маленький маленька невеликий невелика большой большая маленькая небольшой небольшая довжиною длиной вигляді "
    "виде форме біля возле около вище выше нижче ниже стороні стороне зображення изображение изображением марки "
    "зображенням кольору цвета одягнений одягнена одет одета нього него була было були были також также".split()
)


class Meaning(NamedTuple):
    """One thing that the table knows: `sort` site, `key` forearm."""

    sort: str
    key: str


class _Table(NamedTuple):
    stems: dict[str, tuple[Meaning, ...]]
    whole: dict[str, tuple[Meaning, ...]]
    pairs: dict[str, tuple[tuple[str, Meaning], ...]]  # by the first of two stems
    shares: dict[Meaning, int]


@cache
def _table() -> _Table:
    text = files("kinmatch").joinpath("data/bodies.tsv").read_text(encoding="utf-8")
    found = _Table({}, {}, {}, {})
    for sort, key, share, words in (
        line.split("\t") for line in text.splitlines() if not line.startswith("#")
    ):
        meaning = Meaning(sort, key)
        found.shares[meaning] = int(share)
        for word in fold(words).split():
            if "_" in word:
                first, second = word.split("_")[:2]
                found.pairs[first] = (*found.pairs.get(first, ()), (second, meaning))
                continue
            where = found.whole if word.startswith("=") else found.stems
            bare = word.removeprefix("=")
            where[bare] = (*where.get(bare, ()), meaning)
    return found


def tokens_of(text: str) -> list[str]:
    """Words and numbers, folded, at most 80 of the first 600 characters."""
    found = _WORD.findall(fold(text[:LONGEST]))[:_MOST_WORDS]
    return [in_one_script(word[:_LONGEST_WORD]) for word in found]


def meanings_of(word: str, following: str = "") -> tuple[Meaning, ...]:
    """What the table knows of a word: all sorts, the longest beginning of each; () if it is not there."""
    table = _table()
    if whole := table.whole.get(word):
        return whole
    found: dict[str, Meaning] = {}
    for length in range(len(word), _SHORTEST_STEM - 1, -1):
        stem = word[:length]
        for meaning in table.stems.get(stem, ()):
            found.setdefault(meaning.sort, meaning)
        for second, meaning in table.pairs.get(stem, ()):
            if following.startswith(second):
                found[meaning.sort] = meaning
    return tuple(found.values())


def read(text: str, sorts: frozenset[str]) -> tuple[frozenset[Meaning], frozenset[str]]:
    """What a text holds of these sorts, and the skeletons of its longer words that no table knows."""
    tokens = tokens_of(text)
    known: set[Meaning] = set()
    others: set[str] = set()
    for word, following in paired(tokens):
        meanings = meanings_of(word, following)
        told = {meaning for meaning in meanings if meaning.sort in sorts}
        known |= told
        if not meanings and is_telling(word):
            others.add(skeleton(word) or word)
    return frozenset(known), frozenset(others)


def paired(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Every word with the one that follows it, or ""."""
    yield from zip(tokens, [*tokens[1:], ""], strict=False)


def is_telling(word: str) -> bool:
    """A word or number long enough to say something, that is not one of those that everybody uses."""
    return len(word) >= _TELLING and word not in _EMPTY


def rarity(meaning: Meaning) -> float:
    """Bits that it says when both have it: log2 of how few have it; 0 for what is not counted."""
    share = _table().shares[meaning]
    return log2(_OF_A_THOUSAND / share) if share else 0.0


def rarity_of_word() -> float:
    """The same of a word that the table does not hold, such as a name in a tattoo."""
    return _UNKNOWN_BITS
