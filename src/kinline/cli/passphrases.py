"""Where a passphrase comes from: a file of its owner's, or somebody at a terminal. Never from the command line."""

import getpass
import stat
import sys
from pathlib import Path

from kinline.audit.rules import Refused

_FEWEST_LETTERS = 12


def passphrase(file: str, asked: str, flag: str = "--passphrase-file") -> str:
    """The passphrase in `file`, else what is typed at the terminal. Refuses where there is neither."""
    if file:
        return _in(Path(file))
    if not sys.stdin.isatty():
        raise Refused(f"{asked} is needed. Put it into a file and name it with {flag}.")
    return getpass.getpass(f"{asked}: ")


def new_passphrase(file: str, asked: str) -> str:
    """The same for one that is to be used from now on: typed twice, and not too short."""
    said = passphrase(file, asked)
    if not file and getpass.getpass(f"{asked}, once more: ") != said:
        raise Refused("The two are not the same. Nothing was changed.")
    if len(said) < _FEWEST_LETTERS:
        raise Refused(f"A passphrase of fewer than {_FEWEST_LETTERS} signs is guessed. Take some words more.")
    return said


def _in(file: Path) -> str:
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise Refused(f"The passphrase in {file} is open to others. Run: chmod 600 {file}")
        said = file.read_text().strip("\r\n")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{file} cannot be read.") from wrong
    if not said:
        raise Refused(f"{file} is empty.")
    return said
