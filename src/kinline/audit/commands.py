"""Writing the audit: an event with each change, and the chain over all of them."""

import secrets

from django.db import transaction
from django.utils import timezone

from kinline.audit.models import GENESIS, Event, Pulse, chain_link
from kinline.audit.rules import Actor


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
