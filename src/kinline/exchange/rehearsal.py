"""An import without a single write: what it would do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils import timezone

from kinline.audit.rules import Refused
from kinline.exchange import rules, stored
from kinline.exchange.choices import FileFault
from kinline.exchange.commands import WRITTEN_AT_ONCE, Sender
from kinline.exchange.formats import FORMATS, BrokenFile, Layout, look_into, recognise
from kinline.exchange.models import ImportRun
from kinline.exchange.queries import Refusal
from kinline.exchange.slices import sort_slice


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of which it is known how it will be read."""

    path: Path
    format_name: str
    layout: Layout
    mapping: Mapping[str, str]

    @property
    def ignored_columns(self) -> list[str]:
        """Columns that are read into no field, in their order."""
        return rules.ignored_columns(self.layout.columns, self.mapping)


def open_file(path: Path, mapping: Mapping[str, str], format_name: str = "", sheet: str = "") -> Opened:
    """Recognise and inspect the file; `mapping` goes over what is guessed. Refuses as an import does."""
    stored.check_size(path.stat().st_size)
    name = format_name or recognise(path, path.name)
    try:
        layout = look_into(path, name, sheet)
    except BrokenFile as broken:
        raise Refused(broken.sentence) from broken
    chosen = rules.overlaid(rules.first_mapping(name, layout.columns), mapping)
    rules.check_mapping(chosen, layout.columns)
    rules.check_may_map(name, chosen)
    return Opened(path, name, layout, chosen)


def rehearse(opened: Opened, sender: Sender, seen: Counter[str]) -> Iterator[Refusal]:
    """Every fault of the file, in order; `seen` counts rows, new, known and refused ones. Refuses as an import does."""
    today = timezone.localdate()
    run = ImportRun(
        source_name=sender.source_name,
        source_kind=sender.source_kind,
        purpose=sender.purpose,
        lawful_basis=sender.lawful_basis,
        reliability=sender.reliability,
        mapping=dict(opened.mapping),
    )
    rules.check_source(run)
    try:
        rows = FORMATS[opened.format_name].read(opened.path, opened.layout)
        while some := [
            rules.read_row(row, run.mapping, today=today) for row in islice(rows, WRITTEN_AT_ONCE)
        ]:
            yield from _sorted(some, run, seen)
    except BrokenFile as broken:
        raise Refused(broken.sentence) from broken
    if not seen["rows"]:
        raise Refused(str(FileFault.EMPTY.label))


def _sorted(readings: list[rules.Reading], run: ImportRun, seen: Counter[str]) -> Iterator[Refusal]:
    while readings:
        done = sort_slice(readings, run)
        refused = [reading for reading in readings[: done.rows] if reading.faults] + done.refused
        seen.update(rows=done.rows, new=len(done.words), known=done.known, refused=len(refused))
        readings = readings[done.rows :]
        for reading in refused:
            for fault in reading.faults:
                sentence = rules.reason_sentence(fault.reason, fault.value)
                yield Refusal(reading.number, fault.column, fault.value, sentence)


def most_refused(seen: Counter[str]) -> str:
    """The sentence for a file of which more than half is refused."""
    return rules.reason_sentence(f"{FileFault.MOST}:{seen['refused']} / {seen['rows']}", "")
