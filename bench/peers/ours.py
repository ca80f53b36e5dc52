"""kinmatch by its public door, as `kinmatch search` uses it."""

from pathlib import Path

from kinmatch import Record, Snapshot
from kinmatch.tables import read_records

from .told import TOP, Found, Row


class Kinmatch:
    name = "kinmatch"

    def __init__(self, registry: Path, _folder: Path) -> None:
        self._registry = Snapshot.of(read_records(registry, {}, (), lambda _share: None))

    def find(self, question: Row) -> list[Found]:
        hits = self._registry.search(Record.from_mapping(question), TOP)
        return [Found(hit.id, hit.comparison.probability) for hit in hits]

    def size_in_bytes(self) -> int:
        return self._registry.size_in_bytes()

    def close(self) -> None:
        pass
