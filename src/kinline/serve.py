"""Portal, desk and worker as children of one parent: one Ctrl-C stops all, and none outlives it."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from gunicorn.app.base import BaseApplication
from gunicorn.http import wsgi
from gunicorn.workers import gthread
from gunicorn.workers.base import Worker

from kinline import lifeline
from kinline.config.catalogues import compile_stale
from kinline.config.faces import Face
from kinline.config.home import Home
from kinline.config.ports import Ports, check_free

#: How long children have to finish what they do.
GRACE_S = 9.0


def serve(home: Home, ports: Ports) -> int:
    """Serve until Ctrl-C, SIGTERM or the end of any child. Returns 0 if asked to stop, 1 if a child ended.

    Refuses, before anything is started, when a port is taken.
    """
    address = str(home.serve.get("address", "127.0.0.1"))
    check_free(address, ports)
    compile_stale()
    _collect_static(Path(home.path))
    children = _start(home, address, ports)
    asked = _Asked()
    shown = "localhost" if address in {"127.0.0.1", "0.0.0.0"} else address  # noqa: S104  # compared, not bound
    print(f"Portal for families: http://{shown}:{ports.portal}")
    print(f"Desk for staff:      http://{shown}:{ports.desk}", flush=True)
    ended = None
    while not asked.to_stop and ended is None:
        time.sleep(0.2)
        ended = next((name for name, child in children.items() if child.poll() is not None), None)
    if ended is not None:
        print(f"The {ended} has ended, so everything stops.", file=sys.stderr)
    _stop(list(children.values()))
    return 0 if ended is None else 1


class _Asked:
    """Whether somebody asked us to stop."""

    def __init__(self) -> None:
        self.to_stop = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        self.to_stop = True


def _collect_static(home: Path) -> None:
    """Collect static files if any of them changed since the last time."""
    seen = [
        (path, storage.get_modified_time(path).isoformat())
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    stamp = home / "static.stamp"
    told = repr(sorted(seen))
    if not stamp.exists() or stamp.read_text() != told:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(told)


def _start(home: Home, address: str, ports: Ports) -> dict[str, subprocess.Popen[bytes]]:
    end = lifeline.hold()
    known = {**os.environ, "KINLINE_HOME": str(home.path), lifeline.VARIABLE: str(end)}

    def child(*words: str, face: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # our own module with our own words
            [sys.executable, "-m", *words],
            env={**known, "KINLINE_FACE": face},
            pass_fds=[end],
            start_new_session=True,  # Ctrl-C reaches the parent only, which then stops the others in order
        )

    return {
        "portal": child("kinline.serve", "portal", address, str(ports.portal), face="portal"),
        "desk": child("kinline.serve", "desk", address, str(ports.desk), face="desk"),
        "worker": child("kinline.cli", "worker", face="desk"),
    }


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + GRACE_S
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


class _Nameless(wsgi.Response):  # type: ignore[misc]  # gunicorn has no types
    """A response that does not say which server made it."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


class _Patient(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gives a thread to a connection only once something was said on it.

    Browsers open spare connections and leave them silent. gunicorn's own worker waits five seconds for each
    before it parks it; this one parks it at once, in the same way.
    """

    def enqueue_req(self, conn: gthread.TConn) -> None:
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
        else:
            silent: Future[object] = Future()
            silent.set_result(gthread._DEFER)  # noqa: SLF001  # the one way in which it parks
            self.finish_request(conn, silent)


def _follow_in_worker(_arbiter: object, _worker: Worker) -> None:
    lifeline.follow()


class Served(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """One face under gunicorn."""

    def __init__(self, face: Face, address: str, port: int) -> None:
        self.chosen: dict[str, Any] = {
            "bind": f"{address}:{port}",
            "proc_name": f"kinline-{face}",
            "workers": int(Home.here().serve.get("workers", 2)),
            "worker_class": _Patient,
            "threads": 2,
            "timeout": 30,
            "graceful_timeout": 5,
            "max_requests": 2000,
            "max_requests_jitter": 400,
            "limit_request_line": 2048,
            "limit_request_fields": 60,
            "limit_request_field_size": 8190,
            "forwarded_allow_ips": "127.0.0.1",
            "accesslog": None,  # it would hold addresses
            "loglevel": "error",  # its warnings hold addresses too
            "control_socket_disable": True,
            "post_fork": _follow_in_worker,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from kinline.config.wsgi import application  # noqa: PLC0415  # in the worker, which max_requests renews

        return application


def main(face: Face, address: str, port: str) -> None:
    lifeline.follow()
    wsgi.Response = _Nameless
    Served(face, address, int(port)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type]  # written by _start
