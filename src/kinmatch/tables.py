"""Records out of CSV files and results into them: whole or not at all."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from kinmatch.records import DESCRIBED, FIELDS, Record

Row = dict[str, str]
Progress = Callable[[float], None]  # takes the share of the file that has been read, in [0, 1]
_NAMES: Final = ("name", "family_name", "given_name")
_LONGEST_FIELD: Final = 1_000_000
_ROWS_BETWEEN_TELLING: Final = 256


class BadInput(Exception):  # it is the input that is bad; the words are for the user
    """One clear sentence for the user."""


def read_rows(path: Path, progress: Progress) -> Iterator[tuple[int, Row]]:
    """Line numbers and rows of a UTF-8 CSV file, one at a time, the header first as a row of its own names.

    Refuses a file that is missing, empty, not UTF-8, not CSV, with NUL bytes, with a column twice or with
    more values than columns in a line.
    """
    lines = _read_lines(path, progress)
    _, header = next(lines)
    yield 1, dict(zip(header, header, strict=True))
    for line, cells in lines:
        yield line, dict(zip(header, cells, strict=True))


def _read_lines(path: Path, progress: Progress) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and as many cells as the header has, which comes first."""
    csv.field_size_limit(_LONGEST_FIELD)
    line = 0
    try:
        with path.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            size = max(path.stat().st_size, 1)
            rows = csv.reader(_without_nul(text, path), strict=True)
            header = [column.strip() for column in next(rows, [])]
            _check_header(header, path)
            yield 1, header
            width = len(header)
            for number, cells in enumerate(rows):
                line = rows.line_num
                if number % _ROWS_BETWEEN_TELLING == 0:
                    progress(raw.tell() / size)
                if len(cells) != width:
                    if not cells:
                        continue
                    if len(cells) > width:
                        raise BadInput(f"{path}, line {line}: there are more values than columns.")
                    cells.extend([""] * (width - len(cells)))
                yield line, cells
            progress(1.0)
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

    Refuses, beyond what `read_rows` refuses, a column that was named and is not there, no column of a name
    or a body at all, an empty id and an id that stands twice.
    """
    lines = _read_lines(path, progress)
    _, header = next(lines)
    for column in (*mapping.values(), *also):
        if column not in header:
            raise BadInput(f"{path} has no column {column!r}; it has {', '.join(header)}.")
    if not any(mapping.get(field, field) in header for field in (*_NAMES, *DESCRIBED)):
        raise BadInput(f"{path} has no name column; one of {', '.join(_NAMES)} is needed, or --map.")
    at = {field: header.index(column) for field in FIELDS if (column := mapping.get(field, field)) in header}
    has_ids = at.pop("id", None)
    places = list(at.items())
    further = [(name, header.index(name)) for name in also]
    seen: set[str] = set()
    for number, (line, cells) in enumerate(lines, start=1):
        identity = str(number) if has_ids is None else cells[has_ids].strip()
        if not identity:
            raise BadInput(f"{path}, line {line}: the id is empty.")
        if identity in seen:
            raise BadInput(f"{path}, line {line}: the id {identity!r} stands there twice.")
        seen.add(identity)
        told = {field: cells[place].strip() for field, place in places}
        yield Record(id=identity, **told, also={name: cells[place].strip() for name, place in further})


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
