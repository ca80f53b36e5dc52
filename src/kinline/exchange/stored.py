"""Files on their way in: HOME/incoming, readable by their owner only, gone when the import ends."""

import hashlib
import json
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.exchange.choices import FileFault, RowFault
from kinline.exchange.formats import FORMATS, BrokenFile, Layout, Row

#: Files that no import knows are left alone this long: they may be on their way in.
STRAY_SECONDS = 3600
_A_FEW = 2000


def folder() -> Path:
    """HOME/incoming, made when it is first needed."""
    path = Path(settings.HOME.path) / "incoming"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(chunks: Iterable[bytes]) -> tuple[str, str]:
    """Store an upload as it streams in. Returns its name and SHA-256. Refuses one that is too large or empty."""
    name, digest = uuid.uuid4().hex, hashlib.sha256()
    path = folder() / name
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in _bounded(chunks):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name, digest.hexdigest()


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.IMPORT_LARGEST_BYTES:
            largest = settings.IMPORT_LARGEST_BYTES // 1_000_000
            raise Refused(_("The file is larger than %(size)d MB. Split it.") % {"size": largest})
        yield chunk
    if not size:
        raise Refused(str(FileFault.EMPTY.label))


def upload(name: str) -> Path:
    """The stored upload of that name. Raises BrokenFile if it is gone."""
    path = folder() / name
    if not name or not path.is_file():
        raise BrokenFile(FileFault.GONE)
    return path


def unpacked(name: str) -> Path:
    """Where the upload's rows lie once they are unpacked."""
    return folder() / f"{name}.rows"


def remove(name: str) -> None:
    """Delete an upload and its rows, if they are there."""
    if name:
        (folder() / name).unlink(missing_ok=True)
        unpacked(name).unlink(missing_ok=True)
        unpacked(name).with_suffix(".part").unlink(missing_ok=True)


def strays(known: Callable[[], set[str]]) -> Iterator[Path]:
    """Old files of no import: what a crash left between two steps. `known` is asked only if there are old files."""
    old = time.time() - STRAY_SECONDS
    found = [path for path in folder().iterdir() if path.stat().st_mtime < old]
    if found:
        names = known()
        yield from (path for path in found if path.name.partition(".")[0] not in names)


def unpack(name: str, format_name: str, layout: Layout, *, still: Callable[[], None]) -> int:
    """Write the upload's rows one a line, so that any slice of any format can be read from where the last one ended.

    Returns how many rows there are. Calls `still` now and then; what it raises ends the unpacking.
    """
    count, path = 0, unpacked(name)
    partial = path.with_suffix(".part")
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        for count, row in enumerate(FORMATS[format_name].read(upload(name), layout), start=1):
            kept = [row.number, list(row.cells.values()), row.fault or "", row.detail]
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")
            if count % _A_FEW == 0:
                still()
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    if not count:
        raise BrokenFile(FileFault.EMPTY)
    return count


def rows_from(name: str, layout: Layout, position: int, *, most: int) -> list[tuple[Row, int]]:
    """Up to `most` unpacked rows from byte `position` on, each with the position behind it."""
    rows: list[tuple[Row, int]] = []
    try:
        file = unpacked(name).open("rb")
    except FileNotFoundError as gone:
        raise BrokenFile(FileFault.GONE) from gone
    with file:
        file.seek(position)
        while len(rows) < most and (line := file.readline()):
            number, cells, fault, detail = json.loads(line)
            named = dict(zip(layout.columns, cells, strict=False))
            rows.append((Row(number, named, RowFault(fault) if fault else None, detail), file.tell()))
    return rows
