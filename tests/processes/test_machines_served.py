"""The page for machines of partners, carried out line by line against a served installation."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
from tests.homes import SOURCE
from tests.processes.conftest import Served, free_port

pytestmark = pytest.mark.processes

PAPER = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", PAPER, re.MULTILINE | re.DOTALL)
TABLE = """id,surname,name,dob,sex
1,Вигаданюк,Остап,1990-05-12,ч
2,Неіснуйко,Марта,31.02.1990,ж
3,Придуманенко,Лев,1979,ч
"""

PEOPLE = """
import sys, django
django.setup()
from kinline.accounts import commands, tokens
from kinline.accounts.choices import Language, Role, Scope
from kinline.accounts.models import Staff, Vouch
from kinline.audit.rules import SHELL
petro, halyna, founder = [
    commands.add_staff(name, name, [Role.COORDINATOR], Language.ENGLISH, by=SHELL)[0]
    for name in ("petro", "halyna", "founder")
]
for staff in (petro, halyna):
    Vouch.objects.create(staff=staff, by=founder)
terms = {"source_kind": "hospital_list", "purpose": "tracing", "lawful_basis": "vital_interest", "reliability": "",
         "recipient_kind": "agency", "recipient_key": sys.argv[1]}
token, secret = tokens.make_token("Invented hospital", Scope.values, 30, terms=terms, by=petro)
tokens.approve_token(token, by=halyna)
print(secret)
"""
DECISION = """
import django
django.setup()
from kinline.accounts.models import Staff
from kinline.exchange.forwarding.commands import decide_export
from kinline.exchange.models import Export
decide_export(Export.objects.get(), agrees=True, by=Staff.objects.get(username="halyna"))
"""


def inside(home, script, *words):
    """Run a few lines in the installation, as somebody at the desk would do the same."""
    known = {
        **os.environ,
        "PYTHONPATH": str(SOURCE),
        "KINLINE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "kinline.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def with_machines(tmp_path_factory, found):
    """A live installation whose settings give machines a port."""
    home = found(tmp_path_factory.mktemp("machines") / "home")
    settings, port = home / "kinline.toml", free_port()
    settings.write_text(settings.read_text().replace("port = 0 ", f"port = {port} "))
    served = Served(home)
    served.api = port
    yield served, home
    served.end()


class Shell:
    """One folder and its variables, for blocks that go on where the last one ended."""

    def __init__(self, folder, address):
        self.folder, self.said = folder, f'set -eu\nKINLINE="{address}"\n'

    def run(self, block):
        """What the block prints. Its assignments hold for the next ones."""
        done = subprocess.run(
            ["bash", "-c", f"{self.said}{block}"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.said += "".join(f"{line}\n" for line in block.splitlines() if re.match(r"[A-Z]+=", line))
        return done.stdout


def test_the_page_for_machines_does_what_it_says(with_machines, tmp_path, answer, within):
    served, home = with_machines
    assert within(30, lambda: (answer(served.api) or [0])[0] == 200)
    identity = pyrage.x25519.Identity.generate()
    secret = inside(home, PEOPLE, str(identity.to_public()))
    (tmp_path / "key").write_text(f"Authorization: Bearer {secret}")
    (tmp_path / "list.csv").write_text(TABLE)
    shell = Shell(tmp_path, f"http://127.0.0.1:{served.api}/v1")
    send, start, watch, ask, fetch = BLOCKS

    assert "Вигаданюк" in shell.run(send)
    assert '"queued"' in shell.run(start)

    def standing(block):
        return json.JSONDecoder().raw_decode(shell.run(block))[0]

    assert within(60, lambda: standing(watch)["finished_at"] is not None)
    assert standing(watch)["rows"] == {"total": 3, "read": 3, "added": 2, "known": 0, "refused": 1}
    assert "31.02.1990" in shell.run(watch)

    assert '"waiting"' in shell.run(ask)
    where = "\n".join(line for line in ask.splitlines() if line.startswith("EXPORT="))
    look = f'{where}\ncurl --silent --fail-with-body --header @key "$EXPORT"'

    def decided():
        try:
            inside(home, DECISION)
        except AssertionError:
            return False  # the worker is counting still
        return True

    assert within(60, decided)
    assert within(60, lambda: standing(look)["state"] == "ready")
    log = shell.run(fetch)
    opened = pyrage.decrypt((tmp_path / "list.age").read_bytes(), [identity]).decode()
    assert "Вигаданюк" in opened
    assert "Our number 12" in log
    assert '"people": 2, "sha256"' in log

    said = served.log.read_text()
    assert "Вигаданюк" not in said
    assert secret not in said
    assert f"http://localhost:{served.api}\n" in said


def test_without_a_key_it_tells_how_it_is_asked_and_nothing_else(with_machines, answer, within):
    served, _home = with_machines
    assert within(30, lambda: (answer(served.api) or [0])[0] == 200)
    status, body, headers = answer(served.api, "/v1/imports")
    assert (status, json.loads(body)["code"]) == (401, "no_key")
    assert headers["Set-Cookie"] is None
    status, described, _headers = answer(served.api, "/v1/openapi.json")
    assert status == 200
    assert "/v1/imports" in json.loads(described)["paths"]
    assert answer(served.api, "/sign-in/")[0] == 404


def test_locked_it_says_so_in_its_own_shape(with_machines, answer, within, kinline):
    served, home = with_machines
    assert within(30, lambda: (answer(served.api) or [0])[0] == 200)
    assert kinline(home, "lock").returncode == 0
    assert within(30, lambda: (answer(served.api) or [0])[0] == 503)
    assert json.loads(answer(served.api, "/v1/imports")[1])["code"] == "closed"
    assert kinline(home, "unlock").returncode == 0
    assert within(60, lambda: (answer(served.api) or [0])[0] == 200)
