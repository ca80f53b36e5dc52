"""An installation of its own for one measurement: a home in a temporary folder, served for real, gone afterwards."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from kinline.config.founding import Plan  # noqa: E402  # the checkout's own, whichever is installed
from kinline.vault.keys import DEMO, KeyFile  # noqa: E402

#: Where a PostgreSQL for measurements answers, and as whom it lets us in. PGHOST, PGPORT and PGUSER say otherwise.
POSTGRES = {
    "host": os.environ.get("PGHOST", "127.0.0.1"),
    "port": os.environ.get("PGPORT", "5432"),
    "user": os.environ.get("PGUSER", "root"),
}
ENGINES = ("sqlite", "postgresql")
#: Every request comes from one address here; the limits that guard a public portal would be all that is measured.
SUBMISSIONS_AN_HOUR = 1_000_000
STARTS_WITHIN_S = 60
_FILL = """
import os, sys
import django
django.setup()
from django.core.management import call_command
from kinline.audit.rules import SHELL
call_command("migrate", interactive=False, verbosity=0)
if sys.argv[1] == "demo":
    from kinline.demo import load
    load(by=SHELL)
else:
    from kinline.accounts.choices import Mandate
    from kinline.accounts.commands import found_installation
    found_installation(mandate=Mandate.NEUTRAL, operator_name="Invented", portal_name="", data_lies_in="nowhere",
                       could_be_compelled_by="nobody", phone="", phone_hours="", is_demo=True, by=SHELL)
"""


@dataclass(frozen=True, slots=True)
class Served:
    """An installation that runs. `log` is what its processes wrote."""

    portal: int
    desk: int
    log: Path
    pid: int


def postgres_answers() -> bool:
    """Whether there is a PostgreSQL to measure on."""
    try:
        with socket.create_connection((POSTGRES["host"], int(POSTGRES["port"])), timeout=2):
            return True
    except OSError:
        return False


@contextmanager
def home(engine: str, *, filled: str) -> Iterator[Path]:
    """A home with an invented demonstration (`filled="demo"`) or an empty registry (`"empty"`), and this process in it.

    Folder, and on PostgreSQL the database, are gone afterwards.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what follows is undone then too
    path = Path(tempfile.mkdtemp(prefix="kinline-bench-"))
    name = f"kinline_bench_{secrets.token_hex(4)}"
    try:
        plan = Plan("demo")
        if engine == "postgresql":
            _sql(f'CREATE DATABASE "{name}"')
            plan = replace(
                plan,
                db_name=name,
                db_user=POSTGRES["user"],
                db_host=POSTGRES["host"],
                db_port=int(POSTGRES["port"]),
            )
        toml = plan.toml()
        toml = re.sub(
            r"submissions_an_hour = \d+", f"submissions_an_hour = {SUBMISSIONS_AN_HOUR}", toml, count=1
        )
        (path / "kinline.toml").write_text(toml)
        KeyFile.new(DEMO).write(path / "keys.json")
        os.environ |= {
            "KINLINE_HOME": str(path),
            "DJANGO_SETTINGS_MODULE": "kinline.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        subprocess.run([sys.executable, "-c", _FILL, filled], check=True)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if engine == "postgresql":
            _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _sql(statement: str) -> None:
    import psycopg  # noqa: PLC0415  # not installed where PostgreSQL is not used

    with psycopg.connect(dbname="postgres", autocommit=True, **POSTGRES) as rows:  # type: ignore[arg-type]  # texts
        rows.execute(statement)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(path: Path) -> Iterator[Served]:
    """`kinline serve` on `path`: portal, desk and worker, as an operator runs them. Stopped as by Ctrl-C."""
    portal, desk, log = free_port(), free_port(), path / "served.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "kinline.cli", "serve", f"--portal-port={portal}", f"--desk-port={desk}"],
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        for port in (portal, desk):
            wait_for(port, process)
        yield Served(portal, desk, log, process.pid)
        if process.poll() is not None:
            raise SystemExit(f"kinline serve ended during the measurement:\n{log.read_text()[-2000:]}")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Return once the server answers. Raises SystemExit if it does not within a minute."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def processor_s(pid: int) -> dict[str, float]:
    """Seconds of processor that portal, desk and worker below process `pid` have used. Empty where /proc is not."""
    used = dict.fromkeys(("portal", "desk", "worker"), 0.0)
    try:
        for child in [pid, *_below(pid)]:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            if face := next((name for name in used if name in words), None):
                # utime and stime, then those of children that ended: proc(5).
                ticks = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:15]
                used[face] += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return {}
    return used


def _below(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [far for child in children for far in _below(child)]


def machine() -> str:
    """The machine's size, and how busy others keep it."""
    cpus, load = os.cpu_count(), os.getloadavg()[0]
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpus} processors, {gib:.0f} GiB of memory; {load:.1f} processes ran in the minute before"
