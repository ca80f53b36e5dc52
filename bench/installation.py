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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from measuring import POSTGRES

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from kinline.config.founding import Plan  # noqa: E402  # the checkout's own, whichever is installed
from kinline.vault.keys import DEMO, KeyFile  # noqa: E402

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
filled = sys.argv[1]
if filled == "demo":
    from kinline.demo import load
    load(by=SHELL)
else:
    from kinline.accounts.choices import Mandate
    from kinline.accounts.commands import found_installation
    found_installation(mandate=Mandate.NEUTRAL, operator_name="Invented", portal_name="", data_lies_in="nowhere",
                       could_be_compelled_by="nobody", phone="", phone_hours="", is_demo=filled != "live", by=SHELL)
"""


@dataclass(frozen=True, slots=True)
class Served:
    """An installation that runs. `log` is what its processes wrote."""

    portal: int
    desk: int
    log: Path
    pid: int


@contextmanager
def home(engine: str, *, filled: str, mail_port: int = 25, kept: Path | None = None) -> Iterator[Path]:
    """A home with an invented demonstration (`filled="demo"`) or an empty registry, and this process in it.

    An empty one sends no mail (`"empty"`), or as a live installation does, to `mail_port` on loopback (`"live"`).
    Folder, and on PostgreSQL the database, are gone afterwards; unless `kept` names the folder: then they stay, and a
    home that is there already is taken as it is.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what follows is undone then too
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    path = kept or Path(tempfile.mkdtemp(prefix="kinline-bench-"))
    name = f"kinline_bench_{secrets.token_hex(4)}"
    os.environ |= {
        "KINLINE_HOME": str(path),
        "DJANGO_SETTINGS_MODULE": "kinline.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    if (path / "keys.json").exists():
        yield path
        return
    try:
        mode = "live" if filled == "live" else "demo"
        plan = Plan(mode, mail_port=mail_port)
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
        KeyFile.new(DEMO if mode == "demo" else mode).write(path / "keys.json")
        subprocess.run([sys.executable, "-c", _FILL, filled], check=True)
        yield path
    finally:
        if not kept:
            shutil.rmtree(path, ignore_errors=True)
        if not kept and engine == "postgresql":
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
        for child in [pid, *below(pid)]:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            if face := next((name for name in used if name in words), None):
                # utime and stime, then those of children that ended: proc(5).
                ticks = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:15]
                used[face] += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return {}
    return used


def below(pid: int) -> list[int]:
    """Every process that descends from `pid`, as far as it still runs while we look."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found + [far for child in found for far in below(child)]
