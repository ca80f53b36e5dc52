"""An import in processes of its own: killed for real, and a long one beside people who write."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.exchange.test_pfif_format import document, note, person
from tests.exchange.test_xlsx_format import workbook

HERE = Path(__file__).parents[2]
SHARED = HERE.parent / "shared" / "data" / "historical_people_dev.csv"
IMPORT = """
import argparse, sys, django
django.setup()
from kinline.exchange import shell
parser = argparse.ArgumentParser()
shell.add_arguments(parser)
sys.exit(shell.run(parser.parse_args()))
"""
#: Looks for one man again and again, by other letters, until its input ends; then for the first and the last that came.
SEARCH = """
import sys, threading, django
django.setup()
from kinline.registry.models import Description
from kinline.suggestions.faults import index_faults
from kinline.suggestions.indexing import advance_index
from kinline.suggestions.queries import candidates
from kinline.suggestions.rules import record_of
from kinmatch import Record

def finds(record, number):
    return number in {hit.description.pk for hit in candidates(record)}

him = Description.objects.get(source_name="Before")
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
asked = found = 0
while not ended.is_set():
    asked += 1
    found += finds(Record(id="", name="HALAHAN Illia"), him.pk)
for _build in (False, True):
    told = Description.objects.filter(source_name="Published table").order_by("pk")
    for row in (told.first(), told.last(), him):
        asked += 1
        found += finds(record_of(row), row.pk)
    advance_index()
print(asked, found, len([one for one in index_faults()]))
"""

pytestmark = pytest.mark.processes


@pytest.fixture
def home(tmp_path, found):
    """A home of its own with an empty registry. Returns the environment that names it."""
    found(tmp_path / "home")
    return os.environ | {
        "KINLINE_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "kinline.config.settings",
        "PYTHONPATH": str(HERE / "src"),
        "LC_ALL": "C.UTF-8",
    }


def database(environment: dict[str, str]) -> sqlite3.Connection:
    return sqlite3.connect(
        Path(environment["KINLINE_HOME"], "kinline.sqlite3"), timeout=30, isolation_level=None
    )


def a_table() -> bytes:
    lines = [f"{number},Вигаданюк,Остап,{1950 + number % 50}" for number in range(1500)]
    return "\n".join(["id,surname,name,dob", *lines]).encode()


def a_pfif_file() -> bytes:
    persons = (
        person(
            f"<full_name>Остап Вигаданюк {number}</full_name>",
            note("<status>believed_missing</status>"),
            ref=f"invented.example/person.{number}",
        )
        for number in range(1500)
    )
    return document(*persons).encode()


def a_workbook() -> bytes:
    rows = ((number, "Вигаданюк", "Остап", 1950 + number % 50) for number in range(1500))
    return workbook((), Перелік=[("id", "surname", "name", "dob"), *rows])


@pytest.mark.parametrize("content", [a_table, a_pfif_file, a_workbook])
def test_killed_in_the_middle_it_goes_on_and_adds_every_row_once(tmp_path, home, content):
    path = tmp_path / "invented"
    path.write_bytes(content())
    command = [sys.executable, "-c", IMPORT, str(path), "--source", "Invented rows"]
    with database(home) as rows:
        for until in (200, 700):
            process = subprocess.Popen(command, env=home, stderr=subprocess.DEVNULL)
            while (
                not (
                    written := rows.execute("SELECT max(rows_added) FROM exchange_importrun").fetchone()[0]
                    or 0
                )
                >= until
            ):
                assert process.poll() is None, "the import ended before it could be killed"
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert written < 1500
            # What a killed worker held is free once its lease runs out; here at once.
            rows.execute("UPDATE exchange_importrun SET leased_until = NULL")
        done = subprocess.run(command, env=home, check=True, capture_output=True, text=True)
        assert "Rows: 1500. New: 1500. Known already: 0. Refused: 0." in done.stderr
        counted = (
            "SELECT count(*), count(DISTINCT source_ref), count(DISTINCT person_id) FROM registry_description"
        )
        assert rows.execute(counted).fetchone() == (1500, 1500, 1500)
        assert rows.execute("SELECT count(*) FROM registry_person").fetchone() == (1500,)
        assert rows.execute(
            "SELECT count(*) FROM registry_arrival WHERE complete_at IS NOT NULL"
        ).fetchone() == (1,)
    assert not list(Path(home["KINLINE_HOME"], "incoming").iterdir())


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the published tables lie beside a checkout in CI only")
def test_the_large_table_comes_in_whole_while_others_write(home):
    """How fast is measured in bench/; here, that nobody's write is refused, no row is lost, and that everybody is found
    meanwhile although no worker builds an index.
    """
    before = Path(home["KINLINE_HOME"], "before.csv")
    before.write_text("id,surname,name,dob\n1,Галаган,Ілля,1998\n")
    command = [sys.executable, "-c", IMPORT, str(before), "--source", "Before"]
    subprocess.run(command, env=home, check=True, capture_output=True)
    searching = subprocess.Popen(
        [sys.executable, "-c", SEARCH], env=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(SHARED), "--source", "Published table"],
        env=home,
        stderr=subprocess.PIPE,
        text=True,
    )
    others = 0
    with database(home) as rows:
        while process.poll() is None:
            rows.execute("BEGIN IMMEDIATE")
            rows.execute(
                "INSERT INTO audit_event (at, actor, action, subject, content, salt, digest, chain, cuts)"
                " VALUES (datetime('now'), 'family', 'test:write:done', 'test:1', '{}', '', '', '', '[]')"
            )
            rows.execute("COMMIT")
            others += 1
            time.sleep(0.1)
        told = process.communicate()[1]
        added = rows.execute("SELECT count(*) FROM registry_description").fetchone()[0]
        [(written,)] = rows.execute("SELECT count(*) FROM audit_event WHERE subject = 'test:1'")
    assert process.returncode == 0, told
    assert "Rows: 24932." in told
    assert added > 23_000
    assert written == others > 0
    asked, found, faults = map(int, searching.communicate()[0].split())
    assert found == asked > 10
    assert faults == 0
