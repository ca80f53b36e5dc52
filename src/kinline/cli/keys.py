"""`kinline keys`."""

import argparse
import os
from pathlib import Path

from kinline.audit.rules import SHELL, Refused
from kinline.backups import sealing
from kinline.cli.files import write_new
from kinline.cli.holds import in_use
from kinline.cli.passphrases import new_passphrase
from kinline.config import rotation
from kinline.config.home import Home


def rotate(_options: argparse.Namespace, home: Home) -> int:
    """Put a new sealing key in front, or go on where an interrupted rotation stopped."""
    if home.keys_are_wrapped:
        raise Refused(
            "The keys are under a passphrase. First: kinline keys unwrap. Afterwards: kinline keys wrap."
        )
    with in_use(home, alone=True):
        rows = rotation.rotate(home, by=SHELL)
    print(f"{rows} rows are sealed with the new key. The old keys stay in the file, for backups.")
    print(f"Keep a copy of {home.key_path} in another place.")
    return 0


def wrap(options: argparse.Namespace, home: Home) -> int:
    """Put the key file under a passphrase. The plain one is overwritten and deleted once the other opens."""
    if home.keys_are_wrapped:
        raise Refused("The keys are under a passphrase already.")
    with in_use(home, alone=True):
        plain = home.key_path.read_bytes()
        said = new_passphrase(options.passphrase_file, "Passphrase for the keys")
        home.wrapped_key_path.unlink(
            missing_ok=True
        )  # of one that was interrupted: the plain one still stood
        write_new(home.wrapped_key_path, sealing.wrapped(plain, said))
        if sealing.unwrapped(home.wrapped_key_path.read_bytes(), said) != plain:
            raise Refused("What was written does not open. The plain key file was kept.")
        with home.key_path.open("r+b") as file:
            file.write(bytes(len(plain)))
            file.flush()
            os.fsync(file.fileno())
        home.key_path.unlink()
    print(
        f"{home.wrapped_key_path} holds the keys now, and the passphrase is asked at every start. It is written down"
    )
    print("nowhere here: without it nobody can read how the families are reached.")
    print("Disks may keep traces of the plain file.")
    return 0


def unwrap(_options: argparse.Namespace, home: Home) -> int:
    """Take the passphrase off. It was asked before we came here."""
    if not home.keys_are_wrapped:
        raise Refused("The keys are under no passphrase.")
    with in_use(home, alone=True):
        home.keys().write(home.key_path)
        home.wrapped_key_path.unlink()
    print(f"{home.key_path} holds the keys, in the clear.")
    return 0


def copy(options: argparse.Namespace, home: Home) -> int:
    """Copy the key file, under a passphrase if one is given."""
    held = (home.wrapped_key_path if home.keys_are_wrapped else home.key_path).read_bytes()
    if options.passphrase_file and not home.keys_are_wrapped:
        held = sealing.wrapped(held, new_passphrase(options.passphrase_file, "Passphrase for the copy"))
    write_new(Path(options.out), held)
    print(f"{options.out} holds the keys. Keep it apart from the backups: who has both has everything.")
    return 0
