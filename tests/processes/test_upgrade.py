"""From the databases of every release before this one."""

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.homes import SOURCE, run
from tests.processes.conftest import SERVER
from tests.processes.test_backup import in_home

pytestmark = pytest.mark.processes

HERE = Path(__file__).parents[1] / "upgrades"

OPENED = """
import json, django
django.setup()
from kinline.inquiries.models import Inquiry
print(json.dumps({
    inquiry.reference: [inquiry.seeker.name, *(way.address for way in inquiry.seeker.ways.order_by("pk"))]
    for inquiry in Inquiry.objects.order_by("pk")
}))
"""
COUNTED = """
import json, sys, django
django.setup()
from django.db import connection
found = {}
with connection.cursor() as cursor:
    for table in json.loads(sys.argv[1]):
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        found[table] = cursor.fetchone()[0]
print(json.dumps(found))
"""
#: Pairs whose columns do not say what their descriptions do.
KINDS = """
import json, django
django.setup()
from kinline.suggestions.models import Suggestion
from kinline.suggestions.rules import kind_of_pair
pairs = list(Suggestion.objects.select_related("left", "right"))
wrong = [
    pair.pk
    for pair in pairs
    for name, value in kind_of_pair(pair.left, pair.right).items()
    if getattr(pair, name) is not value
]
print(json.dumps({"pairs": len(pairs), "wrong": wrong}))
"""
#: These grow or go by the upgrade itself: its own event, what Django notes, and what the worker is to read again.
CHANGED = {
    "audit_event",
    "audit_pulse",
    "auth_permission",
    "django_content_type",
    "django_session",
    "registry_descriptionnews",
    "suggestions_searchkey",
}


@pytest.fixture(params=sorted(made.name for made in HERE.iterdir() if (made / "expected.json").exists()))
def older(request, tmp_path):
    """A home of that release, and what it held."""
    made, home = HERE / request.param, tmp_path / "home"
    home.mkdir(mode=0o700)
    for name in ("keys.json", "kinline.toml"):
        shutil.copyfile(made / name, home / name)
        (home / name).chmod(0o600)
    database = sqlite3.connect(home / "kinline.sqlite3")
    database.executescript(gzip.decompress((made / "database.sql.gz").read_bytes()).decode())
    database.close()
    return home, json.loads((made / "expected.json").read_text())


def assert_all_is_there(home, expected):
    counted = in_home(home, COUNTED, json.dumps(list(expected["rows"])))
    kept = {table: rows for table, rows in expected["rows"].items() if table not in CHANGED}
    assert {table: counted[table] for table in kept} == kept
    assert counted["audit_event"] >= expected["rows"]["audit_event"]
    assert in_home(home, OPENED) == expected["seekers"]
    assert in_home(home, KINDS) == {"pairs": expected["rows"]["suggestions_suggestion"], "wrong": []}
    assert run(home, "verify").returncode == 0
    assert run(home, "check").returncode == 0


def pending(home):
    checked = run(home, "check")
    return "kinline upgrade" in checked.stdout


def test_an_older_release_is_brought_forward_whole_and_can_be_gone_back_to(older, secret, tmp_path):
    home, expected = older
    if not pending(home):
        pytest.skip("no table has changed since that release")
    before = tmp_path / "before.age"
    refused = run(home, "upgrade")  # nobody named recipients or a passphrase
    assert refused.returncode == 2
    assert pending(home)
    done = run(home, "upgrade", "--backup", str(before), "--passphrase-file", str(secret))
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(before) in done.stdout
    assert_all_is_there(home, expected)
    again = run(home, "upgrade")
    assert (again.returncode, "already" in again.stdout) == (0, True)

    words = ["--keys", str(home / "keys.json"), "--passphrase-file", str(secret)]
    back = run(tmp_path / "back", "restore", str(before), *words)
    assert back.returncode == 0, back.stderr
    assert_all_is_there(tmp_path / "back", expected)


def test_killed_in_the_middle_it_is_run_again(older, secret):
    home, expected = older
    if not pending(home):
        pytest.skip("no table has changed since that release")
    words = ["--home", str(home), "upgrade", "--without-backup"]
    for wait_s in (0.6, 0.9, 1.2):
        begun = subprocess.Popen(
            [sys.executable, "-m", "kinline.cli", *words],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdout=subprocess.DEVNULL,
        )
        time.sleep(wait_s)
        begun.kill()
        begun.wait()
    done = run(home, *words[2:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert_all_is_there(home, expected)


def test_an_older_backup_is_restored_into_this_release(older, secret, tmp_path, request):
    """A backup carries the tables of its time. Into PostgreSQL too, where there is one."""
    home, expected = older
    out = tmp_path / "old.age"
    made = run(home, "backup", str(out), "--passphrase-file", str(secret))
    assert made.returncode == 0, made.stderr
    more = request.getfixturevalue("on_postgres") if SERVER else []
    words = ["--keys", str(home / "keys.json"), "--passphrase-file", str(secret), *more]
    back = run(tmp_path / "back", "restore", str(out), *words)
    assert back.returncode == 0, back.stdout + back.stderr
    held = "notices are held" in back.stdout
    assert held
    assert_all_is_there(tmp_path / "back", expected)
