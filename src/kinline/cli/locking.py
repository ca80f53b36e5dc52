"""`kinline lock` and `kinline unlock`: the keys of what runs are dropped, and given back."""

import argparse
import socket

from kinline import supervisor
from kinline.audit.rules import Refused
from kinline.config.home import Home
from kinline.vault import hold

#: Children have some seconds to finish what they do.
_PATIENCE_S = 60


def lock(_options: argparse.Namespace, home: Home) -> int:
    """End whoever has read the keys. Needs no keys itself."""
    done = _say(home, supervisor.LOCK)
    if done == supervisor.NOTHING_TO_DO:
        print("It is locked already.")
    else:
        print("Locked. Nobody here has the keys any more; its faces say that they are closed for now.")
    if home.key_path.exists():
        print(f"But {home.key_path} lies there in the clear: take it away, or this is no lock.")
    return 0


def unlock(_options: argparse.Namespace, home: Home) -> int:
    """Give the keys back. Refuses keys that do not open what is in the database."""
    from kinline.config.checks import reasons_not_to_start  # noqa: PLC0415  # `lock` comes here without Django

    if reasons := list(reasons_not_to_start(home)):
        raise Refused(" ".join(reasons))
    done = _say(home, supervisor.UNLOCK, hold.held())
    print(
        "It is not locked."
        if done == supervisor.NOTHING_TO_DO
        else "Unlocked. All faces and the worker start again."
    )
    return 0


def _say(home: Home, word: bytes, keys: int | None = None) -> bytes:
    """What the supervisor of this home answers. Refuses where there is none."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(_PATIENCE_S)
        try:
            caller.connect(supervisor.control_path(home.path))
        except OSError as nobody:
            raise Refused(f"{home.path} is not being served.") from nobody
        socket.send_fds(caller, [word], [] if keys is None else [keys])
        return caller.recv(64)
