"""The list of erasures that lies outside of the database: a backup that is brought back is erased anew by it."""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from kinline.audit.models import Tombstone
from kinline.audit.rules import Refused

NAME = "erased.jsonl"


def path() -> Path:
    """HOME/erased.jsonl."""
    return Path(settings.HOME.path) / NAME


def append(tombstone: Tombstone) -> None:
    """Write one erasure to the file, for good: it is on the disk when this returns. Readable by its owner only."""
    told = {
        "pseudonym": tombstone.pseudonym,
        "root": tombstone.root,
        "addresses": tombstone.addresses,
        "begun_at": tombstone.begun_at.isoformat(),
    }
    file = path()
    is_new = not file.exists()
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # A line that a crash cut short is an erasure that was not carried out; it is written again when it is.
        held = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        os.ftruncate(descriptor, held.rfind(b"\n") + 1)
        os.write(descriptor, f"{json.dumps(told)}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def listed() -> Iterator[Tombstone]:
    """The erasures in the file, not in the database. Refuses a file with a line that is none, but for the last one."""
    if not path().exists():
        return
    lines = path().read_text().splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            yield Tombstone(
                pseudonym=told["pseudonym"],
                root=told["root"],
                addresses=told["addresses"],
                begun_at=Tombstone._meta.get_field("begun_at").to_python(told["begun_at"]),
            )
        except (ValueError, KeyError, TypeError) as damaged:
            if number < len(lines):
                raise Refused(f"{path()}: line {number} is damaged.") from damaged
