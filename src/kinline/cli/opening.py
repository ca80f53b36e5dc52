"""Key files, plain or under a passphrase, opened into memory."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from kinline.audit.rules import Refused
from kinline.backups import sealing
from kinline.cli.passphrases import passphrase
from kinline.vault import hold
from kinline.vault.keys import KeyFile


def read_keys(path: Path, passphrase_file: str) -> KeyFile:
    """The keys in `path`; asks for the passphrase if they are under one. Refuses what holds none."""
    try:
        if not sealing.is_wrapped(path):
            return KeyFile.read(path)
        said = passphrase(passphrase_file, "Passphrase of the keys", flag="--keys-passphrase-file")
        return KeyFile.of(sealing.unwrapped(path.read_bytes(), said).decode())
    except OSError as wrong:
        raise Refused(f"The key file {path} cannot be read: {wrong.strerror}.") from wrong
    except (KeyError, TypeError, ValueError) as damaged:
        raise ImproperlyConfigured(f"The key file {path} is damaged; restore it from your copy.") from damaged


def hold_keys(path: Path, passphrase_file: str) -> None:
    """Open the keys in `path` for this process and those that it starts."""
    os.environ[hold.VARIABLE] = str(hold.hold(read_keys(path, passphrase_file)))
