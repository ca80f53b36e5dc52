"""The worker's share of an import: check the whole file, write it in slices, show it at once, or take it back."""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kinline.audit.rules import Actor, Refused
from kinline.exchange import rules, stored
from kinline.exchange.choices import FileFault, ImportState, RowFault
from kinline.exchange.commands.ending import finish, layout_of, locked, record, release, take_back_from_now
from kinline.exchange.commands.receiving import Sender, cancel_import, receive_file, set_mapping, start_import
from kinline.exchange.formats import BrokenFile, Row
from kinline.exchange.models import ImportRun, RowRefusal
from kinline.exchange.slices import sort_slice
from kinline.registry import commands as registry
from kinline.registry.models import Arrival
from kinline.vault.keys import Locked

LEASE_SECONDS = 30
CHECKED_AT_ONCE = 1000
WRITTEN_AT_ONCE = 100
TRIES = 5
#: Between two slices whoever else wants to write comes in.
PAUSE_SECONDS = 0.05


class _NoLongerOurs(Exception):  # somebody else holds the import, or it was cancelled meanwhile
    pass


def advance_import(*, by: Actor) -> int:
    """Do one slice of one import that is due. Returns how many rows were done, at least 1; 0 if nothing is due.

    Pause `PAUSE_SECONDS` between two calls. Whatever stops a slice, the next one begins where the last one ended.
    """
    claimed = ImportRun.objects.all().claim(most=1, seconds=LEASE_SECONDS)
    if not claimed:
        for path in stored.strays(_uploads_of_imports):
            path.unlink(missing_ok=True)
        return 0
    return _advance(claimed[0], by)


def _uploads_of_imports() -> set[str]:
    # One without a key is of a version that kept files in the clear: it goes, and its import says that it is gone.
    return set(ImportRun.objects.exclude(file_key="").values_list("stored_as", flat=True))


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
        except Locked:
            return _give_up(run, BrokenFile(FileFault.GONE), by)
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

    name, total = stored.unpack(run.stored_as, run.file_key, run.format, layout_of(run), still=still)
    with transaction.atomic():
        run = _ours(run)
        run.state, run.rows_as, run.rows_total = ImportState.CHECKING, name, total
        release(run, "state", "rows_as", "rows_total")
        record(run, "unpacked", by=by, rows=total)
    return total


def _check_slice(run: ImportRun, by: Actor) -> int:
    slice_ = stored.rows_from(run.rows_as, run.file_key, layout_of(run), run.position, most=CHECKED_AT_ONCE)
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
            release(run, "rows_read", "rows_refused", "position")
        elif run.rows_refused * 2 > run.rows_total:
            _refuse(run, FileFault.MOST, f"{run.rows_refused} / {run.rows_total}", by)
        else:
            run.arrival = registry.begin_arrival(run.source_name)
            run.state, run.rows_read, run.position = ImportState.WRITING, 0, 0
            release(run, "state", "rows_read", "rows_refused", "position", "arrival")
            record(run, "checked", by=by, rows=run.rows_total, refused=run.rows_refused)
    return max(1, len(slice_))


def _write_slice(run: ImportRun, by: Actor) -> int:
    slice_ = stored.rows_from(run.rows_as, run.file_key, layout_of(run), run.position, most=WRITTEN_AT_ONCE)
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
            release(run, "rows_read", "rows_added", "rows_known", "rows_refused", "position")
        else:
            registry.complete_arrival(_arrival_of(run))
            finish(run, ImportState.COMPLETE, by=by)
    return max(1, done.rows)


def _take_back_slice(run: ImportRun, by: Actor) -> int:
    with transaction.atomic():
        run = _ours(run)
        arrival = _arrival_of(run)
        taken = registry.take_back_unshown(arrival, most=WRITTEN_AT_ONCE)
        if taken:
            run.rows_added = max(0, run.rows_added - taken)
            release(run, "rows_added")
        else:
            run.arrival, run.rows_added = None, 0
            finish(run, ImportState.REFUSED if run.refusal else ImportState.CANCELLED, by=by)
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
            # Its sentence does not show it, and a text that is too long may be what is sealed elsewhere.
            value="" if fault.code == RowFault.TOO_LONG else fault.value[:120],
            reason=fault.reason,
        )
        for fault in reading.faults
    ]


def _ours(run: ImportRun) -> ImportRun:
    """The run, locked; raises _NoLongerOurs if it is held by another or was cancelled meanwhile."""
    now = locked(run)
    if now.leased_by != run.leased_by or now.state != run.state:
        raise _NoLongerOurs
    return now


def _arrival_of(run: ImportRun) -> Arrival:
    assert run.arrival is not None, "an import that writes has an arrival"
    return run.arrival


def _refuse(run: ImportRun, fault: FileFault, detail: str, by: Actor) -> None:
    run.refusal = f"{fault.value}:{detail}" if detail else fault.value
    if run.arrival_id:
        take_back_from_now(run, by=by)
    else:
        finish(run, ImportState.REFUSED, by=by)


def import_file(
    path: Path,
    mapping: Mapping[str, str],
    progress: Callable[[ImportRun], None],
    *,
    sender: Sender,
    by: Actor,
    format_name: str = "",
    sheet: str = "",
) -> ImportRun:
    """Import a file from the command line to its end, and return the run as it ended.

    `mapping` goes over what is guessed. Goes on with the same file where an earlier call was stopped.
    """
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        run = receive_file(
            chunks, file_name=path.name, sender=sender, by=by, format_name=format_name, sheet=sheet
        )
    try:
        run = set_mapping(run, rules.overlaid(run.mapping, mapping), by=by)
        stopped = ImportRun.objects.under_way().filter(
            sha256=run.sha256, layout=run.layout, mapping=run.mapping, source_name=run.source_name
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
