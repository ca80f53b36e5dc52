"""What the benches share: the machine, one measurement in a process of its own, tables, and where papers keep them."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any, Final

_DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAPER: Final = _DOCS / "benchmarks.md"
PICTURES: Final = _DOCS / "img"
#: Where a PostgreSQL for measurements answers, and as whom it lets us in. PGHOST, PGPORT and PGUSER say otherwise.
POSTGRES: Final = {
    "host": os.environ.get("PGHOST", "127.0.0.1"),
    "port": os.environ.get("PGPORT", "5432"),
    "user": os.environ.get("PGUSER", "root"),
}
_UNIT: Final = 1 if sys.platform == "darwin" else 1024


def machine() -> str:
    """The machine's size, and how busy others keep it."""
    cpus, load = os.cpu_count(), os.getloadavg()[0]
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpus} processors, {gib:.0f} GiB of memory; {load:.1f} processes ran in the minute before"


def postgres_answers() -> bool:
    """Whether there is a PostgreSQL to measure on."""
    try:
        with socket.create_connection((POSTGRES["host"], int(POSTGRES["port"])), timeout=2):
            return True
    except OSError:
        return False


def forget_peak() -> None:
    """From now on `most_memory` counts anew, where the system can: a child inherits its parent's peak."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def most_memory() -> int:
    """The most that this process has held, in bytes; on Linux since `forget_peak`."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    return getrusage(RUSAGE_SELF).ru_maxrss * _UNIT


def in_its_own_process(*arguments: object) -> dict[str, Any] | None:
    """What `bench script --as-child ...` prints as JSON on its last line; None if it failed, and it has said why."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=False
    )
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def run(*command: object) -> dict[str, float]:
    """Runs Python on a script or a module and waits for it: seconds by the clock and of processor, and the most
    memory in bytes. Stops the bench if it fails.
    """
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, command)], stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed.")
    return {
        "seconds": time.perf_counter() - begun,
        "processor_s": used.ru_utime + used.ru_stime,
        "memory_bytes": used.ru_maxrss * _UNIT,
    }


def share_at(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of an ordered list lies; 0 of an empty one."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def markdown(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    first, *others = (f"| {' | '.join(line)} |" for line in (header, *lines))
    return "\n".join((first, "|" + "---|" * len(header), *others))


def write_into_paper(part: str, text: str) -> None:
    """Replaces what stands between the marks of that part in docs/benchmarks.md."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    paper = PAPER.read_text(encoding="utf-8")
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not between.search(paper):
        raise SystemExit(f"{PAPER.name} has no place marked {begin!r}.")
    PAPER.write_text(between.sub(lambda _: f"{begin}\n{text.strip()}\n{end}", paper), encoding="utf-8")
