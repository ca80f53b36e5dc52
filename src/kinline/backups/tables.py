"""Every table of the database as lines of JSON, in no database's own format: what one wrote the other reads.

Tables are those of the migrations that were applied when the rows were written, not those of today's models: an older
backup is read into the tables of its time, and then brought forward. Sealed columns are carried as they are.
"""

import base64
import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.models import F
from django.db.models.functions import Cast
from django.utils.duration import duration_iso_string

from kinline.audit.rules import Refused
from kinline.vault.fields import SealedTextField

#: What is not carried: whoever was signed in signs in again, and a pulse is no longer true.
LEFT_OUT = frozenset({"sessions.session", "audit.pulse"})
_ROWS_A_STATEMENT = 500

#: The names of applied migrations, by app.
Applied = dict[str, list[str]]


def applied_to(connection: BaseDatabaseWrapper) -> Applied:
    """The migrations that this database has seen and the program knows, by app."""
    loader = MigrationExecutor(connection).loader
    found: Applied = {}
    for app, name in sorted(loader.applied_migrations):
        if (app, name) in loader.graph.nodes:
            found.setdefault(app, []).append(name)
    return found


def models_of(connection: BaseDatabaseWrapper, applied: Applied) -> list[type[models.Model]]:
    """The models as they were once exactly these migrations were applied, by label."""
    executor = MigrationExecutor(connection)
    apps: Apps = executor.loader.project_state(_ends(executor.loader.graph, applied)).apps
    return sorted(
        (
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
        ),
        key=lambda model: model._meta.label_lower,
    )


def make_tables(connection: BaseDatabaseWrapper, applied: Applied) -> None:
    """Apply exactly these migrations to an empty database. Refuses names that the program does not know."""
    executor = MigrationExecutor(connection)
    executor.migrate(_ends(executor.loader.graph, applied))


def _ends(graph: MigrationGraph, applied: Applied) -> list[tuple[str, str]]:
    """The last applied migrations of each app."""
    known = {(app, name) for app, names in applied.items() for name in names}
    if strange := sorted(known - set(graph.nodes)):
        app, name = strange[0]
        raise Refused(f"This comes from a later version: it knows {app}.{name}. Bring in that version first.")
    return sorted(
        node
        for node in known
        if not any(child.key in known and child.key[0] == node[0] for child in graph.node_map[node].children)
    )


def columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    # What the database works out by itself is not carried.
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def rows_of(model: type[models.Model], using: str) -> Iterator[list[Any]]:
    """Each row's values, in the order of `columns`. Sealed ones as they stand in the database."""
    raw = {
        f"raw_{field.attname}": Cast(F(field.attname), models.TextField())
        for field in columns(model)
        if isinstance(field, SealedTextField)
    }
    names = [
        f"raw_{field.attname}" if f"raw_{field.attname}" in raw else field.attname for field in columns(model)
    ]
    rows = model._base_manager.using(using).annotate(**raw).order_by("pk")  # noqa: SLF001  # Django's documented API; hides no row
    for row in rows.values_list(*names).iterator(chunk_size=2000):
        yield list(row)


def told(values: Any) -> str:
    """One line of JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    match value:
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return duration_iso_string(value)
        case uuid.UUID():
            return value.hex
        case Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"A column holds a {type(value).__name__}, which nothing here can carry.")


def load(model: type[models.Model], names: list[str], lines: Iterable[list[Any]], using: str) -> int:
    """Write rows, as `rows_of` gave them, into the model's table. Returns how many."""
    connection = connections[using]
    fields = {field.attname: field for field in columns(model)}
    if set(names) != set(fields):
        raise Refused(f"The backup's table {model._meta.label} has other columns than it should.")
    quoted = connection.ops.quote_name
    into = ", ".join(quoted(str(fields[name].column)) for name in names)
    holders = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({into}) VALUES ({holders})"  # noqa: S608  # our models' names
    ordered = [fields[name] for name in names]
    done, batch = 0, []
    with connection.cursor() as cursor:
        for values in lines:
            batch.append(
                [_held(field, value, connection) for field, value in zip(ordered, values, strict=True)]
            )
            if len(batch) == _ROWS_A_STATEMENT:
                cursor.executemany(statement, batch)
                done, batch = done + len(batch), []
        if batch:
            cursor.executemany(statement, batch)
    return done + len(batch)


def _held(field: "models.Field[Any, Any]", value: Any, connection: BaseDatabaseWrapper) -> Any:
    if value is None or isinstance(field, SealedTextField):
        return value
    return field.get_db_prep_save(field.to_python(value), connection)


def empty(model: type[models.Model], using: str) -> None:
    """Delete what migrations wrote into the model's table by themselves."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608  # our model's name


def counters(found: list[type[models.Model]], using: str) -> dict[str, int]:
    """The highest key that each table ever gave out, so that no key is given out twice after a restore."""
    connection = connections[using]
    last: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model in found:
            if not isinstance(model._meta.pk, models.AutoField):
                continue
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            else:
                cursor.execute(
                    "SELECT last_value FROM pg_sequences WHERE schemaname = current_schema()"
                    " AND quote_ident(schemaname) || '.' || quote_ident(sequencename) = pg_get_serial_sequence(%s, %s)",
                    [connection.ops.quote_name(table), model._meta.pk.column],
                )
            row = cursor.fetchone()
            if row and row[0] is not None:
                last[model._meta.label_lower] = int(row[0])
    return last


def set_counters(found: list[type[models.Model]], last: dict[str, int], using: str) -> None:
    """Let each table go on behind the highest key that it ever gave out."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), found):
                cursor.execute(statement)
        for model in found:
            seen = last.get(model._meta.label_lower)
            if seen is None:
                continue
            table, pk = model._meta.db_table, model._meta.pk
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s AND seq < %s", [table, seen])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s"
                    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
                    [table, seen, table],
                )
            else:
                quoted = connection.ops.quote_name
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), greatest(%s,"  # noqa: S608  # our model's names
                    f" (SELECT coalesce(max({quoted(str(pk.column))}), 1) FROM {quoted(table)})))",
                    [quoted(table), pk.column, seen],
                )
