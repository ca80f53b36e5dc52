"""Records of one person gathered, never by a chain of doubtful links."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf, log2
from typing import Final

Bits = Callable[[int, int], float]  # log2 odds that the records in two places are one person; symmetric

_STRONGEST: Final = 8.0  # bits; one link, however strong, does not outweigh all others
# On average two clusters agree as well as this for every doubling of the links between them, but no less than ...
_EACH_DOUBLING: Final = -0.5
_LEAST: Final = -2.0
_MOST_LOOKED_AT: Final = 400  # links between two clusters: of more, an even sample


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that hold a cluster together, by their places, and the log2 odds that they are one person."""

    one: int
    other: int
    bits: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places of the records of one person, in order. `weakest` is the most doubtful of the links without
    which it would fall apart; None for a record alone.
    """

    places: tuple[int, ...]
    weakest: Link | None


@dataclass(slots=True)
class _Between:
    """What is known between two clusters."""

    total: float  # bits of the links that were looked at, none above _STRONGEST or below -_STRONGEST
    seen: int
    strongest: Link
    never: bool


def clusters(
    count: int, links: Iterable[Link], bits: Bits, progress: Callable[[float], None] = lambda _share: None
) -> list[Cluster]:
    """Clusters of the records in places 0 to `count` - 1, in the order of their first records.

    `links` are the likely pairs; `bits` is asked for the others as they are needed: -inf if two records must
    never share a cluster. The two clusters that agree best on average, over all pairs of their records, are
    joined, and so on: A like B and B like C do not make A and C one. Deterministic.
    """
    joining = _Joining(count, links, bits)
    joining.run(progress)
    return joining.clusters()


class _Joining:
    def __init__(self, count: int, links: Iterable[Link], bits: Bits) -> None:
        self._bits = bits
        self._members: list[list[int]] = [[place] for place in range(count)]
        self._weakest: list[Link | None] = [None] * count
        self._between: list[dict[int, _Between]] = [{} for _ in range(count)]
        self._heap: list[tuple[float, int, int]] = []
        self._known: dict[int, float] = {}
        self._count = count
        for link in links:
            one, other = sorted((link.one, link.other))
            self._known[one * count + other] = link.bits
            held = Link(one, other, link.bits)
            between = _Between(_bounded(link.bits), 1, held, link.bits == -inf)
            self._between[one][other] = self._between[other][one] = between
            self._offer(one, other, between)

    def _offer(self, one: int, other: int, between: _Between) -> None:
        mean = between.total / between.seen
        if not between.never and mean >= _needed(len(self._members[one]) * len(self._members[other])):
            heapq.heappush(self._heap, (-mean, min(one, other), max(one, other)))

    def run(self, progress: Callable[[float], None]) -> None:
        steps = max(len(self._heap), 1)
        while self._heap:
            mean, one, other = heapq.heappop(self._heap)
            between = self._between[one].get(other)
            if between is None or not self._members[one] or not self._members[other]:
                continue
            if -mean != between.total / between.seen:
                continue  # looked at again since, and offered anew
            if self._look_at_all(one, other, between):
                self._offer(one, other, between)
            elif not between.never:
                self._join(one, other, between)
            progress(max(1 - len(self._heap) / steps, 0.0))

    def _look_at_all(self, one: int, other: int, between: _Between) -> bool:
        """Weigh the links that were no candidates; True if there were any."""
        here, there = self._members[one], self._members[other]
        pairs = len(here) * len(there)
        sample = range(0, pairs, -(-pairs // _MOST_LOOKED_AT))
        if between.seen >= len(sample):
            return False
        between.total, between.seen = 0.0, 0
        for at in sample:
            left, right = sorted((here[at // len(there)], there[at % len(there)]))
            found = self._link(left, right)
            between.total += _bounded(found)
            between.seen += 1
            between.never |= found == -inf
            between.strongest = max(between.strongest, Link(left, right, found), key=_strength)
        return True

    def _link(self, left: int, right: int) -> float:
        key = left * self._count + right
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._bits(left, right)
        return found

    def _join(self, kept: int, joined: int, between: _Between) -> None:
        self._weakest[kept] = min(
            (link for link in (self._weakest[kept], self._weakest[joined], between.strongest) if link),
            key=_strength,
        )
        self._members[kept] += self._members[joined]
        self._members[joined] = []
        for place, met in self._between[joined].items():
            del self._between[place][joined]
            if place == kept:
                continue
            if known := self._between[kept].get(place):
                known.total += met.total
                known.seen += met.seen
                known.never |= met.never
                known.strongest = max(known.strongest, met.strongest, key=_strength)
            else:
                self._between[kept][place] = self._between[place][kept] = met
        self._between[joined] = {}
        for place, known in self._between[kept].items():
            self._offer(kept, place, known)

    def clusters(self) -> list[Cluster]:
        found = (
            Cluster(tuple(sorted(members)), weakest)
            for members, weakest in zip(self._members, self._weakest, strict=True)
            if members
        )
        return sorted(found, key=lambda cluster: cluster.places[0])


def _bounded(bits: float) -> float:
    return min(max(bits, -_STRONGEST), _STRONGEST)


def _needed(pairs: int) -> float:
    return max(_EACH_DOUBLING * log2(pairs), _LEAST)


def _strength(link: Link) -> tuple[float, int, int]:
    return link.bits, -link.one, -link.other
