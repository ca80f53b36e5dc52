"""`kinline serve`, `worker` and `migrate`, and the hold that they have on a home."""

import argparse
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command

from kinline import serve as serving
from kinline import worker
from kinline.audit.rules import Refused
from kinline.config.checks import reasons_not_to_start
from kinline.config.home import Home


@contextmanager
def in_use(home: Home, *, alone: bool) -> Iterator[None]:
    """Hold the home: many may serve it at once, or one may change its keys or tables alone. Refuses
    otherwise.
    """
    with (home.path / "in-use.lock").open("w") as lock:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as held:
            what = "Stop `kinline serve` first." if alone else "Its keys or tables are being changed."
            raise Refused(f"{home.path} is in use. {what}") from held
        yield


def _refuse_to_start(home: Home) -> None:
    if reasons := list(reasons_not_to_start(home)):
        raise Refused(" ".join(reasons))


def serve(options: argparse.Namespace, home: Home) -> int:
    with in_use(home, alone=False):
        _refuse_to_start(home)
        ports = serving.Ports(
            portal=options.portal_port or int(home.portal.get("port", 8000)),
            desk=options.desk_port or int(home.desk.get("port", 8001)),
        )
        return serving.serve(home, ports)


def work(_options: argparse.Namespace, home: Home) -> int:
    with in_use(home, alone=False):
        _refuse_to_start(home)
        return worker.run()


def migrate(_options: argparse.Namespace, home: Home) -> int:
    with in_use(home, alone=True):
        call_command("migrate", interactive=False, verbosity=1)
    return 0
