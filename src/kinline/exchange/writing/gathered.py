"""What is gathered for a file before it is written: handfuls of its rows, each sealed with the installation's keys.

So the worker gathers a large file by and by, and goes on after a crash where it was.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from kinline.exchange.writing.sealed import folder
from kinline.vault.keys import seal, unseal


class Torn(Exception):  # the disk lost what was known to be whole
    """Less is there than was gathered."""


def name_of(number: int) -> str:
    """The file in which export `number` is gathered."""
    return f"{number}.rows"


def path_of(number: int) -> Path:
    """Where it lies."""
    return folder() / name_of(number)


def add(number: int, known_bytes: int, handful: bytes) -> int:
    """Write a handful behind the first `known_bytes` and let go of what a crash left behind them.

    Returns how many bytes are whole now. Raises Torn, and OSError if the disk takes no more.
    """
    with os.fdopen(os.open(path_of(number), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if file.seek(0, os.SEEK_END) < known_bytes:
            raise Torn
        file.truncate(known_bytes)
        file.seek(known_bytes)
        file.write(seal(handful.decode()).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def handfuls(number: int, known_bytes: int) -> Iterator[bytes]:
    """What was gathered, in its order. Raises Torn."""
    try:
        file = path_of(number).open("rb")
    except FileNotFoundError as gone:
        raise Torn from gone
    with file:
        while file.tell() < known_bytes:
            line = file.readline()
            if not line.endswith(b"\n"):
                raise Torn
            yield unseal(line.decode().rstrip()).encode()


def remove(number: int) -> None:
    """Delete what was gathered, if it is there."""
    path_of(number).unlink(missing_ok=True)
