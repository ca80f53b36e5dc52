"""`kinline keys`."""

import argparse

from kinline.audit.rules import SHELL
from kinline.cli.holds import in_use
from kinline.config import rotation
from kinline.config.home import Home


def rotate(_options: argparse.Namespace, home: Home) -> int:
    """Put a new sealing key in front, or go on where an interrupted rotation stopped."""
    with in_use(home, alone=True):
        rows = rotation.rotate(home, by=SHELL)
    print(f"{rows} rows are sealed with the new key. The old keys stay in the file, for backups.")
    print(f"Keep a copy of {home.key_path} in another place.")
    return 0
