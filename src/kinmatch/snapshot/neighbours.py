"""Words that differ from a word by one or two slips, out of a vocabulary of any size, without a scan.

A slip is a letter lost, added or put for another, or two neighbours swapped. Every word is kept under the
hashes of itself and of itself less one letter; a query looks up whatever one slip and one loss can make of it
(after the symmetric deletes of Garbe, 2012, with substitutions on the query's side instead of a second loss on
both, so that the table holds some nine keys a word and not forty).
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from kinmatch.skeletons import consonants, consonants_of

Keys = NDArray[np.uint32]
Numbers = NDArray[np.int32]
Bits = NDArray[np.uint8]
Slips = NDArray[np.uint8]

_LONGEST: Final = 24  # letters that are looked at
_FACTOR: Final = 0x9E3779B1
_INVERSE: Final = pow(_FACTOR, -1, 1 << 32)
_FACTORS: Final = [pow(_FACTOR, place, 1 << 32) for place in range(_LONGEST + 2)]
_POWERS: Final = np.array(_FACTORS, np.uint32)
_ALPHABET: Final = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", np.uint8).astype(np.uint32)
_OF_CONSONANTS: Final = np.uint32(0x85EBCA6B)  # so that they never meet the keys of whole words
_FEWEST_CONSONANTS: Final = 3
_SHORTEST_WITH_SLIP: Final = 4
_SHORTEST_WITH_TWO: Final = 7
_BITS_PER_KEY: Final = 8
_FEWEST_BITS: Final = 10
MOST_SLIPS: Final = 2
_MOST_FOUND: Final = 20_000


def keys_of(words: Sequence[str]) -> tuple[Keys, Numbers]:
    """Keys in ascending order and the number of the word that each belongs to."""
    letters = _letters(words)
    lengths = (letters > 0).sum(axis=1)
    numbers = np.arange(len(words), dtype=np.int32)
    before = np.zeros(len(words), np.uint32)
    whole = (letters * _POWERS[:_LONGEST]).sum(axis=1, dtype=np.uint32)
    heard = _letters(consonants_of(words))
    bare = (heard * _POWERS[:_LONGEST]).sum(axis=1, dtype=np.uint32) * _OF_CONSONANTS
    telling = (heard > 0).sum(axis=1) >= _FEWEST_CONSONANTS
    keys, owners = [whole, bare[telling]], [numbers, numbers[telling]]
    for place in range(min(int(lengths.max(initial=0)), _LONGEST)):
        after = before + letters[:, place] * _POWERS[place]
        some = (lengths > place) & (lengths >= _SHORTEST_WITH_SLIP)
        keys.append((before + (whole - after) * np.uint32(_INVERSE))[some])
        owners.append(numbers[some])
        before = after
    every, owner = np.concatenate(keys), np.concatenate(owners)
    order = np.argsort(every, kind="stable")
    return every[order], owner[order]


def sieve_of(keys: Keys) -> Bits:
    """One bit for each range of keys, eight times as many as keys: most of what is not there ends here."""
    bits = min(max(int(len(keys) * _BITS_PER_KEY).bit_length(), _FEWEST_BITS), 32)
    sieve = np.zeros(1 << (bits - 3), np.uint8)
    places = keys >> np.uint32(32 - bits)
    np.bitwise_or.at(sieve, places >> np.uint32(3), np.uint8(1) << (places & np.uint32(7)).astype(np.uint8))
    return sieve


def _letters(words: Sequence[str]) -> Keys:
    """One row a word, zeros behind its end. ASCII words."""
    fixed = np.array([word.encode("ascii") for word in words] or [b""], f"S{_LONGEST}")
    return fixed.view(np.uint8).reshape(-1, _LONGEST)[: len(words)].astype(np.uint32)


class Neighbours:
    """The table of a vocabulary, as `keys_of` gives it."""

    def __init__(self, keys: Keys, owners: Numbers, sieve: Bits) -> None:
        self._keys = keys
        self._owners = owners
        self._sieve = sieve
        self._shift = np.uint32(32 - (len(sieve).bit_length() + 2))

    def of(self, word: str, others: Sequence[str] = ()) -> Numbers:
        """Numbers of all words within two slips of a word of 7 letters or more, one slip of one of 4 or more,
        and of those with the same consonants; and of all within one slip of the others. Some more are among
        them: the caller measures.
        """
        asked = [_one_slip((word, *others))]
        if len(word) >= _SHORTEST_WITH_TWO:
            asked.append(_two_slips(word))
        return self._found(np.concatenate(asked))

    def exactly(self, word: str) -> list[int]:
        """Numbers of this word and of some others."""
        letters = word[:_LONGEST].encode("ascii")
        key = sum(letter * power for letter, power in zip(letters, _FACTORS, strict=False)) & 0xFFFFFFFF
        first = int(self._keys.searchsorted(np.uint32(key)))
        last = first
        while last < len(self._keys) and self._keys[last] == key:
            last += 1
        return sorted(self._owners[first:last].tolist())

    def _found(self, asked: Keys) -> Numbers:
        places = asked >> self._shift
        there = self._sieve[places >> np.uint32(3)] >> (places & np.uint32(7)).astype(np.uint8) & np.uint8(1)
        asked = distinct(asked[there.astype(bool)])
        first = np.searchsorted(self._keys, asked, "left")
        there = self._keys.take(first, mode="clip") == asked  # the empty word at least has a key
        first, asked = first[there], asked[there]
        last = np.searchsorted(self._keys, asked, "right")
        return distinct(self._owners[spread(first, last, _MOST_FOUND)])


def slips_between(asked: Sequence[str], forms: Sequence[str]) -> Slips:
    """Slips between each skeleton that is asked for (a row) and each form (a column), one if the consonants
    agree; above `MOST_SLIPS` if too many to be alike.

    `name_parts` weighs slips more finely; here they only say who is worth a full comparison.
    """
    slips = cdist(asked, forms, scorer=OSA.distance, score_cutoff=MOST_SLIPS, dtype=np.uint8)
    allowed = np.minimum(_allowed(forms)[None, :], _allowed(asked)[:, None])
    slips[slips > allowed] = MOST_SLIPS + 1
    heard = consonants_of(forms)
    for row, word in enumerate(asked):
        own = consonants(word)
        if len(own) >= _FEWEST_CONSONANTS:
            same = np.array([other == own for other in heard], bool)
            slips[row, same & (slips[row] > MOST_SLIPS) & (allowed[row] > 0)] = 1
    return slips


def _allowed(words: Sequence[str]) -> Slips:
    """Slips at which a skeleton of this length may still be alike."""
    lengths = np.array([len(word) for word in words], np.int32)
    return ((lengths >= _SHORTEST_WITH_SLIP).astype(np.uint8) + (lengths >= _SHORTEST_WITH_TWO)).astype(
        np.uint8
    )


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """As `np.unique`, by sorting instead of hashing."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def spread(first: NDArray[np.int64], last: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The numbers from each `first` up to its `last`, end to end, at most so many."""
    counts = last - first
    kept = counts > 0
    first, counts = first[kept], counts[kept]
    ends = np.cumsum(counts)
    total = min(int(ends[-1]), most) if len(ends) else 0
    return (np.repeat(first - ends + counts, counts)[:total] + np.arange(total)).astype(np.int64)


def _one_slip(words: Sequence[str]) -> Keys:
    """The words, the words less each letter, and their consonants."""
    letters = _letters(words)
    lengths = (letters > 0).sum(axis=1)
    terms = letters * _POWERS[:_LONGEST]
    lost = np.arange(_LONGEST) < np.where(lengths < _SHORTEST_WITH_SLIP, 0, lengths)[:, None]
    heard = [bare for bare in consonants_of(words) if len(bare) >= _FEWEST_CONSONANTS]
    bare = (_letters(heard) * _POWERS[:_LONGEST]).sum(axis=1, dtype=np.uint32) * _OF_CONSONANTS
    return np.concatenate((terms.sum(axis=1, dtype=np.uint32), _each_lost(terms)[lost], bare))


def _each_lost(terms: Keys) -> Keys:
    """Hashes of words (one row each, letters times powers) less each of their letters."""
    after = np.cumsum(terms, axis=1, dtype=np.uint32)
    return after - terms + (after[:, -1:] - after) * np.uint32(_INVERSE)


def _two_slips(word: str) -> Keys:
    """The word with a letter put for another or added, and less a letter with a second slip."""
    length = min(len(word), _LONGEST)
    letters = _letters([word])[0, :length]
    terms = letters * _POWERS[:length]
    whole = terms.sum(dtype=np.uint32)
    put = whole + (_ALPHABET[None, :] - letters[:, None]) * _POWERS[:length, None]
    after = np.concatenate((np.zeros(1, np.uint32), np.cumsum(terms, dtype=np.uint32)))
    added = (after + (whole - after) * np.uint32(_FACTOR))[:, None] + _ALPHABET * _POWERS[: length + 1, None]
    swapped = whole + _swaps(letters[None, :])

    kept = ~np.eye(length, dtype=bool)
    less = np.broadcast_to(letters, (length, length))[kept].reshape(length, length - 1)
    less_terms = less * _POWERS[: length - 1]
    lost = less_terms.sum(axis=1, dtype=np.uint32)
    lost_put = lost[:, None, None] + (_ALPHABET - less[:, :, None]) * _POWERS[: length - 1, None]
    lost_swapped = lost[:, None] + _swaps(less)
    every = (put, added, swapped, _each_lost(less_terms), lost_put, lost_swapped)
    return np.concatenate([keys.ravel() for keys in every])


def _swaps(letters: Keys) -> Keys:
    """What swapping each two neighbours adds to the hash of each row."""
    width = letters.shape[1]
    apart = letters[:, 1:] - letters[:, :-1]
    return apart * (_POWERS[: width - 1] - _POWERS[1:width])
