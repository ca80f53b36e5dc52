"""CSV whose headings are our own import's names, so that it maps by itself there."""  # named by its format

import csv
import io
from collections.abc import Iterable

from kinline.exchange.cells import defused
from kinline.exchange.writing.records import Heading, Record


def head(heading: Heading) -> bytes:
    """UTF-8 with a byte order mark, for spreadsheets; no cell of it is a formula."""
    return b"\xef\xbb\xbf" + _line(
        ["ref", "said_on", *heading.columns, "status", "status_date", "expiry_date"]
    )


def body(records: Iterable[Record], heading: Heading) -> bytes:
    """A line for each record."""
    return b"".join(_line(_cells(record, heading)) for record in records)


def _cells(record: Record, heading: Heading) -> list[str]:
    status = record.status
    return [
        record.record_id,
        record.said_on.isoformat(),
        *(record.cells.get(name, "") for name in heading.columns),
        status.fate.value if status else "",
        status.as_of.isoformat() if status else "",
        record.keep_until.isoformat(),
    ]


def _line(cells: list[str]) -> bytes:
    line = io.StringIO()
    # A line break inside a cell is legal and breaks half of the programs that read CSV.
    csv.writer(line).writerow([defused(" ".join(cell.splitlines())) for cell in cells])
    return line.getvalue().encode()
