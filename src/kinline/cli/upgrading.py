"""`kinline upgrade`: from an older version's database to this one's, with a way back."""

import argparse
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from kinline import VERSION
from kinline.audit import commands as audit
from kinline.audit.rules import SHELL, Refused
from kinline.backups import taking
from kinline.backups.sealing import Lock
from kinline.cli.backups import lock_of
from kinline.cli.holds import in_use, served_once
from kinline.cli.keeping import verify
from kinline.config.home import Home
from kinline.suggestions.indexing import advance_index


def upgrade(options: argparse.Namespace, home: Home) -> int:
    """Back up, change the tables, verify. Each change is made whole or not at all: killed in the middle, run it again.

    Refuses while the home is served. Returns 1 if `verify` finds faults afterwards.
    """
    with served_once(home), in_use(home, alone=True):
        pending = _pending()
        if not pending:
            print(f"The database is of version {VERSION} already.")
            return verify(options, home)
        taken = None if options.without_backup else taking.take(home, *_where(options, home))
        if taken:
            print(f"{taken.path} holds everything as it was, encrypted, but for the keys.", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
        if taken:
            taking.note(taken, by=SHELL)
        audit.record(
            "backups:installation:upgraded",
            by=SHELL,
            subject="installation",
            to=VERSION,
            changes=len(pending),
        )
        print(f"{len(pending)} changes were made: {', '.join(pending)}.")
        advance_index()
        return verify(options, home)


def _pending() -> list[str]:
    """The migrations that this database has not seen. Refuses one of a later version."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    ours = {app for app, _name in known}
    if strange := sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in ours and (app, name) not in known
    ):
        raise Refused(f"This database is of a later version: it knows {strange[0]}. Bring in that version.")
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _where(options: argparse.Namespace, home: Home) -> tuple[Path, Lock]:
    lock = lock_of(home, options.passphrase_file)
    if options.backup:
        return Path(options.backup), lock
    folder = home.path / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"before-{VERSION}-{timezone.now():%Y%m%dT%H%M%S}.age", lock
