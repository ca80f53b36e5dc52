"""What lies inside the encryption: a gzipped tar that standard tools open too.

about.json                       what it is of, first
kinline.toml                     the settings
files/<folder>/<name>            stored files
tables/<app.model>/000001.jsonl  a line with the columns' names, then a row a line
manifest.json                    SHA-256 and size of each of these, what they come to, and a proof that it is ours, last
"""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from kinline.audit.rules import Refused
from kinline.vault.keys import keyed_hash

#: Raised by one when an older program could not read what is written.
FORMAT = 1
ABOUT, SETTINGS, MANIFEST = "about.json", "kinline.toml", "manifest.json"
FILES, TABLES = "files/", "tables/"
_CHUNK = 1 << 20
#: A member that is read as a whole is no larger.
_LARGEST_PART = 64 << 20


@dataclass(slots=True)
class Writer:
    """Writes members one after the other and remembers what they were."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        self.add_stream(name, io.BytesIO(content), len(content))

    def add_stream(self, name: str, content: BinaryIO, size: int) -> None:
        """Exactly `size` bytes of `content`. Raises OSError if it holds fewer."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashed = _Hashed(content)
        self.tar.addfile(entry, hashed)
        self.members[name] = {"sha256": hashed.digest.hexdigest(), "size": size}

    def end(self, **sums: Any) -> None:
        """Write the manifest, with `sums` in it."""
        self.add(MANIFEST, json.dumps({"members": self.members, **sums}, indent=1).encode())


def proof_of(manifest: dict[str, Any]) -> str:
    """64 hex digits that only whoever holds the installation's keys can make of a manifest. It covers every byte.

    To encrypt to a recipient takes what is no secret: without this anybody could make a backup with an account of his
    own in it, and put it where ours lie.
    """
    told = {name: value for name, value in manifest.items() if name != "made_here"}
    told["members"] = {name: sums for name, sums in told["members"].items() if name != MANIFEST}
    return keyed_hash("backup", json.dumps(told, sort_keys=True))


@contextmanager
def writing(stream: BinaryIO) -> Iterator[Writer]:
    """A packed archive that goes to `stream` as it is written. It is whole once the block has ended."""
    with (
        gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield Writer(tar)


@dataclass(slots=True)
class Member:
    """One member while the stream stands at it."""

    name: str
    size: int
    content: "_Hashed"

    def whole(self) -> bytes:
        """All of it. Refuses one that is too large to be read so."""
        if self.size > _LARGEST_PART:
            raise Refused(f"The backup's part {self.name} is larger than any that is written.")
        return self.content.read()

    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.whole().splitlines()]

    def to(self, out: BinaryIO) -> None:
        while chunk := self.content.read(_CHUNK):
            out.write(chunk)

    def told(self) -> dict[str, Any]:
        """What the manifest must say of it. Reads what nobody has read."""
        while self.content.read(_CHUNK):
            pass
        return {"sha256": self.content.digest.hexdigest(), "size": self.size}


def reading(stream: BinaryIO) -> Iterator[Member]:
    """Each member in turn, the manifest too. Refuses whatever no `Writer` wrote."""
    try:
        with gzip.GzipFile(fileobj=stream) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for entry in tar:
                content = tar.extractfile(entry)
                if content is None or not _is_plain(entry.name):
                    raise Refused(f"The backup holds {entry.name!r}, which no backup of Kinline does.")
                yield Member(entry.name, entry.size, _Hashed(content))
    except (tarfile.TarError, EOFError, OSError, ValueError) as broken:
        raise Refused("The backup is damaged.") from broken


def _is_plain(name: str) -> bool:
    return not name.startswith("/") and ".." not in name.split("/")


class _Hashed:
    """A stream that hashes what is read of it."""

    def __init__(self, content: Any) -> None:
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk: bytes = self.content.read(size)
        self.digest.update(chunk)
        return chunk
