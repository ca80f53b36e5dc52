"""Who finds the man: the product's candidates(), and what is at hand everywhere, on the same invented people.

Each list row tells of one invented man as a clerk writes; each question tells of one of them as a mother does. Peers
get the same words in Latin letters, the date of birth among them: SQLite's FTS5 with trigrams, and rapidfuzz over
all rows.
"""

import argparse
import datetime as dt
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from installation import home, machine

SIZES = (2_000, 20_000)
QUESTIONS = 300
#: rapidfuzz reads every row for every question: so many are enough to know how long that takes.
SLOW_QUESTIONS = 100
TOP = 10


def measure(size: int) -> None:
    with home("sqlite", filled="empty"):
        import django  # noqa: PLC0415  # settings are read from the home, which had to be made first

        django.setup()
        _measure(size)


def _measure(size: int) -> None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    from kinline.demo.people import as_family_tells, as_list_tells, invent  # noqa: PLC0415
    from kinline.registry.choices import SaidFate  # noqa: PLC0415
    from kinline.registry.models import Description  # noqa: PLC0415
    from kinline.suggestions.queries import candidates  # noqa: PLC0415
    from kinline.suggestions.rules import record_of  # noqa: PLC0415

    chance, today = Random(1864), dt.date(2025, 1, 1)
    soldiers = [invent(chance) for _ in range(size)]
    begun = time.perf_counter()
    rows = _write([as_list_tells(soldier, chance, SaidFate.CAPTURED, today) for soldier in soldiers])
    wrote = time.perf_counter() - begun
    sought = chance.sample(range(size), QUESTIONS)
    told = [as_family_tells(soldiers[at], chance, russian=at % 2 == 0, today=today) for at in sought]
    questions = [record_of(_unsaved(facts)) for facts in told]
    truth = [rows[at].pk for at in sought]

    words = {row.pk: _plain(record_of(row)) for row in Description.objects.all()}
    asked = [_plain(question) for question in questions]
    with sqlite3.connect(":memory:") as fts:
        fts.execute("CREATE VIRTUAL TABLE people USING fts5(words, tokenize='trigram')")
        fts.executemany("INSERT INTO people(rowid, words) VALUES (?, ?)", words.items())

        def by_trigrams(at: int) -> list[int]:
            text = asked[at]
            three = {text[place : place + 3] for place in range(len(text) - 2)}
            match = " OR ".join('"' + part.replace('"', "") + '"' for part in sorted(three))
            found = fts.execute(
                "SELECT rowid FROM people WHERE people MATCH ? ORDER BY rank LIMIT ?", (match, TOP)
            )
            return [pk for (pk,) in found]

        def by_rapidfuzz(at: int) -> list[int]:
            return [
                pk
                for _text, _score, pk in process.extract(
                    asked[at], words, scorer=fuzz.token_sort_ratio, limit=TOP
                )
            ]

        def by_product(at: int) -> list[int]:
            return [hit.description.pk for hit in candidates(questions[at])[:TOP]]

        done = {
            "kinline, candidates()": _ask(by_product, truth, QUESTIONS),
            "SQLite FTS5, trigrams": _ask(by_trigrams, truth, QUESTIONS),
            "rapidfuzz, all rows": _ask(by_rapidfuzz, truth, SLOW_QUESTIONS),
        }
    print(f"\n{size} invented descriptions (written with their keys in {wrote:.0f} s); {machine()}")
    ours = done["kinline, candidates()"][2]
    for name, (first, ten, took, asked_of) in done.items():
        print(
            f"  {name:<22} recall@1 {first:.3f}  recall@10 {ten:.3f}  {took:7.1f} ms a question"
            f"  ({took / ours:.2f} times ours; {asked_of} questions)"
        )


def _write(told: list) -> list:
    """Descriptions with their search keys, as the worker writes them."""
    from kinline.audit.rules import WORKER  # noqa: PLC0415
    from kinline.registry.choices import LawfulBasis, Purpose, SourceKind  # noqa: PLC0415
    from kinline.registry.commands import describe_many  # noqa: PLC0415
    from kinline.registry.facts import Basis, Source  # noqa: PLC0415
    from kinline.registry.words import Word  # noqa: PLC0415
    from kinline.suggestions import commands  # noqa: PLC0415

    basis = Basis.until_due(Purpose.DEMONSTRATION, LawfulBasis.TREATY_DUTY, dt.date(2025, 1, 1))
    source = Source(kind=SourceKind.CAPTURE_CARD)
    rows = []
    for start in range(0, len(told), 100):
        words = [Word(source=source, basis=basis, facts=facts) for facts in told[start : start + 100]]
        some = describe_many(words, by=WORKER)
        commands._write_keys(some)  # noqa: SLF001  # keys only: to compare all with all is not what is measured
        rows += some
    return rows


def _unsaved(facts):
    from kinline.registry.models import PLAIN_FACTS, Description  # noqa: PLC0415

    return Description(
        birth_text=facts.birth.text,
        birth_earliest=facts.birth.earliest,
        birth_latest=facts.birth.latest,
        birth_precision=facts.birth.precision,
        **{name: getattr(facts, name) for name in PLAIN_FACTS},
    )


def _plain(record) -> str:
    from kinmatch import reading  # noqa: PLC0415

    names = f"{record.family_name} {record.given_name} {record.patronymic} {record.name}"
    return " ".join(f"{reading(names, 'latin')} {record.birth_date}".lower().split())


def _ask(find: Callable[[int], list[int]], truth: list[int], most: int) -> tuple[float, float, float, int]:
    """Recall at 1 and at 10, the median of milliseconds, and of how many questions."""
    first = ten = 0
    took = []
    for at, right in enumerate(truth[:most]):
        begun = time.perf_counter()
        found = find(at)
        took.append(1000 * (time.perf_counter() - begun))
        first += found[:1] == [right]
        ten += right in found
    return first / most, ten / most, statistics.median(took), most


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, help="so many descriptions only; else 2,000 and 20,000")
    options = parser.parse_args()
    if options.size:
        measure(options.size)
        return 0
    # A process each: Django is set up once in one.
    return max(
        subprocess.run([sys.executable, str(Path(__file__)), f"--size={size}"], check=False).returncode
        for size in SIZES
    )


if __name__ == "__main__":
    sys.exit(main())
