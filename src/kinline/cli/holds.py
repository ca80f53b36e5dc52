"""The holds that commands have on a home."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from kinline.audit.rules import Refused
from kinline.config.home import Home


@contextmanager
def in_use(home: Home, *, alone: bool) -> Iterator[None]:
    """Hold the home: many may work on it at once, or one may change its keys or tables alone. Refuses
    otherwise.
    """
    what = "Stop `kinline serve` first." if alone else "Its keys or tables are being changed."
    with _locked(home, "in-use.lock", fcntl.LOCK_EX if alone else fcntl.LOCK_SH, f"is in use. {what}"):
        yield


@contextmanager
def served_once(home: Home) -> Iterator[None]:
    """Be the only `kinline serve` of this home. Workers and imports run beside it. Refuses a second."""
    with _locked(home, "serve.lock", fcntl.LOCK_EX, "is being served already."):
        yield


@contextmanager
def _locked(home: Home, name: str, how: int, otherwise: str) -> Iterator[None]:
    with (home.path / name).open("w") as lock:
        # `serve` becomes another program, which keeps the hold to its end. Children inherit only what they are given.
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Refused(f"{home.path} {otherwise}") from held
        yield
