"""One face under gunicorn, and what is done before any of them is started."""

import os
import selectors
import sys
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

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
from kinline.config.logs import ServerLogger
from kinline.config.ports import Ports, check_free
from kinline.vault import hold


def serve(home: Home, ports: Ports) -> NoReturn:
    """Become the supervisor of this home's processes (`kinline.supervisor`).

    Refuses, before anything is started, when a port is taken. The supervisor is a fresh program in our place, because
    this one has read the keys, and the supervisor must be able to say truly that it has none.
    """
    address = str(home.serve.get("address", "127.0.0.1"))
    check_free(address, ports)
    compile_stale()
    _collect_static(Path(home.path))
    if (keys := hold.held()) is not None:
        os.set_inheritable(keys, True)
    os.environ["KINLINE_HOME"] = str(home.path)
    sys.stdout.flush()
    words = ["-m", "kinline.supervisor", address, *(f"{face}={port}" for face, port in ports.taken.items())]
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606  # our own module with our own words


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
            return
        # As gunicorn parks it, but also in a worker that is about to be renewed: that one still answers whatever
        # is said within the keep-alive time, where gunicorn's would drop a connection that it had just accepted.
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))


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
            "logger_class": ServerLogger,
            "control_socket_disable": True,
            "post_fork": _follow_in_worker,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        if os.environ.get("KINLINE_CLOSED"):
            from kinline.config.closed import application as closed  # noqa: PLC0415  # it has other settings

            return closed
        from kinline.config.wsgi import application  # noqa: PLC0415  # in the worker, which max_requests renews

        return application


def main(face: Face, address: str, port: str) -> None:
    lifeline.follow()
    wsgi.Response = _Nameless
    Served(face, address, int(port)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type]  # written by _start
