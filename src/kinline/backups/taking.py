"""Writing a backup, while the installation serves."""

import copy
import datetime as dt
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db import connection, connections, transaction
from django.db.models import Model
from django.utils import timezone

from kinline import VERSION
from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.backups import archive, sealing, tables
from kinline.config.home import DATA_FOLDERS, Home
from kinline.vault.keys import seal

_SNAPSHOT = "snapshot"
_ROWS_A_PART = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup came to."""

    path: Path
    identity: str
    rows: int
    files: int
    bytes: int


def take(home: Home, path: Path, lock: sealing.Lock) -> Taken:
    """Write everything but the keys into `path`, as it was at one moment, encrypted as it is written.

    Others go on writing meanwhile. Search keys are in it, index files are not; sessions are left out. The tables may be
    an older version's. Refuses a `path` at which there is something.
    """
    identity = secrets.token_hex(8)
    with sealing.writing(path, lock) as stream, archive.writing(stream) as out, _snapshot() as using:
        # The first look fixes the moment.
        applied = tables.applied_to(connections[using])
        out.add(archive.ABOUT, json.dumps(_about(identity, home, applied), indent=1).encode())
        out.add(archive.SETTINGS, (home.path / "kinline.toml").read_bytes())
        # A file is stored before its row is and goes after its row went: now all of them are there, later some may not.
        files = sum(_add_file(out, home.path, file) for file in _stored(home.path))
        found = tables.models_of(connections[using], applied)
        rows = {model._meta.label_lower: _add_table(out, model, using) for model in found}
        sums = {"rows": rows, "files": files, "counters": tables.counters(found, using)}
        out.end(**sums, made_here=archive.proof_of({"members": out.members, **sums}))
    return Taken(path, identity, sum(rows.values()), files, path.stat().st_size)


def note(taken: Taken, *, by: Actor) -> None:
    """Write into the audit that a backup was taken."""
    audit.record("backups:backup:taken", by=by, subject=f"backup:{taken.identity}", rows=taken.rows)


def _about(identity: str, home: Home, applied: tables.Applied) -> dict[str, object]:
    return {
        "format": archive.FORMAT,
        "id": identity,
        "version": VERSION,
        "mode": home.mode,
        "engine": connection.vendor,
        "made_at": timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        "migrations": applied,
        # Whoever restores is told at once if the keys are not those that sealed the rows.
        "keys": seal("kinline"),
    }


@contextmanager
def _snapshot() -> Iterator[str]:
    """A connection that sees one moment and keeps nobody from writing. Yields its alias."""
    given = copy.deepcopy(connections.settings["default"])
    if connection.vendor == "sqlite":
        # In WAL a reader keeps its moment. It must not begin as a writer does, as our other connections do.
        given["OPTIONS"]["transaction_mode"] = "DEFERRED"
    else:
        from psycopg import IsolationLevel  # noqa: PLC0415  # not installed where PostgreSQL is not used

        given["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    given["TEST"] = {}
    connections.settings[_SNAPSHOT] = given
    try:
        with transaction.atomic(using=_SNAPSHOT):
            yield _SNAPSHOT
    finally:
        connections[_SNAPSHOT].close()
        del connections[_SNAPSHOT]
        del connections.settings[_SNAPSHOT]


def _stored(home: Path) -> list[Path]:
    return sorted(file for folder in DATA_FOLDERS for file in (home / folder).rglob("*") if file.is_file())


def _add_file(out: archive.Writer, home: Path, file: Path) -> int:
    try:
        content = file.open("rb")
    except FileNotFoundError:
        return 0  # its import or its photograph ended meanwhile
    with content:
        size = content.seek(0, 2)
        content.seek(0)
        out.add_stream(f"{archive.FILES}{file.relative_to(home).as_posix()}", content, size)
    return 1


def _add_table(out: archive.Writer, model: type[Model], using: str) -> int:
    names = tables.told([field.attname for field in tables.columns(model)])
    rows, done, part = tables.rows_of(model, using), 0, 0
    while lines := [tables.told(row) for row in islice(rows, _ROWS_A_PART)]:
        part += 1
        done += len(lines)
        content = "\n".join([names, *lines, ""]).encode()
        out.add(f"{archive.TABLES}{model._meta.label_lower}/{part:06d}.jsonl", content)
    return done
