"""Weights learnt from the files at hand, after Fellegi and Sunter (1969), by the EM of Winkler (1988).

What two records of different people have in common, u, is counted on random pairs. What two records of one
person have in common, m, and how frequent such pairs are come from candidates, without labels: pairs are
taken for one person as far as the present weights say so, m is counted on them, and so on until it settles.
Pairs that are no candidates count as two people. Labels, where there are some, take the place of the
guess. A shipped weight counts as much as `_SHIPPED_COUNTS` observations of its finding, so that ten records
change nearly nothing and a hundred thousand decide.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import log2
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kinmatch.comparison import HIGHEST_INITIAL, LEAST_SPAN_BITS, MOST_SPAN_BITS, SPANS, find, share_in
from kinmatch.frequencies import Frequencies
from kinmatch.records import Record
from kinmatch.weights import SHIPPED, WHOLE, Code, Weights

Floats = NDArray[np.float64]

_CODES: Final = tuple(Code)
_PLACE: Final[Mapping[Code, int]] = {code: place for place, code in enumerate(_CODES)}
_ALIKE, _MISSING = _PLACE[Code.ALIKE], _PLACE[Code.MISSING]
_SPANS: Final = [_PLACE[code] for code in SPANS]
_MARRIED: Final = "married_name"  # women only, and never learnt apart from the family name
_SHIPPED_COUNTS: Final = 30.0  # observations of a finding that its shipped weight is worth
_SHIPPED_PRIOR: Final = 1 / 1000
_SHIPPED_PAIRS: Final = 1000.0  # that the shipped prior is worth
_SHIPPED_SEEKERS: Final = (
    100.0  # records with a partner each, which the shipped odds of kinship take for granted
)
_MOST_MORE: Final = 100
_NEVER_SEEN: Final = 0.1  # of a pair
_ROUNDS: Final = 60
_SETTLED: Final = 1e-4  # change of the number of true pairs, of itself
_STRONGEST: Final = 14.0  # bits of a finding that has no worth of its own
_VALUE_WORTH: Final = (0.5, 15.0)  # least and most bits of a place or of a value of a further column
MOST_KIN_BITS: Final = 3.0
_LEAST_KIN_BITS: Final = -12.0


@dataclass(frozen=True, slots=True)
class Observed:
    """Pairs by what was found: arrays of pairs by fields. `rows` names the fields, as `Weights` does."""

    rows: tuple[str, ...]
    codes: NDArray[np.int8]
    shares: Floats  # 0 where the rarity of a value says nothing
    more: NDArray[np.int16]  # slips beyond the first
    plus: NDArray[np.float32]  # bits beside the table's: what is measured
    doubts: NDArray[np.int8]  # place of the code of a doubt about kinship; MISSING where there is none
    words: NDArray[np.int32]  # pairs by fields by two: places of the words whose shares these are
    vocabulary: tuple[tuple[str, str], ...]  # rows and words; the first is none

    def by(self, frequencies: Frequencies) -> "Observed":
        """The same pairs with the shares of other frequencies."""
        shares = [0.0] + [share_in(row, word, frequencies) for row, word in self.vocabulary[1:]]
        return replace(self, shares=np.array(shares)[self.words].max(axis=2))

    def taken(self, places: NDArray[np.intp]) -> "Observed":
        """Some of the pairs, or some more than once."""
        some = (self.codes[places], self.shares[places], self.more[places], self.plus[places])
        return Observed(self.rows, *some, self.doubts[places], self.words[places], self.vocabulary)

    def __len__(self) -> int:
        return len(self.doubts)


@dataclass(frozen=True, slots=True)
class Learnt:
    """`prior_bits`, log2 odds that any pair of the files is one person; `probabilities` of the candidates."""

    weights: Weights
    prior_bits: float
    probabilities: Floats


def template(also: Iterable[str], frequencies: Frequencies) -> Weights:
    """The shipped weights, in which places and further columns go by the rarity of their values. Identifying
    is a further column in which hardly two of a thousand records agree or more.
    """
    rows = ("birth_place", *(f"also:{name}" for name in also))
    fields = {row: _rarity_taken_out(SHIPPED.of(row)) for row in rows}
    return Weights(
        {**SHIPPED.fields, **fields},
        {**SHIPPED.worth, **dict.fromkeys(rows, _VALUE_WORTH)},
        SHIPPED.kin,
        frozenset(row for row in rows[1:] if frequencies.identifies(row)),
    )


def _rarity_taken_out(row: Mapping[Code, float]) -> Mapping[Code, float]:
    agreed = row[Code.SAME]
    return {code: bits if code in WHOLE else min(bits - agreed, 0.0) for code, bits in row.items()}


def observe(pairs: Iterable[tuple[Record, Record]], frequencies: Frequencies, weights: Weights) -> Observed:
    """What is found in each pair, names read as these weights read them."""
    rows = tuple(row for row in weights.fields if row != "also")
    at = {row: place for place, row in enumerate(rows)}
    known: dict[tuple[str, str], int] = {("", ""): 0}
    codes, doubts = bytearray(), bytearray()
    more, plus, words = array("h"), array("f"), array("i")
    none = bytes([_MISSING]) * len(rows)
    for left, right in pairs:
        here, slips, both = bytearray(none), [0] * len(rows), [0] * (2 * len(rows))
        beside = [0.0] * len(rows)
        findings = find(left, right, frequencies, weights)
        for found in findings.found:
            place = at[found.row]
            beside[place] += found.plus
            if here[place] != _MISSING:  # a counter-reason beside the finding of that row
                beside[place] += weights.of(found.row).get(found.code, 0.0)
                continue
            here[place], slips[place] = _PLACE[found.code], min(found.more, _MOST_MORE)
            for side, word in enumerate(found.words or ()):
                both[2 * place + side] = known.setdefault((found.row, word), len(known))
        codes += here
        more.extend(slips)
        plus.extend(beside)
        words.extend(both)
        doubts.append(_PLACE[findings.doubt[1]] if findings.doubt else _MISSING)
    shape = len(doubts), len(rows)
    return Observed(
        rows,
        np.frombuffer(codes, np.int8).reshape(shape),
        np.zeros(shape),
        np.frombuffer(more, np.int16).reshape(shape),
        np.frombuffer(plus, np.float32).reshape(shape),
        np.frombuffer(doubts, np.int8),
        np.frombuffer(words, np.int32).reshape(*shape, 2),
        tuple(known),
    ).by(frequencies)


def bits_of(seen: Observed, weights: Weights) -> Floats:
    """The bits of all findings of each pair without the prior, as `compare` adds them up; doubts left out."""
    total = np.zeros(len(seen))
    for place, row in enumerate(seen.rows):
        codes, more = seen.codes[:, place], seen.more[:, place]
        table = _array(weights.of(row))
        bits = table[codes] + seen.plus[:, place]
        if row in weights.worth:
            shared = seen.shares[:, place] > 0
            worth = np.clip(-np.log2(np.where(shared, seen.shares[:, place], 1.0)), *weights.worth[row])
            agreed = np.maximum(worth + bits + more * table[_ALIKE], 0.0)
            initial = np.minimum(worth + bits, HIGHEST_INITIAL)
            bits = np.where(shared, np.where(codes == _PLACE[Code.INITIAL], initial, agreed), bits)
        else:
            span = np.clip(bits, LEAST_SPAN_BITS, MOST_SPAN_BITS)
            bits = np.where(np.isin(codes, _SPANS), span, bits)
        total += bits
    return total


def _array(row: Mapping[Code, float]) -> Floats:
    return np.array([0.0 if code is Code.MISSING else row.get(code, 0.0) for code in _CODES])


def odds(seen: Observed, weights: Weights, prior_bits: float) -> tuple[Floats, list[Code | None]]:
    """Log2 odds that each pair is one person, as `compare` has them, and the doubts about kinship."""
    bits = prior_bits + bits_of(seen, weights)
    doubts: list[Code | None] = [None] * len(seen)
    for code, most in weights.kin.items():
        raised = seen.doubts == _PLACE[code]
        bits = np.where(raised, np.minimum(bits, most), bits)
        for place in np.flatnonzero(raised):
            doubts[place] = code
    return bits, doubts


def _probabilities(bits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -500, 500))))


def learn(
    candidates: Observed,
    strangers: Observed,
    start: Weights,
    *,
    pairs: float,
    seekers: float,
    agreeing: Mapping[str, float],
    same: NDArray[np.bool_] | None = None,
) -> Learnt:
    """Weights by EM from candidate pairs and pairs taken at random, of the rows of `start`.

    `pairs` is how many pairs the candidates were taken from, `seekers` how many records looked for a partner;
    `agreeing`, by row, the chance that two random values are one, where that is known better than from the
    strangers. `same` tells which candidates are one person; with it nothing is guessed.
    """
    weights, prior_bits = start, log2(_SHIPPED_PRIOR)
    expected = -1.0
    truth = None if same is None else same.astype(np.float64)
    for _ in range(_ROUNDS):
        guess = _probabilities(odds(candidates, weights, prior_bits)[0]) if truth is None else truth
        true_pairs = float(guess.sum())
        if abs(true_pairs - expected) <= _SETTLED * true_pairs:
            break
        expected = true_pairs
        of_two = _counts(strangers, 1.0 - _probabilities(odds(strangers, weights, prior_bits)[0]))
        prior = (true_pairs + _SHIPPED_PAIRS * _SHIPPED_PRIOR) / (pairs + _SHIPPED_PAIRS)
        prior_bits = log2(prior / (1 - prior))
        partners = (true_pairs + _SHIPPED_SEEKERS) / (seekers + _SHIPPED_SEEKERS)
        weights = _weights(_counts(candidates, guess), of_two, agreeing, start, partners)
    return Learnt(weights, round(prior_bits, 3), guess)


def _counts(seen: Observed, weight: Floats) -> Mapping[str, Floats]:
    """By row: how many pairs had each finding, where both records fill the field."""
    counts: dict[str, Floats] = {}
    for place, row in enumerate(seen.rows):
        counts[row] = np.bincount(seen.codes[:, place], weights=weight, minlength=len(_CODES)).astype(
            np.float64
        )
        counts[row][_MISSING] = 0.0
    return counts


def _weights(
    of_one: Mapping[str, Floats],
    of_two: Mapping[str, Floats],
    agreeing: Mapping[str, float],
    start: Weights,
    partners: float,
) -> Weights:
    fields = dict(start.fields)
    for row, counts in of_one.items():
        if row == _MARRIED:
            continue
        agreed = agreeing.get(row, 0.0) if row in start.worth else None
        fields[row] = _row(counts, of_two[row], start.of(row), agreed)
    family, married = fields["family_name"], fields[_MARRIED]
    fields[_MARRIED] = {code: max(bits, family[code]) for code, bits in married.items()}
    return replace(start, fields=fields, kin=_kin(fields, start, partners))


def _row(
    of_one: Floats, of_two: Floats, start: Mapping[Code, float], agreed: float | None
) -> Mapping[Code, float]:
    codes = [code for code in start if code is not Code.MISSING]
    places = [_PLACE[code] for code in codes]
    seen, random = of_one[places], of_two[places]
    m = (seen + _NEVER_SEEN) / (seen.sum() + _NEVER_SEEN * len(codes))
    u = (random + _NEVER_SEEN) / (random.sum() + _NEVER_SEEN * len(codes))
    learnt = np.log2(m / u)
    # Findings that are frequent among either kind of pair are known well.
    support = seen + min(seen.sum(), random.sum()) * u
    row = {Code.MISSING: 0.0}
    for place, code in enumerate(codes):
        bits = float(learnt[place])
        if agreed is not None and code not in WHOLE:
            # The rarity of the value stands for u; of other agreements there are so many to one that is exact.
            exact = max(float(u[codes.index(Code.SAME)]), agreed)
            bits = float(np.log2(m[place])) if code is Code.SAME else bits + log2(exact)
            bits = min(bits, 0.0)
        known = float(support[place])
        shrunk = (known * bits + _SHIPPED_COUNTS * start[code]) / (known + _SHIPPED_COUNTS)
        row[code] = round(min(max(shrunk, -_STRONGEST), _STRONGEST), 3)
    return row


def _kin(fields: Mapping[str, Mapping[Code, float]], start: Weights, partners: float) -> Mapping[Code, float]:
    """Odds that it is one person after all and not kin: higher where records of one person are many beside
    the people, and where names and years of one person differ often.
    """

    def learnt(row: str, code: Code) -> float:
        return fields[row][code] - start.fields[row][code]

    other_name = learnt("given_name", Code.DIFFERENT)
    other_year = learnt("birth_date", Code.GENERATION_APART)
    more = {Code.TWINS: other_name, Code.SIBLINGS: other_name, Code.FATHER_AND_SON: other_year}
    return {
        code: round(min(max(bits + log2(partners) + more[code], _LEAST_KIN_BITS), MOST_KIN_BITS), 3)
        for code, bits in start.kin.items()
    }
