"""Reading the audit."""

from collections.abc import Iterator

from kinline.audit.models import GENESIS, Event, Pulse, chain_link


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
