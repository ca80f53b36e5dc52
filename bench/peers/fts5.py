"""SQLite FTS5 with its trigram tokenizer, ranked by BM25; the best are ordered once more with their dates."""

import sqlite3
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from .told import READ_AGAIN, Found, Row, ordered, read, told, trigrams

_ASKED: Final = "SELECT id, names, born, more FROM people WHERE people MATCH ? ORDER BY rank LIMIT ?"


class Fts5:
    name = "SQLite FTS5 trigram, then dates"

    def __init__(self, registry: Path, folder: Path) -> None:
        self._file = folder / "fts5.sqlite"
        self._base = sqlite3.connect(self._file)
        columns = "names, id UNINDEXED, born UNINDEXED, more UNINDEXED"
        self._base.execute(f"CREATE VIRTUAL TABLE people USING fts5({columns}, tokenize='trigram')")
        people = (told(row) for row in read(registry))
        lines = ((f" {one.names} ", one.id, one.born, one.more) for one in people)
        self._base.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", lines)
        self._base.execute("INSERT INTO people(people) VALUES ('optimize')")
        self._base.commit()

    def find(self, question: Row) -> list[Found]:
        asked = told(question)
        match = " OR ".join('"' + three.replace('"', '""') + '"' for three in sorted(trigrams(asked.names)))
        if not match:
            return []
        found = self._base.execute(_ASKED, (match, READ_AGAIN))
        likeness = fuzz.token_sort_ratio
        scored = [(one, likeness(asked.names, names) / 100, born, more) for one, names, born, more in found]
        return ordered(scored, asked)

    def size_in_bytes(self) -> int:
        return self._file.stat().st_size

    def close(self) -> None:
        self._base.close()
