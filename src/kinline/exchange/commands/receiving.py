"""A file as it comes in: stored, looked into, its columns named, handed to the worker or sent back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.audit.rules import Actor, Refused
from kinline.exchange import rules, stored
from kinline.exchange.choices import FileFault, ImportState
from kinline.exchange.commands.ending import finish, locked, record, take_back_from_now
from kinline.exchange.formats import BrokenFile, look_into, recognise
from kinline.exchange.models import ImportRun
from kinline.registry.choices import Reliability
from kinline.vault.keys import Locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose file it is, and by what right its rows are kept."""

    source_name: str
    source_kind: str
    purpose: str
    lawful_basis: str
    reliability: str = Reliability.UNKNOWN


def receive_file(
    chunks: Iterable[bytes],
    *,
    file_name: str,
    sender: Sender,
    by: Actor,
    format_name: str = "",
    sheet: str = "",
) -> ImportRun:
    """Store a file and guess what its columns mean. Refuses one that cannot be read, and keeps nothing of it.

    Without a name the format is recognised; without a sheet the first one with rows is read.
    """
    rules.check_may_import(by)
    arrived = stored.keep(chunks)
    return receive_upload(
        arrived, file_name=file_name, sender=sender, by=by, format_name=format_name, sheet=sheet
    )


def receive_upload(
    arrived: stored.Arriving,
    *,
    file_name: str,
    sender: Sender,
    by: Actor,
    format_name: str = "",
    sheet: str = "",
) -> ImportRun:
    """The same with a file that was sealed while it came."""
    try:
        rules.check_may_import(by)
        upload = stored.upload(arrived.name, arrived.key)
        format_name = format_name or recognise(upload, file_name)
        layout = look_into(upload, format_name, sheet)
        with transaction.atomic():
            run = ImportRun.objects.create(
                file_name=file_name[:200],
                stored_as=arrived.name,
                file_key=arrived.key,
                sha256=arrived.sha256,
                format=format_name,
                layout={"columns": list(layout.columns), "noted": layout.noted},
                mapping=rules.first_mapping(format_name, layout.columns),
                source_name=sender.source_name.strip()[:120],
                source_kind=sender.source_kind,
                purpose=sender.purpose,
                lawful_basis=sender.lawful_basis,
                reliability=sender.reliability,
                started_by=by if isinstance(by, Staff) else None,
                **rules.marks_of_machine(by),
            )
            record(run, "received", by=by)
    except BaseException as wrong:
        arrived.let_go()
        if isinstance(wrong, BrokenFile):
            raise Refused(wrong.sentence) from wrong
        raise
    arrived.take_over()
    return run


@transaction.atomic
def set_mapping(run: ImportRun, mapping: Mapping[str, str], *, by: Actor) -> ImportRun:
    """Say which column is which field: {our field: their column}."""
    rules.check_may_import(by)
    run = locked(run)
    rules.check_state(run, ImportState.MAPPING)
    chosen = {name: column for name, column in mapping.items() if column}
    rules.check_mapping(chosen, run.layout["columns"])
    rules.check_may_map(run.format, chosen)
    run.mapping = chosen
    run.save(update_fields=["mapping"])
    record(run, "mapped", by=by, columns=len(chosen))
    return run


def choose_sheet(run: ImportRun, sheet: str, *, by: Actor) -> ImportRun:
    """Read another sheet of the workbook. Its columns are guessed anew."""
    rules.check_may_import(by)
    rules.check_state(run, ImportState.MAPPING)
    try:
        layout = look_into(stored.upload(run.stored_as, run.file_key), run.format, sheet)
    except BrokenFile as wrong:
        raise Refused(wrong.sentence) from wrong
    except Locked as wrong:
        raise Refused(str(FileFault.GONE.label)) from wrong
    with transaction.atomic():
        run = locked(run)
        rules.check_state(run, ImportState.MAPPING)
        run.layout = {"columns": list(layout.columns), "noted": layout.noted}
        run.mapping = rules.first_mapping(run.format, layout.columns)
        run.save(update_fields=["layout", "mapping"])
        record(run, "sheet_chosen", by=by, columns=len(layout.columns))
    return run


@transaction.atomic
def start_import(run: ImportRun, *, by: Actor) -> ImportRun:
    """Hand the file to the worker. The very same file under the same columns, imported before, adds nothing."""
    rules.check_may_import(by)
    run = locked(run)
    rules.check_state(run, ImportState.MAPPING)
    rules.check_mapping(run.mapping, run.layout["columns"])
    rules.check_source(run)
    same = ImportRun.objects.filter(
        sha256=run.sha256, layout=run.layout, mapping=run.mapping, state=ImportState.COMPLETE, same_as=None
    ).first()
    if same:
        run.same_as = same
        run.rows_total, run.rows_read = same.rows_total, same.rows_total
        run.rows_known, run.rows_refused = same.rows_added + same.rows_known, same.rows_refused
        finish(run, ImportState.COMPLETE, by=by)
        return run
    if ImportRun.objects.under_way().filter(source_name=run.source_name).exists():
        raise Refused(_("Another file of this source is being imported. Wait until it is done."))
    run.state, run.due_at = ImportState.QUEUED, timezone.now()
    run.save(update_fields=["state", "due_at"])
    record(run, "started", by=by)
    return run


@transaction.atomic
def cancel_import(run: ImportRun, *, by: Actor) -> ImportRun:
    """Stop an import. What was written and never shown is taken back by the worker, a hundred rows at a time."""
    rules.check_may_import(by)
    run = locked(run)
    rules.check_state(run, ImportState.MAPPING, ImportState.QUEUED, ImportState.CHECKING, ImportState.WRITING)
    if run.state == ImportState.WRITING:
        take_back_from_now(run, by=by)
    else:
        finish(run, ImportState.CANCELLED, by=by)
    return run
