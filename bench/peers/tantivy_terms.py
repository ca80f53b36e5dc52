"""tantivy (full-text search in Rust): trigrams of the names, the date as terms of year, day, and both,
place and unit as words.
"""

from pathlib import Path
from typing import Final

import tantivy

from .told import TOP, Found, Row, read, told, trigrams

_DATE_WEIGHTS: Final = {"b": 6.0, "y": 2.0, "d": 2.0}


class Tantivy:
    name = "tantivy trigram with date terms"

    def __init__(self, registry: Path, folder: Path) -> None:
        self._folder = folder / "tantivy"
        self._folder.mkdir()
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        self._schema = schema.build()
        index = tantivy.Index(self._schema, path=str(self._folder))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for row in read(registry):
            one = told(row)
            words = [*_threes(one.names), *_dates(one.born), *_more(one.more)]
            writer.add_document(tantivy.Document(id=one.id, words=" ".join(words)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, question: Row) -> list[Found]:
        asked = told(question)
        terms = [self._term(word) for word in (*_threes(asked.names), *_more(asked.more))]
        terms += [
            tantivy.Query.boost_query(self._term(date), _DATE_WEIGHTS[date[0]]) for date in _dates(asked.born)
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = self._searcher.search(query, TOP, count=False).hits
        return [Found(str(self._searcher.doc(place)["id"][0])) for _score, place in hits]

    def _term(self, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "words", word, "freq")

    def size_in_bytes(self) -> int:
        return sum(file.stat().st_size for file in self._folder.iterdir())

    def close(self) -> None:
        pass


def _threes(text: str) -> list[str]:
    return sorted(three.replace(" ", "_") for three in trigrams(text))


def _more(text: str) -> list[str]:
    """Words of place and unit, of five letters at most: the ends differ."""
    return sorted({f"M{word[:5]}" for word in text.replace(",", " ").replace("-", " ").split()})


def _dates(born: str) -> list[str]:
    """Whole date, year, and day with month in order of size."""
    if len(born) < 10:
        return [f"y{born[:4]}"] if born else []
    low, high = sorted((born[5:7], born[8:]))
    return [f"b{born}", f"y{born[:4]}", f"d{low}{high}"]
