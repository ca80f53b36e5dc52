"""Encrypted files in the age format (age-encryption.org/v1), streamed: no plain copy ever lies on a disk.

A backup to recipients is one age file. One under a passphrase begins with some lines that hold, under the passphrase, a
key made for this backup alone; what follows is an age file for that key.

Passphrases go through scrypt at a stated cost (N = 2^17, r = 8, p = 1: OWASP's recommendation) into a Fernet key. age's
own way measures the machine instead, and a slower or busier machine then refuses what a faster one wrote.
"""

import base64
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kinline.audit.rules import Refused

_ARMOUR = b"-----BEGIN KINLINE PASSPHRASE-----"
_ARMOUR_ENDS = b"-----END KINLINE PASSPHRASE-----"
_LOG_N, _R, _P = 17, 8, 1
#: A file that asks for more work than this is none of ours.
_HIGHEST_LOG_N = 20
#: A head longer than this is none of ours.
_LONGEST_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Lock:
    """To whom a file is encrypted: recipients (`age1…`), else a passphrase."""

    recipients: Sequence[str] = ()
    passphrase: str = ""


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens a file: the text of an identity file (`AGE-SECRET-KEY-1…`), or a passphrase."""

    identity: str = ""
    passphrase: str = ""


def new_identity() -> tuple[str, str]:
    """The text of a new identity file, and the recipient that belongs to it."""
    made = pyrage.x25519.Identity.generate()
    return f"# public key: {made.to_public()}\n{made}\n", str(made.to_public())


def wrapped(plain: bytes, passphrase: str) -> bytes:
    """`plain` under a passphrase, as lines of ASCII."""
    salt = secrets.token_bytes(16)
    token = Fernet(_stretched(passphrase, salt, _LOG_N)).encrypt(plain)
    told = f"scrypt {_LOG_N} {base64.b64encode(salt).decode()}".encode()
    return b"\n".join([_ARMOUR, told, token, _ARMOUR_ENDS, b""])


def unwrapped(sealed: bytes, passphrase: str) -> bytes:
    """What was wrapped. Refuses a wrong passphrase and what was changed."""
    try:
        _begins, told, token, _ends = sealed.strip().split(b"\n")
        name, log_n, salt = told.decode().split(" ")
        if name != "scrypt" or not 1 <= int(log_n) <= _HIGHEST_LOG_N:
            raise Refused("It was put under a passphrase in a way that this version does not know.")
        return Fernet(_stretched(passphrase, base64.b64decode(salt), int(log_n))).decrypt(token)
    except InvalidToken as wrong:
        raise Refused("This passphrase does not open it.") from wrong
    except ValueError as damaged:
        raise Refused("What is under the passphrase is damaged.") from damaged


def _stretched(passphrase: str, salt: bytes, log_n: int) -> bytes:
    """The Fernet key that belongs to a passphrase; takes some tenths of a second and 128 MB, on purpose."""
    key = Scrypt(salt=salt, length=32, n=2**log_n, r=_R, p=_P).derive(passphrase.encode())
    return base64.urlsafe_b64encode(key)


def is_wrapped(path: Path) -> bool:
    """Whether `path` begins as a file under a passphrase does."""
    with path.open("rb") as file:
        return file.read(len(_ARMOUR)) == _ARMOUR


@contextmanager
def writing(path: Path, lock: Lock) -> Iterator[BinaryIO]:
    """A stream whose content is encrypted into `path`, which appears whole, synced to the disk, or not at all.

    Refuses a path at which there is something, and one that cannot be written.
    """
    if path.exists():
        raise Refused(f"{path} exists already. Nothing was changed.")
    head, recipients = _heading(lock)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        out = os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as wrong:
        raise Refused(f"{path} cannot be written: {wrong.strerror}.") from wrong
    try:
        with out:
            out.write(head)
            with _beside(lambda plain: pyrage.encrypt_io(plain, out, recipients), "rb") as into:
                yield into
            out.flush()
            os.fsync(out.fileno())
        beside.rename(path)
        _sync_folder(path.parent)
    except OSError as wrong:
        beside.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {wrong.strerror or wrong}.") from wrong
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def reading(path: Path, opener: Opener) -> Iterator[BinaryIO]:
    """The decrypted content of `path`, as a stream. Refuses what cannot be opened, was cut off or was changed."""
    try:
        file = path.open("rb")
    except OSError as wrong:
        raise Refused(f"{path} cannot be read: {wrong.strerror}.") from wrong
    with file:
        identities = _identities(path, file, opener)
        try:
            with _beside(lambda plain: pyrage.decrypt_io(file, plain, identities), "wb") as out:
                yield out
        except (pyrage.DecryptError, OSError) as wrong:
            raise Refused(f"{path} is not opened by this key, was cut off or was changed.") from wrong


def _heading(lock: Lock) -> tuple[bytes, list[pyrage.x25519.Recipient]]:
    """What stands before the stream, and to whom the stream is encrypted."""
    if lock.recipients:
        try:
            return b"", [pyrage.x25519.Recipient.from_str(name) for name in lock.recipients]
        except pyrage.RecipientError as wrong:
            raise Refused("A recipient in [backup] recipients is no age recipient (age1…).") from wrong
    if not lock.passphrase:
        raise Refused("Name recipients under [backup] in kinline.toml, or give a passphrase.")
    once = pyrage.x25519.Identity.generate()
    return wrapped(str(once).encode(), lock.passphrase), [once.to_public()]


def _identities(path: Path, file: BinaryIO, opener: Opener) -> list[pyrage.x25519.Identity]:
    """The keys for the stream that follows; leaves `file` where that begins."""
    begins = file.read(_LONGEST_HEAD)
    if begins.startswith(_ARMOUR):
        if not opener.passphrase:
            raise Refused(f"{path} is under a passphrase. Give it with --passphrase-file.")
        ends = begins.index(_ARMOUR_ENDS) + len(_ARMOUR_ENDS) + 1
        file.seek(ends)
        return [pyrage.x25519.Identity.from_str(unwrapped(begins[:ends], opener.passphrase).decode())]
    file.seek(0)
    if not begins.startswith(b"age-encryption.org/v1"):
        raise Refused(f"{path} is no backup of Kinline.")
    try:
        return [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in opener.identity.splitlines()
            if line.strip() and not line.startswith("#")
        ]
    except pyrage.IdentityError as wrong:
        raise Refused("The identity file holds no age identity (AGE-SECRET-KEY-1…).") from wrong


@contextmanager
def _beside(crypt: Callable[[BinaryIO], None], theirs: str) -> Iterator[BinaryIO]:
    """Run `crypt` in a thread on one end of a pipe; the other end is ours. What `crypt` raised is raised here.

    `theirs` is "rb" if `crypt` reads what we write, "wb" if we read what it writes.
    """
    read_end, write_end = os.pipe()
    failed: list[BaseException] = []
    reads = theirs == "rb"

    def run() -> None:
        # Closing its end is what tells us that it ended, well or not.
        with os.fdopen(read_end if reads else write_end, theirs) as end:
            try:
                crypt(end)  # type: ignore[arg-type]  # binary, as `theirs` says
            except BaseException as wrong:  # noqa: BLE001  # raised again in the caller's thread
                failed.append(wrong)

    thread = threading.Thread(target=run, daemon=True)
    ours = os.fdopen(write_end if reads else read_end, "wb" if reads else "rb")
    thread.start()
    try:
        yield ours
    except BaseException as wrong:
        _close(ours)
        thread.join()
        if failed and not isinstance(wrong, Refused):
            raise failed[0] from wrong
        raise
    _close(ours)
    thread.join()
    if failed:
        raise failed[0]


def _close(end: object) -> None:
    with suppress(BrokenPipeError):  # the other side has ended; why is told by what it raised
        end.close()  # type: ignore[attr-defined]  # a file


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
