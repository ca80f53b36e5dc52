"""The row of an export: locked, held while it is worked on, ended."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.exchange.choices import ExportState
from kinline.exchange.models import Export
from kinline.exchange.writing import gathered

LEASE_SECONDS = 60


class NoLongerOurs(Exception):  # nothing went wrong: somebody else goes on with it
    """Somebody else holds the export, or it was called off meanwhile."""


def subject(export: Export) -> str:
    return f"export:{export.pk}"


def locked(export: Export) -> Export:
    locked: Export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    return locked


def ours(export: Export) -> Export:
    """The export, locked; raises NoLongerOurs if another holds it or it was called off."""
    now = locked(export)
    if now.leased_by != export.leased_by or now.state != export.state:
        raise NoLongerOurs
    return now


def still_ours(export: Export) -> None:
    """Hold it for longer. Raises NoLongerOurs if another holds it by now."""
    until = timezone.now() + dt.timedelta(seconds=LEASE_SECONDS)
    held = Export.objects.filter(pk=export.pk, leased_by=export.leased_by, state=export.state)
    if not held.update(leased_until=until):
        raise NoLongerOurs


def known_files() -> set[str]:
    """Names of the files that lie here by right: those that wait to be taken, and what is gathered for others."""
    gathering = Export.objects.filter(state=ExportState.APPROVED).values_list("pk", flat=True)
    stored = Export.objects.exclude(stored_as="").values_list("stored_as", flat=True)
    return {*stored, *(gathered.name_of(number) for number in gathering)}


def release(export: Export, *changed: str) -> None:
    """Save what changed and let it go. It stands at the end of the line, and its tries are forgotten."""
    export.leased_by = export.leased_until = None
    export.attempts, export.due_at = 0, timezone.now()
    export.save(update_fields=[*changed, "leased_by", "leased_until", "attempts", "due_at"])


def end(export: Export, state: ExportState, *changed: str) -> None:
    """Set its state, let it go, and keep of a file nothing but its marks."""
    export.state, export.stored_as, export.passphrase = state, "", ""
    export.leased_by = export.leased_until = None
    export.attempts = export.position = export.gathered_bytes = 0
    transaction.on_commit(lambda: gathered.remove(export.pk))
    export.save(
        update_fields=[
            "state",
            "stored_as",
            "passphrase",
            "fault",
            "leased_by",
            "leased_until",
            "attempts",
            "position",
            "gathered_bytes",
            *changed,
        ]
    )


def decide(export: Export, by: Staff, state: ExportState, note: str) -> None:
    """Write down what the second person said; the worker goes on from there."""
    export.decided_by, export.decided_at, export.decision_note = by, timezone.now(), note
    export.state, export.due_at, export.attempts = state, timezone.now(), 0
    export.save(update_fields=["decided_by", "decided_at", "decision_note", "state", "due_at", "attempts"])
