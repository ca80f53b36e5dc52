"""Every write of an import: receive, name the columns, check the whole file, write it in slices, show it at once."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.exchange import rules, stored
from kinline.exchange.choices import FileFault, ImportState
from kinline.exchange.fields import guess_mapping
from kinline.exchange.formats import FORMATS, BrokenFile, Layout, Row
from kinline.exchange.models import ImportRun, RowRefusal
from kinline.exchange.slices import sort_slice
from kinline.registry import commands as registry
from kinline.registry.choices import Reliability
from kinline.registry.models import Arrival

LEASE_SECONDS = 30
CHECKED_AT_ONCE = 1000
WRITTEN_AT_ONCE = 100
TRIES = 5
#: Between two slices whoever else wants to write comes in.
PAUSE_SECONDS = 0.05


class _NoLongerOurs(Exception):  # somebody else holds the import, or it was cancelled meanwhile
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose file it is, and by what right its rows are kept."""

    source_name: str
    source_kind: str
    purpose: str
    lawful_basis: str
    reliability: str = Reliability.UNKNOWN


def receive_file(
    chunks: Iterable[bytes], *, file_name: str, sender: Sender, by: Actor, format_name: str = "csv"
) -> ImportRun:
    """Store a file and guess what its columns mean. Refuses one that cannot be read, and keeps nothing of it."""
    rules.check_may_import(by)
    name, sha256 = stored.keep(chunks)
    try:
        layout = FORMATS[format_name].inspect(stored.upload(name))
        with transaction.atomic():
            run = ImportRun.objects.create(
                file_name=file_name[:200],
                stored_as=name,
                sha256=sha256,
                format=format_name,
                layout={"columns": list(layout.columns), "noted": layout.noted},
                mapping=guess_mapping(layout.columns),
                source_name=sender.source_name.strip()[:120],
                source_kind=sender.source_kind,
                purpose=sender.purpose,
                lawful_basis=sender.lawful_basis,
                reliability=sender.reliability,
                started_by=by if isinstance(by, Staff) else None,
            )
            _record(run, "received", by)
    except BaseException as wrong:
        stored.remove(name)
        if isinstance(wrong, BrokenFile):
            raise Refused(wrong.sentence) from wrong
        raise
    return run


@transaction.atomic
def set_mapping(run: ImportRun, mapping: Mapping[str, str], *, by: Actor) -> ImportRun:
    """Say which column is which field: {our field: their column}."""
    rules.check_may_import(by)
    run = _locked(run)
    rules.check_state(run, ImportState.MAPPING)
    chosen = {name: column for name, column in mapping.items() if column}
    rules.check_mapping(chosen, run.layout["columns"])
    run.mapping = chosen
    run.save(update_fields=["mapping"])
    _record(run, "mapped", by, columns=len(chosen))
    return run


@transaction.atomic
def start_import(run: ImportRun, *, by: Actor) -> ImportRun:
    """Hand the file to the worker. The very same file under the same columns, imported before, adds nothing."""
    rules.check_may_import(by)
    run = _locked(run)
    rules.check_state(run, ImportState.MAPPING)
    rules.check_mapping(run.mapping, run.layout["columns"])
    rules.check_source(run)
    same = ImportRun.objects.filter(
        sha256=run.sha256, mapping=run.mapping, state=ImportState.COMPLETE, same_as=None
    ).first()
    if same:
        run.same_as = same
        run.rows_total, run.rows_read = same.rows_total, same.rows_total
        run.rows_known, run.rows_refused = same.rows_added + same.rows_known, same.rows_refused
        _finish(run, ImportState.COMPLETE, by)
        return run
    if ImportRun.objects.under_way().filter(source_name=run.source_name).exists():
        raise Refused(_("Another file of this source is being imported. Wait until it is done."))
    run.state, run.due_at = ImportState.QUEUED, timezone.now()
    run.save(update_fields=["state", "due_at"])
    _record(run, "started", by)
    return run


@transaction.atomic
def cancel_import(run: ImportRun, *, by: Actor) -> ImportRun:
    """Stop an import. What was written and never shown is taken back by the worker, a hundred rows at a time."""
    rules.check_may_import(by)
    run = _locked(run)
    rules.check_state(run, ImportState.MAPPING, ImportState.QUEUED, ImportState.CHECKING, ImportState.WRITING)
    if run.state == ImportState.WRITING:
        _take_back_from_now(run, by)
    else:
        _finish(run, ImportState.CANCELLED, by)
    return run


def advance_import(*, by: Actor) -> int:
    """Do one slice of one import that is due. Returns how many rows were done, at least 1; 0 if nothing is due.

    Pause `PAUSE_SECONDS` between two calls. Whatever stops a slice, the next one begins where the last one ended.
    """
    claimed = ImportRun.objects.all().claim(most=1, seconds=LEASE_SECONDS)
    if not claimed:
        for path in stored.strays(lambda: set(ImportRun.objects.values_list("stored_as", flat=True))):
            path.unlink(missing_ok=True)
        return 0
    return _advance(claimed[0], by)


def _advance(run: ImportRun, by: Actor) -> int:
    steps = {
        ImportState.QUEUED: _unpack,
        ImportState.CHECKING: _check_slice,
        ImportState.WRITING: _write_slice,
        ImportState.CANCELLING: _take_back_slice,
    }
    try:
        if run.attempts > TRIES and run.state != ImportState.CANCELLING:
            return _give_up(run, BrokenFile(FileFault.TRIES, TRIES), by)
        try:
            return steps[ImportState(run.state)](run, by)
        except BrokenFile as broken:
            return _give_up(run, broken, by)
    except _NoLongerOurs:
        return 1


@transaction.atomic
def _give_up(run: ImportRun, broken: BrokenFile, by: Actor) -> int:
    _refuse(_ours(run), broken.fault, broken.detail, by)
    return 1


def _unpack(run: ImportRun, by: Actor) -> int:
    def still() -> None:
        lease = timezone.now() + dt.timedelta(seconds=LEASE_SECONDS)
        if not ImportRun.objects.filter(pk=run.pk, leased_by=run.leased_by).update(leased_until=lease):
            raise _NoLongerOurs

    total = stored.unpack(run.stored_as, run.format, layout_of(run), still=still)
    with transaction.atomic():
        run = _ours(run)
        run.state, run.rows_total = ImportState.CHECKING, total
        _release(run, "state", "rows_total")
        _record(run, "unpacked", by, rows=total)
    return total


def _check_slice(run: ImportRun, by: Actor) -> int:
    slice_ = stored.rows_from(run.stored_as, layout_of(run), run.position, most=CHECKED_AT_ONCE)
    readings = _readings(run, slice_)
    refusals = [refusal for reading in readings for refusal in _refusals(run, reading)]
    with transaction.atomic():
        run = _ours(run)
        RowRefusal.objects.bulk_create(refusals, batch_size=100, ignore_conflicts=True)
        run.rows_read += len(slice_)
        run.rows_refused += sum(bool(reading.faults) for reading in readings)
        if slice_:
            run.position = slice_[-1][1]
        if run.rows_read < run.rows_total and slice_:
            _release(run, "rows_read", "rows_refused", "position")
        elif run.rows_refused * 2 > run.rows_total:
            _refuse(run, FileFault.MOST, f"{run.rows_refused} / {run.rows_total}", by)
        else:
            run.arrival = registry.begin_arrival(run.source_name)
            run.state, run.rows_read, run.position = ImportState.WRITING, 0, 0
            _release(run, "state", "rows_read", "rows_refused", "position", "arrival")
            _record(run, "checked", by, rows=run.rows_total, refused=run.rows_refused)
    return max(1, len(slice_))


def _write_slice(run: ImportRun, by: Actor) -> int:
    slice_ = stored.rows_from(run.stored_as, layout_of(run), run.position, most=WRITTEN_AT_ONCE)
    readings = _readings(run, slice_)
    with transaction.atomic():
        run = _ours(run)
        done = sort_slice(readings, run)
        registry.describe_many(done.words, by=by, arrival=run.arrival)
        RowRefusal.objects.bulk_create(
            refusal for reading in done.refused for refusal in _refusals(run, reading)
        )
        run.rows_read += done.rows
        run.rows_added += len(done.words)
        run.rows_known += done.known
        run.rows_refused += len(done.refused)
        if done.rows:
            run.position = slice_[done.rows - 1][1]
        if run.rows_read < run.rows_total and done.rows:
            _release(run, "rows_read", "rows_added", "rows_known", "rows_refused", "position")
        else:
            registry.complete_arrival(_arrival_of(run))
            _finish(run, ImportState.COMPLETE, by)
    return max(1, done.rows)


def _take_back_slice(run: ImportRun, by: Actor) -> int:
    with transaction.atomic():
        run = _ours(run)
        arrival = _arrival_of(run)
        taken = registry.take_back_unshown(arrival, most=WRITTEN_AT_ONCE)
        if taken:
            run.rows_added = max(0, run.rows_added - taken)
            _release(run, "rows_added")
        else:
            run.arrival, run.rows_added = None, 0
            _finish(run, ImportState.REFUSED if run.refusal else ImportState.CANCELLED, by)
            arrival.delete()
    return max(1, taken)


def _readings(run: ImportRun, slice_: Sequence[tuple[Row, int]]) -> list[rules.Reading]:
    # The day on which the file came: a row is checked and written under the same one, over midnight too.
    today = timezone.localdate(run.started_at)
    return [rules.read_row(row, run.mapping, today=today) for row, _behind in slice_]


def _refusals(run: ImportRun, reading: rules.Reading) -> list[RowRefusal]:
    return [
        RowRefusal(
            run_id=run.pk,
            row=reading.number,
            column=fault.column[:80],
            value=fault.value[:120],
            reason=fault.reason,
        )
        for fault in reading.faults
    ]


def layout_of(run: ImportRun) -> Layout:
    """How the run's file is read."""
    return Layout(tuple(run.layout["columns"]), run.layout["noted"])


def _locked(run: ImportRun) -> ImportRun:
    locked: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return locked


def _ours(run: ImportRun) -> ImportRun:
    """The run, locked; raises _NoLongerOurs if it is held by another or was cancelled meanwhile."""
    now = _locked(run)
    if now.leased_by != run.leased_by or now.state != run.state:
        raise _NoLongerOurs
    return now


def _arrival_of(run: ImportRun) -> Arrival:
    assert run.arrival is not None, "an import that writes has an arrival"
    return run.arrival


def _release(run: ImportRun, *changed: str) -> None:
    """Save what changed and let the run go. It stands at the end of the line, and its tries are forgotten."""
    run.leased_by = run.leased_until = None
    run.attempts, run.due_at = 0, timezone.now()
    run.save(update_fields=[*changed, "leased_by", "leased_until", "attempts", "due_at"])


def _refuse(run: ImportRun, fault: FileFault, detail: str, by: Actor) -> None:
    run.refusal = f"{fault.value}:{detail}" if detail else fault.value
    if run.arrival_id:
        _take_back_from_now(run, by)
    else:
        _finish(run, ImportState.REFUSED, by)


def _take_back_from_now(run: ImportRun, by: Actor) -> None:
    run.state = ImportState.CANCELLING
    _release(run, "state", "refusal")
    _record(run, "cancelling", by, rows=run.rows_added)


def _finish(run: ImportRun, state: ImportState, by: Actor) -> None:
    """End the run; its file goes as soon as that is durable."""
    name, run.stored_as = run.stored_as, ""
    run.state, run.finished_at = state, timezone.now()
    run.leased_by = run.leased_until = None
    run.save()
    _record(
        run,
        state.value,
        by,
        added=run.rows_added,
        known=run.rows_known,
        refused=run.rows_refused,
        rows=run.rows_total,
    )
    transaction.on_commit(lambda: stored.remove(name))


def _record(run: ImportRun, deed: str, by: Actor, **counts: int) -> None:
    audit.record(f"exchange:import:{deed}", by=by, subject=f"import:{run.pk}", **counts)


def import_file(
    path: Path,
    mapping: Mapping[str, str],
    progress: Callable[[ImportRun], None],
    *,
    sender: Sender,
    by: Actor,
    format_name: str = "csv",
) -> ImportRun:
    """Import a file from the command line to its end, and return the run as it ended.

    `mapping` goes over what is guessed. Goes on with the same file where an earlier call was stopped.
    """
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        run = receive_file(chunks, file_name=path.name, sender=sender, by=by, format_name=format_name)
    try:
        run = set_mapping(run, overlaid(run.mapping, mapping), by=by)
        stopped = ImportRun.objects.under_way().filter(
            sha256=run.sha256, mapping=run.mapping, source_name=run.source_name
        )
        if earlier := stopped.first():
            cancel_import(run, by=by)
            run = earlier
        else:
            run = start_import(run, by=by)
    except Refused:
        cancel_import(run, by=by)
        raise
    while run.finished_at is None:
        for claimed in ImportRun.objects.filter(pk=run.pk).claim(most=1, seconds=LEASE_SECONDS):
            _advance(claimed, by)
        run.refresh_from_db()
        progress(run)
        time.sleep(PAUSE_SECONDS)
    return run


def overlaid(guessed: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """The guessed mapping with what was said over it; a column that was named is taken from its guessed field."""
    named = set(said.values())
    return {name: column for name, column in guessed.items() if column not in named} | dict(said)
