"""How well answers, pairs and clusters agree with what is true."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

_EVEN: Final = 0.5
#: Of each question in turn: ids, the best first, with the probability that was said if any was.
Hits = Sequence[Sequence[tuple[str, float | None]]]
#: Of each question in turn, a row of truth.csv.
Answers = Sequence[Mapping[str, str]]


def recalls(found: Hits, truth: Answers) -> tuple[float, float]:
    """Shares of the questions about somebody listed, without kin, whose row came first, and among ten."""
    asked = [(hits, right) for hits, right in zip(found, truth, strict=False) if right["kind"] == "plain"]
    first = sum(bool(hits) and hits[0][0] == right["id"] for hits, right in asked)
    ten = sum(right["id"] in [identity for identity, _ in hits] for hits, right in asked)
    return first / max(len(asked), 1), ten / max(len(asked), 1)


def false_suggestions(found: Hits, truth: Answers) -> tuple[float, float, float]:
    """A probability; the share of listed people whose row is said to be at least so probable; and how many rows a
    question brings that are as probable and wrong, when 95 of 100 questions are about nobody listed.

    The probability is the highest at which that share is 0.95, or the lowest there is if none.
    """
    asked = list(zip(found, truth, strict=False))  # a tool may have been stopped
    kinds = Counter(right["kind"] for _, right in asked)
    said = sorted(
        (
            probability or 0.0
            for hits, right in asked
            for identity, probability in hits
            if right["kind"] == "plain" and identity == right["id"]
        ),
        reverse=True,
    )
    needed = -(-95 * kinds["plain"] // 100)
    limit = said[min(needed, len(said)) - 1] if said else 1.0
    wrong = Counter(
        right["kind"]
        for hits, right in asked
        for identity, probability in hits
        if (probability or 0.0) >= limit and identity != right["id"]
    )
    recall = sum(probability >= limit for probability in said) / max(kinds["plain"], 1)
    of_strangers = wrong["not listed"] / max(kinds["not listed"], 1)
    of_listed = wrong["plain"] / max(kinds["plain"], 1)
    return limit, recall, 0.95 * of_strangers + 0.05 * of_listed


def joined_kin(found: Hits, truth: Answers) -> tuple[int, int]:
    """How often kin of one name or one birthday came first at 0.5 and more, of how many questions about kin."""
    kin = [(hits, right) for hits, right in zip(found, truth, strict=False) if right["decoy_id"]]
    joined = sum(
        bool(hits) and hits[0][0] == right["decoy_id"] and (hits[0][1] or 0) >= 0.5 for hits, right in kin
    )
    return joined, len(kin)


def reliability(found: Hits, truth: Answers) -> list[tuple[float, float, int]]:
    """In ten bands of probability: the mean that was said, the share that was right, and of how many rows."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for hits, right in zip(found, truth, strict=False):
        for identity, probability in hits:
            if probability is not None:
                bands.setdefault(min(int(10 * probability), 9), []).append(
                    (probability, identity == right["id"])
                )
    return [
        (sum(said for said, _ in band) / len(band), sum(right for _, right in band) / len(band), len(band))
        for _, band in sorted(bands.items())
    ]


def f1(right: int, found: int, true: int) -> float:
    """Of so many right ones among so many found, when there are so many to be found."""
    return 2 * right / (found + true) if right else 0.0


def judged(pairs: Iterable[tuple[str, str, float]], true: AbstractSet[tuple[str, str]]) -> dict[str, float]:
    """Precision, recall and F1 of pairs of at least 0.5; the best F1 at any limit, and that limit."""
    ordered = sorted(
        ((probability, (left, right) in true) for left, right, probability in pairs), reverse=True
    )
    best, limit, hits, judged_at = 0.0, 1.0, 0, {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    for found, (probability, right) in enumerate(ordered, start=1):
        hits += right
        if found < len(ordered) and ordered[found][0] == probability:
            continue
        here = f1(hits, found, len(true))
        if here > best:
            best, limit = here, probability
        if probability >= _EVEN:
            judged_at = {"precision": hits / found, "recall": hits / len(true), "f1": here}
    return judged_at | {"best_f1": best, "best_at": limit}


def pairwise(cluster: Mapping[str, str], true: Mapping[str, str]) -> dict[str, float]:
    """Precision, recall and F1 over pairs of records in one cluster, and the size of the largest cluster."""
    sizes, truths = Counter(cluster.values()), Counter(true.values())
    both = Counter((cluster[one], truth) for one, truth in true.items())
    found, there, right = (sum(n * (n - 1) // 2 for n in some.values()) for some in (sizes, truths, both))
    return {
        "precision": right / max(found, 1),
        "recall": right / max(there, 1),
        "f1": f1(right, found, there),
        "largest": max(sizes.values()),
    }
