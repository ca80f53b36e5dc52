"""Files on their way out: HOME/outgoing, readable by their owner only, sealed as they are written.

The seal is age (age-encryption.org/v1), by pyrage. Nothing open touches the disk on the way.
"""

import hashlib
import os
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.exchange.choices import Sealing
from kinline.vault.files import files_at_rest

#: age seals under a passphrase what lies in memory as a whole.
LARGEST_UNDER_PASSPHRASE = 64_000_000
#: Files that no export knows are left alone this long: they may be being written.
STRAY_SECONDS = 3600
_CHUNK = 1 << 16
#: Letters and digits that are not taken for one another when they are read out.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _A_GROUP = 6, 4


class TooLarge(Exception):  # it says what is too large
    """More than a passphrase can seal here."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that lies in the folder, whole."""

    name: str
    size_bytes: int
    sha256: str


def new_passphrase() -> str:
    """Six groups of four signs: 118 bits."""
    return "-".join(
        "".join(secrets.choice(_READABLE) for _sign in range(_A_GROUP)) for _group in range(_GROUPS)
    )


def check_key(key: str) -> None:
    """Refuses what is not the public key of an age recipient."""
    if key.upper().startswith("AGE-SECRET-KEY-"):
        raise Refused(
            _("This is a secret key. It must never leave its owner. Ask for the one that begins with age1.")
        )
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as wrong:
        raise Refused(_("This is not an age key. It begins with age1 and has 62 signs.")) from wrong


def folder() -> Path:
    """HOME/outgoing, made when it is first needed."""
    path = Path(settings.HOME.path) / "outgoing"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def stored(name: str) -> Path:
    """Where the file of that name lies."""
    return folder() / name


def write(
    chunks: Iterable[bytes], *, sealing: Sealing, key: str = "", passphrase: str = "", suffix: str
) -> Written:
    """Write a file under a name that says nothing: whole, or not at all. Raises OSError, TooLarge, and what
    `chunks` raises.
    """
    name = uuid.uuid4().hex + (suffix if sealing == Sealing.PLAIN else ".age")
    path, partial = stored(name), stored(f"{name}.part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sink = _Sink(file)
            _seal(chunks, sink, sealing, key, passphrase)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Written(name, sink.size_bytes, sink.digest.hexdigest())


def _seal(chunks: Iterable[bytes], sink: "_Sink", sealing: Sealing, key: str, passphrase: str) -> None:
    match sealing:
        case Sealing.PLAIN:
            for chunk in chunks:
                sink.write(chunk)
        case Sealing.KEY:
            source = _Source(chunks)
            try:
                pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(key)])
            except pyrage.EncryptError:
                # It keeps of our own exception the words only.
                if fault := source.fault or sink.fault:
                    raise fault from None
                raise
        case Sealing.PASSPHRASE:
            whole = bytearray()
            for chunk in chunks:
                whole += chunk
                if len(whole) > LARGEST_UNDER_PASSPHRASE:
                    raise TooLarge
            sink.write(pyrage.passphrase.encrypt(bytes(whole), passphrase))


class _Source:
    """Chunks as a file to be read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks: Iterator[bytes] = iter(chunks)
        self.rest = b""
        self.fault: BaseException | None = None

    def read(self, size: int = _CHUNK) -> bytes:
        try:
            while len(self.rest) < size and (chunk := next(self.chunks, None)) is not None:
                self.rest += chunk
        except BaseException as fault:
            self.fault = fault
            raise
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


class _Sink:
    """A file to be written, measured and digested as it grows."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size_bytes, self.digest = file, 0, hashlib.sha256()
        self.fault: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self.file.write(data)
        except BaseException as fault:
            self.fault = fault
            raise
        self.digest.update(data)
        self.size_bytes += len(data)
        return len(data)

    def flush(self) -> None:
        self.file.flush()


def remove(name: str) -> None:
    """Delete the file, if it is there."""
    if name:
        stored(name).unlink(missing_ok=True)


def strays(known: Callable[[], set[str]], *, seconds: float = STRAY_SECONDS) -> Iterator[Path]:
    """Old files of no export: what a crash left. `known` is asked only if there are old files."""
    if found := files_at_rest(folder(), seconds=seconds):
        names = known()
        yield from (path for path in found if path.name not in names)
