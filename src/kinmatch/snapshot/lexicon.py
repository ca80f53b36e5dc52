"""The distinct words of a registry: their skeletons, their sounds, and which given names they stand for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kinmatch.given_names import TABLE, Names, fathers_of, full_names_of, names_of
from kinmatch.skeletons import consonants, skeleton, sounds
from kinmatch.snapshot.neighbours import distinct, keys_of, sieve_of
from kinmatch.snapshot.texts import narrow, packed

Numbers = NDArray[np.int32]
Built = dict[str, NDArray[Any]]

UNKNOWN: Final = 0x8000  # classes from here on are of names that no table knows, by how they begin
IS_FULL, IS_NAME, IS_FATHER = 1, 2, 4  # what a spoken form is known as
_BEGINNING: Final = 4  # consonants
_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]{3,40}")
_LONGEST: Final = 200


def telling(text: str) -> int:
    """What tells a unit or place from another at a glance, as a number: its first figure, or its longest word
    in any script; 0 if it has neither.
    """
    if figures := _NUMBER.search(text[:_LONGEST]):
        return crc32(figures[0].lstrip("0").encode()) or 1
    heard = [skeleton(word) for word in _WORD.findall(text[:_LONGEST].lower())[:6]]
    longest = max(heard, key=len, default="")
    return crc32(longest.encode()) or 1 if longest else 0


def class_of(names: Names, word: str) -> int:
    """The commonest of these names, from 1; of none, a number by the first consonants; 0 of no word."""
    if names:
        return max(names, key=lambda number: (TABLE[number].share, -number)) + 1
    heard = consonants(skeleton(word))[:_BEGINNING]
    return UNKNOWN | crc32(heard.encode()) & (UNKNOWN - 1) if heard else 0


def lexicon(
    words: Sequence[str], skeletons: Sequence[str], used: Mapping[str, Numbers],
    rows: Numbers, likeliest: NDArray[np.bool_],
) -> tuple[Built, dict[str, Numbers]]:  # fmt: skip
    """The vocabulary, and the columns `used` (numbers of words by role) turned into numbers of its forms:
    skeletons for `family`, sounds for `given` and `father`. `skeletons` are those of the words.

    `rows` and `likeliest` say of every entry whose it is, and whether it counts how frequent its names are.
    """
    forms: dict[str, int] = {"": 0}
    form_of_word = np.zeros(len(words), np.int32)
    for number in np.unique(used["family"]).tolist():
        form_of_word[number] = forms.setdefault(skeletons[number], len(forms))
    spoken: dict[str, int] = {"": 0}
    spoken_of_word = np.zeros(len(words), np.int32)
    told: list[tuple[int, int, int, int]] = [(0, 0, 0, 0)]
    known: dict[str, dict[int, Names]] = {"names": {}, "fathers": {}}
    for number in np.unique(np.concatenate((used["given"], used["father"]))).tolist():
        word = words[number]
        heard = sounds(word)
        at = spoken.setdefault(heard, len(spoken))
        spoken_of_word[number] = at
        form = forms.setdefault(skeletons[number], len(forms))
        form_of_word[number] = form
        if at == len(told):
            names, fathers = names_of(word), fathers_of(word)
            known["names"][at], known["fathers"][at] = names, fathers
            full = IS_FULL * bool(full_names_of(word)) + IS_NAME * bool(names) + IS_FATHER * bool(fathers)
            told.append((form, class_of(names, word), class_of(fathers or names, word), full))
    table = np.array(told, np.int32)
    entries = {
        "family": form_of_word[used["family"]],
        "given": spoken_of_word[used["given"]],
        "father": spoken_of_word[used["father"]],
    }
    counts = _counts(entries["family"], form_of_word[used["given"]], rows, likeliest, len(forms))
    keys, owners = keys_of(list(forms))
    built: Built = {"forms.keys": keys, "forms.owners": owners, "forms.sieve": sieve_of(keys)}
    built["forms.blob"], built["forms.places"] = packed(forms)
    built["forms.count"] = counts
    built["spoken.blob"], built["spoken.places"] = packed(spoken)
    built["spoken.form"] = table[:, 0].copy()
    built["spoken.by_form"] = np.argsort(table[:, 0], kind="stable").astype(np.int32)
    built["spoken.class"] = _guessed(table[:, 1], table[:, 0], counts, keys, owners).astype(np.uint16)
    built["spoken.father_class"] = _guessed(table[:, 2], table[:, 0], counts, keys, owners).astype(np.uint16)
    built["spoken.known"] = table[:, 3].astype(np.uint8)
    for kind, of in known.items():
        built |= _members(kind, of)
    return built, entries


def _counts(
    family: Numbers, given: Numbers, rows: Numbers, likeliest: NDArray[np.bool_], forms: int
) -> Numbers:
    """How many records bear each form, as `kinmatch.frequencies` counts them."""
    bearers = np.concatenate((rows[likeliest], rows[likeliest])).astype(np.int64) << 32
    bearers |= np.concatenate((family[likeliest], given[likeliest]))
    borne = (distinct(bearers) & 0xFFFFFFFF).astype(np.int64)
    return np.bincount(borne, minlength=forms).astype(np.int32)


def _guessed(
    classes: Numbers, forms: Numbers, counts: Numbers, keys: NDArray[np.uint32], owners: Numbers
) -> Numbers:
    """The classes, and for a name that no table knows that of the commonest known name a slip away from it."""
    if not len(keys):
        return classes
    known = (classes > 0) & (classes < UNKNOWN)
    best = np.zeros(len(counts), np.int64)
    np.maximum.at(best, forms[known], (counts[forms[known]].astype(np.int64) << 16) | classes[known])
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    lengths = np.diff(np.concatenate((starts, [len(keys)])))
    shared = np.repeat(np.maximum.reduceat(best[owners], starts), lengths)
    nearest = np.zeros(len(counts), np.int64)
    np.maximum.at(nearest, owners, shared)
    found = (nearest[forms] & 0xFFFF).astype(np.int32)
    return np.where((classes >= UNKNOWN) & (found > 0), found, classes)


def _members(kind: str, known: Mapping[int, Names]) -> Built:
    """For every row of the table of given names, the spoken forms that may stand for it."""
    pairs = sorted((number, at) for at, numbers in known.items() for number in numbers)
    counts = (
        np.bincount([number for number, _ in pairs], minlength=len(TABLE)) if pairs else np.zeros(len(TABLE))
    )
    ends = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return {f"{kind}.ends": ends, f"{kind}.spoken": narrow(np.array([at for _, at in pairs], np.int32))}
