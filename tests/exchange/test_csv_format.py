"""CSV as it comes."""

import codecs

import pytest

from kinline.exchange.choices import FileFault, RowFault
from kinline.exchange.formats import BrokenFile, csv

TEXT = "Прізвище;Ім'я\nВигаданюк;Остап\nНеіснуйко;Марта\n"
HONEST = "Фамилия;Имя\nВыдуманов;Андрей Сергеевич\nНебывалов;Пётр\n"


@pytest.fixture
def written(tmp_path):
    def write(content: bytes):
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        return path

    return write


def rows_of(path):
    return [(row.number, row.cells, row.fault) for row in csv.read(path, csv.inspect(path))]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("cp1251"), "cp1251"),
        (HONEST.encode("cp1251"), "cp1251"),
    ],
)
def test_letters_are_recognised(written, content, encoding):
    path = written(content)
    assert csv.inspect(path).noted["encoding"] == encoding
    assert rows_of(path)[0][1].popitem()[1] in {"Остап", "Андрей Сергеевич"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (HONEST.encode("koi8-r"), FileFault.ENCODING),
        (HONEST.upper().encode("koi8-r"), FileFault.ENCODING),
        (HONEST.encode("cp866"), FileFault.ENCODING),
        ("name;city\nJosé;Málaga\nZoë;Köln\n".encode("latin-1"), FileFault.ENCODING),
        ("name\nНебывалов\n".encode("utf-16-le"), FileFault.NUL),
        (b"name\nIvan\0ov\n", FileFault.NUL),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", FileFault.ENCODING),
        (b"\n\n  \n", FileFault.EMPTY),
        (b";;;\n1;2;3;4\n", FileFault.HEADER),
        (",".join(f"c{n}" for n in range(201)).encode(), FileFault.COLUMNS),
        (b"name\n" + b"x" * 1_000_001, FileFault.LINE),
        (b'name,city\n"Ivan,Lviv\nPetro,Kyiv\n', FileFault.QUOTES),
        (b'name\n"Ivan' + b"\nmore" * 300 + b'"\n', FileFault.QUOTES),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(written, content, fault):
    path = written(content)
    with pytest.raises(BrokenFile) as refused:
        list(csv.read(path, csv.inspect(path)))
    assert refused.value.fault == fault
    assert "%(" not in refused.value.sentence


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        (b"a,b\n1,2\n", ","),
        (b"a;b\n1,5;2\n", ";"),
        (b"a\tb\n1\t2, 3; 4\n", "\t"),
        (b"sep=;\na;b\n1;2\n", ";"),
        (b'"a, first";b\n1;2\n', ";"),
        (b"a\n1\n", ","),
    ],
)
def test_the_delimiter_is_found(written, content, delimiter):
    path = written(content)
    assert csv.inspect(path).noted["delimiter"] == delimiter
    assert len(rows_of(path)) == 1


def test_rows_are_numbered_as_a_spreadsheet_does_and_blank_ones_left_out(written):
    path = written(b'name,note\nIvan,"two\nlines"\n\n,\nPetro,x\n')
    assert rows_of(path) == [
        (2, {"name": "Ivan", "note": "two\nlines"}, None),
        (5, {"name": "Petro", "note": "x"}, None),
    ]


def test_a_row_that_cannot_be_read_does_not_stop_the_others(written):
    path = written(b'name,city\n"Ivan"ov,Lviv\nPetro,Kyiv,extra\nMarta,Odesa,,\nLev\n')
    assert rows_of(path) == [
        (2, {}, RowFault.ROW_QUOTES),
        (3, {}, RowFault.CELLS),
        (4, {"name": "Marta", "city": "Odesa"}, None),
        (5, {"name": "Lev", "city": ""}, None),
    ]


def test_a_cell_that_is_too_long_refuses_its_row(written):
    assert rows_of(written(b"name\n" + b"x" * 10_001 + b"\n"))[0][2] == RowFault.TOO_LONG


def test_headings_are_made_distinct(written):
    assert csv.inspect(written(b"name,,name,\n1,2,3,4\n")).columns == ("name", "column 2", "name (2)")


def test_a_cell_beyond_all_bounds_among_the_first_rows_refuses_the_file(written):
    path = written(("surname\n" + "x" * 900_000 + "\n").encode())
    with pytest.raises(BrokenFile):
        list(csv.read(path, csv.inspect(path)))
