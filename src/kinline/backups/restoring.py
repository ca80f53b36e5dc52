"""Making an installation from a backup: all of it, or nothing is changed."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import timezone
from django.utils.timezone import now

from kinline import VERSION
from kinline.audit.rules import SHELL, Refused
from kinline.backups import archive, sealing, tables
from kinline.config.founding import drop_tables, folder_beside, tables_held
from kinline.config.home import DATA_FOLDERS
from kinline.vault.keys import Locked, unseal


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself, once every byte of it was read and found as it was written."""

    about: dict[str, Any]
    manifest: dict[str, Any]
    settings: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to."""

    contents: Contents
    rows: int
    files: int
    notices_held: int
    moved_to: Path | None


def examine(path: Path, opener: sealing.Opener) -> Contents:
    """Read all of a backup. Refuses one that is cut off, changed, of a later format, or not all there."""
    about: dict[str, Any] = {}
    manifest: dict[str, Any] | None = None
    found: dict[str, dict[str, Any]] = {}
    rows: dict[str, int] = {}
    said = ""
    with sealing.reading(path, opener) as stream:
        for member in archive.reading(stream):
            if manifest is not None:
                raise Refused("The backup holds something behind its end.")
            if member.name == archive.MANIFEST:
                manifest = json.loads(member.whole())
                continue
            if member.name == archive.ABOUT:
                about = json.loads(member.whole())
                if about["format"] != archive.FORMAT:
                    raise Refused(f"This backup was made by version {about['version']}. Bring that in first.")
            elif member.name == archive.SETTINGS:
                said = member.whole().decode()
            elif member.name.startswith(archive.TABLES):
                label = member.name.split("/")[1]
                rows[label] = rows.get(label, 0) + len(member.lines()) - 1
            found[member.name] = member.told()
    if manifest is None or manifest["members"] != found:
        raise Refused("The backup is not whole: its parts are not those that were written.")
    if {label: number for label, number in manifest["rows"].items() if number} != rows:
        raise Refused("The backup is not whole: rows are missing.")
    return Contents(about, manifest, said)


#: As kinline.audit.tombstones names it, which needs a home to be imported.
ERASED = "erased.jsonl"


@contextmanager
def home_beside(
    home: Path, contents: Contents, key_file: Path, database: str, *, erased: Path | None, replace: bool
) -> Iterator[Path]:
    """Make `home` beside itself with settings and the key file, and start Django on it. If the block does not end well
    nothing is left; if it does, `take_place` puts it there.

    A home that is replaced keeps its settings; another gets the backup's. `database` is the section that stands in
    kinline.toml instead of what would, or empty. `erased` is a list of erasures kept elsewhere; the home's own is taken
    without it. Refuses a `home` that holds anything, unless it is to be replaced.
    """
    if not replace and home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Refused(f"{home} holds something. Nothing was changed. --replace moves it aside.")
    beside = folder_beside(home)
    try:
        own = home / "kinline.toml"
        said = own.read_text() if own.exists() else contents.settings
        (beside / "kinline.toml").write_text(_with_database(said, database))
        if not os.environ.get("CREDENTIALS_DIRECTORY"):
            target = beside / ("keys.age" if sealing.is_wrapped(key_file) else "keys.json")
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(key_file.read_bytes())
                file.flush()
                os.fsync(file.fileno())
        lists = erased or home / ERASED
        if lists.exists():
            (beside / ERASED).write_bytes(lists.read_bytes())
            (beside / ERASED).chmod(0o600)
        os.environ["KINLINE_HOME"] = str(beside)
        os.environ["DJANGO_SETTINGS_MODULE"] = "kinline.config.settings"
        django.setup()
        _check_keys(contents)
        yield beside
        connections.close_all()
        for made in beside.glob("kinline.sqlite3*"):
            made.chmod(0o600)
    except BaseException:
        connections.close_all()
        shutil.rmtree(beside, ignore_errors=True)
        raise


def take_place(beside: Path, home: Path) -> Path | None:
    """Let `beside` become `home`. Returns to where what was there was moved."""
    moved = None
    if home.exists():
        if any(home.iterdir()):
            moved = home.with_name(f"{home.name}.before-restore-{now():%Y%m%dT%H%M%S}")
            home.rename(moved)
        else:
            home.rmdir()
    beside.rename(home)
    return moved


def _with_database(said: str, database: str) -> str:
    if not database:
        return said
    return re.sub(r"^\[database\]\n(?:(?!\[).*\n?)*", lambda _: database, said, flags=re.MULTILINE)


def _check_keys(contents: Contents) -> None:
    try:
        unseal(contents.about["keys"])
    except Locked as other:
        raise Refused(
            "These keys do not open what is in the backup. Take the key file of that time."
        ) from other
    if not compare_digest(str(contents.manifest.get("made_here", "")), archive.proof_of(contents.manifest)):
        raise Refused("This backup was not made by whoever holds these keys. Nothing of it is taken.")


def pour(
    path: Path, opener: sealing.Opener, contents: Contents, beside: Path, *, replace: bool
) -> tuple[int, int, int]:
    """Put everything into the home and its database, bring it forward, and make it safe to serve.

    Returns rows, files, and how many notices are held. On PostgreSQL all of it is one transaction, on SQLite the file
    lies in a home that has not taken its place yet.
    """
    _check_empty(replace=replace)
    whole = transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
    with whole:
        if connection.vendor == "postgresql":
            drop_tables()
        applied = contents.about["migrations"]
        tables.make_tables(connection, applied)
        if connection.vendor == "postgresql":
            # A column that was added with its key leaves that key checked at once for the rest of the transaction.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        found = {model._meta.label_lower: model for model in tables.models_of(connection, applied)}
        if strange := sorted(set(contents.manifest["rows"]) - set(found)):
            raise Refused(f"The backup holds a table that this version does not know: {strange[0]}.")
        with transaction.atomic():
            rows, files = _pour(path, opener, beside, found, contents.manifest["members"])
            tables.set_counters(list(found.values()), contents.manifest["counters"], DEFAULT_DB_ALIAS)
            if connection.vendor == "postgresql":
                # Or the changes of tables below would meet checks that still wait.
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if rows != sum(contents.manifest["rows"].values()):
            raise Refused("The backup is not whole: rows are missing.")
        call_command("migrate", interactive=False, verbosity=0)
        held = _make_safe(contents)
    return rows, files, held


def _check_empty(*, replace: bool) -> None:
    if tables_held() and not replace:
        raise Refused("The database is not empty. Nothing was changed. --replace empties it.")


def _pour(
    path: Path, opener: sealing.Opener, beside: Path, found: dict[str, Any], examined: dict[str, Any]
) -> tuple[int, int]:
    rows = files = 0
    for model in found.values():
        tables.empty(model, DEFAULT_DB_ALIAS)
    with sealing.reading(path, opener) as stream:
        for member in archive.reading(stream):
            if member.name.startswith(archive.TABLES):
                names, *lines = member.lines()
                rows += tables.load(found[member.name.split("/")[1]], names, lines, DEFAULT_DB_ALIAS)
            elif member.name.startswith(archive.FILES):
                _put_file(beside, member)
                files += 1
            if member.name != archive.MANIFEST and member.told() != examined.get(member.name):
                raise Refused("The backup was changed while it was being restored.")
    return rows, files


def _put_file(beside: Path, member: archive.Member) -> None:
    inside = member.name.removeprefix(archive.FILES)
    if inside.split("/")[0] not in DATA_FOLDERS:
        raise Refused(f"The backup holds {member.name!r}, which no backup of Kinline does.")
    target = beside / inside
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        member.to(file)
        file.flush()
        os.fsync(file.fileno())


@transaction.atomic
def _make_safe(contents: Contents) -> int:
    """What a restored installation must not do, and whom it must not know again. Returns how many notices are held.

    Whoever was erased after the backup is erased once more, by the list that lies outside of what is restored.
    """
    from kinline.accounts import commands as accounts  # noqa: PLC0415  # before the home is made Django has none
    from kinline.accounts import tokens  # noqa: PLC0415  # as above
    from kinline.audit import commands as audit  # noqa: PLC0415  # as above
    from kinline.erasure import commands as erasure  # noqa: PLC0415  # as above
    from kinline.notices import commands as notices  # noqa: PLC0415  # as above

    erased = erasure.apply_tombstones(by=SHELL)
    held = notices.hold_after_restore(by=SHELL)
    accounts.end_links(by=SHELL)
    tokens.end_all_tokens(by=SHELL)
    audit.record(
        "backups:backup:restored",
        by=SHELL,
        subject=f"backup:{contents.about['id']}",
        made_at=contents.about["made_at"],
        made_by_version=contents.about["version"],
        version=VERSION,
        restored_at=timezone.now().isoformat(timespec="seconds"),
        notices_held=held,
        erased_again=erased,
    )
    return held
