"""PostgreSQL's pg_trgm: names by trigram likeness, joined with people of the same date.

It makes a database of its own on the server that PGHOST, PGPORT and PGUSER name (root on 127.0.0.1), and drops it.
"""

import secrets
from pathlib import Path
from typing import Final

import psycopg
from measuring import POSTGRES

from .told import READ_AGAIN, Found, Row, ordered, read, told

_BEST: Final = "SELECT id, similarity(names, %(names)s), born, more FROM people WHERE"
_ASKED: Final = f"""
    ({_BEST} names %% %(names)s ORDER BY 2 DESC LIMIT %(most)s)
    UNION ({_BEST} born = %(born)s ORDER BY 2 DESC LIMIT %(most)s)
"""


class PgTrgm:
    name = "PostgreSQL pg_trgm joined with equal dates"

    def __init__(self, registry: Path, _folder: Path) -> None:
        self._name = f"kinmatch_bench_{secrets.token_hex(4)}"
        self._command(f"CREATE DATABASE {self._name} TEMPLATE template0 ENCODING 'UTF8'")
        self._base = psycopg.connect(dbname=self._name, autocommit=True, **POSTGRES)
        self._base.execute("CREATE EXTENSION pg_trgm")
        self._base.execute("SET max_parallel_workers_per_gather = 0")
        self._base.execute("CREATE TABLE people (id text, names text, born text, more text)")
        with self._base.cursor().copy("COPY people FROM STDIN") as copy:
            for row in read(registry):
                one = told(row)
                copy.write_row((one.id, one.names, one.born, one.more))
        self._base.execute("CREATE INDEX ON people USING gin (names gin_trgm_ops)")
        self._base.execute("CREATE INDEX ON people (born)")
        self._base.execute("ANALYZE people")

    def find(self, question: Row) -> list[Found]:
        asked = told(question)
        known = {"names": asked.names, "born": asked.born or None, "most": READ_AGAIN}
        return ordered(self._base.execute(_ASKED, known).fetchall(), asked)

    def size_in_bytes(self) -> int:
        found = self._base.execute("SELECT pg_database_size(%s)", (self._name,)).fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        self._base.close()
        self._command(f"DROP DATABASE {self._name}")

    @staticmethod
    def _command(words: str) -> None:
        with psycopg.connect(dbname="postgres", autocommit=True, **POSTGRES) as server:
            server.execute(words)
