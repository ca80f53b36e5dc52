"""The faces and the worker as children of one parent: one Ctrl-C stops all, and none outlives it.

The parent never reads the keys. If they are in memory only, it holds the file of the kernel's in which they lie, and
hands it to its children. Told to lock, it ends everybody who has read them, wipes them, and lets the faces say that
they are closed for now; told to unlock, it is given a new such file and starts all anew.
"""

import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kinline import lifeline
from kinline.vault import hold

#: How long children have to finish what they do.
GRACE_S = 9.0
#: What somebody who asks us may say, and what we answer.
LOCK, UNLOCK, CLOSED, OPEN, NOTHING_TO_DO = b"lock", b"unlock", b"closed", b"open", b"nothing to do"
_LONGEST_WORD = 16
_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own in it, under a name that nobody can foresee


def control_path(home: Path) -> str:
    """Where the supervisor of this home listens. Short, however long the home's path: a socket's may have 107 bytes."""
    folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    return f"/proc/self/fd/{folder}/control.sock"


class Supervisor:
    """Keeps the processes of one home."""

    def __init__(self, home: Path, address: str, ports: dict[str, int], keys: int | None) -> None:
        self.home, self.address, self.ports, self.keys = home, address, ports, keys
        self.lifeline = lifeline.hold()
        #: Where the processes of all faces count together: in memory where there is such a folder.
        self.counts = _counting_folder(home)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.is_closed = False
        self.asked_to_stop = False

    def open(self) -> None:
        self.is_closed = False
        for face, port in self.ports.items():
            self._start(face, "kinline.serve", face, self.address, str(port), face=face)
        self._start("worker", "kinline.cli", "worker", face="desk")

    def close(self) -> None:
        """Serve nothing but the word that it is closed for now. No process below us has keys then."""
        self.is_closed = True
        for face, port in self.ports.items():
            self._start(face, "kinline.serve", face, self.address, str(port), face=face)

    def _start(self, name: str, *words: str, face: str) -> None:
        known = {**os.environ, "KINLINE_FACE": face, lifeline.VARIABLE: str(self.lifeline)}
        inherited = [self.lifeline]
        known |= {"PROMETHEUS_MULTIPROC_DIR": self.counts}
        known.pop(hold.VARIABLE, None)
        if self.is_closed:
            known["KINLINE_CLOSED"] = "1"
        elif self.keys is not None:
            known[hold.VARIABLE] = str(self.keys)
            inherited.append(self.keys)
        self.children[name] = subprocess.Popen(  # noqa: S603  # our own module with our own words
            [sys.executable, "-m", *words],
            env=known,
            pass_fds=inherited,
            start_new_session=True,  # Ctrl-C reaches the parent only, which then stops the others in order
        )

    def ended(self) -> str | None:
        """The name of a child that has ended by itself."""
        return next((name for name, child in self.children.items() if child.poll() is not None), None)

    def stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE_S
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.children = {}

    def obey(self, caller: socket.socket) -> bytes:
        """Do what the caller says. Returns the answer."""
        caller.settimeout(5)
        word, given, _flags, _address = socket.recv_fds(caller, _LONGEST_WORD, 1)
        if word == LOCK and not self.is_closed:
            self.stop()
            if self.keys is not None:
                hold.wipe(self.keys)
                self.keys = None
            self.close()
            return CLOSED
        if word == UNLOCK and self.is_closed:
            self.stop()
            self.keys = given[0] if given else None
            self.open()
            return OPEN
        for number in given:
            os.close(number)
        return NOTHING_TO_DO

    def ask_to_stop(self, *_: object) -> None:
        self.asked_to_stop = True


_SAID = {"portal": "Portal for families:", "desk": "Desk for staff:     ", "api": "API for machines:   "}


def main(address: str, *said_ports: str) -> int:
    """Serve faces, such as `desk=8001`, until Ctrl-C, SIGTERM or the end of any child. Returns 0 if asked to stop, 1
    if a child ended.
    """
    ports = {face: int(port) for face, _equals, port in (said.partition("=") for said in said_ports)}
    home = Path(os.environ["KINLINE_HOME"])
    supervisor = Supervisor(home, address, ports, hold.held())
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    listening = _listen(home)
    supervisor.open()
    shown = "localhost" if address in {"127.0.0.1", "0.0.0.0"} else address  # noqa: S104  # compared, not bound
    for face, port in ports.items():
        print(f"{_SAID[face]} http://{shown}:{port}", flush=True)
    ended = None
    with listening, selectors.DefaultSelector() as waiting:
        waiting.register(listening, selectors.EVENT_READ)
        while not supervisor.asked_to_stop and ended is None:
            if waiting.select(0.2):
                _answer(listening, supervisor)
            ended = supervisor.ended()
    if ended is not None:
        print(f"The {ended} has ended, so everything stops.", file=sys.stderr)
    supervisor.stop()
    (home / "control.sock").unlink(missing_ok=True)
    shutil.rmtree(supervisor.counts, ignore_errors=True)
    (home / "counts").unlink(missing_ok=True)
    return 0 if ended is None else 1


def _listen(home: Path) -> socket.socket:
    """Only the owner of the home reaches it: its folder and the socket itself are open to nobody else."""
    (home / "control.sock").unlink(missing_ok=True)  # of one that was killed; we hold serve.lock
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    os.umask(0o077)
    listening.bind(control_path(home))
    listening.listen(1)
    return listening


def _counting_folder(home: Path) -> str:
    """A new folder in memory. A link in the home names it, so that the one of a supervisor that was killed is found."""
    link = home / "counts"
    if link.is_symlink():
        shutil.rmtree(link.readlink(), ignore_errors=True)
        link.unlink()
    made = tempfile.mkdtemp(prefix="kinline-counts-", dir=_MEMORY if _MEMORY.is_dir() else None)
    link.symlink_to(made)
    return made


def _answer(listening: socket.socket, supervisor: Supervisor) -> None:
    caller, _address = listening.accept()
    with caller:
        try:
            caller.sendall(supervisor.obey(caller))
        except OSError:
            return  # whoever asked has gone; what was asked is done


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
