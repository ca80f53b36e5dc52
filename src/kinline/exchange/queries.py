"""What the screens of an import show."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.exchange import rules, stored
from kinline.exchange.cells import defused
from kinline.exchange.choices import UNDER_WAY, FileFault, ImportState
from kinline.exchange.fields import FIELDS, GROUPS, Field, Kind
from kinline.exchange.formats import FORMATS, BrokenFile, Layout
from kinline.exchange.models import ImportRun, RowRefusal
from kinline.registry.choices import LawfulBasis, OccurrenceKind, Purpose, Reliability, SourceKind
from kinline.registry.facts import Facts
from kinline.vault.files import AT_REST_SECONDS
from kinline.vault.keys import Locked

#: For screens, which never import models.
__all__ = ["ImportRun"]

PREVIEW_ROWS = 10

#: What a sender may be asked, for forms.
SENDER_CHOICES: Final[Mapping[str, list[tuple[str, str | Promise]]]] = {
    "source_kind": list(SourceKind.choices),
    "reliability": list(Reliability.choices),
    "purpose": list(Purpose.choices),
    "lawful_basis": [choice for choice in LawfulBasis.choices if choice[0]],
}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first rows as it would be read."""

    number: int
    values: tuple[tuple[str | Promise, str], ...]
    faults: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows; or the sentence that says why the file cannot be read."""

    rows: tuple[PreviewRow, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come. `said` is one sentence for people."""

    done: int
    total: int
    said: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """One fault of one row, in the reader's language."""

    row: int
    column: str
    value: str
    sentence: str


def get_import(pk: int, *, visible_to: Staff) -> ImportRun | None:
    """The run; None if there is none. Refuses whoever may not import."""
    require(visible_to, Permission.IMPORT)
    return ImportRun.objects.select_related("started_by", "same_as").filter(pk=pk).first()


def imports_of_machine(*, visible_to: Staff) -> QuerySet[ImportRun]:
    """What machines of this partner sent by keys of whoever made this one; nothing where no machine asks."""
    require(visible_to, Permission.IMPORT)
    token = visible_to.acts_by
    if token is None:
        return ImportRun.objects.none()
    return ImportRun.objects.filter(token__partner=token.partner, token__made_by=visible_to).select_related(
        "same_as"
    )


def same_file_of_machine(run: ImportRun, *, visible_to: Staff) -> ImportRun | None:
    """An earlier import of the very same file by the same machine that is not finished yet; None if there is none."""
    earlier = imports_of_machine(visible_to=visible_to).filter(
        pk__lt=run.pk, sha256=run.sha256, layout=run.layout, finished_at=None
    )
    return earlier.first()


def refusals_behind(run: ImportRun, skip: int, *, most: int) -> list[Refusal]:
    """Up to `most` of what was refused, by row, behind the first `skip`."""
    return [refusal_of(row) for row in refusals(run)[skip : skip + most]]


def imports(*, visible_to: Staff) -> QuerySet[ImportRun]:
    """All imports, the newest first."""
    require(visible_to, Permission.IMPORT)
    return ImportRun.objects.select_related("started_by").order_by("-pk")


def file_faults() -> Iterator[str]:
    """One sentence for each file on its way in that is missing or belongs to no import that goes on."""
    going_on = ImportRun.objects.filter(finished_at=None).exclude(stored_as="").order_by("pk")
    for run in going_on:
        if not (stored.folder() / run.stored_as).is_file() and ImportRun.objects.filter(
            pk=run.pk, finished_at=None
        ):
            yield f"The file of import {run.pk} is missing."
    for stray in stored.strays(lambda: {run.stored_as for run in going_on}, seconds=AT_REST_SECONDS):
        if stray.exists():
            yield f"The file {stray.name} in {stored.folder().name} belongs to no import that goes on."


def field_groups() -> tuple[tuple[str | Promise, tuple[Field, ...]], ...]:
    """Our fields in groups, as a form offers them."""
    return GROUPS


def columns_of(run: ImportRun) -> list[str]:
    """The columns of the file, in order."""
    return list(run.layout["columns"])


def encoding_of(run: ImportRun) -> str:
    """The letters in which the file is written, by name; empty where the format leaves no choice."""
    return str(run.layout["noted"].get("encoding", ""))


def format_of(run: ImportRun) -> str:
    """The format by name, with its version if it has one: "PFIF 1.4"."""
    return f"{run.format.upper()} {run.layout['noted'].get('version', '')}".strip()


def names_its_fields(run: ImportRun) -> bool:
    """Whether the format says itself what its fields mean, so that nobody is asked."""
    return FORMATS[run.format].mapping is not None


def sheets_of(run: ImportRun) -> list[str]:
    """The visible sheets of a workbook, in order; empty for every other file."""
    return list(json.loads(run.layout["noted"].get("sheets", "[]")))


def sheet_of(run: ImportRun) -> str:
    """The sheet that is read; empty for what is no workbook."""
    return str(run.layout["noted"].get("sheet", ""))


def left_out_of(layout: Mapping[str, Any]) -> str:
    """Which fields of the file are not taken in on purpose, each with how often it is filled; empty if none."""
    return str(layout["noted"].get("left_out", ""))


def preview(run: ImportRun) -> Preview:
    """The first rows under the mapping as it stands, with what is wrong in them."""
    layout = Layout(tuple(run.layout["columns"]), run.layout["noted"])
    today = timezone.localdate(run.started_at)
    try:
        rows = FORMATS[run.format].read(stored.upload(run.stored_as, run.file_key), layout)
        readings = [rules.read_row(row, run.mapping, today=today) for row in islice(rows, PREVIEW_ROWS)]
    except BrokenFile as broken:
        return Preview(refusal=broken.sentence)
    except Locked:
        return Preview(refusal=str(FileFault.GONE.label))
    return Preview(rows=tuple(_preview_row(reading, run.mapping) for reading in readings))


def _preview_row(reading: rules.Reading, mapping: Mapping[str, str]) -> PreviewRow:
    # Of a row that could not be read there is nothing to show, not even the number that it got for want of one.
    shown = [name for name in FIELDS if name in mapping] if reading.facts != Facts() else []
    told = ((name, _shown(name, reading)) for name in shown)
    return PreviewRow(
        number=reading.number,
        values=tuple((FIELDS[name].label, value) for name, value in told if value),
        faults=tuple(
            (fault.column, rules.reason_sentence(fault.reason, fault.value)) for fault in reading.faults
        ),
        notes=tuple(rules.reason_sentence(note.value, value) for note, value in reading.notes),
    )


def _shown(name: str, reading: rules.Reading) -> str:
    facts = reading.facts
    match FIELDS[name].kind:
        case Kind.REF:
            return reading.ref
        case Kind.SAID_ON:
            return reading.said_on.isoformat() if reading.said_on else ""
        case Kind.EXPIRES:
            return reading.expires_on.isoformat() if reading.expires_on else ""
        case Kind.SEX:
            return str(facts.sex.label) if facts.sex else ""
        case Kind.FATE:
            return str(facts.said_fate.label) if facts.said_fate else ""
        case Kind.DATE | Kind.PLACE:
            return _shown_happening(name, facts)
        case Kind.SPAN:
            ends = (getattr(facts, f"{name}_from"), getattr(facts, f"{name}_to"))
            return "–".join(dict.fromkeys(str(end) for end in ends if end is not None))
        case Kind.MARKS:
            kind = rules.MARKS[name]
            return "; ".join(
                f"{mark.site}: {mark.motif}" if mark.site else mark.motif
                for mark in facts.marks
                if mark.kind == kind
            )
        case _:
            return str(getattr(facts, name))


def _shown_happening(name: str, facts: Facts) -> str:
    if name == "birth_date":
        return facts.birth.iso()
    kind, _underscore, what = name.rpartition("_")
    for happening in facts.happenings:
        if happening.kind == OccurrenceKind(kind):
            return happening.place if what == "place" else happening.when.iso()
    return ""


def progress(run: ImportRun) -> Progress:
    """How far the run has come, in a sentence."""
    counts = {"done": run.rows_read, "total": run.rows_total, "taken": run.rows_added}
    match run.state:
        case ImportState.CHECKING:
            said = _("Checked: %(done)d of %(total)d rows. Nothing is written yet.")
        case ImportState.WRITING:
            said = _("Written: %(done)d of %(total)d rows. They will be shown all at once.")
        case ImportState.CANCELLING:
            said = _("Being taken back: %(taken)d rows are left.")
        case _:
            said = str(ImportState(run.state).label)
    return Progress(
        run.rows_read, run.rows_total, said % counts, run.state not in {*UNDER_WAY, ImportState.MAPPING}
    )


def refusal_sentence(run: ImportRun) -> str:
    """Why the whole file was refused; empty if it was not."""
    return rules.reason_sentence(run.refusal, "") if run.refusal else ""


def refusals(run: ImportRun) -> QuerySet[RowRefusal]:
    """What was refused, by row."""
    return run.refusals.order_by("row", "pk")


def sentence_of(row: RowRefusal) -> str:
    """Why the row was refused, in the reader's language."""
    return rules.reason_sentence(row.reason, row.value)


def refusal_of(row: RowRefusal) -> Refusal:
    """One fault of one row, in the reader's language."""
    return Refusal(row.row, row.column, row.value, sentence_of(row))


def report_lines(run: ImportRun) -> Iterator[str]:
    """The report as CSV with a byte order mark, line by line, for a spreadsheet. No cell of it is a formula."""
    yield "\ufeff" + _csv_line([_("Row"), _("Column"), _("Value"), _("Why it was refused")])
    for row in refusals(run).iterator(chunk_size=1000):
        said = refusal_of(row)
        yield _csv_line([str(said.row), said.column, said.value, said.sentence])


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([defused(cell) for cell in cells])
    return line.getvalue()
