"""`kinline import`: a file from the command line, with a bar on a terminal and a summary at the end."""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from kinline.audit.rules import SHELL, Refused
from kinline.exchange import commands, queries, rehearsal, rules
from kinline.exchange.choices import ImportState
from kinline.exchange.fields import FIELDS
from kinline.exchange.formats import FORMATS
from kinline.exchange.models import ImportRun
from kinline.registry.choices import LawfulBasis, Purpose, Reliability, SourceKind

_BAR = 30
_FIRST_FAULTS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `kinline import` takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--format", choices=sorted(FORMATS), default="", help="over what is recognised by the file's content"
    )
    parser.add_argument(
        "--sheet",
        default="",
        metavar="NAME",
        help="which sheet of a workbook; else the first one that has rows",
    )
    parser.add_argument(
        "--map",
        default="",
        metavar="OURS=THEIRS,...",
        help=f"columns by name, over what their headings let guess; ours are: {', '.join(FIELDS)}",
    )
    parser.add_argument(
        "--source", default="", metavar="NAME", help="whose file it is, the same each time; needed"
    )
    parser.add_argument("--kind", choices=SourceKind.values, default=SourceKind.OTHER.value)
    parser.add_argument("--purpose", choices=Purpose.values, default=Purpose.TRACING.value)
    parser.add_argument(
        "--basis",
        choices=[value for value in LawfulBasis.values if value],
        default=LawfulBasis.VITAL_INTEREST.value,
        help="by what right the descriptions are kept (default: %(default)s of the person sought)",
    )
    parser.add_argument("--reliability", choices=[v for v in Reliability.values if v], default="")
    parser.add_argument("--dry-run", action="store_true", help="read and check the whole file, write nothing")


def run(options: argparse.Namespace) -> int:
    """Import as the options say. Returns the exit status: 0, or 2 for a file that cannot be taken in."""
    with translation.override(_language()):
        return _run(options)


def _language() -> str:
    """The terminal's language, if we speak it; else English."""
    said = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return said[:2] if said[:2] in {"uk", "ru"} else "en"


def _run(options: argparse.Namespace) -> int:
    sender = commands.Sender(
        source_name=options.source.strip(),
        source_kind=options.kind,
        purpose=options.purpose,
        lawful_basis=options.basis,
        reliability=options.reliability,
    )
    if not sender.source_name:
        return _say_no(_("Say whose file this is: --source NAME, the same name each time."))
    try:
        mapping = _mapping(options.map)
        if options.dry_run:
            opened = rehearsal.open_file(options.file, mapping, options.format, options.sheet)
            return _rehearse(opened, sender)
        done = commands.import_file(
            options.file,
            mapping,
            _show,
            sender=sender,
            by=SHELL,
            format_name=options.format,
            sheet=options.sheet,
        )
    except Refused as no:
        return _say_no(str(no))
    except OSError as wrong:
        return _say_no(f"{options.file}: {wrong.strerror}.")
    except KeyboardInterrupt:
        _err()
        return _say_no(_("Stopped. `kinline worker` or the same command goes on from here."), status=130)
    return _sum_up(done)


def _mapping(text: str) -> dict[str, str]:
    mapping = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not equals or not ours or not theirs:
            raise Refused(
                _("--map: write ours=theirs, such as family_name=surname; not “%(said)s”.") % {"said": pair}
            )
        mapping[ours] = theirs
    return mapping


def _show(run_: ImportRun) -> None:
    """One line that is drawn over, on a terminal only."""
    if not sys.stderr.isatty():
        return
    now = queries.progress(run_)
    filled = _BAR * now.done // now.total if now.total else 0
    sys.stderr.write(f"\r\033[K[{'#' * filled}{'.' * (_BAR - filled)}] {now.said}")
    if now.is_over:
        sys.stderr.write("\n")
    sys.stderr.flush()


def _sum_up(done: ImportRun) -> int:
    first = done.refusals.order_by("row", "pk")[:_FIRST_FAULTS]
    for refusal in first:
        _fault(refusal.row, refusal.column, queries.sentence_of(refusal))
    if done.state == ImportState.REFUSED:
        return _say_no(queries.refusal_sentence(done))
    if done.state == ImportState.CANCELLED:
        return _say_no(_("The import was cancelled at the desk. Nothing of it was kept."))
    _say_ignored(
        rules.ignored_columns(done.layout["columns"], done.mapping), queries.left_out_of(done.layout)
    )
    if done.same_as:
        _err(
            _("This very file was imported before, from “%(source)s”.") % {"source": done.same_as.source_name}
        )
    _err(_counts(done.rows_total, done.rows_added, done.rows_known, done.rows_refused))
    if done.rows_refused and not done.same_as:
        _err(_("All refused rows: at the desk under Imports, number %(number)d.") % {"number": done.pk})
    return 0


def _rehearse(opened: rehearsal.Opened, sender: commands.Sender) -> int:
    seen: Counter[str] = Counter()
    for fault in rehearsal.rehearse(opened, sender, seen):
        if seen["refused"] <= _FIRST_FAULTS:
            _fault(fault.row, fault.column, fault.sentence)
    if seen["refused"] * 2 > seen["rows"]:
        return _say_no(rehearsal.most_refused(seen))
    _say_ignored(opened.ignored_columns, queries.left_out_of({"noted": opened.layout.noted}))
    _err(_counts(seen["rows"], seen["new"], seen["known"], seen["refused"]))
    _err(_("Nothing was written: this was a trial."))
    return 0


def _fault(row: int, column: str, sentence: str) -> None:
    where = _("row %(row)d") % {"row": row}
    _err(f"{where}, {column}: {sentence}" if column else f"{where}: {sentence}")


def _say_ignored(columns: list[str], left_out: str) -> None:
    if columns:
        _err(_("Ignored columns: %(columns)s.") % {"columns": ", ".join(columns)})
    if left_out:
        _err(
            _("Left out on purpose, such as who wrote it and how to reach them: %(fields)s.")
            % {"fields": left_out}
        )


def _counts(rows: int, new: int, known: int, refused: int) -> str:
    return _("Rows: %(rows)d. New: %(new)d. Known already: %(known)d. Refused: %(refused)d.") % {
        "rows": rows,
        "new": new,
        "known": known,
        "refused": refused,
    }


def _say_no(sentence: str, status: int = 2) -> int:
    _err(sentence)
    return status


def _err(line: str = "") -> None:
    sys.stderr.write(line + "\n")
