"""What the database knows of its tables, from which it plans its queries.

Without it PostgreSQL takes a table that was just filled for an empty one: a list of 200 pairs among 2,300 descriptions
took four seconds instead of eleven milliseconds. A server's own autovacuum may be slow to come, or off.
"""

from django.db import connection

#: Rows that changed since a table was last looked at: so many and a tenth of it, as the server itself counts. More
#: would be late: with 350 descriptions a page of the desk took half a minute while nobody had looked at them.
FEWEST_CHANGED, SHARE_CHANGED = 50, 0.1

_STALE = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(relname) FROM pg_stat_user_tables
    WHERE schemaname = current_schema() AND n_mod_since_analyze > %s + %s * n_live_tup
    ORDER BY relname
"""


def learn_tables() -> int:
    """Let the database look again at the tables that changed much. Returns how many it looked at (SQLite: 0)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # A bounded look at some hundred rows of each index: the lock is held for milliseconds.
            cursor.execute("PRAGMA analysis_limit = 400")
            cursor.execute("ANALYZE")
            return 0
        cursor.execute(_STALE, [FEWEST_CHANGED, SHARE_CHANGED])
        stale = [table for (table,) in cursor.fetchall()]
        for table in stale:
            cursor.execute(f"ANALYZE {table}")  # a name that the server quoted
    return len(stale)
