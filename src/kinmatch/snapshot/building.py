"""The arrays of a snapshot out of a stream of records: each distinct word is read once."""

from array import array
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kinmatch.records import DESCRIBED, Record
from kinmatch.snapshot import days
from kinmatch.snapshot.lexicon import lexicon, telling
from kinmatch.snapshot.names import NameReader
from kinmatch.snapshot.postings import postings
from kinmatch.snapshot.shared_keys import KeysOfRows
from kinmatch.snapshot.texts import narrow, packed

Built = dict[str, NDArray[Any]]

TEXTS: Final = tuple(
    told.name for told in fields(Record) if told.type is str and told.name not in {"id", "name"}
)
COMPARED_BY_WORD: Final = ("birth_place", "unit")
_DESCRIBED_FROM: Final = TEXTS.index(DESCRIBED[0])  # from there on they tell of a body or of what happened
_LONGEST_NAME_IN_WORDS: Final = 400
_HIGHEST_ID: Final = (1 << 63) - 1


class _Column:
    """Numbers of distinct texts, one for each row; 0 is the empty text, or none at all."""

    def __init__(self, empty: str | None = "") -> None:
        self.numbers = array("i")
        self.seen: dict[str | None, int] = {empty: 0}

    def add(self, row: int, text: str) -> None:
        """A text that is not empty. Rows that were left out before it are empty."""
        numbers = self.numbers
        if len(numbers) < row:
            self.fill(row)
        numbers.append(self.seen.setdefault(text, len(self.seen)))

    def fill(self, rows: int) -> None:
        self.numbers.frombytes(bytes(self.numbers.itemsize * (rows - len(self.numbers))))

    def arrays(self, name: str) -> Built:
        blob, places = packed(text or "" for text in self.seen)
        numbers = narrow(np.frombuffer(self.numbers, np.int32))
        return {f"{name}.of": numbers, f"{name}.blob": blob, f"{name}.places": places}


class _Rows:
    """What is gathered row by row; numbers of words until all are known."""

    def __init__(self) -> None:
        self.count = 0
        self.ids: list[str] = []
        self.numeric_ids = array("q")
        self.all_numeric = True
        self.columns = {name: _Column() for name in TEXTS}
        self.also: dict[str, _Column] = {}
        self.name_words = array("i")
        self.name_ends = array("q", [0])
        self.name_texts = {"": 0}
        self.reader = NameReader()
        self.family, self.given, self.father = array("i"), array("i"), array("i")
        self.extra_rows, self.extra = array("i"), (array("i"), array("i"), array("i"))
        self.keys = KeysOfRows()
        self.first_reading = bytearray()  # of the extra entries: 1 where of the likeliest reading

    def add(self, records: Iterable[Record]) -> None:
        every = attrgetter(*TEXTS)
        adding = [column.add for column in self.columns.values()]
        entries_of = self.reader.entries
        for record in records:
            self._add_id(record.id)
            told = every(record)
            for add, text in zip(adding, told, strict=True):
                if text:
                    add(self.count, text)
            if record.name:
                self._add_name(record.name)
            self.name_ends.append(len(self.name_words))
            if record.also or self.also:
                self._add_also(record)
            entries, first = entries_of(record)
            one, two, three = entries[0]
            self.family.append(one)
            self.given.append(two)
            self.father.append(three)
            if len(entries) > 1:
                self._add_extra(entries, first)
            if record.also or not (one or two) or any(told[_DESCRIBED_FROM:]):
                self.keys.add(self.count, record)
            self.count += 1
        for column in self.columns.values():
            column.fill(self.count)

    def _add_id(self, identity: str) -> None:
        if self.all_numeric:
            number = int(identity) if identity.isascii() and identity.isdigit() and len(identity) < 20 else -1  # noqa: PLR2004
            if 0 <= number <= _HIGHEST_ID and str(number) == identity:
                self.numeric_ids.append(number)
                return
            self.all_numeric = False
            self.ids = [str(number) for number in self.numeric_ids]
            self.numeric_ids = array("q")
        self.ids.append(identity)

    def _add_name(self, name: str) -> None:
        seen = self.name_texts
        parts = name.split(" ") if len(name) <= _LONGEST_NAME_IN_WORDS else [name]
        self.name_words.extend([seen.setdefault(part, len(seen)) for part in parts])

    def _add_also(self, record: Record) -> None:
        for name in record.also.keys() - self.also.keys():
            self.also[name] = _Column(None)
            self.also[name].fill(self.count)
        for name, column in self.also.items():
            text = record.also.get(name)
            column.numbers.append(column.seen.setdefault(text, len(column.seen)))

    def _add_extra(self, entries: list[tuple[int, int, int]], first: int) -> None:
        for place, entry in enumerate(entries[1:], start=1):
            self.extra_rows.append(self.count)
            self.first_reading.append(place < first)
            for column, number in zip(self.extra, entry, strict=True):
                column.append(number)


def arrays_of(records: Iterable[Record]) -> tuple[Built, dict[str, Any]]:
    """The arrays and what is said about them. Memory: some 250 bytes a row at the most, and each distinct
    text once; the records themselves are not kept.
    """
    rows = _Rows()
    rows.add(records)
    built: Built = {}
    if rows.all_numeric:
        built["ids.of"] = np.frombuffer(rows.numeric_ids, np.int64)
    else:
        built["ids.blob"], built["ids.places"] = packed(rows.ids)
        rows.ids = []
    for name, column in rows.columns.items():
        if len(column.seen) > 1:
            built |= column.arrays(f"text.{name}")
    for place, column in enumerate(rows.also.values()):
        built |= column.arrays(f"also.{place}")
    if len(rows.name_words):
        built["name.of"] = narrow(np.frombuffer(rows.name_words, np.int32))
        built["name.ends"] = _narrow_ends(np.frombuffer(rows.name_ends, np.int64))
        built["name.blob"], built["name.places"] = packed(rows.name_texts)
    rows.name_texts = {}
    for name in COMPARED_BY_WORD:
        seen = rows.columns[name].seen
        built[f"telling.{name}"] = np.array([telling(text or "") for text in seen], np.uint32)
    dates = rows.columns["birth_date"]
    born = days.columns([text or "" for text in dates.seen])
    built |= {f"born.{name}": column for name, column in born.items()}
    built |= rows.keys.arrays()
    built |= _entries(rows, np.frombuffer(dates.numbers, np.int32), born)
    return built, {"rows": rows.count, "also": list(rows.also)}


def _narrow_ends(ends: NDArray[np.int64]) -> NDArray[Any]:
    return ends.astype(np.uint32) if ends[-1] < 1 << 32 else ends


def _entries(rows: _Rows, dates: NDArray[np.int32], born: dict[str, NDArray[np.int16]]) -> Built:
    extra_rows = np.frombuffer(rows.extra_rows, np.int32)
    words = {
        role: np.concatenate((np.frombuffer(main, np.int32), np.frombuffer(extra, np.int32)))
        for role, main, extra in zip(
            ("family", "given", "father"), (rows.family, rows.given, rows.father), rows.extra, strict=True
        )
    }
    entry_rows = np.concatenate((np.arange(rows.count, dtype=np.int32), extra_rows))
    likeliest = np.concatenate((
        np.ones(rows.count, bool), np.frombuffer(bytes(rows.first_reading), np.uint8).astype(bool),
    ))  # fmt: skip
    reader, rows.reader = rows.reader, NameReader()
    built, entries = lexicon(list(reader.words), reader.skeletons, words, entry_rows, likeliest)
    built |= postings(
        entries,
        built["spoken.class"][entries["given"]],
        built["spoken.father_class"][entries["father"]],
        days.packed(born["first"], born["month"], born["day"])[dates][entry_rows],
        born["first"][dates][entry_rows],
        len(built["forms.places"]) - 1,
    )
    built |= {f"entry.{role}": narrow(numbers) for role, numbers in entries.items()}
    built["extra.row"] = extra_rows
    return built
