"""Named arrays in one file that several processes map: written beside its place and published by one rename."""

import json
import mmap
import os
import struct
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

_MAGIC: Final = b"KINMATCH"
VERSION: Final = 1  # of the layout: a file of another version is built anew, never converted
_HEAD: Final = struct.Struct("<8sIII")  # magic, version, length of the header, its CRC-32
_ALIGNED: Final = 64
_LONGEST_HEADER: Final = 1 << 20


class UnusableSnapshot(Exception):  # the words are for the user
    """A file that is no snapshot, is torn, or was written by another version."""


def write(path: Path, arrays: Arrays, about: Mapping[str, Any]) -> None:
    """All arrays, and `about` as JSON, readable by their owner only (mode 0600).

    Whoever opens `path` meanwhile sees the older file whole; after a crash it is the older file or the new.
    """
    kept = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    header, starts = _header(kept, about)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".partial")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_HEAD.pack(_MAGIC, VERSION, len(header), zlib.crc32(header)))
            out.write(header)
            for name, array in kept.items():
                out.write(b"\0" * (starts[name] - out.tell()))
                out.write(array.data.cast("B") if array.size else b"")
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _header(arrays: Arrays, about: Mapping[str, Any]) -> tuple[bytes, dict[str, int]]:
    sums = {name: zlib.crc32(array.data.cast("B")) if array.size else 0 for name, array in arrays.items()}
    starts: dict[str, int] = {}
    room = _ALIGNED
    while True:  # where the arrays start depends on how long the header is that says so
        place = _HEAD.size + room
        for name, array in arrays.items():
            place = -(-place // _ALIGNED) * _ALIGNED
            starts[name] = place
            place += array.nbytes
        told = [
            [name, array.dtype.str, len(array), starts[name], sums[name]] for name, array in arrays.items()
        ]
        header = json.dumps({"about": about, "arrays": told, "length": place}).encode()
        if len(header) <= room:
            return header.ljust(room), starts
        room = (len(header) // _ALIGNED + 2) * _ALIGNED


def read(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any], int]:
    """The arrays, mapped and read-only, `about`, and the length of the file in bytes.

    Refuses what is no snapshot, of another version, cut short or with a damaged header. The arrays
    themselves are not read here: `check` does that.
    """
    try:
        with path.open("rb") as raw:
            length = os.fstat(raw.fileno()).st_size
            if length < _HEAD.size:
                raise UnusableSnapshot(f"{path} is no snapshot of kinmatch.")
            mapped = mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise UnusableSnapshot(f"{path} cannot be read: {error.strerror}.") from None
    header = _checked_header(path, mapped, length)
    arrays = {
        name: np.frombuffer(mapped, dtype, count, start) for name, dtype, count, start, _ in header["arrays"]
    }
    return arrays, header["about"], length


def _checked_header(path: Path, mapped: mmap.mmap, length: int) -> dict[str, Any]:
    magic, version, size, crc = _HEAD.unpack_from(mapped)
    if magic != _MAGIC:
        raise UnusableSnapshot(f"{path} is no snapshot of kinmatch.")
    if version != VERSION:
        raise UnusableSnapshot(f"{path} was written by another version of kinmatch; build it anew.")
    text = mapped[_HEAD.size : _HEAD.size + min(size, _LONGEST_HEADER)]
    if len(text) != size or zlib.crc32(text) != crc:
        raise UnusableSnapshot(f"{path} is damaged; build it anew.")
    header: dict[str, Any] = json.loads(text)
    if header["length"] != length:
        raise UnusableSnapshot(f"{path} is not whole; build it anew.")
    return header


def check(path: Path) -> None:
    """Reads every array and refuses the file if an array is not as it was written."""
    arrays, _, _ = read(path)
    with path.open("rb") as raw:
        size = _HEAD.unpack(raw.read(_HEAD.size))[2]
        told = json.loads(raw.read(size))["arrays"]
    for name, _, _, _, crc in told:
        array = arrays[name]
        if array.size and zlib.crc32(array.data.cast("B")) != crc:
            raise UnusableSnapshot(f"{path} is damaged; build it anew.")
