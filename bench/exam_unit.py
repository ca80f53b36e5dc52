"""A stand-in for systemd: keeps `kinline serve` up, and can kill any of its processes as nobody warns of it."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from installation import below, free_port

#: `deploy/kinline.service` waits five seconds (RestartSec); nothing is learnt from waiting here.
RESTART_S = 0.2
COMES_UP_WITHIN_S = 600
GONE_WITHIN_S = 30
_PR_SET_CHILD_SUBREAPER = 36
#: A gunicorn process has threads of its own from its first request on: the main one, the lifeline's, one that answers.
_HAS_ANSWERED, _HAS_BEGUN = 3, 2


class Unit:
    """One home's service. What outlives the main process is killed before the next start, as a unit's cgroup is."""

    def __init__(self, home: Path) -> None:
        self.home, self.log = home, home / "served.log"
        self.portal, self.desk = free_port(), free_port()
        self.starts = 0
        self._main: subprocess.Popen[bytes] | None = None
        self._wanted = threading.Event()
        self._keeper: threading.Thread | None = None
        # Orphans become ours and not init's, so that they are found.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)

    def start(self) -> None:
        """Keep it up from now on; returns once both faces answer. Raises SystemExit if they do not."""
        self._wanted.set()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        self.wait_until_up()

    def _keep(self) -> None:
        words = ["serve", f"--portal-port={self.portal}", f"--desk-port={self.desk}"]
        while self._wanted.is_set():
            with self.log.open("ab") as log:
                self._main = subprocess.Popen(
                    [sys.executable, "-m", "kinline.cli", *words], stdout=log, stderr=log
                )
            self.starts += 1
            self._main.wait()
            self._end_rest()
            time.sleep(RESTART_S)

    def _end_rest(self) -> None:
        until = time.monotonic() + GONE_WITHIN_S
        while (left := below(os.getpid())) and time.monotonic() < until:
            for pid in left:
                _kill(pid)
                with suppress(OSError):
                    os.waitpid(pid, os.WNOHANG)
            time.sleep(0.01)

    def wait_until_up(self) -> None:
        until = time.monotonic() + COMES_UP_WITHIN_S
        while None in self.wellness():
            if time.monotonic() > until:
                raise SystemExit(f"It does not come up:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def wellness(self) -> list[int | None]:
        """What /healthz of portal and desk answer: a status, or None while nobody does."""
        return [_health(port) for port in (self.portal, self.desk)]

    def stop(self) -> int:
        """Stop it as an administrator does, and let it stay down. Returns its exit status."""
        return self._end(signal.SIGTERM)

    def fall(self) -> None:
        """Kill every process of it at once, as a power cut would, and let it stay down."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        self._wanted.clear()
        if self._main is not None and self._main.poll() is None:
            self._main.send_signal(number)
        if self._keeper is not None:
            self._keeper.join(GONE_WITHIN_S * 2)
        self._end_rest()
        return self._main.returncode if self._main is not None else 0

    def whole(self) -> list[int]:
        """The main process and all below it, whatever they are doing."""
        main = self._main
        return [main.pid, *below(main.pid)] if main is not None and main.poll() is None else []

    def answering(self, face: str) -> list[int]:
        """The gunicorn processes of `portal` or `desk` that have answered something since they began."""
        return [
            pid
            for master in self._children(face)
            for pid in _children_of(master)
            if _threads(pid) >= _HAS_ANSWERED
        ]

    def workers(self) -> list[int]:
        """The worker, once its loop has begun."""
        return [pid for pid in self._children("worker") if _threads(pid) >= _HAS_BEGUN]

    def _children(self, name: str) -> list[int]:
        main = self._main
        children = _children_of(main.pid) if main is not None else []
        return [pid for pid in children if name in _words(pid)]


def _health(port: int) -> int | None:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return int(answer.status)
    except HTTPError as refusal:
        return refusal.code
    except OSError:
        return None


def kill(pids: list[int]) -> int:
    """Kill them all, at once. Returns how many were still there."""
    return sum(_kill(pid) for pid in pids)


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _words(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


def _threads(pid: int) -> int:
    with suppress(OSError):
        return len(list(Path(f"/proc/{pid}/task").iterdir()))
    return 0
