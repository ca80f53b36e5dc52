"""What the worker does: count what is asked for, write what is approved, delete what is over."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from kinline.accounts.models import Installation
from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.exchange.choices import ExportFault, ExportState, Removal, Sealing
from kinline.exchange.forwarding import rows, rules, selection
from kinline.exchange.forwarding.commands.taking import end_file
from kinline.exchange.models import Export, ExportedWord
from kinline.exchange.writing import WRITERS, Heading, gathered, sealed
from kinline.exchange.writing.records import columns_of, record_of

TRIES = 5
#: A disk that is full is tried again after so long.
AGAIN_SECONDS = 60
#: Between two slices whoever else wants to write comes in.
PAUSE_SECONDS = 0.05
#: How many handfuls are written to the file before it is said again that it is ours.
STILL_EVERY = 50
WORDS_AT_ONCE = 100
COUNTED_AT_ONCE = 500


def advance_export(*, by: Actor, only: Export | None = None) -> int:
    """Do one slice of one export that is due. Returns 1, or 0 if nothing is due.

    Pause `PAUSE_SECONDS` between two calls. Whatever stops a slice, the next one begins where the last one ended.
    """
    due = Export.objects.filter(pk=only.pk) if only else Export.objects.all()
    for export in due.claim(most=1, seconds=rows.LEASE_SECONDS):
        with suppress(rows.NoLongerOurs):
            _advance(export, by)
        return 1
    return 0


def _advance(export: Export, by: Actor) -> None:
    if export.attempts > TRIES:
        _fail(export, ExportFault(export.fault or ExportFault.TRIES), by)
    elif export.state == ExportState.COUNTING:
        _count_slice(export, by)
    else:
        try:
            _gather_slice(export, by)
        except OSError:
            _put_off(export, by)
        except sealed.TooLarge:
            _fail(export, ExportFault.TOO_LARGE, by)
        except gathered.Torn:
            _begin_anew(export)


def _count_slice(export: Export, by: Actor) -> None:
    part, last = selection.part_behind(export, export.position, most=COUNTED_AT_ONCE)
    counts: dict[str, Counter[str]] = {
        "kinds": Counter(leaving.description.source_kind for leaving in part.leaving),
        "statuses": Counter(leaving.fate for leaving in part.leaving if leaving.status),
        "left_out": Counter(str(why) for why in part.left_out.elements()),
    }
    with transaction.atomic():
        export = rows.ours(export)
        export.people += len(part.leaving)
        export.counts = {
            name: dict(Counter(export.counts.get(name, {})) + more) for name, more in counts.items()
        }
        if last:
            export.position = last
            rows.release(export, "people", "counts", "position")
            return
        export.fault = "" if export.people else ExportFault.NOBODY
        rows.end(export, ExportState.ASKED if export.people else ExportState.FAILED, "people", "counts")
        audit.record("exchange:export:counted", by=by, subject=rows.subject(export), people=export.people)


def _gather_slice(export: Export, by: Actor) -> None:
    if not export.position and _forget_some(export):
        with transaction.atomic():
            rows.release(rows.ours(export))
        return
    part, last = selection.part_behind(export, export.position)
    if not last:
        _write(export, by)
        return
    ids = {leaving.description.pk: rules.record_id(leaving.first, export) for leaving in part.leaving}
    prefetch_related_objects([leaving.description for leaving in part.leaving], "occurrences", "marks")
    heading = _heading(export)
    handful = WRITERS[export.format].body(
        (
            record_of(
                leaving.description,
                heading.columns,
                record_id=ids[leaving.description.pk],
                status=leaving.status,
            )
            for leaving in part.leaving
        ),
        heading,
    )
    rows.still_ours(export)
    whole = gathered.add(export.pk, export.gathered_bytes, handful)
    with transaction.atomic():
        export = rows.ours(export)
        ExportedWord.objects.bulk_create(
            ExportedWord(
                export_id=export.pk,
                description_id=leaving.description.pk,
                record_id=ids[leaving.description.pk],
                status=leaving.fate,
            )
            for leaving in part.leaving
        )
        export.position, export.gathered_bytes = last, whole
        rows.release(export, "position", "gathered_bytes")


def _begin_anew(export: Export) -> None:
    """What was gathered is not whole on the disk: gather it once more."""
    with transaction.atomic():
        export = rows.ours(export)
        export.position = export.gathered_bytes = 0
        rows.release(export, "position", "gathered_bytes")


def _write(export: Export, by: Actor) -> None:
    """Turn what was gathered into the file. Nothing of it was open on the disk."""
    passphrase = sealed.new_passphrase() if export.sealing == Sealing.PASSPHRASE else ""
    people = export.words.count()
    if not people:
        _fail(export, ExportFault.NOBODY, by)
        return
    written = sealed.write(
        _chunks(export),
        sealing=Sealing(export.sealing),
        key=export.recipient_key,
        passphrase=passphrase,
        suffix=WRITERS[export.format].suffix,
    )
    try:
        with transaction.atomic():
            export = rows.ours(export)
            export.people, export.passphrase = people, passphrase
            export.stored_as, export.size_bytes = written.name, written.size_bytes
            export.sha256, export.written_at = written.sha256, timezone.now()
            export.remove_at = export.written_at + dt.timedelta(days=rules.KEEP_FILE_DAYS)
            export.state, export.fault = ExportState.READY, ""
            export.leased_by = export.leased_until = None
            export.save()
            audit.record(
                "exchange:export:written",
                by=by,
                subject=rows.subject(export),
                people=people,
                sha256=export.sha256,
            )
            transaction.on_commit(lambda: gathered.remove(export.pk))
    except BaseException:
        sealed.remove(written.name)
        raise


def _chunks(export: Export) -> Iterator[bytes]:
    writer = WRITERS[export.format]
    yield writer.head(_heading(export))
    for number, handful in enumerate(gathered.handfuls(export.pk, export.gathered_bytes)):
        if number % STILL_EVERY == 0:
            rows.still_ours(export)
        yield handful
    yield writer.tail


def _heading(export: Export) -> Heading:
    """The same in every slice: the file tells of the moment at which it was approved."""
    return Heading(_author(), export.decided_at or timezone.now(), columns_of(export.groups))


def _author() -> str:
    installation = Installation.objects.first()
    return installation.operator_name if installation else rules.own_domain()


def _put_off(export: Export, by: Actor) -> None:
    """Leave it for another try: somebody may make room on the disk."""
    with transaction.atomic():
        export = rows.ours(export)
        export.fault = ExportFault.DISK
        export.due_at = timezone.now() + dt.timedelta(seconds=AGAIN_SECONDS)
        export.leased_by = export.leased_until = None
        export.save(update_fields=["fault", "due_at", "leased_by", "leased_until"])
        audit.record("exchange:export:put_off", by=by, subject=rows.subject(export), fault=export.fault)


@transaction.atomic
def _fail(export: Export, fault: ExportFault, by: Actor) -> None:
    export = rows.ours(export)
    export.fault = fault
    rows.end(export, ExportState.FAILED)
    audit.record("exchange:export:failed", by=by, subject=rows.subject(export), fault=fault)


def sweep_exports(*, by: Actor) -> int:
    """Delete files whose days are over, that may not leave any more, or that no export knows. Returns how many.

    Of what was never taken it is also forgotten what was in it.
    """
    swept = 0
    for export in Export.objects.filter(state=ExportState.READY).order_by("pk"):
        if export.remove_at is not None and export.remove_at <= timezone.now():
            end_file(export, Removal.EXPIRED, by=by)
        elif not selection.still_leaves(export):
            end_file(export, Removal.NO_LONGER_ALLOWED, by=by)
        else:
            continue
        swept += 1
    for path in sealed.strays(rows.known_files):
        path.unlink(missing_ok=True)
        swept += 1
    ended = [ExportState.REMOVED, ExportState.FAILED, ExportState.CANCELLED]
    never_taken = Export.objects.filter(state__in=ended, forwarding=None, words__isnull=False)
    if (export := never_taken.first()) and _forget_some(export):
        swept += 1
    return swept


def _forget_some(export: Export) -> int:
    """Forget a hundred words of a file that is not there. Returns how many there were."""
    some = list(export.words.values_list("pk", flat=True)[:WORDS_AT_ONCE])
    ExportedWord.objects.filter(pk__in=some).delete()
    return len(some)
