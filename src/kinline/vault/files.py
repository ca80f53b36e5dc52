"""Files that the disk holds sealed, in pieces, so that a long one never stands whole in memory.

Each file has a key of its own, which lies sealed in the database beside what the file belongs to. So a new sealing key
reseals that one value and leaves the files alone, and a row that is gone takes the only way into its files with it.
The pieces are chained as in STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015): none can be left out, moved,
added or cut off at the end without being noticed.
"""

import io
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kinline.vault.keys import Locked

PIECE_BYTES = 64 * 1024
#: A file that nobody has written to for so long is no file on its way: its row stands, or never will.
AT_REST_SECONDS = 60
_TAG_BYTES = 16
_SEALED_PIECE = PIECE_BYTES + _TAG_BYTES


def new_file_key() -> str:
    """A fresh key as 64 hex digits. Keep it in a sealed field."""
    return secrets.token_hex(32)


def sealed_size(size: int) -> int:
    """Bytes on the disk of a sealed file of `size` bytes."""
    return size + _TAG_BYTES * max(1, -(-size // PIECE_BYTES))


class Sealer:
    """Seals into `file` what is written, piece by piece, and closes nothing. The file opens only after `end`."""

    def __init__(self, file: BinaryIO, *, key: str, part: str) -> None:
        self._file, self._box = file, _box(key, part)
        self._held, self._number = bytearray(), 0

    def write(self, chunk: bytes) -> None:
        """Take more; no more than a piece of it waits in memory."""
        self._held += chunk
        while len(self._held) > PIECE_BYTES:
            self._put(bytes(self._held[:PIECE_BYTES]), is_last=False)
            del self._held[:PIECE_BYTES]

    def end(self) -> None:
        """Seal the last piece, and put all of it on the disk."""
        self._put(bytes(self._held), is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._box.encrypt(_nonce(self._number, is_last=is_last), piece, None))
        self._number += 1


def write_sealed(path: Path, content: Iterable[bytes], *, key: str, part: str) -> None:
    """Write `content` to `path`, readable by its owner only, whole or not at all, and on the disk when this returns.

    One key serves several files of different `part`; never write two contents under one key and part.
    """
    beside = path.with_suffix(path.suffix + ".new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealer = Sealer(file, key=key, part=part)
            for chunk in content:
                sealer.write(chunk)
            sealer.end()
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def read_sealed(path: Path, *, key: str, part: str) -> Iterator[bytes]:
    """The content of a sealed file, piece by piece; each is genuine when it comes.

    Raises Locked at the first piece that is not what was written, and FileNotFoundError.
    """
    with SealedFile(path, key, part).open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file, for whoever reads an ordinary one: opened by `open("rb")` as a `Path` is."""

    path: Path
    key: str = field(repr=False)
    part: str

    def open(self, mode: Literal["rb"], /) -> io.BufferedReader:  # noqa: ARG002  # there is no other way to open it
        """Its content from the beginning; `seek` leads anywhere in it, and no more than two pieces lie in memory.

        Raises FileNotFoundError. Reading raises Locked at a piece that is not what was written.
        """
        return io.BufferedReader(_Pieces(self), PIECE_BYTES)


class _Pieces(io.RawIOBase):
    """The content of a sealed file, of which one piece at a time is opened."""

    def __init__(self, sealed: SealedFile) -> None:
        self._box = _box(sealed.key, sealed.part)
        self._file = sealed.path.open("rb", buffering=0)
        on_disk = os.fstat(self._file.fileno()).st_size
        self._count = max(1, -(-on_disk // _SEALED_PIECE))
        self._size = on_disk - _TAG_BYTES * self._count
        self._at, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader gives it
        # Of an empty file too the one piece is opened, so that nothing is taken for an empty file that is none.
        if self._at and self._at >= self._size:
            return 0
        number, begin = divmod(self._at, PIECE_BYTES)
        if number != self._number:
            self._piece, self._number = self._opened(number), number
        some = self._piece[begin : begin + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)

    def _opened(self, number: int) -> bytes:
        self._file.seek(number * _SEALED_PIECE)
        try:
            nonce = _nonce(number, is_last=number == self._count - 1)
            return self._box.decrypt(nonce, self._file.read(_SEALED_PIECE), None)
        except InvalidTag as wrong:
            raise Locked("The file was changed, or its key is another.") from wrong

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if begin + offset < 0:
            raise ValueError(f"There is nothing before a file's beginning: {begin + offset}.")
        self._at = begin + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        self._file.close()
        super().close()


def _box(key: str, part: str) -> AESGCM:
    """Each part has a key of its own, so that no two files ever share a key and a nonce."""
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=f"kinline:{part}".encode()).derive(bytes.fromhex(key)))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def sync_folder(folder: Path) -> None:
    """Put the folder's entries on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def files_at_rest(folder: Path, *, seconds: float) -> list[Path]:
    """Files in a folder and below it that nobody has written to for so long. One that is just gone is left out."""
    old = time.time() - seconds
    return sorted(path for path in folder.rglob("*") if _written_at(path) < old)


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime if path.is_file() else time.time()
    except FileNotFoundError:
        return time.time()
