"""People without a name found by how they look: kinmatch beside full-text search of SQLite, in one run.

    python bench/bench_nameless.py [--descriptions 20000] [--asked 500] [--seed 7] [--all 40]

The registry holds what families say of the missing (nameless on purpose: only the description counts); the
questions are what a hospital or a burial team writes of the same person, in another language, with another word
for the same thing, with things left out, seen wrongly or added by somebody else. Everything is invented, by
invented_bodies.py. Recall is exact and repeatable by its seed; time is that of the processor, and on a busy
machine only its ratio counts.
"""

import argparse
import random
import re
import sqlite3
import time
from collections.abc import Callable

from invented_bodies import Body, found, missing

from kinmatch import Index, Record, compare

TOP = 10
_FIELDS = (
    "sex",
    "age",
    "height",
    "build",
    "hair",
    "eyes",
    "marks",
    "clothing",
    "effects",
    "event_place",
    "event_on",
)


def text_of(record: Record) -> str:
    return " ".join(getattr(record, name) for name in _FIELDS)


class WordOverlap:
    """FTS5 with its usual tokeniser and bm25, asked for any word: what a database gives without more work."""

    def __init__(self, records: list[Record], tokenizer: str) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            f"CREATE VIRTUAL TABLE told USING fts5(id UNINDEXED, body, tokenize='{tokenizer}')"
        )
        self._base.executemany("INSERT INTO told VALUES (?, ?)", ((one.id, text_of(one)) for one in records))

    def search(self, record: Record) -> list[str]:
        words = sorted({word for word in re.findall(r"\w+", text_of(record).lower()) if len(word) > 2})
        asked = " OR ".join(f'"{word}"' for word in words)
        rows = self._base.execute(
            "SELECT id FROM told WHERE told MATCH ? ORDER BY bm25(told) LIMIT ?", (asked, TOP)
        )
        return [row[0] for row in rows]


def measured(
    search: Callable[[Record], list[str]], asked: list[tuple[str, Record]]
) -> tuple[float, float, float]:
    """Recall at 1 and at 10, and processor seconds a question."""
    started = time.process_time()
    answers = [search(record) for _id, record in asked]
    spent = (time.process_time() - started) / len(asked)
    first = sum(answer[:1] == [right] for (right, _record), answer in zip(asked, answers, strict=True))
    any_of = sum(right in answer for (right, _record), answer in zip(asked, answers, strict=True))
    return first / len(asked), any_of / len(asked), spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--descriptions", type=int, default=20_000)
    parser.add_argument("--asked", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--all", type=int, default=0, metavar="N", help="compare N questions with every record"
    )
    told = parser.parse_args()

    chance = random.Random(told.seed)
    bodies = [Body.invented(chance) for _ in range(told.descriptions)]
    records = [missing(body, str(number), chance) for number, body in enumerate(bodies)]
    asked = [
        (str(number), found(bodies[number], chance))
        for number in chance.sample(range(len(bodies)), told.asked)
    ]

    started = time.process_time()
    index = Index.build(records)
    built = time.process_time() - started
    print(
        f"{told.descriptions} invented descriptions, {told.asked} questions, seed {told.seed}; index {built:.1f} s"
    )
    ways = {
        "kinmatch": lambda record: [hit.id for hit in index.search(record, TOP)],
        "FTS5, any word": WordOverlap(records, "unicode61").search,
        "FTS5, any three letters": WordOverlap(records, "trigram").search,
    }
    found_by = {name: measured(search, asked) for name, search in ways.items()}
    ours = found_by["kinmatch"]
    print(f"{'':26}{'recall@1':>10}{'recall@10':>11}{'ms':>9}{'ours/theirs at 1':>18}{'at 10':>8}")
    for name, (first, any_of, spent) in found_by.items():
        ratios = f"{ours[0] / max(first, 1e-9):18.1f}{ours[1] / max(any_of, 1e-9):8.1f}"
        print(f"{name:26}{first:10.3f}{any_of:11.3f}{1000 * spent:9.2f}{ratios}")
    if told.all:
        every = measured(lambda record: _among_all(record, records), asked[: told.all])
        same = measured(ways["kinmatch"], asked[: told.all])
        print(f"the first {told.all}: with every record compared {every[0]:.3f} and {every[1]:.3f},", end=" ")
        print(f"by keys {same[0]:.3f} and {same[1]:.3f}")


def _among_all(record: Record, records: list[Record]) -> list[str]:
    """The best of all, no key looked up: what the comparison alone would find."""
    return [one.id for one in sorted(records, key=lambda one: (-compare(record, one).bits, one.id))[:TOP]]


if __name__ == "__main__":
    main()
