"""An index whose weights are learnt from the files at hand, and the doubles in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import inf, log2
from random import Random
from time import perf_counter
from typing import Final

import numpy as np

from kinmatch.clusters import Cluster, Link, clusters
from kinmatch.comparison import Comparison
from kinmatch.frequencies import Frequencies
from kinmatch.index import Index
from kinmatch.learning import MOST_KIN_BITS, Learnt, Observed, learn, observe, odds, template
from kinmatch.records import Record
from kinmatch.snapshot import Hit
from kinmatch.weights import SHIPPED, Code, Weights

Pair = tuple[int, int]

_MOST_PAIRS: Final = 600_000  # candidates that are learnt from
_MOST_SEEKERS: Final = 20_000  # records that look for a partner, of a file that may be larger
_STRANGERS: Final = 30_000  # pairs at random
_MOST_CANDIDATES: Final = 60  # of one record
_TELL_NOTHING: Final = 20.0  # seekers
_LIKELY: Final = 0.5
_AT_ONCE: Final = 2_000  # records whose candidates are weighed together
_LEAST_BITS: Final = -8.0  # a less likely pair is no link
# A doubt about kinship that leaves less than this keeps two records out of one cluster: twins, father and son.
DOUBTED_BITS: Final = -2.0


def sampled(records: Iterable[Record], most: int = _MOST_SEEKERS) -> list[Record]:
    """So many of the records, each as likely as any other; the same for the same records."""
    chance = Random(most)  # noqa: S311  # a sample, not a secret
    kept: list[Record] = []
    for number, record in enumerate(records):
        if number < most:
            kept.append(record)
        elif (place := chance.randrange(number + 1)) < most:
            kept[place] = record
    return kept


def fitted(index: Index, seekers: Sequence[Record] | None = None) -> Index:
    """The index with weights, prior and frequencies learnt from its own records, or from others that look
    for their partners in it. A handful of records leaves the shipped weights nearly as they are.
    """
    start = template(index.records[0].also if len(index) else (), index.frequencies)
    index = index.weighed_by(start, index.prior_bits, index.frequencies)
    if seekers is None:
        looked_up, pairs = _pairs_within(index)
        among = len(index) - 1
        compared = looked_up * among - looked_up * (looked_up - 1) / 2
        lefts: Sequence[Record] = index.records
    else:
        pairs, among = _pairs_between(index, seekers), len(index)
        compared, lefts = len(seekers) * among, seekers
    if not pairs:
        return index
    candidates = _observed(lefts, index, pairs)
    strangers = _observed(lefts, index, _at_random(len(lefts), len(index), within=seekers is None))

    def learnt(frequencies: Frequencies) -> Learnt:
        return learn(
            candidates.by(frequencies),
            strangers.by(frequencies),
            start,
            pairs=compared,
            seekers=compared / among,
            agreeing={row: frequencies.agreement(row) for row in start.worth if row not in SHIPPED.worth},
        )

    frequencies = index.frequencies
    found = learnt(frequencies)
    if seekers is None:
        frequencies = Frequencies.of(index.records, _people(pairs, found, len(index), looked_up))
        found = learnt(frequencies)
        return index.weighed_by(found.weights, found.prior_bits, frequencies)
    weights = _kin_of_found(found, _share_found(pairs, found, len(seekers)))
    return index.weighed_by(weights, found.prior_bits, frequencies)


def _share_found(pairs: Sequence[Pair], found: Learnt, count: int) -> float:
    """Share of the seekers that have a partner, as far as the weights can tell; a few seekers tell nothing."""
    best = np.zeros(count)
    np.maximum.at(best, np.array(pairs)[:, 0], found.probabilities)
    return float(best.sum()) / (count + _TELL_NOTHING)


def _kin_of_found(found: Learnt, share: float) -> Weights:
    """Where nearly every seeker has a partner, one that fits but for the name is seldom his twin, who would have a
    partner of his own and leave this one without. It counts no more than names are known to differ, and `link`
    drops the twin of somebody who is found.
    """
    shipped, learnt = SHIPPED.fields, found.weights.fields
    name = learnt["given_name"][Code.DIFFERENT] - shipped["given_name"][Code.DIFFERENT]
    year = learnt["birth_date"][Code.GENERATION_APART] - shipped["birth_date"][Code.GENERATION_APART]
    absent = -log2(1 - share)
    more = {Code.TWINS: name, Code.SIBLINGS: name, Code.FATHER_AND_SON: year}
    kin = {
        code: min(bits + min(absent, max(more[code], 0.0)), max(bits, MOST_KIN_BITS))
        for code, bits in found.weights.kin.items()
    }
    return replace(found.weights, kin=kin)


def partners(hits: Sequence[Hit]) -> list[Hit]:
    """Of hits likelier one person than two, those to be linked: none that may be kin of somebody found."""
    likely = [hit for hit in hits if hit.comparison.probability >= _LIKELY]
    sure = [hit for hit in likely if not _doubt(hit.comparison)]
    return sure or likely[:1]


def _pairs_within(index: Index) -> tuple[int, list[Pair]]:
    """How many of the first records were looked up, and the pairs that they make with any."""
    pairs: dict[Pair, None] = {}
    for place, record in enumerate(index.records):
        if len(pairs) >= _MOST_PAIRS:
            return place, list(pairs)
        for other in index.candidates(record, _MOST_CANDIDATES):
            if other != place:
                pairs[min(place, other), max(place, other)] = None
    return len(index), list(pairs)


def _pairs_between(index: Index, seekers: Sequence[Record]) -> list[Pair]:
    return [
        (place, other)
        for place, record in enumerate(seekers)
        for other in index.candidates(record, _MOST_CANDIDATES)
    ]


def _at_random(lefts: int, rights: int, *, within: bool) -> list[Pair]:
    chance = Random(_STRANGERS)  # noqa: S311  # a sample, not a secret
    count = min(_STRANGERS, lefts * rights // 2)
    pairs = {(chance.randrange(lefts), chance.randrange(rights)) for _ in range(count)}
    return sorted(pair for pair in pairs if not within or pair[0] != pair[1])


def _observed(lefts: Sequence[Record], index: Index, pairs: Sequence[Pair]) -> Observed:
    told = ((lefts[one], index.records[other]) for one, other in pairs)
    return observe(told, index.frequencies, index.weights)


def _people(pairs: Sequence[Pair], found: Learnt, count: int, looked_up: int) -> Sequence[float]:
    """How much of a person each record is; of records that were not looked up, as much as of the others."""
    both = np.array(pairs)
    partners = np.zeros(count)
    for side in (0, 1):
        np.add.at(partners, both[:, side], found.probabilities)
    people = np.reciprocal(1.0 + partners)
    people[looked_up:] = people[:looked_up].mean()
    return [float(part) for part in people]


def doubles(
    index: Index, progress: Callable[[float], None] = lambda _share: None, seconds: list[float] | None = None
) -> list[Cluster]:
    """The records of an index gathered by the person they are of, by its weights. `seconds` gathers the time
    that each record took.
    """

    def bits(one: int, other: int) -> float:
        comparison = index.compare(index.records[one], index.records[other])
        doubt = _doubt(comparison)
        return -inf if doubt and index.weights.kin[doubt] < DOUBTED_BITS else comparison.bits

    def links() -> Iterator[Link]:
        for start in range(0, len(index), _AT_ONCE):
            started = perf_counter()
            stop = min(start + _AT_ONCE, len(index))
            pairs = [
                (place, other)
                for place in range(start, stop)
                for other in index.candidates(index.records[place], _MOST_CANDIDATES)
                if place != other
            ]
            yield from _likely(index, pairs)
            if seconds is not None:
                seconds.extend([(perf_counter() - started) / (stop - start)] * (stop - start))
            progress(stop / len(index))

    return clusters(len(index), links(), bits)


def _likely(index: Index, pairs: Sequence[Pair]) -> Iterator[Link]:
    seen = _observed(index.records, index, pairs)
    bits, doubts = odds(seen, index.weights, index.prior_bits)
    for (one, other), found, doubt in zip(pairs, bits, doubts, strict=True):
        if doubt and index.weights.kin[doubt] < DOUBTED_BITS:
            yield Link(one, other, -inf)
        elif found >= _LEAST_BITS:
            yield Link(one, other, float(found))


def _doubt(comparison: Comparison) -> Code | None:
    code = comparison.reasons[-1].code if comparison.reasons else None
    return code if code in SHIPPED.kin else None
