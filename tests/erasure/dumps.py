"""Everything that a database holds, as whoever took it would read it."""

from django.apps import apps
from django.db import connection

from kinline.audit.choices import SECRET


def everything() -> bytes:
    """The database's file with its free pages (SQLite), or every value of every table (PostgreSQL)."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return connection.connection.serialize()
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  # the database's own names
            told += [row[0] for row in cursor.fetchall()]
    return "\n".join(told).encode()


def sealed_texts() -> set[bytes]:
    """Every sealed value as its column holds it."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.fields:
                if vars(getattr(model, "Privacy", object)).get(field.name) == SECRET:
                    cursor.execute(f'SELECT id, "{field.column}" FROM "{model._meta.db_table}"')  # noqa: S608
                    found |= {
                        (model._meta.label, field.name, pk, value) for pk, value in cursor.fetchall() if value
                    }
    return found
