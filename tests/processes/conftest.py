"""The product's own processes, on free ports of loopback, with homes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.homes import SOURCE, run

SERVER = os.environ.get("KINLINE_TEST_POSTGRES")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def is_free(port):
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def within(seconds, happens):
    """Whether it happens in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happens():
            return True
        time.sleep(0.1)
    return False


def answer(port, path="/healthz"):
    """Status and body, or None while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode(), refusal.headers
    except OSError:
        return None


def family_of(pid):
    """The process and all below it: Linux tells by /proc."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def is_alive(pid):
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def port():
    """A free one on loopback."""
    return free_port()


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text("an invented passphrase")
    file.chmod(0o600)
    return file


@pytest.fixture
def kinline():
    return run


@pytest.fixture(name="within")
def within_fixture():
    return within


@pytest.fixture(name="answer")
def answer_fixture():
    return answer


@pytest.fixture(scope="session")
def home(tmp_path_factory, found):
    """A live installation that the tests of one process share."""
    return found(tmp_path_factory.mktemp("homes") / "home")


class Served:
    """`kinline serve`, started on free ports."""

    def __init__(self, home, *first):
        self.portal, self.desk = free_port(), free_port()
        known = {**os.environ, "PYTHONPATH": str(SOURCE)}
        known.pop("DJANGO_SETTINGS_MODULE", None)
        words = [
            "--home",
            str(home),
            *first,
            "serve",
            "--portal-port",
            str(self.portal),
            "--desk-port",
            str(self.desk),
        ]
        self.log = home / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kinline.cli", *words], env=known, stdout=log, stderr=log
            )
        ready = within(90, lambda: all((answer(port) or [0])[0] == 200 for port in (self.portal, self.desk)))
        self.family = family_of(self.process.pid)
        if not ready:
            self.end()  # what never came up must not stay either
            pytest.fail(self.log.read_text())

    def is_gone(self):
        return (
            is_free(self.portal)
            and is_free(self.desk)
            and not any(is_alive(pid) for pid in self.family if pid != self.process.pid)
        )

    def child(self, name):
        """The process id of `portal`, `desk` or `worker`."""
        for pid in self.family[1:]:
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            if name in words:
                return pid
        raise LookupError(name)

    def pull_the_plug(self):
        """Stop them all before one is killed: else a child that hears of its parent's end shuts down in good order."""
        stopped = set()
        while running := {pid for pid in family_of(self.process.pid) if is_alive(pid)} - stopped:
            for pid in running:
                os.kill(pid, signal.SIGSTOP)
            stopped |= running
        for pid in stopped:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(40)
        assert within(20, lambda: not any(is_alive(pid) for pid in stopped))

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)
        for pid in self.family:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def served(home):
    """For a test that ends it."""
    served = Served(home)
    yield served
    served.end()


@pytest.fixture(scope="module")
def standing(home):
    """For tests that leave it as it is."""
    served = Served(home)
    yield served
    served.end()


@pytest.fixture
def server():
    user, _, host = (SERVER or "").rpartition("@")
    with psycopg.connect(user=user, host=host, dbname="postgres", autocommit=True) as connection:
        yield connection


@pytest.fixture
def database(server):
    name = f"kinline_{uuid.uuid4().hex}"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield name
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def on_postgres(database, server):
    return [
        *("--postgres", database, "--postgres-user", server.info.user),
        *("--postgres-host", server.info.host, "--postgres-port", str(server.info.port)),
    ]


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql",
            marks=[
                pytest.mark.postgres,
                pytest.mark.skipif(SERVER is None, reason="KINLINE_TEST_POSTGRES names no server"),
            ],
        ),
    ]
)
def engine_words(request):
    """What `init` and `restore` are told of the database, for each kind in turn."""
    return [] if request.param == "sqlite" else request.getfixturevalue("on_postgres")
