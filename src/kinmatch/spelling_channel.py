"""How likely a Cyrillic word is what somebody writes for a Latin one, by a learnt table of letter groups.

A noisy channel (Brill and Moore 2000): the Latin word is cut into groups of letters, and for each group,
given the letters around it, the table says which Cyrillic letters stand for it how often. French `eau`,
Polish `sz`, Japanese `shi` and silent letters are read as Russian and Ukrainian clerks read them.
`tools/learn_spellings.py` makes the table.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from heapq import nlargest
from math import log2
from pathlib import Path
from typing import Final

from kinmatch.folding import in_one_script

DATA: Final = Path(__file__).parent / "data"
SPELLINGS: Final = "spellings.tsv"  # what is written in Cyrillic for Latin letters
SKELETONS: Final = "skeletons.tsv"  # how Latin spellings of Cyrillic letters sound
LONGEST: Final = 30  # letters of a word that are looked at
UNLIKELY: Final = -200.0  # no spelling is less likely than this, in bits

# A slip of the hand where the table has nothing: a letter lost, added or put for another.
_LOST: Final = 2.0**-9
_ADDED: Final = 2.0**-12
_OTHER: Final = 2.0**-12
_WITHOUT_DOTS: Final = 0.25  # ё is often written as е

_CYRILLIC: Final = str.maketrans(
    dict(zip("ґєіїўѓќјәөүұқғңһҡҙҫҗҷҳӯӣ", "геиивгкйаоуукгнхкзсжчхуи", strict=True)) | dict.fromkeys("ъӏ", "")
)
_LEAST: Final = 1e-4  # ways so much less likely than the best are not followed


def plain_cyrillic(word: str) -> str:
    """The word in the letters of the table: Ukrainian and Belarusian ones as their Russian neighbours."""
    told = unicodedata.normalize("NFC", in_one_script(word.lower()))[:LONGEST]
    return "".join(char for char in told.translate(_CYRILLIC) if "\u0400" <= char <= "\u052f")


def plain_latin(word: str) -> str:
    """Lower case, letters only, marks kept: ż is not z."""
    told = unicodedata.normalize("NFC", in_one_script(word.lower()))[:LONGEST]
    return "".join(char for char in told if char.isalpha() and char < "\u0250")


_CONTEXTS: Final = (
    (2, 5),
    (2, 4),
    (2, 3),
    (1, 3),
    (1, 2),
    (0, 2),
    (0, 1),
)  # letters before, and from here on
_BEFORE, _FROM_HERE = _CONTEXTS[0]


def contexts(latin: str, start: int) -> Iterator[str]:
    """Keys of the table for this place of the word, narrowest first: letters before, `|`, letters from here.

    `^` and `$` are the word's bounds.
    """
    marked = "^" + latin + "$"
    at = start + 1
    for left, right in _CONTEXTS:
        yield f"{marked[max(at - left, 0) : at]}|{marked[at : at + right]}"


Written = dict[str, tuple[tuple[int, float], ...]]  # what is written -> letters it stands for, share
_EVENT = re.compile(r"([a-z\u0400-\u052f]*)(\d)(\d+)")


@cache
def _table(name: str) -> dict[str, str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))


@cache
def _written(name: str, context: str) -> Written:
    told: dict[str, list[tuple[int, float]]] = {}
    for letters, length, eighths in _EVENT.findall(_table(name)[context]):
        share = 2.0 ** (-int(eighths) / 8)
        told.setdefault(letters, []).append((int(length), share))
        if "ё" in letters:
            told.setdefault(letters.replace("ё", "е"), []).append((int(length), share * _WITHOUT_DOTS))
    return {letters: tuple(ways) for letters, ways in told.items()}


@lru_cache(maxsize=16384)
def _places(name: str, word: str) -> tuple[Written, ...]:
    """What may be written from each letter of the word on, and at its end."""
    marked = "^" + word + "$"
    return tuple(
        _around(name, marked[max(at - _BEFORE, 0) : at], marked[at : at + _FROM_HERE])
        for at in range(1, len(marked))
    )


@lru_cache(maxsize=65536)
def _around(name: str, before: str, ahead: str) -> Written:
    """What may be written at one place of a word, by the letters around it: they recur from word to word."""
    table = _table(name)
    for left, right in _CONTEXTS:
        key = f"{before[max(len(before) - left, 0) :]}|{ahead[:right]}"
        if key in table:
            return _written(name, key)
    return {}


@lru_cache(maxsize=65536)
def spelling_bits(cyrillic: str, latin: str) -> float:
    """log2 of the share of clerks who write this Cyrillic word for that Latin one, in [-200, 0].

    A word of n letters takes n**2 steps, of at most 30 letters. Slips of the hand are allowed for, at some ten bits.
    """
    heard, written = plain_cyrillic(cyrillic), plain_latin(latin)
    if not heard or not written:
        return UNLIKELY
    places = _places(SPELLINGS, written)
    last, end = len(written), len(heard)
    groups = [(heard[at], heard[at : at + 2]) for at in range(end - 1)] + [(heard[-1], "")]
    rows = [[0.0] * (end + 3) for _ in range(last + 6)]
    rows[0][0] = 1.0
    for at, ways in enumerate(places):
        row, below = rows[at], rows[at + 1]
        least = max(row) * _LEAST
        silent = ways.get("", ()) if at < last else ()
        for place in range(end):
            reached = row[place]
            if reached <= least:
                continue
            for length, share in silent:
                rows[at + length][place] += reached * share
            one, two = groups[place]
            if one in ways:
                for length, share in ways[one]:
                    rows[at + length][place + 1] += reached * share
            if two in ways and two:
                for length, share in ways[two]:
                    rows[at + length][place + 2] += reached * share
            below[place] += reached * _LOST
            below[place + 1] += reached * _OTHER
            row[place + 1] += reached * _ADDED
        if row[end] > least:
            for length, share in silent:
                rows[at + length][end] += row[end] * share
            below[end] += row[end] * _LOST
    ((_, stops),) = places[last].get("", ((0, 1.0),))
    whole = rows[last][end] * stops
    return max(log2(whole), UNLIKELY) if whole > 0 else UNLIKELY


_BEAM: Final = 16
_WORTH_A_LOOK: Final = 0.04  # of the likeliest spelling


def _likeliest(places: tuple[Written, ...], most: int) -> list[str]:
    """What is likeliest to be written for the whole word, likeliest first."""
    beams: list[dict[str, float]] = [{} for _ in range(len(places) + 5)]
    beams[0][""] = 1.0
    for at, ways in enumerate(places[:-1]):
        reached = nlargest(_BEAM, beams[at].items(), key=lambda way: way[1])
        added = [
            (letters, length, share) for letters, told in ways.items() for length, share in told if length
        ]
        silent = [(letters, share) for letters, told in ways.items() for length, share in told if not length]
        reached += [
            (before + letters, chance * share) for before, chance in reached for letters, share in silent
        ]
        for before, chance in reached:
            for letters, length, share in added:
                ahead = beams[at + length]
                ahead[before + letters] = ahead.get(before + letters, 0.0) + chance * share
    whole = nlargest(most, beams[len(places) - 1].items(), key=lambda way: way[1])
    return [word for word, chance in whole if chance >= _WORTH_A_LOOK * whole[0][1]]


def cyrillic_spellings(latin: str, most: int) -> list[str]:
    """The likeliest Cyrillic spellings of a Latin word, likeliest first: of `Audiard` аудиар, одиар."""
    return _likeliest(_places(SPELLINGS, plain_latin(latin)), most)


def latin_skeletons(cyrillic: str, most: int) -> list[str]:
    """Skeletons of the likeliest Latin spellings of a Cyrillic word, likeliest first."""
    return _likeliest(_places(SKELETONS, plain_cyrillic(cyrillic)), most)
