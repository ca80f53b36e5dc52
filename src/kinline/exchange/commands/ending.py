"""How any step of an import leaves its row: handed on, being taken back, or at its end."""

from django.db import transaction
from django.utils import timezone

from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.exchange import stored
from kinline.exchange.choices import ImportState
from kinline.exchange.formats import Layout
from kinline.exchange.models import ImportRun


def layout_of(run: ImportRun) -> Layout:
    """How the run's file is read."""
    return Layout(tuple(run.layout["columns"]), run.layout["noted"])


def locked(run: ImportRun) -> ImportRun:
    """The run as it is now, for this transaction only."""
    now: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return now


def release(run: ImportRun, *changed: str) -> None:
    """Save what changed and let the run go. It stands at the end of the line, and its tries are forgotten."""
    run.leased_by = run.leased_until = None
    run.attempts, run.due_at = 0, timezone.now()
    run.save(update_fields=[*changed, "leased_by", "leased_until", "attempts", "due_at"])


def take_back_from_now(run: ImportRun, *, by: Actor) -> None:
    """Let the worker take back what was written."""
    run.state = ImportState.CANCELLING
    release(run, "state", "refusal")
    record(run, "cancelling", by=by, rows=run.rows_added)


def finish(run: ImportRun, state: ImportState, *, by: Actor) -> None:
    """End the run; its file goes as soon as that is durable."""
    name, run.stored_as, run.rows_as, run.file_key = run.stored_as, "", "", ""
    run.state, run.finished_at = state, timezone.now()
    run.leased_by = run.leased_until = None
    run.save()
    record(
        run,
        state.value,
        by=by,
        added=run.rows_added,
        known=run.rows_known,
        refused=run.rows_refused,
        rows=run.rows_total,
    )
    transaction.on_commit(lambda: stored.remove(name))


def record(run: ImportRun, deed: str, *, by: Actor, **counts: int) -> None:
    """Write into the audit what was done with the run."""
    audit.record(f"exchange:import:{deed}", by=by, subject=f"import:{run.pk}", **counts)
