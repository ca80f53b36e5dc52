"""XLSX as it comes: the values that a spreadsheet shows, not its formulas; macros and links are left alone."""

import datetime as dt
import json
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from typing import Any, Final, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import column_index_from_string

from kinline.exchange.choices import FileFault
from kinline.exchange.fields import is_heading
from kinline.exchange.formats.rows import (
    MOST_COLUMNS,
    BrokenFile,
    Layout,
    Openable,
    Row,
    named_columns,
    row_of,
)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How a workbook begins: XLSX is a ZIP archive; locked ones and .xls are OLE files, which are refused with a reason.
BEGINNINGS: Final = (*_ZIP, _OLE)
MOST_PARTS = 2_000
LARGEST_UNPACKED = 200_000_000
#: openpyxl holds these parts in memory whole: every text of the workbook; its styles and lists.
LARGEST_TEXTS = 50_000_000
LARGEST_PART = 16_000_000
#: Tables pack to a tenth or a fiftieth. What packs better than this, beyond a megabyte, was made to swell.
MOST_RATIO = 200
_SMALL = 1_000_000
#: Excel's own last row.
LAST_ROW = 1_048_576
#: Marks between two rows: 16,384 cells, Excel's widest row, have four each. A row is held in memory.
MOST_MARKS_A_ROW = 200_000
MOST_TEXTS = 2_000_000
#: Folders of parts that are read piece by piece, or not at all.
_READ_BY_PIECES = ("/worksheets/", "/pivotCache/", "/externalLinks/")
_HEADINGS_WITHIN = 20
_MOST_MERGED = 1_000
_ROWS_AT_ONCE = 500
_CHUNK = 1 << 16
#: What is looked for may lie across two chunks.
_OVERLAP = 400
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_LOCKED = "EncryptedPackage".encode("utf-16-le")
#: A formula beside which a spreadsheet program has not put what it comes to; of a text that may be empty.
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c(?:\s(?![^<>]*\bt="str")[^<>]*)?><(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class _Merged(NamedTuple):
    """Cells made one: columns from 0, rows as the sheet numbers them, both ends included."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(slots=True)
class _Found:
    """What was found in a part on the way through it."""

    merged: list[_Merged] = field(default_factory=list)
    is_uncomputed: bool = False


def inspect(source: Openable) -> Layout:
    """Columns of the first visible sheet that has rows."""
    return inspect_sheet(source, "")


def inspect_sheet(source: Openable, sheet: str) -> Layout:
    """Columns of the sheet, and which other ones there are. Title rows above the headings are passed over."""
    found = _checked(source)
    with _opened(source) as book:
        shown = [one.title for one in book.worksheets if one.sheet_state == "visible"]
        titles = [sheet] if sheet else shown
        if sheet and sheet not in {one.title for one in book.worksheets}:
            raise BrokenFile(FileFault.SHEET, sheet[:100])
        for title in titles:
            first = list(islice(_rows(book, title), _HEADINGS_WITHIN))
            if first:
                part = found.get(_part_of(book[title]), _Found())
                if part.is_uncomputed:
                    raise BrokenFile(FileFault.FORMULAS)
                columns, last = _headings(first, part.merged)
                noted = {"sheet": title, "sheets": json.dumps(shown, ensure_ascii=False), "below": str(last)}
                return Layout(columns, noted)
    raise BrokenFile(FileFault.EMPTY)


def read(source: Openable, layout: Layout) -> Iterator[Row]:
    """The rows below the headings, numbered as the sheet numbers them, blank ones left out."""
    below = int(layout.noted["below"])
    with _opened(source) as book:
        for number, cells in _rows(book, layout.noted["sheet"]):
            if number > below and (row := row_of(number, layout.columns, cells)):
                yield row


@contextmanager
def _opened(source: Openable) -> Iterator[Workbook]:
    """The workbook, open for reading row by row. Whatever is wrong in it is a BrokenFile."""
    with _telling(), source.open("rb") as file:
        with _quiet():
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except BrokenFile:
        raise
    except Exception as wrong:  # openpyxl raises whatever its parts do on a workbook that is none
        raise BrokenFile(FileFault.ZIP) from wrong


@contextmanager
def _quiet() -> Iterator[None]:
    """Say nothing of what openpyxl passes over: pictures, rules for entry, extensions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _checked(source: Openable) -> dict[str, _Found]:
    """Read every part once: nothing in it swells, none is damaged, none declares entities.

    Returns what was found in each part.
    """
    with source.open("rb") as file:
        begin = file.read(len(_OLE))
    if begin == _OLE:
        raise BrokenFile(FileFault.PASSWORD if _holds(source, _LOCKED) else FileFault.OLD_WORKBOOK)
    if not begin.startswith(_ZIP):
        raise BrokenFile(FileFault.NOT_XLSX)
    try:
        with source.open("rb") as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            return {part.filename: _scanned(archive, part) for part in parts}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as wrong:
        raise BrokenFile(FileFault.ZIP) from wrong


def _check_sizes(parts: Sequence[zipfile.ZipInfo]) -> None:
    # What the archive says of its parts binds: zipfile gives no byte more than that.
    if any(part.flag_bits & 1 for part in parts):
        raise BrokenFile(FileFault.PASSWORD)
    if not any(part.filename == "[Content_Types].xml" for part in parts) or not any(
        part.filename.endswith("workbook.xml") for part in parts
    ):
        raise BrokenFile(FileFault.NOT_XLSX)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise BrokenFile(FileFault.UNPACKED, LARGEST_UNPACKED // 1_000_000)
    if len(parts) > MOST_PARTS:
        raise BrokenFile(FileFault.RATIO)
    for part in parts:
        if part.file_size > max(_SMALL, part.compress_size * MOST_RATIO) or part.file_size > _largest(part):
            raise BrokenFile(FileFault.RATIO)


def _largest(part: zipfile.ZipInfo) -> int:
    if part.filename.endswith("sharedStrings.xml"):
        return LARGEST_TEXTS
    is_held = part.filename.endswith((".xml", ".rels")) and not any(
        folder in part.filename for folder in _READ_BY_PIECES
    )
    return LARGEST_PART if is_held else LARGEST_UNPACKED


def _scanned(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Found:
    found, before, marks, texts = _Found(), b"", 0, 0
    is_picture = part.filename.startswith("xl/media/")  # SVG has a document type; no picture is opened
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = before + chunk
            if not is_picture and any(doctype in text for doctype in _DOCTYPES):
                raise BrokenFile(FileFault.ENTITIES)
            marks = 0 if b"row" in chunk else marks + chunk.count(b"<")
            texts += chunk.count(b"<si")
            if ("/worksheets/" in part.filename and marks > MOST_MARKS_A_ROW) or texts > MOST_TEXTS:
                raise BrokenFile(FileFault.RATIO)
            for left, top, right, bottom in _MERGE.findall(text):
                if int(top) <= _HEADINGS_WITHIN and len(found.merged) < _MOST_MERGED:
                    found.merged.append(_Merged(_column(left), _column(right), int(top), int(bottom)))
            found.is_uncomputed = found.is_uncomputed or bool(_UNCOMPUTED.search(text))
            before = text[-_OVERLAP:]
    return found


def _column(letters: bytes) -> int:
    return column_index_from_string(letters.decode()) - 1


def _holds(source: Openable, sign: bytes) -> bool:
    before = b""
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if sign in before + chunk:
                return True
            before = chunk[-len(sign) :]
    return False


def _part_of(sheet: Any) -> str:
    # Read row by row, a sheet does not tell its merged cells; they are found by the part that it lies in.
    return str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001


def _rows(book: Workbook, title: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row that is not blank."""
    sheet = book[title]
    sheet.reset_dimensions()  # What a sheet says of its own size may be anything.
    all_rows, number, blank = sheet.iter_rows(max_col=MOST_COLUMNS + 1), 0, None
    while some := _some(all_rows):
        for row in some:
            number += 1
            if row is blank:  # For rows that are missing openpyxl gives the same one again and again.
                continue
            if all(cell is EMPTY_CELL for cell in row):
                blank = row
                continue
            cells = ["" if cell is EMPTY_CELL else _text(cell) for cell in row]
            if any(cells):
                yield number, cells
        if number > LAST_ROW:
            raise BrokenFile(FileFault.ZIP)


def _some(rows: Iterator[Any]) -> list[Any]:
    with _quiet():
        return list(islice(rows, _ROWS_AT_ONCE))


def _text(cell: Any) -> str:
    match cell.value:
        case None:
            return ""
        case bool(value):
            return "true" if value else "false"
        case float(value):
            return str(int(value)) if value.is_integer() else format(value, ".15g")
        case dt.datetime() | dt.date() as value:
            return _day(value, cell.number_format)
        case value:
            return str(value).strip()


def _day(value: dt.date, number_format: str) -> str:
    """The day as far as the cell shows it: one that shows a year only was not known to the day."""
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return value.isoformat(sep=" ", timespec="seconds")
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.casefold()).partition(";")[0]
    parts = value.strftime("%Y-%m-%d").split("-")
    if "d" in shown or "y" not in shown:
        return "-".join(parts)
    return "-".join(parts[:2]) if "m" in shown else parts[0]


def _headings(
    first: Sequence[tuple[int, list[str]]], merged: Sequence[_Merged]
) -> tuple[tuple[str, ...], int]:
    """The names of the columns, and the number of the row in which they end.

    Of the first rows the one that holds most headings that we know; if none does, the first with two cells or more.
    """
    known = [sum(is_heading(cell) for cell in cells) for _number, cells in first]
    wide = [sum(map(bool, cells)) > 1 for _number, cells in first]
    place = known.index(max(known)) if max(known) > 1 else wide.index(True) if True in wide else 0
    rows = dict(first)
    middle = first[place][0]
    beside = (rows.get(number, []) for number in (middle - 1, middle, middle + 1))
    width = max(place for cells in beside for place, cell in enumerate(cells, start=1) if cell)
    groups = [
        merge for merge in merged if 0 < merge.right - merge.left < width - 1 and merge.top == merge.bottom
    ]
    top = middle - 1 if any(group.top == middle - 1 for group in groups) else middle
    top = min([top, *(merge.top for merge in merged if merge.top <= middle <= merge.bottom)])
    last = max([middle, *(merge.bottom for merge in merged if merge.top <= middle <= merge.bottom)])
    if last == middle and _is_below_groups(rows.get(middle + 1, []), rows[middle], groups, middle):
        last += 1
    if top == last:
        return named_columns(rows[middle]), last
    block = [_spread(rows.get(number, []), groups, number) for number in range(top, min(last, top + 3) + 1)]
    return named_columns([_heading(cells) for cells in zip_longest(*block, fillvalue="")]), last


def _is_below_groups(below: list[str], above: list[str], groups: Sequence[_Merged], number: int) -> bool:
    """Whether a row only parts the merged headings above it: it says nothing below a heading that stands alone."""
    parted = {
        column for group in groups if group.top == number for column in range(group.left, group.right + 1)
    }
    told = {column for column, cell in enumerate(below) if cell}
    return bool(told) and told <= parted and any(above)


def _spread(cells: list[str], groups: Sequence[_Merged], number: int) -> list[str]:
    """The row with the text of a merged cell in each of its columns."""
    spread = list(cells)
    for group in groups:
        if group.top == number and group.left < len(cells):
            for column in range(group.left, min(group.right + 1, len(cells))):
                spread[column] = cells[group.left]
    return spread


def _heading(cells: Sequence[str]) -> str:
    """One heading of those that stand above each other: the lowest if it says enough, else all of them."""
    told = list(dict.fromkeys(filter(None, cells)))
    return told[-1] if told and is_heading(told[-1]) else " ".join(told)
