"""Reading the audit."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from kinline.audit.cutting import Cuts
from kinline.audit.models import GENESIS, Event, Pulse, Tombstone, chain_link
from kinline.audit.subjects import declared, root_of, rows_of, subjects_of, token, veiled


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the chain goes: events in it, events not yet in it, and when the last one in it happened."""

    sealed: int
    waiting: int
    last_at: dt.datetime | None


def chain_state() -> ChainState:
    """How far the chain goes, without checking it."""
    last = Event.objects.sealed().last()
    return ChainState(
        sealed=(last.sequence or 0) if last else 0,
        waiting=Event.objects.unsealed().count(),
        last_at=last.at if last else None,
    )


def find_events(
    *,
    actor: str = "",
    action: str = "",
    actions: Collection[str] = (),
    subject: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> "QuerySet[Event]":
    """Events, the newest first. `action` may be a part of one; `actions` are found beside it.

    Days are those of the local time zone.
    """
    found = Event.objects.order_by("-pk")
    if actor:
        found = found.filter(actor=actor)
    if action:
        found = found.filter(Q(action__contains=action) | Q(action__in=actions))
    if subject:
        found = found.filter(subject=subject)
    # The first and the last year of the calendar bound nothing: a day before or behind them cannot be said.
    if since and since.year > dt.MINYEAR:
        found = found.filter(at__gte=_midnight(since))
    if until and until.year < dt.MAXYEAR:
        found = found.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def chain_faults() -> Iterator[str]:
    """One sentence for each place where the chain does not hold: changed, missing or inserted events.

    An event out of which somebody was erased is held to the digest that the erasure left, and that one to the erasure.
    """
    chain, expected, cuts = GENESIS, 1, Cuts()
    for event in Event.objects.sealed().iterator(chunk_size=2000):
        if event.sequence != expected:
            yield f"The chain goes from event {expected - 1} to {event.sequence}: events are missing."
            expected = event.sequence or expected
        if not cuts.see(event):
            yield f"Event {event.sequence} ({event.action}) was changed after it was written."
        chain = chain_link(chain, event.digest)
        if event.chain != chain:
            yield f"The chain breaks at event {event.sequence}."
            chain = event.chain
        expected += 1
    for event in Event.objects.unsealed():
        cuts.see(event)
    yield from cuts.faults()


#: Hex digits of the chain that a mark holds: 128 bits, still short enough for a sheet of paper.
_MARK_DIGITS = 32


def chain_mark() -> str:
    """Where the chain stands, such as `5312-9f0c…`, to be kept where nobody of this machine can change it. Empty if
    there is none.

    Whoever can write to the database can cut the end off the chain, or make it anew from any place. Beside a mark that
    was noted before, both show.
    """
    last = Event.objects.sealed().last()
    return f"{last.sequence}-{last.chain[:_MARK_DIGITS]}" if last else ""


def mark_faults(mark: str) -> Iterator[str]:
    """A sentence if the chain does not go through `mark`."""
    sequence, _dash, chain = mark.strip().partition("-")
    if not (sequence.isascii() and sequence.isdecimal() and len(chain) == _MARK_DIGITS):
        yield f"{mark} is no mark of a chain: it is a number, a dash and {_MARK_DIGITS} letters or digits."
    elif not Event.objects.sealed().filter(sequence=int(sequence), chain__startswith=chain).exists():
        yield f"The chain does not go through {mark}: its end was cut off, or it was made anew."


def worker_late_s() -> float | None:
    """Seconds by which the worker's most overdue duty is late, 0 if none is. None if no worker ever ran."""
    return Pulse.objects.late_by_s()


def erasure_faults() -> Iterator[str]:
    """One sentence for each thing that is left of somebody who was erased, and for each erasure that stopped midway."""
    graves = {grave.root: grave for grave in Tombstone.objects.all()}
    begun = timezone.now() - dt.timedelta(hours=1)
    for grave in graves.values():
        if grave.done_at is None and grave.begun_at < begun:
            yield f"The erasure {grave.pseudonym} was begun and is not done."
    for model, erasure in declared().items():
        if erasure.is_subject:
            yield from (
                f"{token(model, row.pk)} was erased as {graves[root].pseudonym} and is here again."
                for row in subjects_of(model)
                if (root := root_of(row)) in graves and graves[root].done_at
            )
            yield from _speaking_of_nobody(Event, "subject", model)
            for other, its in declared().items():
                for name in its.names:
                    yield from _speaking_of_nobody(other, name, model)
        for name, since in erasure.found_by.items():
            yield from _found_by_address(model, name, since, list(graves.values()))


def _speaking_of_nobody(model: type[models.Model], name: str, of: type[models.Model]) -> Iterator[str]:
    """Rows that name a row of `of` that is not there."""
    thing = f"{of._meta.model_name}:"
    said = rows_of(model).filter(**{f"{name}__startswith": thing}).order_by(name)
    here = set(rows_of(of).values_list("pk", flat=True))
    for told in said.values_list(name, flat=True).distinct():
        number = told.removeprefix(thing)
        if not (number.isdecimal() and int(number) in here):
            yield f"{model._meta.label} speaks of {told}, which is not there."


def _found_by_address(
    model: type[models.Model], name: str, since: str, graves: list[Tombstone]
) -> Iterator[str]:
    """Rows older than an erasure that are found by an address of the erased one and are nobody else's."""
    erased = {address: grave for grave in graves for address in grave.addresses}
    nobodys = {f"{path}__isnull": True for path in declared()[model].goes_with}
    rows = rows_of(model).filter(**nobodys).exclude(**{name: ""})
    for pk, hashed, at in rows.values_list("pk", name, since).iterator() if erased else ():
        grave = erased.get(veiled(hashed))
        if grave and grave.done_at and at < grave.done_at:
            yield f"{token(model, pk)} is found by an address of {grave.pseudonym}."
