"""24,932 rows of a CSV through the worker while 10 inquiries a second come in at the portal.

The rows are invented; where a table of that size lies beside the checkout (../shared/data), SQLite takes it in too.
Exit status 1 if it takes two minutes or more, or an inquiry is refused or lost.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from installation import ENGINES, ROOT, Served, home, processor_s, served
from measuring import machine, postgres_answers

ROWS = 24_932
A_SECOND = 10
#: What is promised, and when we stop waiting.
PROMISED_S = 120
LONGEST_S = 200
BESIDE = ROOT.parent / "shared" / "data" / "historical_people_dev.csv"
LOCKED = "database is locked"


def measure(engine: str, file: Path | None) -> bool:
    """Run and print. True if the promise is kept."""
    with home(engine, filled="empty") as path:
        import django  # noqa: PLC0415  # settings are read from the home, which had to be made first

        django.setup()
        table = file
        if table is None:
            from rows import write_table  # noqa: PLC0415

            table = path / "invented.csv"
            write_table(table, ROWS)
        with served(path) as running:
            return asyncio.run(_measure(engine, running, table))


async def _measure(engine: str, running: Served, table: Path) -> bool:
    from families import Acknowledged, prepare  # noqa: PLC0415  # after django.setup()
    from wire import at_a_pace  # noqa: PLC0415

    told = Acknowledged()
    families = await asyncio.to_thread(prepare, A_SECOND * LONGEST_S, Random(1864))
    used = processor_s(running.pid)
    begun, over = time.perf_counter(), asyncio.Event()
    number = await asyncio.to_thread(_hand_in, table)
    took = -1.0

    async def watch():
        nonlocal took
        while not await asyncio.to_thread(_is_over, number):  # noqa: ASYNC110  # another process ends it
            await asyncio.sleep(0.5)
        took = time.perf_counter() - begun
        over.set()

    watching = asyncio.ensure_future(watch())
    lasted = await at_a_pace(
        [lambda due, family=family: family.send(running.portal, due, told) for family in families],
        A_SECOND,
        over.is_set,
    )
    watching.cancel()
    used = {face: now - used[face] for face, now in processor_s(running.pid).items()}
    kept, lost, run, unmatched = await asyncio.to_thread(_counted, number, told)
    locked = running.log.read_text().count(LOCKED)
    ends = f"{took:.0f} s" if took >= 0 else f"not done after {lasted:.0f} s"
    print(
        f"\n{engine}, {table.name}, {run.rows_total} rows beside {A_SECOND} inquiries a second; {machine()}"
    )
    print(
        f"  import: {ends}; {run.rows_added} added, {run.rows_known} known, {run.rows_refused} refused; {run.state}"
    )
    print(
        f"  inquiries: {told.sendings.statuses.total()} sent, {kept} kept, {told.refused} refused, {lost} lost"
    )
    print(
        "  sending, p50 / p95 / p99 ms: "
        + " / ".join(f"{told.sendings.at(share):.0f}" for share in (0.5, 0.95, 0.99))
    )
    print(f"  processor time: {', '.join(f'{face} {spent:.1f} s' for face, spent in used.items())}")
    print(f'  "{LOCKED}" in the logs: {locked}; descriptions that the matcher had yet to read: {unmatched}')
    return 0 <= took < PROMISED_S and not (told.refused or lost or locked)


def _hand_in(table: Path) -> int:
    from kinline.audit.rules import SHELL  # noqa: PLC0415
    from kinline.exchange import commands  # noqa: PLC0415
    from kinline.registry.choices import LawfulBasis, Purpose, SourceKind  # noqa: PLC0415

    sender = commands.Sender(
        source_name="Measured list",
        source_kind=SourceKind.OFFICIAL_LIST,
        purpose=Purpose.DEMONSTRATION,
        lawful_basis=LawfulBasis.VITAL_INTEREST,
    )
    with table.open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        run = commands.receive_file(chunks, file_name=table.name, sender=sender, by=SHELL)
    return commands.start_import(run, by=SHELL).pk


def _is_over(number: int) -> bool:
    from kinline.exchange.models import ImportRun  # noqa: PLC0415

    return ImportRun.objects.filter(pk=number, finished_at__isnull=False).exists()


def _counted(number: int, told):
    """Inquiries kept, acknowledged ones that are not, the import, and descriptions that wait for the matcher."""
    from kinline.exchange.models import ImportRun  # noqa: PLC0415
    from kinline.inquiries.models import Inquiry  # noqa: PLC0415
    from kinline.suggestions.queries import unmatched_count  # noqa: PLC0415

    held = set(Inquiry.objects.values_list("reference", flat=True))
    lost = sum(reference not in held for reference in told.references())
    return len(held), lost, ImportRun.objects.get(pk=number), unmatched_count()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="one database only; else all that answer")
    parser.add_argument("--file", type=Path, help="this table instead of invented rows")
    options = parser.parse_args()
    if options.engine:
        return 0 if measure(options.engine, options.file) else 1
    runs = [[f"--engine={engine}"] for engine in (ENGINES if postgres_answers() else ENGINES[:1])]
    if BESIDE.exists():
        runs.append(["--engine=sqlite", f"--file={BESIDE}"])
    # A process each: Django is set up once in one.
    return max(
        subprocess.run([sys.executable, str(Path(__file__)), *words], check=False).returncode
        for words in runs
    )


if __name__ == "__main__":
    sys.exit(main())
