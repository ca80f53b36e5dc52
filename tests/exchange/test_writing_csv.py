"""CSV as it is written, and read again by our own import."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from kinline.exchange import rules
from kinline.exchange.cells import defused, undefused
from kinline.exchange.choices import ExtraGroup
from kinline.exchange.fields import guess_mapping
from kinline.exchange.formats import csv as csv_format
from kinline.exchange.writing import csv as csv_writing
from kinline.exchange.writing.records import Heading, HeldStatus, Record, columns_of, record_of
from kinline.registry.choices import MarkKind, OccurrenceKind, SaidFate, Sex, SourceKind
from kinline.registry.facts import BodyMark, Facts, Happening, VagueDate

DAY = dt.date(2026, 4, 1)
COLUMNS = columns_of(list(ExtraGroup))
HEADING = Heading("Committee of the tests", dt.datetime(2026, 5, 2, tzinfo=dt.UTC), COLUMNS)
FORMULAS = [
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "  =1",
    "'=1",
    "''=1",
    "'",
    "it's",
    "",
    "Вигаданюк",
    "Вигаданюк;=cmd|' /C calc'!A0",
    "Сокіл; -1;+2;'=3",
    "＝1+1",
    "'" * 9_999 + "=",
    "'" * 10_000,
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_is_defused_is_no_formula_and_comes_back_as_it_was(cell):
    assert not defused(cell).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert undefused(defused(cell)) == cell


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_spreadsheet_that_parts_cells_by_semicolons_finds_no_formula_either(cell):
    line = csv_writing.body(
        [Record("example/1", DAY, DAY, {"family_name": cell, "given_name": "Остап"})], HEADING
    ).decode()
    for part in line.strip().split(";"):
        assert not part.lstrip(' "').startswith(("=", "+", "-", "@", "＝"))


def test_an_apostrophe_of_a_name_stays():
    for name in ("'t Hooft", "О'Ніл", "'"):
        assert undefused(name) == name


def written(*records) -> bytes:
    return csv_writing.head(HEADING) + csv_writing.body(records, HEADING)


@pytest.mark.django_db
def test_our_own_import_maps_it_by_itself_and_reads_the_same_facts(told, tmp_path):
    facts = Facts(
        family_name="=Вигаданюк",
        given_name="Остап",
        patronymic="Левович",
        other_names="+Сокіл",
        father_given_name="Лев",
        mother_maiden_name="Неіснуйко",
        sex=Sex.MALE,
        birth=VagueDate.of(1990, approximate=True),
        birth_place="Вигаданка",
        home_region="-",
        citizenship="українець",
        rank="сержант",
        power="Україна",
        unit="@",
        state_of_health="здоровий",
        age_from=30,
        age_to=35,
        height_cm_from=170,
        height_cm_to=170,
        build="середня",
        hair="русяве",
        eyes="сірі",
        clothing="однострій,\nбез знаків",
        effects="годинник; ніж",
        dental_notes="коронка",
        happenings=tuple(
            Happening(kind=kind, place=f"місце {kind}", when=VagueDate.of(2025, 4, 3))
            for kind in OccurrenceKind
        ),
        marks=(
            BodyMark(kind=MarkKind.TATTOO, site="рука", motif="ластівка"),
            BodyMark(kind=MarkKind.TATTOO, motif="якір"),
            BodyMark(kind=MarkKind.SCAR, site="брова", motif="два см"),
            BodyMark(kind=MarkKind.OTHER, motif="родимка"),
        ),
    )
    plain = {name: getattr(facts, name) for name in Facts.__dataclass_fields__ if name != "birth"}
    description = told(source=SourceKind.OFFICIAL_LIST, **plain)
    type(description).objects.filter(pk=description.pk).update(
        birth_text="~1990", birth_earliest="1988-01-01", birth_latest="1992-12-31", birth_precision="about"
    )
    description.refresh_from_db()
    status = HeldStatus(SaidFate.CAPTURED, DAY)
    record = record_of(description, COLUMNS, record_id="localhost/1", status=status)
    path = tmp_path / "list.csv"
    path.write_bytes(written(record))

    layout = csv_format.inspect(path)
    mapping = guess_mapping(layout.columns)
    assert set(layout.columns) - set(mapping.values()) == {"status_date"}
    [row] = csv_format.read(path, layout)
    reading = rules.read_row(row, mapping, today=timezone.localdate())
    assert not reading.faults
    assert reading.ref == "localhost/1"
    assert reading.said_on == record.said_on
    assert reading.expires_on == description.keep_until
    assert reading.facts.birth.iso() == "~1990"
    assert reading.facts.said_fate == SaidFate.CAPTURED
    for name, value in plain.items():
        read = getattr(reading.facts, name)
        match name:
            case "said_fate":
                continue
            case "clothing":
                assert read == "однострій, без знаків"
            case "happenings":
                assert {(one.kind, one.place, one.when.iso()) for one in read} == {
                    (one.kind, one.place, one.when.iso()) for one in value
                }
            case _:
                assert read == value, name


def test_an_empty_list_has_its_headings():
    [row] = csv.reader(io.StringIO(written().decode("utf-8-sig")))
    assert row[0] == "ref"
    assert row[-3:] == ["status", "status_date", "expiry_date"]


def test_columns_of_groups_without_a_reason_are_not_there():
    assert "death_place" not in columns_of([ExtraGroup.CAPTURE])
    assert Record("x", DAY, DAY, {}).full_name == ""
