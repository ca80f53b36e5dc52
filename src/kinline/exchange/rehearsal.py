"""An import without a single write: what it would do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from django.utils import timezone

from kinline.audit.rules import Refused
from kinline.exchange import rules
from kinline.exchange.choices import FileFault
from kinline.exchange.commands import WRITTEN_AT_ONCE, Sender, overlaid
from kinline.exchange.fields import guess_mapping
from kinline.exchange.formats import FORMATS, BrokenFile
from kinline.exchange.models import ImportRun
from kinline.exchange.queries import Refusal
from kinline.exchange.slices import sort_slice


def rehearse(
    path: Path, mapping: Mapping[str, str], format_name: str, sender: Sender, seen: Counter[str]
) -> Iterator[Refusal]:
    """Every fault of the file, in order; `seen` counts rows, new, known and refused ones. Refuses as an import does."""
    format_, today = FORMATS[format_name], timezone.localdate()
    run = ImportRun(
        source_name=sender.source_name,
        source_kind=sender.source_kind,
        purpose=sender.purpose,
        lawful_basis=sender.lawful_basis,
        reliability=sender.reliability,
    )
    try:
        layout = format_.inspect(path)
        run.mapping = overlaid(guess_mapping(layout.columns), mapping)
        rules.check_mapping(run.mapping, layout.columns)
        rules.check_source(run)
        rows = format_.read(path, layout)
        while some := [
            rules.read_row(row, run.mapping, today=today) for row in islice(rows, WRITTEN_AT_ONCE)
        ]:
            yield from _sorted(some, run, seen)
    except BrokenFile as broken:
        raise Refused(broken.sentence) from broken
    if not seen["rows"]:
        raise Refused(str(FileFault.EMPTY.label))


def ignored_columns(path: Path, mapping: Mapping[str, str], format_name: str) -> list[str]:
    """Columns of the file that are read into no field, in its order."""
    columns = FORMATS[format_name].inspect(path).columns
    return rules.ignored_columns(columns, overlaid(guess_mapping(columns), mapping))


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
