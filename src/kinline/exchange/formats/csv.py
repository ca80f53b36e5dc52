"""CSV as it comes: comma, semicolon or tab; UTF-8, UTF-16 or windows-1251."""  # named by its format

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from kinline.exchange.choices import FileFault, RowFault
from kinline.exchange.formats.rows import BrokenFile, Layout, Openable, Row, named_columns, row_of

DELIMITERS = (",", ";", "\t")
LONGEST_LINE = 1_000_000
MOST_LINES_A_ROW = 200
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def inspect(source: Openable) -> Layout:
    """Letters, delimiter and columns. Reads the whole file once: no byte of it may be undecodable or NUL."""
    encoding = _encoding_of(source)
    with _text(source, encoding) as file:
        first = list(itertools.islice(_lines(file), 40))
    if not "".join(first).strip():
        raise BrokenFile(FileFault.EMPTY)
    said = re.fullmatch(r"sep=([,;\t])\s*", first[0], re.IGNORECASE)
    delimiter = said[1] if said else _delimiter_of(first)
    noted = {"encoding": encoding, "delimiter": delimiter, "skip": "1" if said else "0"}
    with _text(source, encoding) as file:
        heading = next(_records(file, noted), (0, []))[1]
    if heading is None:
        raise BrokenFile(FileFault.HEADER)
    return Layout(named_columns(heading), noted)


def read(source: Openable, layout: Layout) -> Iterator[Row]:
    """The rows below the headings, blank ones left out. A row that cannot be read comes with its fault."""
    with _text(source, layout.noted["encoding"]) as file:
        for number, cells in itertools.islice(_records(file, layout.noted), 1, None):
            if cells is None:
                yield Row(number, {}, RowFault.ROW_QUOTES)
            elif row := row_of(number, layout.columns, cells):
                yield row


def _text(source: Openable, encoding: str) -> TextIO:
    """The file's letters, with its line ends as they are."""
    return io.TextIOWrapper(source.open("rb"), encoding=encoding, newline="")


def _records(file: TextIO, noted: dict[str, str]) -> Iterator[tuple[int, list[str] | None]]:
    """Numbered records; None in place of one whose quotation marks do not pair."""
    lines = itertools.islice(_lines(file), int(noted["skip"]), None)
    reader = csv.reader(lines, delimiter=noted["delimiter"], strict=True)
    for number in itertools.count(1):
        begun = reader.line_num
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            # Past the file's end or csv's own bound on a cell: a quotation mark swallowed what follows it.
            if "unexpected end" in str(wrong) or "field larger" in str(wrong):
                raise BrokenFile(FileFault.QUOTES, number) from wrong
            yield number, None
        else:
            yield number, record
        if reader.line_num - begun > MOST_LINES_A_ROW:
            raise BrokenFile(FileFault.QUOTES, number)


def _lines(file: TextIO) -> Iterator[str]:
    for number in itertools.count(1):
        line = file.readline(LONGEST_LINE + 1)
        if not line:
            return
        if len(line) > LONGEST_LINE:
            raise BrokenFile(FileFault.LINE, number)
        yield line


def _delimiter_of(lines: list[str]) -> str:
    """The delimiter under which most rows have as many cells as the headings, and the headings most cells."""

    def agreement(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(record) for record in csv.reader(lines, delimiter=delimiter) if record]
        except csv.Error:  # a cell beyond csv's own bound: reading the rows says where
            return (0.0, 1)
        if not widths or widths[0] == 1:
            return (0.0, 1)
        return (Counter(widths)[widths[0]] / len(widths), widths[0])

    return max(DELIMITERS, key=agreement)


def _encoding_of(source: Openable) -> str:
    with source.open("rb") as file:
        begin = file.read(4)
    for bom, encoding in _BOMS:
        if begin.startswith(bom):
            if _decodes(source, encoding):
                return encoding
            raise BrokenFile(FileFault.ENCODING)
    if _decodes(source, "utf-8"):
        return "utf-8"
    if _decodes(source, "cp1251") and _reads_as_cp1251(source):
        return "cp1251"
    raise BrokenFile(FileFault.ENCODING)


def _decodes(source: Openable, encoding: str) -> bool:
    """Whether every byte decodes. Refuses NUL: UTF-16 without its mark, or no text at all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise BrokenFile(FileFault.NUL)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


_CYRILLIC = "а-яёіїєґ"
_LETTER = re.compile(f"[{_CYRILLIC}]", re.IGNORECASE)
_VOWEL = re.compile("[аеёиіїєоуыэюя]", re.IGNORECASE)
_USUAL = re.compile(f"[\x00-\x7f{_CYRILLIC}№«»“”„‘’–—…\xa0°]", re.IGNORECASE)
_MIXED = re.compile(f"[a-z][{_CYRILLIC}]|[{_CYRILLIC}][a-z]", re.IGNORECASE)
_INNER_CAPITAL = re.compile("[а-яёіїєґ][А-ЯЁІЇЄҐ]")


def _reads_as_cp1251(source: Openable) -> bool:
    """Whether the first 4 MB, read as windows-1251, look like Ukrainian or Russian.

    Every byte but one decodes as windows-1251, so decoding proves nothing: KOI8-R then has small letters before
    capitals and few vowels, CP866 signs that nobody writes, Latin-1 Cyrillic letters inside Latin words.
    """
    with source.open("rb") as file:
        text = file.read(4 * _CHUNK).decode("cp1251")
    letters = len(_LETTER.findall(text))
    few_letters = 10
    return (
        letters >= few_letters
        and 0.3 <= len(_VOWEL.findall(text)) / letters <= 0.6  # noqa: PLR2004  # about 0.42 in both languages
        and len(_USUAL.findall(text)) >= 0.995 * len(text)  # a name in another script is rare
        and len(_MIXED.findall(text)) + len(_INNER_CAPITAL.findall(text)) <= 0.01 * letters
    )
