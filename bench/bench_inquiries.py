"""50 inquiries a second for a minute through the portal's own port, while the desk works and the worker matches.

What is measured: the POST that opens an inquiry. The answers of each family lie ready in its sealed session, since a
family takes minutes for its fourteen questions and we have one; each hundredth family walks all pages. Sendings are
due at fixed times whether or not earlier ones are answered (open loop), and each is timed from when it was due.
Exit status 1 if an acknowledged inquiry is lost, one is refused, or SQLite's lock was met.
"""

import argparse
import asyncio
import itertools
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from installation import ENGINES, Served, home, processor_s, served
from measuring import machine, postgres_answers

A_SECOND = 50
SECONDS = 60
ONE_IN_WALKS = 100
#: How long the matcher may take afterwards before we stop waiting.
DRAIN_WITHIN_S = 240
LOCKED = "database is locked"


def measure(engine: str, a_second: float, seconds: int) -> bool:
    """Run and print the table. True if nothing was lost, refused or locked."""
    with home(engine, filled="demo") as path:
        import django  # noqa: PLC0415  # settings are read from the home, which had to be made first

        django.setup()
        with served(path) as running:
            return asyncio.run(_measure(engine, running, a_second, seconds))


async def _measure(engine: str, running: Served, a_second: float, seconds: int) -> bool:
    from families import Acknowledged, prepare, walk  # noqa: PLC0415  # after django.setup()
    from staff import ROUNDS, Desk, signed_in, work  # noqa: PLC0415
    from wire import at_a_pace  # noqa: PLC0415

    chance, told, seen, over = Random(1864), Acknowledged(), Desk(), asyncio.Event()
    families = await asyncio.to_thread(prepare, int(a_second * seconds), chance)
    before = await asyncio.to_thread(_count)
    files = itertools.cycle(range(1, 301))
    staff = [
        asyncio.ensure_future(work(await signed_in(running.desk, name), pages, files, seen, over.is_set))
        for name, pages in ROUNDS.items()
    ]
    used = processor_s(running.pid)

    def deed(number: int):
        if number % ONE_IN_WALKS == ONE_IN_WALKS // 2:
            return lambda _due: walk(running.portal, chance, told)
        return lambda due: families[number].send(running.portal, due, told)

    lasted = await at_a_pace([deed(number) for number in range(len(families))], a_second)
    over.set()
    used = {face: now - used[face] for face, now in processor_s(running.pid).items()}
    backlog = await asyncio.to_thread(_backlog)
    await asyncio.gather(*staff)
    drained = await asyncio.to_thread(_drain)
    sent = len(families)
    references = await asyncio.to_thread(told.references)
    faults = await asyncio.to_thread(_faults, references, before + len(references) + seen.opened)
    locked = running.log.read_text().count(LOCKED)
    lost = sum(1 for fault in faults if fault.startswith("lost"))
    pages = told.pages.statuses + seen.pages.statuses
    errors = sum(count for status, count in pages.items() if status not in {200, 302})
    rows = [
        ("sent", f"{sent} in {lasted:.0f} s"),
        ("acknowledged", f"{len(references)}"),
        ("lost", f"{lost}"),
        ("refused", f"{told.refused}"),
        ("answers to sending", _statuses(told.sendings.statuses)),
        ("sending, p50 / p95 / p99 ms", _ms(told.sendings)),
        (
            "other portal pages, p50 / p95 / p99 ms",
            f"{_ms(told.pages)} ({told.pages.statuses.total()} pages)",
        ),
        ("answers to those pages", _statuses(told.pages.statuses)),
        ("desk pages, p50 / p95 / p99 ms", f"{_ms(seen.pages)} ({seen.pages.statuses.total()} pages)"),
        ("answers of the desk", _statuses(seen.pages.statuses)),
        ("inquiries opened at the desk", f"{seen.opened}"),
        ("processor time of portal / desk / worker, s", " / ".join(f"{took:.1f}" for took in used.values())),
        ("desk pages not built", ", ".join(sorted(seen.unbuilt)) or "none"),
        (f'"{LOCKED}" in the logs', f"{locked}"),
        ("descriptions not yet matched at the end", f"{backlog}"),
        ("seconds until all were matched", drained),
        ("faults of counts and audit chain", "; ".join(faults[:5]) or "none"),
    ]
    print(f"\n{engine}, {a_second:g} inquiries a second for {seconds} s, {len(ROUNDS)} staff; {machine()}")
    for name, value in rows:
        print(f"  {name:<42} {value}")
    return not (faults or told.refused or locked or errors)


def _ms(times) -> str:
    return " / ".join(f"{times.at(share):.0f}" for share in (0.5, 0.95, 0.99))


def _statuses(statuses) -> str:
    return ", ".join(f"{count} × {status or 'none'}" for status, count in sorted(statuses.items())) or "none"


def _count() -> int:
    from kinline.inquiries.models import Inquiry  # noqa: PLC0415

    return Inquiry.objects.count()


def _backlog() -> int:
    from kinline.suggestions.queries import unmatched_count  # noqa: PLC0415

    return unmatched_count()


def _drain() -> str:
    """Wait until the matcher has read everything and every event is in the chain; tell how long it took."""
    from kinline.audit.queries import chain_state  # noqa: PLC0415

    begun = time.monotonic()
    while (waited := time.monotonic() - begun) < DRAIN_WITHIN_S:
        if not (left := _backlog()) and not chain_state().waiting:
            return f"{waited:.0f}"
        time.sleep(1)
    return f"over {DRAIN_WITHIN_S}; {left} were left"


def _faults(references: list[str], expected: int) -> list[str]:
    """What does not add up between what families were told and what the database holds."""
    from collections import Counter  # noqa: PLC0415

    from kinline.audit.queries import chain_faults  # noqa: PLC0415
    from kinline.inquiries.models import Inquiry  # noqa: PLC0415

    held = Counter(Inquiry.objects.values_list("reference", flat=True))
    faults = [
        f"lost: {reference or 'a session without a receipt'}"
        for reference in references
        if not held[reference]
    ]
    faults += [f"given twice: {given}" for given, times in Counter(references).items() if times > 1]
    faults += [f"kept twice: {kept}" for kept, times in held.items() if times > 1]
    if held.total() != expected:
        faults.append(f"{held.total()} inquiries are kept where {expected} were acknowledged")
    return faults + list(chain_faults())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--engine", choices=ENGINES, help="one database only; else SQLite and, if one answers, PostgreSQL"
    )
    parser.add_argument("--a-second", type=float, default=A_SECOND)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    if options.engine:
        return 0 if measure(options.engine, options.a_second, options.seconds) else 1
    engines = ENGINES if postgres_answers() else ENGINES[:1]
    paces = [f"--a-second={options.a_second:g}", f"--seconds={options.seconds}"]
    # A process each: Django is set up once in one.
    done = [
        subprocess.run(
            [sys.executable, str(Path(__file__)), f"--engine={engine}", *paces], check=False
        ).returncode
        for engine in engines
    ]
    if len(engines) == 1:
        print("No PostgreSQL answers, so it was not measured.")
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
