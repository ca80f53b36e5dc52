"""Descriptions turned into files for others. What may leave was decided before: here are records only."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from kinline.exchange.choices import ExportFormat
from kinline.exchange.writing import csv, pfif
from kinline.exchange.writing.records import Heading, Record


class Writer(NamedTuple):
    """A file is `head`, then `body` for any handfuls of records, then `tail`; it ends with `suffix`."""

    head: Callable[[Heading], bytes]
    body: Callable[[Iterable[Record], Heading], bytes]
    tail: bytes
    suffix: str


WRITERS: Final[dict[str, Writer]] = {
    ExportFormat.PFIF: Writer(pfif.head, pfif.body, pfif.TAIL, ".xml"),
    ExportFormat.CSV: Writer(csv.head, csv.body, b"", ".csv"),
}

__all__ = ["WRITERS", "Heading", "Record", "Writer"]
