"""Writing the audit: an event with each change, and the chain over all of them."""

import secrets
from collections.abc import Callable

from django.db import connection, models, transaction
from django.utils import timezone

from kinline.audit import cutting, erasing, tombstones
from kinline.audit.models import GENESIS, Event, Pulse, Tombstone, chain_link
from kinline.audit.rules import SHELL, Actor, new_pseudonym
from kinline.audit.subjects import declared, reach_of, root_of, rows_of, subjects_of, veiled


def record(action: str, *, by: Actor, subject: str, **content: str | float | bool | None) -> Event:
    """Write that `by` did `action` (`room:thing:deed`) to `subject` (`thing:id`).

    `content` holds no personal data: identifiers, kinds, reasons by name. Call it inside the change's
    transaction.
    """
    event = Event(
        actor=by.actor_id, action=action, subject=subject, content=content, salt=secrets.token_hex(16)
    )
    event.digest = event.expected_digest()
    event.save(force_insert=True)
    return event


@transaction.atomic
def seal_events(*, by: Actor, most: int = 500) -> int:  # noqa: ARG001  # a command like the others
    """Append unsealed events to the chain, oldest first. Returns how many. No event is sealed twice."""
    # Held first, and the end of the chain read afterwards: whoever waited here finds what the other one sealed.
    waiting = list(Event.objects.unsealed().select_for_update()[:most])
    if not waiting:
        return 0
    last = Event.objects.sealed().last()
    sequence, chain = (last.sequence or 0, last.chain) if last else (0, GENESIS)
    for event in waiting:
        sequence += 1
        chain = chain_link(chain, event.digest)
        event.sequence, event.chain = sequence, chain
    Event.objects.bulk_update(waiting, ["sequence", "chain"], batch_size=100)
    return len(waiting)


def beat(duty: str, *, every_s: float, by: Actor) -> None:  # noqa: ARG001  # a command like the others
    """Write that the worker did `duty` just now and means to do it every `every_s` seconds. No event: it is
    a pulse.
    """
    Pulse.objects.update_or_create(duty=duty, defaults={"at": timezone.now(), "every_s": every_s})


def tombstone_of(row: models.Model, *, by: Actor) -> Tombstone:  # noqa: ARG001  # a command like the others
    """The erasure of one subject's row; it is begun if there is none. Nothing is erased by this."""
    tombstone, _is_new = Tombstone.objects.get_or_create(
        root=root_of(row), defaults={"pseudonym": new_pseudonym()}
    )
    return tombstone


#: Events that one transaction cuts.
CUT_AT_ONCE = 100


#: Called with the erasure inside of its last transaction.
Noted = Callable[[Tombstone], object]


def erase(row: models.Model, *, and_then: Noted | None = None, by: Actor) -> Tombstone:
    """Erase a subject and all that hangs on it, wherever it lies. Whether it may be is not asked here.

    The audit is cut in slices of 100 events first, the rows go in one transaction at the end; where it is interrupted
    it can be begun again. `and_then` is called in the last transaction; what it raises undoes that. The list outside of
    the database is on the disk before the rows go. Call it outside of transactions: it writes a file.
    """
    tombstone = tombstone_of(row, by=by)
    tokens = reach_of(row).tokens()
    waiting = list(cutting.events_about(tokens))
    for first in range(0, len(waiting), CUT_AT_ONCE):
        _cut_events(waiting[first : first + CUT_AT_ONCE], tokens, tombstone, by=by)
    tombstone.addresses = sorted(veiled(each) for each in reach_of(row).addresses)
    tombstones.append(tombstone)
    with transaction.atomic():
        rows_of(type(row)).select_for_update(of=("self",)).get(pk=row.pk)
        reach = reach_of(row)
        tokens = reach.tokens()
        _cut_events(list(cutting.events_about(tokens)), tokens, tombstone, by=by)
        erasing.erase_rows(reach)
        tombstone.done_at, tombstone.swept_at = timezone.now(), None
        tombstone.save()
        if and_then is not None:
            and_then(tombstone)
        record(
            "audit:subject:erased",
            by=by,
            subject=tombstone.pseudonym,
            thing=str(row._meta.model_name),
            rows=sum(len(keys) for keys in reach.gone.values()),
        )
    return tombstone


@transaction.atomic
def _cut_events(keys: list[int], tokens: set[str], tombstone: Tombstone, *, by: Actor) -> None:
    events = list(Event.objects.filter(pk__in=keys).select_for_update().order_by("pk"))
    if not events:
        return
    run = f"{tombstone.pseudonym}.{secrets.token_hex(4)}"
    for event in events:
        cutting.cut(event, tokens, pseudonym=tombstone.pseudonym, run=run)
    Event.objects.bulk_update(events, ["subject", "content", "salt", "cuts"], batch_size=100)
    covers = cutting.cover((event.pk, event.cuts[-1][1]) for event in events)
    record(cutting.CUT, by=by, subject=tombstone.pseudonym, run=run, events=len(events), covers=covers)


def apply_tombstones(*, by: Actor = SHELL) -> int:
    """Erase again whoever was erased before, by the list outside of the database and the one inside.

    For a database that was brought back from a backup. Returns how many were found and erased.
    """
    known = {each.root: each for each in Tombstone.objects.all()}
    for tombstone in tombstones.listed():
        if tombstone.root not in known:
            tombstone.done_at = tombstone.begun_at
            tombstone.save(force_insert=True)
            known[tombstone.root] = tombstone
    found = 0
    for model, erasure in declared().items():
        for row in subjects_of(model) if erasure.is_subject else ():
            # One that was erased with another meanwhile is there no more.
            if root_of(row) in known and rows_of(model).filter(pk=row.pk).exists():
                erase(row, by=by)
                found += 1
    return found


def sweep(*, by: Actor) -> int:  # noqa: ARG001  # a command like the others
    """Let the database's files forget what was erased since the last time. Returns how many erasures that were.

    SQLite overwrites deleted bytes as it goes (`secure_delete`) and empties its log here, once no reader holds it;
    PostgreSQL frees dead rows. Call it outside of transactions.
    """
    waiting = list(Tombstone.objects.filter(done_at__isnull=False, swept_at=None)[:100])
    if not waiting:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone()
            if busy:
                return 0
        else:
            tables = [model._meta.db_table for model in declared()]
            names = ", ".join(connection.ops.quote_name(table) for table in tables)
            cursor.execute(f"VACUUM {names}")
    Tombstone.objects.filter(pk__in=[each.pk for each in waiting]).update(swept_at=timezone.now())
    return len(waiting)
