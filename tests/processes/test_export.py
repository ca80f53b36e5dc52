"""An export in processes of their own: the worker killed for real while it writes; the command beside it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.homes import SOURCE, run

pytestmark = pytest.mark.processes
MEN = 1500
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: Two people, `MEN` invented men, and an export that the second approved.
PREPARE = f"""
import datetime as dt, sys, django
django.setup()
from allauth.mfa.totp.internal.auth import TOTP
from kinline.accounts.choices import Language, Role
from kinline.accounts.commands import add_staff
from kinline.accounts.models import Vouch
from kinline.audit.rules import SHELL
from kinline.exchange.forwarding import commands
from kinline.exchange.forwarding.rules import Asked
from kinline.registry import commands as registry
from kinline.registry.choices import LawfulBasis, Purpose, SourceKind
from kinline.registry.facts import Basis, Facts, Source
from kinline.registry.words import Word
petro, _token = add_staff("petro", "Petro", [Role.REGISTRAR], Language.ENGLISH, by=SHELL)
halyna, _token = add_staff("halyna", "Halyna", [Role.COORDINATOR], Language.ENGLISH, by=SHELL)
founder, _token = add_staff("founder", "Founder", [Role.AUDITOR], Language.ENGLISH, by=SHELL)
for colleague in (petro, halyna):
    Vouch.objects.create(staff=colleague, by=founder)
TOTP.activate(halyna, "{KEY}")
basis = Basis.until_due(Purpose.TRACING, LawfulBasis.VITAL_INTEREST, dt.date.today())
source = Source(kind=SourceKind.OFFICIAL_LIST, name="Invented list")
for start in range(0, {MEN}, 100):
    names = [f"Vyhadaniuk{{number}}" for number in range(start, start + 100)]
    men = [Word(source=source, basis=basis, facts=Facts(family_name=name)) for name in names]
    registry.describe_many(men, by=SHELL)
plain = {{"sealing": "plain", "plain_reason": "a test"}}
what = Asked(recipient_name="us", recipient_kind="own", purpose="a test", format="csv", **plain)
export = commands.ask_export(what, by=petro)
while commands.advance_export(by=SHELL):
    pass
commands.decide_export(export, agrees=True, by=halyna)
print(export.pk)
"""
CODE = f"""
import django, time
django.setup()
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
print(format_hotp_value(hotp_value("{KEY}", int(time.time()) // 30)))
"""


def python(home: Path, source: str) -> str:
    known = {**os.environ, "PYTHONPATH": str(SOURCE), "KINLINE_HOME": str(home)}
    known["DJANGO_SETTINGS_MODULE"] = "kinline.config.settings"
    done = subprocess.run(
        [sys.executable, "-c", source], env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def approved(tmp_path, found):
    """A live installation with an export that waits for the worker: its folder and the export's number."""
    home = found(tmp_path / "home")
    return home, python(home, PREPARE)


def worker(home: Path) -> subprocess.Popen:
    known = {**os.environ, "PYTHONPATH": str(SOURCE)}
    known.pop("DJANGO_SETTINGS_MODULE", None)
    words = [sys.executable, "-m", "kinline.cli", "--home", str(home), "worker"]
    return subprocess.Popen(words, env=known, stderr=subprocess.DEVNULL)


def test_a_worker_killed_while_it_writes_leaves_nothing_and_another_writes_it_whole(approved, tmp_path):
    home, number = approved
    outgoing = home / "outgoing"
    with sqlite3.connect(home / "kinline.sqlite3", timeout=30, isolation_level=None) as rows:
        for until in (100, 600):
            process = worker(home)
            try:
                while rows.execute("SELECT count(*) FROM exchange_exportedword").fetchone()[0] < until:
                    assert process.poll() is None
                    time.sleep(0.01)
            finally:
                process.send_signal(signal.SIGKILL)
                process.wait()
            [state] = rows.execute("SELECT state FROM exchange_export").fetchone()
            assert state == "approved", "it was done before it could be killed"
            assert [path.name for path in outgoing.iterdir()] == [f"{number}.rows"]
            assert b"Vyhadaniuk" not in (outgoing / f"{number}.rows").read_bytes(), "it is sealed"
            # What a killed worker held is free once its lease runs out; here at once.
            rows.execute("UPDATE exchange_export SET leased_until = NULL")
        out = tmp_path / "list.csv"
        done = run(home, "export", "--request", number, str(out))
        assert done.returncode == 0, done.stderr
        lines = out.read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == MEN + 1
        assert len({line.split(",")[0] for line in lines}) == MEN + 1
        assert rows.execute("SELECT count(*) FROM exchange_exportedword").fetchone() == (MEN,)
        assert rows.execute("SELECT people, way FROM exchange_forwarding").fetchall() == [(MEN, "stays")]
    assert out.stat().st_mode & 0o777 == 0o600
    assert not list(outgoing.iterdir())


def test_the_command_asks_the_second_person_for_a_code(approved, tmp_path):
    home, _number = approved
    out, code = tmp_path / "list.age", tmp_path / "code"
    words = ["export", "--format", "csv", "--purpose", "a test", "--by", "petro", "--approved-by", "halyna"]
    done = run(home, *words, str(out))
    assert (done.returncode, out.exists()) == (2, False)
    assert done.stderr.endswith("kinline: The code does not fit. Wait for the next one and type it again.\n")
    code.write_text(python(home, CODE))
    done = run(home, *words, "--approval-code-file", str(code), str(out))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Passphrase, shown once: ")
    assert out.read_bytes().startswith(b"age-encryption.org/v1\n")
    secret = done.stdout.split()[-1].encode()
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert secret not in kept, "the passphrase is nowhere in the installation"
    with sqlite3.connect(home / "kinline.sqlite3") as rows:
        asked = rows.execute(
            "SELECT content FROM audit_event WHERE action = 'exchange:export:asked'"
        ).fetchall()
    assert [json.loads(content)["by_shell"] for [content] in asked] == [False, True, True]
