"""kill -9 of portal, desk, worker or all of them, again and again, while families ask, staff judge and mail goes out.

A live installation is served for real (`exam_unit`: restarted as systemd does), on real sockets. Whoever is cut off
sends the same form again. Afterwards every acknowledged inquiry, judgement and notice must be there once and none
twice, the audit chain must hold, and nothing may be held, half-written or unwell. Exit status 1 otherwise.

A message that may have arrived when its worker was killed is never repeated by itself: then none or one is at the mail
server, and the outbox says so.
"""

import argparse
import asyncio
import itertools
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from exam_ledger import Disagreement, Held, Told, compared, read
from exam_unit import Unit, kill
from installation import ENGINES, free_port, home
from measuring import machine, postgres_answers

KILLS = 200
#: Of every hundred kills, how many are of which kind.
SHARES = {"portal process": 45, "desk process": 35, "worker": 8, "both": 6, "everything": 6}
#: Between two kills so many answers come, on average, however fast the machine is: without load a kill proves nothing.
ANSWERS_BETWEEN = 10
FAMILIES_AT_ONCE, JUDGES, PAUSE_S = 3, ("anna", "iryna", "halyna"), 0.05
WRITER, OPERATOR = "olena", "oleh"
#: The longest lease is of five minutes (`notices.commands.LEASE_S`).
QUIET_WITHIN_S = 420
NOBODY_TO_KILL_S = 900
#: What a home may hold after a clean stop.
KNOWN = re.compile(
    r"kinline\.toml|keys\.json|kinline\.sqlite3(-wal|-shm)?|(serve|in-use)\.lock|served\.log|static\.stamp|static/.*"
    r"|evidence/[0-9a-f]{32}\.(original|picture|thumbnail)"
)


@dataclass(slots=True)
class Mailbox:
    """A mail server that takes its time to answer, and notes to whom what it took was addressed."""

    chance: Random
    delivered: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd's name
        self.delivered += envelope.rcpt_tos
        await asyncio.sleep(self.chance.uniform(0.0, 0.5))
        return "250 OK"


@dataclass(slots=True)
class Struck:
    """Kills by kind; how many met somebody who was waiting for an answer."""

    kinds: Counter[str] = field(default_factory=Counter)
    processes: int = 0
    met: int = 0


def plan(kills: int, chance: Random) -> list[str]:
    """So many kinds of kills in their shares, shuffled; the last takes everything."""
    kinds = list(itertools.islice(itertools.cycle(_spread()), kills - 1))
    chance.shuffle(kinds)
    return [*kinds, "everything"]


def _spread() -> list[str]:
    """A hundred kinds so that any beginning of them has about the right shares."""
    due = {kind: 100 / share / 2 for kind, share in SHARES.items()}
    spread = []
    for _ in range(100):
        kind = min(due, key=due.__getitem__)
        due[kind] += 100 / SHARES[kind]
        spread.append(kind)
    return spread


def examine(engine: str, kills: int, seed: int, *, leases_run_out: bool) -> bool:
    """Run and print the table. True if nothing was lost, doubled, held or half-written."""
    from aiosmtpd.controller import Controller  # noqa: PLC0415  # among what tests need
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415

    chance = Random(seed)
    mailbox, port = Mailbox(Random(seed)), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.factory = lambda: SMTP(mailbox, hostname="mail.example")
    controller.start()
    try:
        with home(engine, filled="live", mail_port=port) as path:
            import django  # noqa: PLC0415  # settings are read from the home, which had to be made first

            django.setup()
            begun = time.perf_counter()
            from exam_filling import Filled, fill  # noqa: PLC0415  # after django.setup()

            filled: Filled = fill(kills, chance, [*JUDGES, WRITER, OPERATOR])
            print(f"\n{engine}, {kills} kills, seed {seed}; {machine()}", flush=True)
            print(f"  filled in {time.perf_counter() - begun:.0f} s: {filled}", flush=True)
            return _examine(
                Unit(path), filled, plan(kills, chance), chance, mailbox, leases_run_out=leases_run_out
            )
    finally:
        controller.stop()


def _examine(
    unit: Unit, filled, kinds: list[str], chance: Random, mailbox: Mailbox, *, leases_run_out: bool
) -> bool:
    from django.db import connections  # noqa: PLC0415
    from exam_clients import Line  # noqa: PLC0415  # after django.setup()

    told, line, struck = Told(), Line(), Struck()
    try:
        unit.start()
        begun = time.perf_counter()
        asyncio.run(_load(unit, filled, kinds, chance, told, line, struck))
        lasted = time.perf_counter() - begun
        unit.fall()
        left = _of_the_dead()
        if leases_run_out:
            _let_leases_run_out()
        _let_files_age(unit.home)
        begun = time.perf_counter()
        unit.start()
        quiet = _wait_until_quiet(unit)
        drained = time.perf_counter() - begun
        wellness = unit.wellness()
        stopped = unit.stop()
    finally:
        unit.fall()
    held = read(mailbox.delivered)
    connections.close_all()  # the last one closed writes SQLite's log back
    if not quiet:
        held.halves.append(f"after {QUIET_WITHIN_S} s there was still something to do")
    if wellness != [200, 200] or stopped:
        held.halves.append(f"healthz answers {wellness}; it stopped with {stopped}")
    held.halves += _leftovers(unit.home)
    held.halves += [
        f"{count} answers with status {status}" for status, count in line.statuses.items() if status >= 500
    ]
    verified = subprocess.run(
        [sys.executable, "-m", "kinline.cli", "verify"], capture_output=True, text=True, check=False
    )
    if verified.returncode:
        held.halves.append(f"kinline verify: {verified.stdout}{verified.stderr}".strip())
    faults = compared(told, held)
    _print(unit, told, held, faults, line, struck, lasted, drained, left)
    return not faults


async def _load(
    unit: Unit, filled, kinds: list[str], chance: Random, told: Told, line, struck: Struck
) -> None:
    """Everybody works until the last kill, and ends what they have in hand."""
    from exam_clients import Stubborn, families, judge, take_calls, write_to_families  # noqa: PLC0415
    from staff import signed_in  # noqa: PLC0415

    over = asyncio.Event()

    async def at_the_desk(name: str) -> Stubborn:
        browser = await signed_in(unit.desk, name)
        return Stubborn(unit.desk, browser.cookies, browser.csrf, line=line)

    waiting = iter(filled.families)
    queues = [asyncio.Queue() for _ in JUDGES]
    for number, verdict in enumerate(filled.verdicts):
        queues[number % len(queues)].put_nowait(verdict)
    deeds = [
        families(unit.portal, waiting, line, told, Random(chance.random()), PAUSE_S, over.is_set)
        for _ in range(FAMILIES_AT_ONCE)
    ]
    for number, name in enumerate(JUDGES):
        mine, following = queues[number], queues[(number + 1) % len(queues)]
        deeds.append(judge(await at_the_desk(name), name, mine, following, told, PAUSE_S, over.is_set))
    deeds.append(
        write_to_families(await at_the_desk(WRITER), iter(filled.inquiries), told, PAUSE_S, over.is_set)
    )
    talks = (f"t-{number:05d}" for number in itertools.count())
    deeds.append(take_calls(await at_the_desk(OPERATOR), talks, told, 4 * PAUSE_S, over.is_set))
    working = [asyncio.ensure_future(deed) for deed in deeds]
    try:
        for kind in kinds:
            await _answers(1 + int(chance.expovariate(1 / ANSWERS_BETWEEN)), line)
            await _strike(unit, kind, chance, line, struck)
            if struck.kinds.total() % 25 == 0:
                print(f"  … {struck.kinds.total()} kills", file=sys.stderr, flush=True)
    finally:
        over.set()
    # What stands in hand needs somebody to answer it: the unit is up again in a moment.
    await asyncio.gather(*working)


async def _answers(count: int, line) -> None:
    """Return once so many more answers have come. Raises SystemExit if they do not."""
    until, enough = time.monotonic() + NOBODY_TO_KILL_S, line.statuses.total() + count
    while line.statuses.total() < enough:
        if time.monotonic() > until:
            raise SystemExit("Nobody is answered any more.")
        await asyncio.sleep(0.005)


async def _strike(unit: Unit, kind: str, chance: Random, line, struck: Struck) -> None:
    """Wait until there is somebody of that kind at work, and kill them."""
    until = time.monotonic() + NOBODY_TO_KILL_S
    # Every second time while a form is with the server: between its commit and its answer a kill hurts most.
    asked = chance.choice((line.asking, line.sending))
    while not (victims := _victims(unit, kind, chance, asked)):
        if time.monotonic() > until:
            raise SystemExit(f"Nobody to kill ({kind}):\n{unit.log.read_text()[-3000:]}")
        await asyncio.sleep(0.01)
    await asyncio.sleep(chance.uniform(0.0, min(1.0, line.took_s)))
    struck.met += any(line.asking.values())
    struck.processes += kill(victims)
    struck.kinds[kind] += 1


def _victims(unit: Unit, kind: str, chance: Random, asked: Counter[int]) -> list[int]:
    """The processes to kill, or none as long as nothing is asked of that face, or none is ready."""

    def one_of(face: str, port: int) -> list[int]:
        found = unit.answering(face) if asked[port] else []
        return [chance.choice(found)] if found else []

    portal, desk = one_of("portal", unit.portal), one_of("desk", unit.desk)
    match kind:
        case "portal process":
            return portal
        case "desk process":
            return desk
        case "worker":
            return unit.workers()
        case "both":
            worker, web = unit.workers(), portal or desk
            return [*worker, *web] if worker and web else []
    return unit.whole()


def _of_the_dead() -> Counter[str]:
    """How many rows of work the dead still hold."""
    return Counter(
        {
            model.__name__: count
            for model in _leased()
            if (count := model.objects.exclude(leased_until=None).count())
        }
    )


def _let_leases_run_out() -> None:
    """As if five minutes had passed. Nobody lives who holds any."""
    from django.utils import timezone  # noqa: PLC0415

    for model in _leased():
        model.objects.exclude(leased_until=None).update(leased_until=timezone.now())


def _let_files_age(path: Path) -> None:
    """As if an hour had passed: files that belong to no photograph are swept then."""
    for file in (path / "evidence").glob("*"):
        os.utime(file, (time.time() - 7200,) * 2)


def _leased():
    from django.apps import apps  # noqa: PLC0415

    from kinline.leases import Leased  # noqa: PLC0415

    return [model for model in apps.get_models() if issubclass(model, Leased)]


def _wait_until_quiet(unit: Unit) -> bool:
    """Whether the worker came to the end of everything in time, and says that it is well."""
    from kinline.audit.queries import chain_state  # noqa: PLC0415
    from kinline.evidence.queries import file_faults  # noqa: PLC0415
    from kinline.notices.models import Notice  # noqa: PLC0415
    from kinline.suggestions.queries import unmatched_count  # noqa: PLC0415

    until = time.monotonic() + QUIET_WITHIN_S
    while time.monotonic() < until:
        waiting = Notice.objects.filter(state="waiting").exists()
        if unit.wellness() == [200, 200] and not (
            waiting or unmatched_count() or chain_state().waiting or list(file_faults())
        ):
            return True
        time.sleep(0.5)
    return False


def _leftovers(path: Path) -> list[str]:
    """Files that no clean stop leaves behind, in the home and among what is counted in memory."""
    found = [str(file.relative_to(path)) for file in path.rglob("*") if not file.is_dir()]
    return [f"left in the home: {name}" for name in sorted(found) if not KNOWN.fullmatch(name)]


def _print(
    unit: Unit, told: Told, held: Held, faults: Disagreement, line, struck: Struck, lasted, drained, left
) -> None:
    uncertain = [notice for notice in held.notices if notice.may_have_arrived]
    arrived = Counter(held.delivered)
    fates = ", ".join(f"{count} × {state}" for state, count in Counter(n.state for n in held.notices).items())
    rows = [
        (
            "kills",
            f"{struck.kinds.total()} in {lasted:.0f} s, {struck.processes} processes; {unit.starts} starts",
        ),
        ("kills by kind", ", ".join(f"{count} × {kind}" for kind, count in struck.kinds.most_common())),
        ("kills while somebody waited for an answer", f"{struck.met}"),
        (
            "killed between commit and answer",
            ", ".join(f"{count} × {what}" for what, count in line.kept_already.items() if count) or "none",
        ),
        ("answers broken off / calls nobody took", f"{line.broken_off} / {line.refused}"),
        ("answers", ", ".join(f"{count} × {status}" for status, count in sorted(line.statuses.items()))),
        (
            "inquiries acknowledged / held",
            f"{len(told.inquiries)} / {len({mark for mark, _ in held.inquiries})}",
        ),
        ("families left without number / without PIN", f"{len(told.numberless)} / {len(told.pinless)}"),
        ("judgements acknowledged / held", f"{len(told.judgements)} / {len(set(held.judgements))}"),
        ("photographs acknowledged / held", f"{len(told.photographs)} / {len(set(held.photographs))}"),
        ("notices acknowledged / in the outbox", f"{len(told.notices)} / {len(held.notices)}: {fates}"),
        ("messages at the mail server", f"{len(held.delivered)}"),
        (
            "may have arrived / of them arrived",
            f"{len(uncertain)} / {sum(arrived[n.address] for n in uncertain)}",
        ),
        ("rows that the dead held", ", ".join(f"{count} {name}" for name, count in left.items()) or "none"),
        ("until nothing was left to do", f"{drained:.0f} s"),
        ('"failed" / "database is locked" in the logs', _logged(unit.log)),
        ("lost", f"{len(faults.lost)}"),
        ("doubled", f"{len(faults.doubled)}"),
        ("other faults", f"{len(faults.other)}"),
    ]
    for name, value in rows:
        print(f"  {name:<46} {value}")
    for fault in (*faults.lost[:10], *faults.doubled[:10], *faults.other[:10]):
        print(f"  ! {fault}")
    sys.stdout.flush()


def _logged(log: Path) -> str:
    said = log.read_text()
    return f"{said.count(' failed: ')} / {said.count('database is locked')}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=ENGINES, help="one database only; else all that answer")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=1863)
    parser.add_argument(
        "--leases-run-out",
        action="store_true",
        help="put the leases of the dead into the past before the last start, instead of waiting five minutes",
    )
    options = parser.parse_args()
    if options.engine:
        good = examine(options.engine, options.kills, options.seed, leases_run_out=options.leases_run_out)
        return 0 if good else 1
    # A process each: Django is set up once in one.
    words = [f"--kills={options.kills}", f"--seed={options.seed}"]
    words += ["--leases-run-out"] * options.leases_run_out
    return max(
        subprocess.run([sys.executable, __file__, f"--engine={engine}", *words], check=False).returncode
        for engine in (ENGINES if postgres_answers() else ENGINES[:1])
    )


if __name__ == "__main__":
    sys.exit(main())
