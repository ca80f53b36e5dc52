"""Records of one person gathered, never by a chain of doubtful links."""

from collections.abc import Callable
from itertools import product
from time import perf_counter
from typing import Final

from kinmatch.index import Index

# Two records begin a cluster, and two clusters join, only by a link this strong (probability 0.9) ...
JOINING_BITS: Final = 3.17
# ... and only if no two records of the joined one speak against each other more than this (probability
# 0.08; a doubt about kinship says more, so that twins never share a cluster), ...
WEAKEST_BITS: Final = -3.5
# ... and on average they agree as well as a joining link: A like B and B like C do not make A and C one.
_MOST_COMPARED: Final = 60  # candidates of one record


def clusters(index: Index, progress: Callable[[float], None], seconds: list[float]) -> list[int]:
    """For every record of the index, in order, the place of the first record of its cluster.

    Links are taken from the strongest to the weakest; a link joins two clusters if the joined one holds
    together, every record with every other, as said above. Deterministic. `seconds` gathers the time that
    each record took.
    """
    strength: dict[tuple[int, int], float] = {}

    def bits(one: int, other: int) -> float:
        pair = (one, other) if one < other else (other, one)
        found = strength.get(pair)
        if found is None:
            found = index.compare(index.records[pair[0]], index.records[pair[1]]).bits
            strength[pair] = found
        return found

    links = []
    for place, record in enumerate(index.records):
        started = perf_counter()
        for other in index.candidates(record, _MOST_COMPARED):
            pair = (min(place, other), max(place, other))
            if place != other and pair not in strength and bits(place, other) >= JOINING_BITS:
                links.append(pair)
        seconds.append(perf_counter() - started)
        progress((place + 1) / len(index))
    links.sort(key=lambda pair: (-strength[pair], pair))

    members = [[place] for place in range(len(index))]
    cluster = list(range(len(index)))
    for one, other in links:
        kept, joined = sorted((cluster[one], cluster[other]))
        if kept == joined or not _hold_together(members[kept], members[joined], bits):
            continue
        for place in members[joined]:
            cluster[place] = kept
        members[kept] += members[joined]
        members[joined] = []
    return cluster


def _hold_together(left: list[int], right: list[int], bits: Callable[[int, int], float]) -> bool:
    total = 0.0
    for one, other in product(left, right):
        found = bits(one, other)
        if found < WEAKEST_BITS:
            return False
        total += found
    return total >= JOINING_BITS * len(left) * len(right)
