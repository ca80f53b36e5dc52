"""The index of names: snapshots in HOME/index, each of which holds the descriptions of some batches.

Files are immutable, readable by their owner only, mapped by every process, and never part of a backup: they can be
built from the database at any time. No list says which of them count: they are those that follow each other without a
gap, so that whatever a crash leaves is either used whole or not at all.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings

import kinmatch

if TYPE_CHECKING:
    from kinmatch import Snapshot

FOLDER: Final = "index"
_NAME: Final = re.compile(r"(\d{18})-(\d{18})\.kinmatch")


class _File(NamedTuple):
    after: int
    last: int
    name: str
    inode: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A snapshot of the descriptions whose batch is greater than `after` and not greater than `last`."""

    file: _File
    snapshot: "Snapshot"

    @property
    def after(self) -> int:
        return self.file.after

    @property
    def last(self) -> int:
        return self.file.last

    def holds(self) -> set[int]:
        """The numbers of all descriptions that stand in it."""
        return set(map(int, self.snapshot.ids()))


class Shelf:
    """The files of one home. Safe among threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._chain: tuple[Segment, ...] = ()
        self._listed: frozenset[_File] | None = None

    def chain(self) -> tuple[Segment, ...]:
        """The segments that follow each other from the first batch on. Where two begin alike, the longer counts.

        An older chain than the newest is as right: what it lacks has a later batch, and is searched without it.
        """
        listed = frozenset(self._files())
        with self._lock:
            if listed != self._listed:
                self._chain, self._listed = tuple(self._followed(listed)), listed
            return self._chain

    def _files(self) -> Iterator[_File]:
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if span := _NAME.fullmatch(entry.name):
                        # By its inode too: a file that was built anew has the name of the older one.
                        yield _File(int(span[1]), int(span[2]), entry.name, entry.inode())
        except FileNotFoundError:
            return

    def _followed(self, listed: frozenset[_File]) -> Iterator[Segment]:
        open_before = {segment.file: segment for segment in self._chain}
        reached = 0
        while True:
            following = [one for one in listed if one.after == reached < one.last]
            for one in sorted(following, key=lambda one: -one.last):
                try:
                    yield open_before.get(one) or Segment(one, kinmatch.Snapshot.open(self.folder / one.name))
                except kinmatch.UnusableSnapshot:
                    continue  # Torn, of another version, or gone since it was listed: as if it were not there.
                reached = one.last
                break
            else:
                return

    def path(self, after: int, last: int) -> Path:
        """Where the segment of these batches is kept; the folder is made when it is first needed."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return self.folder / f"{after:018}-{last:018}.kinmatch"

    def path_of(self, segment: Segment) -> Path:
        """Where its file is."""
        return self.folder / segment.file.name

    def destroy_others(self, chain: tuple[Segment, ...]) -> None:
        """Delete all files but those of the chain, and what a crash left half written."""
        kept = {segment.file.name for segment in chain}
        for path in self.folder.glob("*"):
            if path.name not in kept:
                path.unlink(missing_ok=True)


@cache
def _shelf_of(folder: Path) -> Shelf:
    return Shelf(folder)


def shelf() -> Shelf:
    """The one of this installation."""
    return _shelf_of(Path(settings.HOME.path) / FOLDER)
