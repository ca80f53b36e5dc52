"""Uploads for an import over real sockets: killed in the middle, broken off, and kept nowhere else."""

import socket
import sqlite3
import struct

import pytest
from tests.processes.conftest import Served
from tests.processes.desk import Desk
from tests.processes.test_backup import in_home

pytestmark = pytest.mark.processes

STAFF = """
import json, django
django.setup()
from kinline.accounts.choices import Language, Role
from kinline.accounts.commands import add_staff
from kinline.audit.rules import SHELL
add_staff("petro", "Petro", [Role.REGISTRAR], Language.ENGLISH, by=SHELL)
print(json.dumps(True))
"""
KIN = "Соломія Вигаданюк"
#: Django's own handlers write what is larger than 2.5 MB to a file.
LARGE = ("id,surname,next_of_kin\n" + f"7,Вигаданюк,{KIN}\n" * 100_000).encode()


@pytest.fixture
def place(tmp_path, monkeypatch, found):
    """An installation with Petro, and a folder of its own for temporary files."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    home = found(tmp_path / "home")
    assert in_home(home, STAFF)
    return home, temporary


def lying(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def where_clear(*folders):
    return [path for folder in folders for path in lying(folder) if KIN.encode() in path.read_bytes()]


def runs(home):
    with sqlite3.connect(home / "kinline.sqlite3", timeout=30) as rows:
        return rows.execute("SELECT count(*) FROM exchange_importrun").fetchone()[0]


def test_killed_while_a_file_comes_nothing_can_be_read_and_nothing_stays(place, within):
    home, temporary = place
    incoming = home / "incoming"
    served = Served(home)
    line = Desk(served.desk, home, "petro").half_sent(LARGE)
    # All but the last piece is on the disk by now, sealed, and its key is in the server's memory only.
    try:
        assert within(30, lambda: sum(path.stat().st_size for path in lying(incoming)) > len(LARGE) - 500_000)
        assert where_clear(home, temporary) == []
    finally:
        served.pull_the_plug()
        line.close()
    assert lying(incoming), "what the kill left"
    assert where_clear(home, temporary) == []
    again = Served(home)
    try:
        assert within(30, lambda: not lying(incoming))
        assert runs(home) == 0
    finally:
        again.end()


def test_a_line_that_breaks_leaves_nothing_and_a_whole_file_waits_sealed(place, within):
    home, temporary = place
    incoming = home / "incoming"
    served = Served(home)
    try:
        petro = Desk(served.desk, home, "petro")
        for ending in (0, 1):  # a line that ends, and one that is torn down
            line = petro.half_sent(LARGE)
            assert within(30, lambda: lying(incoming))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", ending, 0))
            line.close()
            assert within(30, lambda: not lying(incoming))
        status, leads, _page = petro.send_file(LARGE)
        assert (status, leads) == (302, "/imports/1/columns/")
        [kept] = lying(incoming)
        assert kept.stat().st_size > len(LARGE)
        assert kept.stat().st_mode & 0o777 == 0o600
        assert where_clear(home, temporary) == []
        assert KIN in petro.ask("GET", leads)[2].decode()
    finally:
        served.end()
    assert where_clear(home, temporary) == []
