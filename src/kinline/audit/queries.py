"""Reading the audit."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from kinline.audit.models import GENESIS, Event, Pulse, chain_link


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
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def chain_faults() -> Iterator[str]:
    """One sentence for each place where the chain does not hold: changed, missing or inserted events."""
    chain, expected = GENESIS, 1
    for event in Event.objects.sealed().iterator(chunk_size=2000):
        if event.sequence != expected:
            yield f"The chain goes from event {expected - 1} to {event.sequence}: events are missing."
            expected = event.sequence or expected
        if event.digest != event.expected_digest():
            yield f"Event {event.sequence} ({event.action}) was changed after it was written."
        chain = chain_link(chain, event.digest)
        if event.chain != chain:
            yield f"The chain breaks at event {event.sequence}."
            chain = event.chain
        expected += 1


def worker_late_s() -> float | None:
    """Seconds by which the worker's most overdue duty is late, 0 if none is. None if no worker ever ran."""
    return Pulse.objects.late_by_s()
