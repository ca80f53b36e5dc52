"""The nameless are found clearly better than by words, on a small invented set."""

import random
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))

from bench_nameless import WordOverlap, measured  # noqa: E402  # bench is no package
from invented_bodies import Body, found, missing  # noqa: E402

from kinmatch import Index  # noqa: E402


def test_recall_is_twice_that_of_shared_words():
    chance = random.Random(3)  # noqa: S311  # an invention needs no secret chance
    bodies = [Body.invented(chance) for _ in range(1_000)]
    records = [missing(body, str(number), chance) for number, body in enumerate(bodies)]
    asked = [(str(number), found(bodies[number], chance)) for number in range(60)]
    index = Index.build(records)
    first, among_ten, _spent = measured(lambda record: [hit.id for hit in index.search(record, 10)], asked)
    theirs, their_ten, _spent = measured(WordOverlap(records, "unicode61").search, asked)
    assert first >= max(0.55, 2 * theirs)
    assert among_ten >= max(0.75, 1.5 * their_ten)
