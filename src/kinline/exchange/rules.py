"""How a row becomes what a source says of one person, and what an import refuses."""

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit.rules import SHELL, WORKER, Actor, Refused
from kinline.exchange.cells import undefused
from kinline.exchange.choices import FileFault, ImportState, RowFault, RowNote
from kinline.exchange.dates import NotADate, is_unknown, parse_date
from kinline.exchange.fields import FIELDS, Kind, guess_mapping
from kinline.exchange.formats import FORMATS, Row
from kinline.exchange.formats.rows import LONGEST_CELL
from kinline.exchange.models import ImportRun
from kinline.registry.choices import (
    KEEP_YEARS,
    DatePrecision,
    MarkKind,
    OccurrenceKind,
    SaidFate,
    Sex,
)
from kinline.registry.facts import BodyMark, Facts, Happening, VagueDate
from kinline.registry.models import Description, Mark, Occurrence

_SEXES = {
    Sex.MALE: "m male man ч чол чоловік чоловіча чоловічий м муж мужской мужчина",
    Sex.FEMALE: "f female woman ж жін жінка жіноча жіночий жен женский женщина",
    Sex.UNKNOWN: "other unknown інше другое невідомо неизвестно - ?",
}
SEXES = {word: sex for sex, words in _SEXES.items() for word in words.split()}
_FATES = {
    SaidFate.MISSING: "missing|mia|believed_missing|зник|зниклий|зник безвісти|зниклий безвісти|пропав|пропав безвісти"
    "|безвісти зниклий|пропал|пропал без вести|без вести пропавший|пропавший без вести",
    SaidFate.ALIVE: "alive|believed_alive|is_note_author|живий|жива|жив|живой|живая",
    SaidFate.CAPTURED: "captured|pow|prisoner|prisoner of war|полон|в полоні|у полоні|полонений|полонена|плен|в плену"
    "|пленный|пленная|военнопленный|військовополонений",
    SaidFate.WOUNDED: "wounded|injured|поранений|поранена|поранення|ранен|ранена|раненый|ранение",
    SaidFate.BELIEVED_DEAD: "believed_dead|believed dead|presumed dead|ймовірно загинув|імовірно загинув"
    "|вважається загиблим|вероятно погиб|предположительно погиб|считается погибшим",
    SaidFate.DEAD: "dead|died|killed|kia|killed in action|загинув|загинула|загиблий|помер|померла|вбитий|убитий|погиб"
    "|погибла|погибший|умер|умерла|убит|убита|мертв",
    SaidFate.NOTHING: "unspecified|information_sought|unknown|невідомо|неизвестно|-|?",
}
FATES = {word: fate for fate, words in _FATES.items() for word in words.split("|")}
#: What tells of the row and not of a person.
ABOUT_THE_ROW = {"ref", "said_on", "expires_on"}
_LONGEST_REF = 120
#: What a spreadsheet shows where a formula fails: ECMA-376, 18.17.3.
_FORMULA_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"}
_SPANS = {"age": (0, 120), "height_cm": (30, 250)}
_ABOUT_SPREAD = {"age": 3, "height_cm": 5}
MARKS = {"tattoos": MarkKind.TATTOO, "scars": MarkKind.SCAR, "other_marks": MarkKind.OTHER}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with a row as a whole when `column` is empty."""

    code: RowFault
    column: str = ""
    value: str = ""
    detail: str = ""

    @property
    def reason(self) -> str:
        """As a report keeps it: the code, and what its sentence needs."""
        return f"{self.code.value}:{self.detail}" if self.detail else self.code.value


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as we read it. With faults it is not taken in."""

    number: int
    ref: str
    facts: Facts
    said_on: dt.date | None
    expires_on: dt.date | None
    faults: tuple[Fault, ...]
    notes: tuple[tuple[RowNote, str], ...]


def read_row(row: Row, mapping: Mapping[str, str], *, today: dt.date) -> Reading:
    """What the row says, under {our field: their column}. A row without a number gets one from its content."""
    cells = {name: undefused(row.cells.get(column, "")) for name, column in mapping.items()}
    found = _Cells(cells, mapping, today)
    expires_on = None
    if row.fault:
        found.faults.append(Fault(row.fault, detail=row.detail))
        facts = Facts()
    else:
        facts, expires_on = found.facts(), found.expires_on()
        if not found.faults and facts == Facts():
            found.faults.append(Fault(RowFault.NOBODY))
    return Reading(
        number=row.number,
        ref=cells.get("ref", "") or _ref_of(row),
        facts=facts,
        said_on=found.said_on(),
        expires_on=expires_on,
        faults=tuple(found.faults),
        notes=tuple(found.notes),
    )


def _ref_of(row: Row) -> str:
    told = json.dumps(sorted((key, value) for key, value in row.cells.items() if value), ensure_ascii=False)
    return f"row-{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _limit(name: str) -> int:
    """How many characters a cell of this field may have."""
    if name in MARKS:
        return Mark._meta.get_field("motif").max_length or LONGEST_CELL
    if FIELDS[name].kind is Kind.PLACE:
        return Occurrence._meta.get_field("place").max_length or LONGEST_CELL
    model_field = Description._meta.get_field("source_ref" if name == "ref" else name)
    return getattr(model_field, "max_length", None) or LONGEST_CELL


LIMITS = {
    name: _limit(name)
    for name, field in FIELDS.items()
    if field.kind in {Kind.REF, Kind.TEXT, Kind.PLACE, Kind.MARKS}
}


class _Cells:
    """The cells of one row under our names, and what was found wrong with them."""

    def __init__(self, cells: dict[str, str], mapping: Mapping[str, str], today: dt.date) -> None:
        self.cells, self.mapping, self.today = cells, mapping, today
        self.faults: list[Fault] = []
        self.notes: list[tuple[RowNote, str]] = []

    def facts(self) -> Facts:
        self.take_out_formula_errors()
        told: dict[str, Any] = {}
        for name in self.cells:
            value = self.cells[name]
            if not value:
                continue
            match FIELDS[name].kind:
                case Kind.TEXT:
                    told[name] = self.text(name)
                case Kind.REF:
                    self.text(name)
                case Kind.SEX:
                    told["sex"] = self.word(name, SEXES, RowFault.SEX, Sex.UNKNOWN)
                case Kind.FATE:
                    told["said_fate"] = self.word(name, FATES, RowFault.FATE, SaidFate.NOTHING)
                case Kind.SPAN:
                    told[f"{name}_from"], told[f"{name}_to"] = self.span(name)
        if "birth_date" in self.cells:
            told["birth"] = self.date("birth_date")
        return Facts(**told, happenings=tuple(self.happenings()), marks=tuple(self.marks()))

    def take_out_formula_errors(self) -> None:
        for name, value in self.cells.items():
            if value in _FORMULA_ERRORS:
                self.fault(name, RowFault.CELL_ERROR)
                self.cells[name] = ""

    def fault(self, name: str, code: RowFault, detail: str = "") -> None:
        self.faults.append(Fault(code, self.mapping[name], self.cells[name], detail))

    def text(self, name: str) -> str:
        value = self.cells[name]
        if len(value) > LIMITS[name]:
            self.fault(name, RowFault.TOO_LONG, str(LIMITS[name]))
        return value

    def word(self, name: str, words: Mapping[str, Any], code: RowFault, unknown: Any) -> Any:
        said = " ".join(self.cells[name].casefold().strip(" .").split())
        if said not in words and not is_unknown(said):
            self.fault(name, code)
        return words.get(said, unknown)

    def date(self, name: str) -> VagueDate:
        text = self.cells.get(name, "")
        try:
            found, unsure = parse_date(text, today=self.today)
        except NotADate as wrong:
            self.fault(name, wrong.fault)
            return VagueDate()
        if unsure:
            self.notes.append((RowNote.DAY_OR_MONTH, text))
        return found

    def said_on(self) -> dt.date | None:
        """The day on which the source said it, if one day is known."""
        try:
            found, _unsure = parse_date(self.cells.get("said_on", ""), today=self.today)
        except NotADate:
            return None
        return found.earliest if found.precision == DatePrecision.DAY else None

    def expires_on(self) -> dt.date | None:
        """The day until which the source lets it be kept, if it says one. A day that has come refuses the row."""
        text = self.cells.get("expires_on", "")
        try:
            found, _unsure = parse_date(text, today=dt.date.max)
        except NotADate as wrong:
            self.fault("expires_on", wrong.fault)
            return None
        if found.latest and found.latest <= self.today:
            self.fault("expires_on", RowFault.EXPIRED, self.cells.get("ref", "")[:_LONGEST_REF] or "—")
        return found.latest

    def span(self, name: str) -> tuple[int | None, int | None]:
        """Two ends of "34", "30-35", "about 30", "175 cm" or "1,75 м"."""
        text = self.cells[name].casefold().replace(",", ".")
        if is_unknown(text):
            return None, None
        metres = re.sub(r"\b([12])\.(\d\d)\b", r"\1\2", text) if name == "height_cm" else text
        numbers = [int(digits) for digits in re.findall(r"(?<![\d.])\d{1,3}(?![\d.]*\d)", metres)]
        low, high = _SPANS[name]
        if len(numbers) not in {1, 2} or not all(low <= number <= high for number in numbers):
            self.fault(name, RowFault.NUMBER, f"{low}–{high}")
            return None, None
        if numbers[0] > numbers[-1]:
            self.fault(name, RowFault.BACKWARDS)
        about = len(numbers) == 1 and re.match(r"[^\d]*(~|≈|about|approx|around|circa|бл|приб|ок|прим)", text)
        spread = _ABOUT_SPREAD[name] if about else 0
        return max(low, numbers[0] - spread), numbers[-1] + spread

    def happenings(self) -> Iterator[Happening]:
        for kind in OccurrenceKind:
            place = self.text(f"{kind}_place") if self.cells.get(f"{kind}_place") else ""
            when = self.date(f"{kind}_date")
            if place or when != VagueDate():
                yield Happening(kind=kind, place=place, when=when)

    def marks(self) -> Iterator[BodyMark]:
        """Several are separated by semicolons; "left forearm: an anchor" names where first."""
        longest_site = 80
        for name, kind in MARKS.items():
            for told in filter(None, (part.strip() for part in self.cells.get(name, "").split(";"))):
                site, colon, motif = (part.strip() for part in told.partition(":"))
                if not colon or len(site) > longest_site:
                    site, motif = "", told
                if len(motif) > LIMITS[name]:
                    self.fault(name, RowFault.TOO_LONG, str(LIMITS[name]))
                yield BodyMark(kind=kind, site=site, motif=motif)


def reason_sentence(reason: str, value: str) -> str:
    """The sentence of a kept reason, in the reader's language."""
    code, _colon, detail = reason.partition(":")
    kinds: dict[str, Any] = {
        choice.value: choice for kind in (RowFault, RowNote, FileFault) for choice in kind
    }
    return str(kinds[code].label) % {"value": value, "detail": detail} if code in kinds else reason


def marks_of_machine(by: Actor) -> dict[str, Any]:
    """What a row keeps of the machine by which it came: its key, and a number that tells nothing of other rows."""
    token = by.acts_by if isinstance(by, Staff) else None
    return {"token": token, "public_id": uuid.uuid4()} if token else {}


def check_may_import(by: Actor) -> None:
    """Refuses everybody but staff who may, the worker and the administrator's shell."""
    if isinstance(by, Staff):
        require(by, Permission.IMPORT)
    elif by not in (SHELL, WORKER):
        raise Refused(_("Files are imported by staff."))


def check_mapping(mapping: Mapping[str, str], columns: Sequence[str]) -> None:
    """Refuses unknown fields and columns, and one column for two fields."""
    for name, column in mapping.items():
        if name not in FIELDS:
            raise Refused(_("There is no field “%(name)s”.") % {"name": name})
        if column not in columns:
            raise Refused(_("The file has no column “%(name)s”.") % {"name": column})
    taken = list(mapping.values())
    if twice := next((column for column in taken if taken.count(column) > 1), None):
        raise Refused(_("The column “%(name)s” stands for two fields. Choose one.") % {"name": twice})
    if not set(mapping) - ABOUT_THE_ROW:
        raise Refused(_("Choose at least one column that describes a person."))


def first_mapping(format_name: str, columns: Sequence[str]) -> dict[str, str]:
    """{our field: their column}: as the format fixes it, else as the headings let guess."""
    fixed = FORMATS[format_name].mapping
    return dict(fixed) if fixed is not None else guess_mapping(columns)


def overlaid(guessed: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """The guessed mapping with what was said over it; a column that was named is taken from its guessed field."""
    named = set(said.values())
    return {name: column for name, column in guessed.items() if column not in named} | dict(said)


def check_may_map(format_name: str, mapping: Mapping[str, str]) -> None:
    """Refuses another mapping where the format fixes it."""
    fixed = FORMATS[format_name].mapping
    if fixed is not None and mapping != fixed:
        raise Refused(_("This format says itself what its fields mean. Nothing can be chosen here."))


def ignored_columns(columns: Iterable[str], mapping: Mapping[str, str]) -> list[str]:
    """Columns that are read into no field, in their order."""
    read = set(mapping.values())
    return [column for column in columns if column and column not in read]


def check_source(run: ImportRun) -> None:
    """Refuses a file of which it is not said whose it is, and by what right it is kept."""
    for value, what in (
        (run.source_name.strip(), _("Say whose file this is.")),
        (run.source_kind, _("Say what kind of source this is.")),
        (run.purpose in KEEP_YEARS, _("Say what the descriptions are kept for.")),
        (run.lawful_basis, _("Say by what right the descriptions are kept.")),
    ):
        if not value:
            raise Refused(what)


def check_state(run: ImportRun, *states: ImportState) -> None:
    """Refuses an import that stands elsewhere."""
    if run.state not in states:
        raise Refused(_("This import is past that: %(state)s.") % {"state": ImportState(run.state).label})
