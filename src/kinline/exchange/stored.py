"""Files on their way in: HOME/incoming, sealed as they come, gone when the import ends.

An import has a key for its files, which lies sealed in the database. Each is sealed as the part of its own name.
"""

import fcntl
import hashlib
import json
import os
import shutil
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.exchange.choices import FileFault, RowFault
from kinline.exchange.formats import FORMATS, BrokenFile, Layout, Row
from kinline.vault.files import SealedFile, Sealer, files_at_rest, new_file_key, sync_folder, write_sealed

#: An upload never takes the last of the disk: the database needs it more.
LEAST_FREE_BYTES = 1024**3
_A_FEW = 2000


def folder() -> Path:
    """HOME/incoming, made when it is first needed."""
    path = Path(settings.HOME.path) / "incoming"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class Arriving:
    """A file while it comes in. Nothing but this object has its key until an import takes it over.

    So what a crash leaves of it opens to nobody. It holds a lock on its file, by which `strays` knows that it lives.
    When it is let go, or forgotten, its file goes too.
    """

    def __init__(self) -> None:
        self.name, self.key = uuid.uuid4().hex, new_file_key()
        self.size_bytes, self._digest = 0, hashlib.sha256()
        self._file = _locked_file(folder() / self.name)
        self._sealer = Sealer(self._file, key=self.key, part=self.name)
        self._let_go = weakref.finalize(self, _let_go, folder() / self.name, self._file)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Seal more of it. Refuses more than an import may have."""
        self.size_bytes += len(chunk)
        check_size(self.size_bytes)
        self._digest.update(chunk)
        self._sealer.write(chunk)

    def end(self) -> None:
        """Put it on the disk as a whole. Refuses an empty one."""
        if not self.size_bytes:
            raise Refused(str(FileFault.EMPTY.label))
        self._sealer.end()
        sync_folder(folder())

    def take_over(self) -> None:
        """Keep it: an import knows it now."""
        if self._let_go.detach():
            self._file.close()

    def let_go(self) -> None:
        """Delete it, unless an import has taken it over."""
        self._let_go()


def _let_go(path: Path, file: BinaryIO) -> None:
    path.unlink(missing_ok=True)
    file.close()


def _locked_file(path: Path) -> BinaryIO:
    while True:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        fcntl.flock(file, fcntl.LOCK_EX)
        if path.exists():
            return file
        file.close()  # a sweep came between the two lines and took it for what a crash had left


def keep(chunks: Iterable[bytes]) -> Arriving:
    """Seal a file as it streams in. Refuses one that is too large or empty, and keeps nothing of it."""
    arriving = Arriving()
    try:
        for chunk in chunks:
            arriving.write(chunk)
        arriving.end()
    except BaseException:
        arriving.let_go()
        raise
    return arriving


def check_size(size: int) -> None:
    """Refuses so many bytes, if they are more than an import may have."""
    if size > settings.IMPORT_LARGEST_BYTES:
        largest = settings.IMPORT_LARGEST_BYTES // 1_000_000
        raise Refused(_("The file is larger than %(size)d MB. Split it.") % {"size": largest})


def check_room(size: int) -> None:
    """Refuses where so many bytes more would take the last of the disk."""
    if shutil.disk_usage(folder()).free < LEAST_FREE_BYTES + size:
        raise Refused(_("The disk is nearly full, so no file is taken in. Tell whoever runs this computer."))


def upload(name: str, key: str) -> SealedFile:
    """The stored upload of that name. Raises BrokenFile if it is gone."""
    path = folder() / name
    if not name or not path.is_file():
        raise BrokenFile(FileFault.GONE)
    return SealedFile(path, key, part=name)


def remove(name: str) -> None:
    """Delete an upload and its rows, if they are there."""
    if name:
        for path in folder().glob(f"{name}*"):
            path.unlink(missing_ok=True)


def strays(known: Callable[[], set[str]], *, seconds: float = 0) -> Iterator[Path]:
    """What a crash left between two steps: files of this age that no import knows and nobody is writing.

    `known` names the uploads of imports. It is asked only if there are files, and after their locks: an upload lets
    go of its lock when its import is in the database. A file stays locked until the next one is asked for.
    """
    with ExitStack() as locks:
        free = [path for path in files_at_rest(folder(), seconds=seconds) if _is_free(path, locks)]
        if free:
            names = known()
            yield from (path for path in free if path.name.partition(".")[0] not in names)


def _is_free(path: Path, locks: ExitStack) -> bool:
    """Whether nobody is writing the file; it is then locked until `locks` end."""
    try:
        file = locks.enter_context(path.open("rb"))
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def unpack(
    name: str, key: str, format_name: str, layout: Layout, *, still: Callable[[], None]
) -> tuple[str, int]:
    """Write the upload's rows one a line, so that any slice of any format can be read from where the last one ended.

    Returns the name under which they lie, another each time, and how many there are. Calls `still` now and then; what
    it raises ends the unpacking.
    """
    count, unpacked = 0, f"{name}.{uuid.uuid4().hex[:16]}"

    def lines() -> Iterator[bytes]:
        nonlocal count
        for count, row in enumerate(FORMATS[format_name].read(upload(name, key), layout), start=1):
            kept = [row.number, list(row.cells.values()), row.fault or "", row.detail]
            yield json.dumps(kept, ensure_ascii=False).encode() + b"\n"
            if count % _A_FEW == 0:
                still()
        if not count:
            raise BrokenFile(FileFault.EMPTY)

    write_sealed(folder() / unpacked, lines(), key=key, part=unpacked)
    return unpacked, count


def rows_from(name: str, key: str, layout: Layout, position: int, *, most: int) -> list[tuple[Row, int]]:
    """Up to `most` unpacked rows from byte `position` on, each with the position behind it."""
    rows: list[tuple[Row, int]] = []
    with upload(name, key).open("rb") as file:
        file.seek(position)
        while len(rows) < most and (line := file.readline()):
            number, cells, fault, detail = json.loads(line)
            named = dict(zip(layout.columns, cells, strict=False))
            rows.append((Row(number, named, RowFault(fault) if fault else None, detail), file.tell()))
    return rows
