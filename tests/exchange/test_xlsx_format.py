"""XLSX as it comes. Every person here is invented."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import numbers
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from kinline.exchange import rules
from kinline.exchange.choices import FileFault, RowFault
from kinline.exchange.fields import guess_mapping
from kinline.exchange.formats import BrokenFile, xlsx

HEADINGS = ("id", "surname", "name", "dob")
OSTAP = (1, "Вигаданюк", "Остап", dt.date(1990, 5, 12))
MARTA = (2, "Неіснуйко", "Марта", 1988)


def workbook(*rows, **sheets) -> bytes:
    """A workbook with the rows on its first sheet, and further sheets by name."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    return bytes_of(book)


def bytes_of(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def packed(parts: dict[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SHEET = "xl/worksheets/sheet1.xml"


def changed(before: str, after: str, part: str = SHEET) -> bytes:
    """A workbook with one text in one part in place of another."""
    parts = unpacked(workbook(HEADINGS, OSTAP, MARTA))
    assert before.encode() in parts[part]
    return packed(parts | {part: parts[part].replace(before.encode(), after.encode())})


@pytest.fixture
def written(tmp_path):
    def write(content: bytes):
        path = tmp_path / "table.xlsx"
        path.write_bytes(content)
        return path

    return write


def rows_of(path, sheet=""):
    return [
        (row.number, tuple(row.cells.values()), row.fault)
        for row in xlsx.read(path, xlsx.inspect_sheet(path, sheet))
    ]


def test_rows_are_read_as_a_spreadsheet_shows_them(written):
    path = written(workbook(HEADINGS, OSTAP, MARTA))
    assert xlsx.inspect(path).columns == HEADINGS
    assert rows_of(path) == [
        (2, ("1", "Вигаданюк", "Остап", "1990-05-12"), None),
        (3, ("2", "Неіснуйко", "Марта", "1988"), None),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (1998.0, "General", "1998"),
        (1.75, "General", "1.75"),
        (0.1 + 0.2, "General", "0.3"),
        (380_000_000_001, "0", "380000000001"),
        (True, "General", "true"),
        ("  007 ", "@", "007"),
        (dt.date(1990, 5, 12), numbers.FORMAT_DATE_DDMMYY, "1990-05-12"),
        (dt.datetime.fromisoformat("1990-05-12 09:30"), numbers.FORMAT_DATE_DATETIME, "1990-05-12 09:30:00"),
        (dt.date(1990, 5, 1), "mmm yyyy", "1990-05"),
        (dt.date(1990, 1, 1), 'yyyy "р. н."', "1990"),
        (dt.date(1990, 5, 12), "[$-422]d mmmm yyyy;@", "1990-05-12"),
        (dt.time(9, 30), "h:mm", "09:30:00"),
        (99_999_999, "yyyy-mm-dd", "#VALUE!"),
        ("#REF!", "General", "#REF!"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(written, value, number_format, read):
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append((value, "Вигаданюк"))
    book.active["A2"].number_format = number_format
    [(_number, cells, _fault)] = rows_of(written(bytes_of(book)))
    assert cells[0] == read


def test_days_are_counted_from_1904_where_the_workbook_says_so(written):
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEADINGS)
    book.active.append(OSTAP)
    assert rows_of(written(bytes_of(book)))[0][1][3] == "1990-05-12"


def test_blank_rows_and_the_room_behind_the_table_are_left_out(written):
    book = Workbook()
    for row in (HEADINGS, OSTAP, (None,) * 4, MARTA, ("", " ")):
        book.active.append(row)
    book.active.cell(row=5000, column=150).number_format = "0.00"
    assert [number for number, *_rest in rows_of(written(bytes_of(book)))] == [2, 4]


def test_the_first_visible_sheet_with_rows_is_read_unless_another_is_named(written):
    book = Workbook()
    hidden = book.create_sheet("Hidden", 0)
    hidden.append(("secret", "list"))
    hidden.sheet_state = "hidden"
    for title, row in (("Перелік", OSTAP), ("Other", MARTA)):
        sheet = book.create_sheet(title)
        sheet.append(HEADINGS)
        sheet.append(row)
    path = written(bytes_of(book))
    noted = xlsx.inspect(path).noted
    assert noted["sheet"] == "Перелік"
    assert json.loads(noted["sheets"]) == ["Sheet", "Перелік", "Other"]
    assert rows_of(path, "Other")[0][1][1] == "Неіснуйко"
    with pytest.raises(BrokenFile) as refused:
        xlsx.inspect_sheet(path, "Nowhere")
    assert (refused.value.fault, refused.value.detail) == (FileFault.SHEET, "Nowhere")


def test_titles_above_the_headings_are_passed_over(written):
    path = written(workbook(("An invented list", None, "of"), (), HEADINGS, OSTAP))
    assert xlsx.inspect(path).columns == HEADINGS
    assert rows_of(path) == [(4, ("1", "Вигаданюк", "Остап", "1990-05-12"), None)]


def test_headings_that_we_do_not_know_are_the_first_row_with_two_cells(written):
    path = written(workbook(("A title",), ("weight", "shoe size"), (80, 44)))
    assert xlsx.inspect(path).columns == ("weight", "shoe size")


@pytest.mark.parametrize(
    ("rows", "merged", "columns", "first"),
    [
        (
            [("№", "Surname", "Birth", None), (None, None, "date", "place"), (1, "А", 1990, "Х")],
            ["A1:A2", "B1:B2", "C1:D1"],
            ("№", "Surname", "Birth date", "Birth place"),
            3,
        ),
        (
            [("ПІБ", None, "Дата"), ("Прізвище", "Ім'я", None), ("А", "Б", 1990)],
            ["A1:B1"],
            ("Прізвище", "Ім'я", "Дата"),
            3,
        ),
        (
            [("Whole list", None, None), HEADINGS[:3], (1, "А", "Б")],
            ["A1:C1"],
            HEADINGS[:3],
            3,
        ),
        (
            [("surname", "name", "note", None), ("А", "Б", "x", "y")],
            ["C1:D1"],
            ("surname", "name", "note"),
            2,
        ),
    ],
    ids=["groups", "groups over known headings", "a title", "merged above data"],
)
def test_merged_headings_are_read_together(written, rows, merged, columns, first):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    path = written(bytes_of(book))
    assert xlsx.inspect(path).columns == columns
    assert next(iter(xlsx.read(path, xlsx.inspect(path)))).number == first


def test_a_row_wider_than_the_headings_is_refused_alone(written):
    rows = rows_of(written(workbook(HEADINGS, (*OSTAP, None, "behind"), MARTA)))
    assert [fault for *_row, fault in rows] == [RowFault.CELLS, None]


def test_macros_links_and_pictures_are_left_alone(written):
    parts = unpacked(workbook(HEADINGS, OSTAP))
    more = {
        "xl/vbaProject.bin": b"Sub AutoOpen()",
        "xl/externalLinks/a.xml": "<a/>",
        "xl/media/a.svg": "<!DOCTYPE svg><svg/>",
    }
    path = written(packed(parts | more))
    assert len(rows_of(path)) == 1


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
LAUGH = '<!DOCTYPE a [<!ENTITY b "ha">]>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), FileFault.PASSWORD),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), FileFault.OLD_WORKBOOK),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), FileFault.NOT_XLSX),
        (packed({}), FileFault.NOT_XLSX),
        (workbook(HEADINGS, OSTAP)[:-200], FileFault.ZIP),
        (workbook(HEADINGS, OSTAP)[:30], FileFault.ZIP),
        (b"PK\x03\x04", FileFault.ZIP),
        (workbook(), FileFault.EMPTY),
        (workbook(tuple(f"c{n}" for n in range(1000))), FileFault.COLUMNS),
        (workbook(HEADINGS, (1, "А", "Б", "=1+1")), FileFault.FORMULAS),
        (changed("<sheetData>", LAUGH + "<sheetData>"), FileFault.ENTITIES),
        (changed("<Properties", LAUGH + "<Properties", "docProps/app.xml"), FileFault.ENTITIES),
        (changed("</sheetData>", "</nothing>"), FileFault.ZIP),
        (changed('r="2"', 'r="x"'), FileFault.ZIP),
        (changed('r="2"', 'r="99999999999"'), FileFault.ZIP),
        (changed('<c r="B2" t="inlineStr">', '<c r="B2" t="s"><v>4000</v>'), FileFault.ZIP),
    ],
    # The bytes hold the time: as a name they would differ between the processes that share the tests.
    ids=lambda value: "workbook" if isinstance(value, bytes) else str(value),
)
def test_a_broken_workbook_is_refused_with_its_reason(written, content, fault):
    path = written(content)
    with pytest.raises(BrokenFile) as refused:
        rows_of(path)
    assert refused.value.fault == fault
    assert "%(" not in refused.value.sentence


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"xl/worksheets/sheet9.xml": b" " * 3_000_000}, FileFault.RATIO),
        ({f"xl/worksheets/{n}.xml": b"" for n in range(2001)}, FileFault.RATIO),
        ({"xl/media/huge.bin": b""}, FileFault.UNPACKED),
        (
            {"xl/worksheets/sheet9.xml": "".join(f"<a>{n * 7919}</a>" for n in range(200_000))},
            FileFault.RATIO,
        ),
    ],
    ids=["packed too well", "too many parts", "too large", "a row without an end"],
)
def test_what_would_swell_is_refused_before_it_is_read(written, monkeypatch, parts, fault):
    if fault == FileFault.UNPACKED:
        monkeypatch.setattr(xlsx, "LARGEST_UNPACKED", 1000)
    monkeypatch.setattr(xlsx, "load_workbook", None)  # it is not even opened
    with pytest.raises(BrokenFile) as refused:
        xlsx.inspect(written(packed(unpacked(workbook(HEADINGS, OSTAP)) | parts)))
    assert refused.value.fault == fault


def test_an_archive_that_lies_about_its_sizes_is_refused(written):
    content = bytearray(packed(unpacked(workbook(HEADINGS, OSTAP)) | {SHEET: b" " * 5_000_000}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        name = content.rindex(SHEET.encode()) if sign == b"PK\x01\x02" else content.index(SHEET.encode())
        start = content.rindex(sign, 0, name)
        content[start + place : start + place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(BrokenFile) as refused:
        xlsx.inspect(written(bytes(content)))
    assert refused.value.fault == FileFault.ZIP


VALID = workbook(("Invented",), HEADINGS, OSTAP, MARTA, Other=[HEADINGS, OSTAP])
PARTS = unpacked(VALID)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_comes_only_what_is_declared_is_raised(tmp_path, data):
    def mutated(content: bytes) -> bytes:
        changed_ = bytearray(content)
        for _time in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(changed_)))
            length = data.draw(st.integers(0, 20))
            changed_[place : place + length] = data.draw(st.binary(max_size=12))
        return bytes(changed_)

    if data.draw(st.booleans()):
        content = mutated(VALID)
    else:
        name = data.draw(st.sampled_from(sorted(PARTS)))
        content = packed(PARTS | {name: mutated(PARTS[name])})
    path = Path(tmp_path, "mutated.xlsx")
    path.write_bytes(content)
    try:
        layout = xlsx.inspect(path)
        rows = list(xlsx.read(path, layout))
    except BrokenFile:
        pass
    else:
        assert all(list(row.cells) == list(layout.columns) or row.fault for row in rows)
        mapping = guess_mapping(layout.columns)
        assert all(rules.read_row(row, mapping, today=dt.date(2026, 3, 1)) for row in rows)
