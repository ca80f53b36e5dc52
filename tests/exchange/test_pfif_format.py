"""PFIF as it comes. Every person and domain here is invented."""

import codecs
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinline.exchange import rules
from kinline.exchange.choices import FileFault, RowFault
from kinline.exchange.fields import FIELDS
from kinline.exchange.formats import BrokenFile, pfif

TODAY = dt.date(2026, 3, 1)
NAMESPACE = "http://zesty.ca/pfif/1.4"
OSTAP = """<person>
  <person_record_id>invented.example/person.1</person_record_id>
  <source_date>2024-03-01T10:00:00Z</source_date>
  <full_name>Остап Вигаданюк</full_name>
</person>"""


def document(*records: str, namespace: str = NAMESPACE, declaration: str = "") -> str:
    return f'{declaration}<pfif xmlns="{namespace}">{"".join(records)}</pfif>'


def person(*fields: str, ref: str = "invented.example/person.1") -> str:
    return f"<person><person_record_id>{ref}</person_record_id>{''.join(fields)}</person>"


def note(*fields: str, day: str = "2024-03-05") -> str:
    return f"<note><source_date>{day}T10:00:00Z</source_date>{''.join(fields)}</note>"


@pytest.fixture
def written(tmp_path):
    def write(content: str | bytes):
        path = tmp_path / "people.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def rows_of(path):
    return list(pfif.read(path, pfif.inspect(path)))


def cells_of(path) -> dict[str, str]:
    [row] = rows_of(path)
    assert row.fault is None
    return {name: value for name, value in row.cells.items() if value}


def test_every_column_is_a_field_of_ours():
    assert set(pfif.MAPPING) <= set(FIELDS)
    assert rules.LIMITS["last_contact_place"] == pfif.LONGEST_PLACE
    assert len(set(pfif.COLUMNS)) == len(pfif.COLUMNS)


@pytest.mark.parametrize("version", pfif.VERSIONS)
def test_each_version_is_read_by_its_own_names(written, version):
    told = (
        "<full_name>Остап Вигаданюк</full_name><given_name>Остап</given_name><family_name>Вигаданюк</family_name>"
        "<description>Високий.</description>"
        if version == "1.4"
        else "<first_name>Остап</first_name><last_name>Вигаданюк</last_name>"
        "<other>description:\n    Високий.\n</other>"
    )
    path = written(document(person(told), namespace=f"http://zesty.ca/pfif/{version}"))
    assert pfif.inspect(path).noted["version"] == version
    cells = cells_of(path)
    assert (cells["given_name"], cells["family_name"], cells["description"]) == (
        "Остап",
        "Вигаданюк",
        "Високий.",
    )


@pytest.mark.parametrize(
    "content",
    [
        document(OSTAP),
        document(OSTAP).replace(f' xmlns="{NAMESPACE}"', ""),
        document(OSTAP).replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p="),
        document("<!-- a remark -->", OSTAP, "<?a word?>", "<stranger>who</stranger>"),
    ],
    ids=["default", "no namespace", "prefix", "remarks"],
)
def test_however_the_names_are_written_the_person_is_read(written, content):
    rows = [row for row in rows_of(written(content)) if row.cells]
    assert [row.cells["full_name"] for row in rows] == ["Остап Вигаданюк"]


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + document(OSTAP).encode(),
        document(OSTAP).encode("utf-16"),
        document(OSTAP, declaration='<?xml version="1.0" encoding="UTF-16LE"?>').encode("utf-16-le"),
        document(OSTAP, declaration='<?xml version="1.0" encoding="windows-1251"?>').encode("cp1251"),
        document(OSTAP, declaration='<?xml version="1.0" encoding="KOI8-R"?>').encode(
            "koi8-r", "xmlcharrefreplace"
        ),
    ],
    ids=["utf-8 with its mark", "utf-16", "utf-16 without its mark", "windows-1251", "koi8-r"],
)
def test_letters_are_read_as_the_file_declares_them(written, content):
    assert cells_of(written(content))["full_name"] == "Остап Вигаданюк"


def test_a_person_is_told_by_all_its_fields(written):
    cells = cells_of(
        written(
            document(
                person(
                    "<source_date>2024-03-01T10:00:00Z</source_date><expiry_date>2030-01-01T00:00:00Z</expiry_date>",
                    "<full_name>Остап Вигаданюк\n Ostap  Vyhadaniuk</full_name>",
                    "<alternate_names>Остапко\nОст</alternate_names>",
                    "<sex>male</sex><date_of_birth>1990-05</date_of_birth><age>18-25</age>",
                    "<home_city> Вигадане\n\n </home_city><home_state>Небувала область</home_state>",
                    "<home_country>UA</home_country>",
                    "<source_name>An invented list</source_name><source_url>https://invented.example/1</source_url>",
                )
            )
        )
    )
    assert cells == {
        "person_record_id": "invented.example/person.1",
        "source_date": "2024-03-01T10:00:00Z",
        "expiry_date": "2030-01-01T00:00:00Z",
        "full_name": "Остап Вигаданюк",
        "alternate_names": "Ostap Vyhadaniuk; Остапко; Ост",
        "sex": "male",
        "date_of_birth": "1990-05",
        "age": "18-25",
        "home": "Вигадане, Небувала область, UA",
        "description": "source_name: An invented list\nsource_url: https://invented.example/1",
    }


SEEKERS = """<author_name>Марія Шукайло</author_name><author_email>maria@invented.example</author_email>
<author_phone>+380 00 000 0000</author_phone>"""
FOUND = """<email_of_found_person>o@invented.example</email_of_found_person>
<phone_of_found_person>000 111</phone_of_found_person>"""


def test_of_those_who_seek_nothing_is_read_and_it_is_said_so(written):
    path = written(
        document(
            person(
                SEEKERS,
                "<full_name>Остап</full_name><photo_url>https://invented.example/p.jpg</photo_url>",
                "<home_street>Вигадана 1</home_street>",
                note(SEEKERS, FOUND, "<text>Was seen.</text>"),
            )
        )
    )
    layout = pfif.inspect(path)
    read = str(list(pfif.read(path, layout)))
    for secret in ("Шукайло", "maria@", "+380", "o@invented", "000 111", "p.jpg", "Вигадана 1"):
        assert secret not in read
    assert layout.noted["left_out"] == (
        "author_email (2), author_name (2), author_phone (2), email_of_found_person (1), home_street (1), "
        "phone_of_found_person (1), photo_url (1)"
    )


def test_notes_become_the_words_of_the_description_the_last_status_counts(written):
    cells = cells_of(
        written(
            document(
                person(
                    "<source_date>2024-03-01T10:00:00Z</source_date><full_name>Остап</full_name><age>20</age>",
                    note("<status>believed_dead</status><text>So they say.</text>", day="2024-03-09"),
                    note(
                        "<status>believed_missing</status><last_known_location>Вигадане</last_known_location>",
                        "<author_made_contact>false</author_made_contact>",
                        "<linked_person_record_id>invented.example/person.2</linked_person_record_id>",
                        "<text>Not heard of.</text>",
                    ),
                    note("<status>information_sought</status>", day="2024-03-10"),
                )
            )
        )
    )
    assert (cells["status"], cells["last_known_location"]) == ("believed_dead", "Вигадане")
    assert cells["source_date"] == "2024-03-10T10:00:00Z"
    assert cells["description"] == (
        "age: 20 (source_date: 2024-03-01T10:00:00Z)\n\n"
        "[2024-03-05] status: believed_missing; last_known_location: Вигадане; author_made_contact: false;"
        " linked_person_record_id: invented.example/person.2\nNot heard of.\n\n"
        "[2024-03-09] status: believed_dead\nSo they say.\n\n"
        "[2024-03-10] status: information_sought"
    )


def test_notes_outside_go_to_their_person_and_to_nobody_else(written):
    def about(ref, text):
        return note(f"<person_record_id>{ref}</person_record_id><text>{text}</text>")

    rows = rows_of(
        written(
            document(
                about("a/1", "before"),
                person(
                    "<full_name>А</full_name>", about("a/2", "misplaced"), about("a/1", "inside"), ref="a/1"
                ),
                person("<full_name>Б</full_name>", ref="a/2"),
                about("a/1", "after"),
                about("a/9", "stray"),
                note("<text>of nobody</text>"),
            )
        )
    )
    assert [(row.number, row.cells.get("full_name"), row.fault, row.detail) for row in rows] == [
        (2, "А", None, ""),
        (3, "Б", None, ""),
        (5, None, RowFault.NOTE_ALONE, "a/9"),
        (6, None, RowFault.NOTE_ALONE, "—"),
    ]
    first, second = (row.cells["description"] for row in rows[:2])
    assert all(text in first for text in ("before", "inside", "after"))
    assert "misplaced" in second
    assert "misplaced" not in first


def test_a_note_about_nobody_goes_to_nobody(written):
    rows = rows_of(
        written(document("<person><full_name>Остап</full_name></person>", note("<text>Seen.</text>")))
    )
    assert [(row.fault, row.cells.get("description")) for row in rows] == [
        (None, ""),
        (RowFault.NOTE_ALONE, None),
    ]


def test_of_too_many_notes_the_last_ones_are_kept_and_it_is_said(written):
    notes = [
        note(f"<text>{number} {'x' * 2000}</text>", day=f"2024-03-{number:02}") for number in range(1, 10)
    ]
    told = cells_of(written(document(person("<full_name>Остап</full_name>", *notes))))["description"]
    assert len(told) <= 10_000
    assert told.startswith("[notes left out: 5]")
    assert "[2024-03-09" in told


def test_a_place_that_is_too_long_is_told_in_the_description_only(written):
    long = "Вигадане, " * 20
    path = written(
        document(
            person("<full_name>О</full_name>", note(f"<last_known_location>{long}</last_known_location>"))
        )
    )
    cells = cells_of(path)
    assert "last_known_location" not in cells
    assert long.strip() in cells["description"]


@pytest.mark.parametrize(
    "left",
    [
        "",
        "<source_date>2024-03-01T10:00:00Z</source_date><expiry_date>2024-03-01T10:00:00Z</expiry_date>",
        "<full_name></full_name><source_name>A list</source_name>",
        note("<status>believed_dead</status>"),
    ],
)
def test_what_is_left_of_a_deleted_record_is_refused(written, left):
    [row] = rows_of(written(document(person(left))))
    assert (row.fault, row.detail) == (RowFault.EMPTIED, "invented.example/person.1")


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE pfif [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize(
    ("content", "fault", "detail"),
    [
        (LAUGHS + document(person("<full_name>&j;</full_name>")), FileFault.ENTITIES, ""),
        (
            '<!DOCTYPE pfif [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            + document(person("<full_name>&a;</full_name>")),
            FileFault.ENTITIES,
            "",
        ),
        ('<!DOCTYPE pfif SYSTEM "http://invented.example/a.dtd">' + document(OSTAP), FileFault.ENTITIES, ""),
        ("<!DOCTYPE html><html><body>x</body></html>", FileFault.ROOT, "html"),
        ("<html><body>x</body></html>", FileFault.ROOT, "html"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', FileFault.ROOT, "feed"),
        (
            document(OSTAP, namespace="http://zesty.ca/pfif/2.0"),
            FileFault.VERSION,
            "http://zesty.ca/pfif/2.0",
        ),
        (document(OSTAP, namespace="urn:other"), FileFault.VERSION, "urn:other"),
        (document(OSTAP)[:-20], FileFault.XML, "4"),
        (document(OSTAP, OSTAP[:-30]), FileFault.XML, "8"),
        (document(OSTAP) + "<more/>", FileFault.XML, "5"),
        (document(person("<full_name>&nbsp;</full_name>")), FileFault.XML, "1"),
        ("< no xml", FileFault.XML, "1"),
        (document(OSTAP).encode("cp1251"), FileFault.ENCODING, ""),
        (document(OSTAP, declaration='<?xml version="1.0" encoding="x-nothing"?>'), FileFault.ENCODING, ""),
        (document(), FileFault.EMPTY, ""),
        (document(note("<text>x</text>")), FileFault.NOTES_ONLY, ""),
        (document("<a>" * 300 + "</a>" * 300), FileFault.XML, "1"),
        (document(person("<x/>" * 50_001)), FileFault.RECORD, "1"),
        (document(OSTAP, person(f"<x>{'x' * 5_000_000}</x>" * 5)), FileFault.RECORD, "2"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(written, content, fault, detail):
    path = written(content)
    with pytest.raises(BrokenFile) as refused:
        list(pfif.read(path, pfif.inspect(path)))
    assert (refused.value.fault, refused.value.detail) == (fault, detail)
    assert "%(" not in refused.value.sentence


def test_too_many_notes_outside_their_persons_are_refused(written, monkeypatch):
    monkeypatch.setattr(pfif, "MOST_LOOSE_CHARACTERS", 1000)
    path = written(document(OSTAP, *[note("<text>" + "x" * 100 + "</text>")] * 20))
    with pytest.raises(BrokenFile) as refused:
        rows_of(path)
    assert refused.value.fault == FileFault.LOOSE_NOTES


def test_what_was_read_is_freed(written):
    junk = "<!-- x --><stranger/>\n"
    path = written(document(*(f"{person(ref=str(number))}{junk}" for number in range(500))))
    parts = 0
    for part in pfif._parts(path):
        parts += 1
        assert [len(before) for before in part.itersiblings(preceding=True)] in ([], [0])
    assert parts == 1000


VALID = document(
    person(
        "<source_date>2024-03-01T10:00:00Z</source_date><full_name>Остап Вигаданюк</full_name><age>18-25</age>",
        note("<status>believed_alive</status><text>Seen.</text>"),
    ),
    note("<person_record_id>invented.example/person.1</person_record_id><text>Later.</text>"),
    declaration='<?xml version="1.0" encoding="utf-8"?>',
).encode()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_comes_only_what_is_declared_is_raised(tmp_path, data):
    content = bytearray(VALID)
    for _time in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 40))
        content[place : place + length] = data.draw(
            st.one_of(
                st.binary(max_size=20),
                st.sampled_from([b"<note>", b"</person>", b"&a;", b"<!DOCTYPE a>", b"]]>"]),
            )
        )
    path = tmp_path / "mutated.xml"
    path.write_bytes(data.draw(st.one_of(st.just(bytes(content)), st.binary(max_size=200))))
    try:
        layout = pfif.inspect(path)
        rows = list(pfif.read(path, layout))
    except BrokenFile:
        pass
    else:
        assert rows
        assert all(list(row.cells) == list(pfif.COLUMNS) or row.fault for row in rows)
        assert all(rules.read_row(row, pfif.MAPPING, today=TODAY) for row in rows)
