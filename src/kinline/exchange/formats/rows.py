"""What every format yields."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, NamedTuple, Protocol

from kinline.exchange.choices import FileFault, RowFault

MOST_COLUMNS = 200
LONGEST_CELL = 10_000


class Row(NamedTuple):
    """One row of a file. `number` counts as a spreadsheet does: the row of headings is 1.

    A row that cannot be read carries a fault, and perhaps no cells.
    """

    number: int
    cells: dict[str, str]
    fault: RowFault | None = None
    detail: str = ""


class BrokenFile(Exception):  # the file is broken, not the program
    """The file as a whole cannot be read."""

    def __init__(self, fault: FileFault, detail: object = "") -> None:
        self.fault, self.detail = fault, str(detail)
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """For the person who sent the file, in their language."""
        return str(self.fault.label) % {"detail": self.detail}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is to be read: its columns in order, and what its format noted of it."""

    columns: tuple[str, ...]
    noted: dict[str, str] = field(default_factory=dict)


class Openable(Protocol):
    """A file that can be read again and again: a `Path`, or a `SealedFile`."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes, from the beginning and anywhere by `seek`."""


class Format(NamedTuple):
    """`inspect` looks at a file once; `read` gives its rows in order. Both raise BrokenFile.

    `inspect_sheet` looks at the named sheet of a workbook. `mapping` is {our field: theirs} where fields are fixed.
    """

    inspect: Callable[[Openable], Layout]
    read: Callable[[Openable, Layout], Iterator[Row]]
    inspect_sheet: Callable[[Openable, str], Layout] | None = None
    mapping: Mapping[str, str] | None = None


def named_columns(headings: list[str]) -> tuple[str, ...]:
    """Headings made distinct: an empty one is "column 7", the second "name" is "name (2)". Refuses too many."""
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    if not headings:
        raise BrokenFile(FileFault.HEADER)
    if len(headings) > MOST_COLUMNS:
        raise BrokenFile(FileFault.COLUMNS, MOST_COLUMNS)
    names: list[str] = []
    for place, heading in enumerate(headings, start=1):
        plain = " ".join(heading.split())[:70] or f"column {place}"
        name, again = plain, 1
        while name in names:
            again += 1
            name = f"{plain} ({again})"
        names.append(name)
    return tuple(names)


def row_of(number: int, columns: tuple[str, ...], cells: list[str]) -> Row | None:
    """The row; None if it is blank. A short row lacks its last cells: spreadsheets leave empty ones out."""
    cells = [cell.strip() for cell in cells]
    if not any(cells):
        return None
    if any(cells[len(columns) :]):
        detail = f"{len(cells)} > {len(columns)}"
        return Row(number, {}, RowFault.CELLS, detail)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return Row(number, {}, RowFault.TOO_LONG, str(LONGEST_CELL))
    padded = cells + [""] * (len(columns) - len(cells))
    return Row(number, dict(zip(columns, padded, strict=False)))
