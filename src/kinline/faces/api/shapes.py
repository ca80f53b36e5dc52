"""What goes in and comes out, as OpenAPI describes it."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, StrictBool

from kinline.exchange.choices import ExportFormat, ExtraGroup, ExtraReason, ImportState
from kinline.registry.choices import SourceKind

#: One line: no control characters, no blank at either end, so that what is kept reads back as it was sent.
LINE = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$"
#: As a file may name a column. The pattern also refuses halves of letters, which JSON can write and nothing can keep.
Name = Annotated[str, Field(pattern=r"^[^\x00]*$")]


class Said(Schema):
    """What a machine says: nothing besides what is described."""

    model_config = ConfigDict(extra="forbid")


class Envelope(Said):
    """What may be said with a file: which sheet of a workbook is read, else the first one that has rows."""

    sheet: Annotated[str, Field(pattern=rf"^$|{LINE}", max_length=100)] = ""


class Skip(Said):
    """How many are left out from the beginning."""

    skip: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class Columns(Said):
    """Which of the file's columns is which of our fields: {our field: their column}."""

    columns: Annotated[dict[Name, Name], Field(max_length=100)]


class Rows(Schema):
    """Counts of rows. `known` were said by this source before, word for word."""

    total: int
    read: int
    added: int
    known: int
    refused: int


class Import(Schema):
    """One file on its way into the registry. `said` is where it stands, in words; `refusal` why it was refused."""

    id: UUID
    state: ImportState
    said: str
    refusal: str
    file_name: str
    format: str
    sha256: str
    sheet: str
    sheets: list[str]
    file_columns: list[str]
    columns: dict[str, str]
    left_out: str
    same_file_before: bool
    rows: Rows
    sent_at: dt.datetime
    finished_at: dt.datetime | None


class ReadRow(Schema):
    """One of the first rows as it would be read: in words, for a person to look at."""

    row: int
    values: list[tuple[str, str]]
    faults: list[tuple[str, str]]
    notes: list[str]


class Preview(Schema):
    """The first rows under the columns as they stand; or why the file cannot be read."""

    refusal: str
    rows: list[ReadRow]


class RefusedRow(Schema):
    """One fault of one row."""

    row: int
    column: str
    value: str
    reason: str


class RefusedRows(Schema):
    """Some faults, by row, behind those that were skipped, and how many rows were refused in all."""

    refused: int
    faults: list[RefusedRow]


class Ask(Said):
    """What is asked to leave for this key's partner. No kinds of sources means all; `groups` says why each leaves."""

    purpose: Annotated[str, Field(pattern=LINE, max_length=300)]
    format: ExportFormat = ExportFormat.PFIF
    source_kinds: Annotated[list[SourceKind], Field(max_length=20)] = []
    groups: dict[ExtraGroup, ExtraReason] = {}
    families_asked_again: StrictBool = False


class Export(Schema):
    """What was asked to leave. `people` and what is below are known once a second person let it out."""

    id: UUID
    state: str
    said: str
    purpose: str
    format: ExportFormat
    source_kinds: list[SourceKind]
    groups: dict[ExtraGroup, ExtraReason]
    asked_at: dt.datetime
    people: int | None
    size_bytes: int | None
    sha256: str | None
    file_until: dt.datetime | None


class Receipt(Said):
    """That a file came: on which day, and by what you confirm it, such as a number of yours."""

    on: dt.date
    reference: Annotated[str, Field(pattern=LINE, max_length=120)]


class Forwarded(Schema):
    """One line of the log of what went to this partner."""

    export: UUID
    purpose: str
    people: int
    sha256: str
    sent_on: dt.date
    receipt_due_on: dt.date | None
    receipt_on: dt.date | None
    receipt_reference: str
