"""Records out of CSV files and results into them: whole or not at all."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from kinmatch.records import FIELDS, Record

Row = dict[str, str]
Progress = Callable[[float], None]  # takes the share of the file that has been read, in [0, 1]
_NAMES: Final = ("name", "family_name", "given_name")
_LONGEST_FIELD: Final = 1_000_000


class BadInput(Exception):  # it is the input that is bad; the words are for the user
    """One clear sentence for the user."""


def read_rows(path: Path, progress: Progress) -> Iterator[tuple[int, Row]]:
    """Line numbers and rows of a UTF-8 CSV file, one at a time, the header first as a row of its own names.

    Refuses a file that is missing, empty, not UTF-8, not CSV, with NUL bytes, with a column twice or with
    more values than columns in a line.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    line = 0
    try:
        with path.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            size = max(path.stat().st_size, 1)
            rows = csv.reader(_without_nul(text, path), strict=True)
            header = [column.strip() for column in next(rows, [])]
            _check_header(header, path)
            yield 1, dict(zip(header, header, strict=True))
            for cells in rows:
                line = rows.line_num
                if not cells:
                    continue
                if len(cells) > len(header):
                    raise BadInput(f"{path}, line {line}: there are more values than columns.")
                yield line, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
                progress(raw.tell() / size)
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not a UTF-8 file; save it as UTF-8 CSV.") from None
    except csv.Error as error:
        raise BadInput(f"{path}, after line {line}: this is not readable as CSV ({error}).") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None


def _without_nul(text: Iterator[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(text, start=1):
        if "\0" in line:
            raise BadInput(
                f"{path}, line {number}: there is a NUL byte; the file is damaged or not UTF-8 CSV."
            )
        yield line


def _check_header(header: Sequence[str], path: Path) -> None:
    if not any(header):
        raise BadInput(f"{path} is empty; the first line must name the columns.")
    if len(header) == 1 and ";" in header[0]:
        raise BadInput(f"{path} has its columns parted by semicolons; save it with commas.")
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise BadInput(f"{path} has the column {twice[0]!r} more than once.")


def read_mapping(text: str) -> dict[str, str]:
    """`given_name=first_name,...` as a mapping of our fields to columns; refuses a field that is not ours."""
    mapping: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        field, separator, column = (part.strip() for part in pair.partition("="))
        if not separator or not column:
            raise BadInput(f"--map takes field=column pairs; {pair!r} is none.")
        if field not in FIELDS:
            raise BadInput(f"--map knows no field {field!r}; the fields are {', '.join(FIELDS)}.")
        if field in mapping:
            raise BadInput(f"--map names the field {field!r} twice.")
        mapping[field] = column
    return mapping


def read_records(
    path: Path, mapping: Mapping[str, str], also: tuple[str, ...], progress: Progress
) -> Iterator[Record]:
    """Records of a CSV file, one at a time; without an `id` column the row numbers, from 1, are the ids.

    Refuses, beyond what `read_rows` refuses, a column that was named and is not there, no name column at
    all, an empty id and an id that stands twice.
    """
    rows = read_rows(path, progress)
    _, header = next(rows)
    for column in (*mapping.values(), *also):
        if column not in header:
            raise BadInput(f"{path} has no column {column!r}; it has {', '.join(header)}.")
    if not any(mapping.get(field, field) in header for field in _NAMES):
        raise BadInput(f"{path} has no name column; one of {', '.join(_NAMES)} is needed, or --map.")
    has_ids = mapping.get("id", "id") in header
    seen: set[str] = set()
    for number, (line, row) in enumerate(rows, start=1):
        if not has_ids:
            row |= {mapping.get("id", "id"): str(number)}
        record = Record.from_mapping(row, mapping, also)
        if not record.id:
            raise BadInput(f"{path}, line {line}: the id is empty.")
        if record.id in seen:
            raise BadInput(f"{path}, line {line}: the id {record.id!r} stands there twice.")
        seen.add(record.id)
        yield record


@contextmanager
def written_whole(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Sequence[object]], object]]:
    """A function that writes one row. The file appears, readable by its owner only, when all rows are
    written; if anything fails before, nothing appears and an older file stays as it was.
    """
    if path.exists() and not path.is_file():
        raise BadInput(f"{path} is not an ordinary file.")
    try:
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".partial")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns)
            yield writer.writerow
            out.flush()
            os.fsync(out.fileno())
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)
