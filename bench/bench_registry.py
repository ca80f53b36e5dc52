"""The desk's lists and its search over a registry of a million descriptions, through the desk's own port.

One member of staff opens one page after another, so that a time is what a page takes and nothing waits in line.
Exit status 1 if the slowest page's p95 is over the limit: 300 ms on PostgreSQL, 500 ms on SQLite.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from installation import ENGINES, home, served
from measuring import machine, postgres_answers

SIZE = 1_000_000
TIMES = 60
LIMIT_MS = {"sqlite": 500, "postgresql": 300}


def measure(engine: str, size: int, times: int, kept: Path | None) -> bool:
    """Run and print the table. True if every page kept within the limit."""
    with home(engine, filled="demo", kept=kept) as path:
        import django  # noqa: PLC0415  # settings are read from the home, which had to be made first

        django.setup()
        from crowd import fill, some_of  # noqa: PLC0415  # after django.setup()

        begun = time.monotonic()
        fill(size)
        print(f"\n{engine}: {size} descriptions written in {time.monotonic() - begun:.0f} s; {machine()}")
        with served(path) as running:
            return asyncio.run(_measure(engine, running.desk, some_of(size), times))


async def _measure(engine: str, port: int, crowd: list, times: int) -> bool:
    from staff import signed_in  # noqa: PLC0415  # after django.setup()
    from wire import Times  # noqa: PLC0415

    anna, slowest = await signed_in(port, "anna"), 0.0
    for name, path in _pages(crowd).items():
        times_of, chance = Times(), Random(7)
        for _ in range(times):
            asked, begun = path(chance), time.perf_counter()
            answer = await anna.ask("GET", asked)
            times_of.note(begun, answer.status)
        if set(times_of.statuses) != {200}:
            raise SystemExit(f"{name}: answers {dict(times_of.statuses)}")
        slowest = max(slowest, times_of.at(0.95))
        print(f"  {name:<46} p50 {times_of.at(0.5):6.0f} ms   p95 {times_of.at(0.95):6.0f} ms", flush=True)
    limit = LIMIT_MS[engine]
    print(f"  {'slowest p95, and the limit':<46} {slowest:.0f} ms, {limit} ms")
    return slowest <= limit


def _pages(crowd: list) -> dict[str, Callable[[Random], str]]:
    """What is opened, by name."""

    def name(chance: Random, tongue: int) -> str:
        soldier = chance.choice(crowd)
        return f"{soldier.family[tongue]} {soldier.given[tongue]}"

    def latin(chance: Random) -> str:
        from kinmatch import reading  # noqa: PLC0415

        return reading(name(chance, 0), "latin")

    def search(said: str, more: str = "") -> str:
        return f"/registry/?q={said}{more}"

    return {
        "home": lambda _chance: "/",
        "registry, newest first": lambda _chance: "/registry/?sex=male",
        "registry, page 30": lambda _chance: "/registry/?sex=male&page=30",
        "registry, of one kind of source": lambda _chance: "/registry/?source_kind=hospital_list",
        "registry, said to be dead": lambda _chance: "/registry/?said_fate=dead",
        "registry, a fate that nobody has": lambda _chance: "/registry/?said_fate=believed_dead",
        "registry, of one region": lambda chance: f"/registry/?region={chance.choice(crowd).region[0]}",
        "registry, of one year of birth": lambda chance: f"/registry/?born={chance.choice(crowd).born.year}",
        "search: a name in Ukrainian": lambda chance: search(name(chance, 0)),
        "search: a name in Russian": lambda chance: search(name(chance, 1)),
        "search: a name in Latin letters": lambda chance: search(latin(chance)),
        "search: a name and a year": lambda chance: search(name(chance, 0), "&born=1990"),
        "search: a surname alone": lambda chance: search(chance.choice(crowd).family[0]),
        "search: a given name alone": lambda chance: search(chance.choice(crowd).given[0]),
        "search: three letters": lambda chance: search(chance.choice(crowd).family[0][:3]),
        "search: a name within a region": lambda chance: search(
            name(chance, 0), f"&region={chance.choice(crowd).region[0]}"
        ),
        "comparisons that wait": lambda _chance: "/comparisons/",
        "comparisons, the longest waiting first": lambda _chance: "/comparisons/?sort=-waits",
        "comparisons that speak of a death": lambda _chance: "/comparisons/?death=yes",
        "inquiries": lambda _chance: "/inquiries/",
        "inquiries about a name": lambda chance: f"/inquiries/?view=all&q={chance.choice(crowd).family[0]}",
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--engine", choices=ENGINES, help="one database only; else SQLite and, if one answers, PostgreSQL"
    )
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument(
        "--kept", type=Path, help="a folder in which the filled installation stays, to be measured again"
    )
    options = parser.parse_args()
    if options.kept and not options.engine:
        parser.error("--kept is for one --engine")
    if options.engine:
        return 0 if measure(options.engine, options.size, options.times, options.kept) else 1
    engines = ENGINES if postgres_answers() else ENGINES[:1]
    # A process each: Django is set up once in one.
    done = [
        subprocess.run(
            [
                sys.executable,
                str(Path(__file__)),
                f"--engine={engine}",
                f"--size={options.size}",
                f"--times={options.times}",
            ],
            check=False,
        ).returncode
        for engine in engines
    ]
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
