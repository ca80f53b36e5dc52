"""PFIF and XLSX through the same import as CSV. Everybody here is invented."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.utils import timezone
from tests.exchange.conftest import ROWS, table
from tests.exchange.test_pfif_format import LAUGHS, OSTAP, SEEKERS, document, note, person
from tests.exchange.test_xlsx_format import HEADINGS, MARTA, workbook
from tests.exchange.test_xlsx_format import OSTAP as OSTAP_ROW

from kinline.audit.rules import SHELL, WORKER, Refused
from kinline.exchange import commands, queries, stored
from kinline.exchange.choices import ImportState
from kinline.exchange.formats import recognise
from kinline.exchange.models import ImportRun
from kinline.notices.models import Notice
from kinline.registry.choices import OccurrenceKind, SaidFate
from kinline.registry.models import Description, Person, StatusReport
from kinline.suggestions.models import Judgement

pytestmark = pytest.mark.django_db
PERSON_FINDER = Path(__file__).parents[2].parent / "shared" / "data" / "pfif" / "personfinder_tests"
DEAD = "<status>believed_dead</status><text>They say he is dead.</text>"


def pfif(*records: str) -> bytes:
    return document(*records).encode()


def ostap(*fields: str, day: str = "2024-03-01", ref: str = "invented.example/person.1") -> str:
    said = f"<source_date>{day}T10:00:00Z</source_date>"
    return person(said, "<full_name>Остап Вигаданюк</full_name>", *fields, ref=ref)


@pytest.mark.parametrize(
    ("content", "name", "format_name"),
    [
        (table(*ROWS), "list.csv", "csv"),
        (table(*ROWS), "list.pdf", "csv"),
        (b"<pfif/>", "list.csv", "pfif"),
        (b"\xef\xbb\xbf\r\n <pfif/>", "list", "pfif"),
        ("<pfif/>".encode("utf-16"), "list.txt", "pfif"),
        ("<pfif/>".encode("utf-16-be"), "list.txt", "pfif"),
        (b"no xml", "list.XML", "pfif"),
        (b"PK\x03\x04...", "list.csv", "xlsx"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "list.csv", "xlsx"),
        (b"id;name", "list.xlsx", "xlsx"),
        (b"", "list.csv", "csv"),
    ],
)
def test_a_format_is_recognised_by_content_before_its_name(tmp_path, content, name, format_name):
    path = tmp_path / "stored"
    path.write_bytes(content)
    assert recognise(path, name) == format_name


def test_persons_of_a_pfif_file_become_descriptions(import_all, incoming):
    run = import_all(
        pfif(
            ostap(
                "<sex>male</sex><date_of_birth>1990-05</date_of_birth><age>30-35</age><home_state>Вигадана</home_state>",
                note(SEEKERS, "<last_known_location>Вигадане</last_known_location><text>Seen.</text>"),
            ),
            ostap(ref="other.example/person.1"),
        )
    )
    assert (run.state, run.format, run.rows_added, run.rows_refused) == (ImportState.COMPLETE, "pfif", 2, 0)
    first = Description.objects.shown().get(source_ref="invented.example/person.1")
    assert (first.whole_name, first.sex, first.birth.iso(), first.home_region) == (
        "Остап Вигаданюк",
        "male",
        "1990-05",
        "Вигадана",
    )
    assert (first.age_from, first.age_to, first.said_on) == (30, 35, dt.date(2024, 3, 5))
    [happening] = first.facts.happenings
    assert (happening.kind, happening.place) == (OccurrenceKind.LAST_CONTACT, "Вигадане")
    assert "Шукайло" not in str(first.facts)
    assert Person.objects.count() == 2
    assert not incoming()


def test_a_death_that_a_note_tells_is_somebodys_word_and_nothing_else(import_all):
    import_all(pfif(ostap(note(DEAD))))
    described = Description.objects.get()
    assert described.said_fate == SaidFate.BELIEVED_DEAD
    assert "They say he is dead." in described.narrative
    assert not StatusReport.objects.exists()
    assert not Notice.objects.exists()


def test_a_link_that_a_note_claims_joins_nobody(import_all):
    linked = (
        "<linked_person_record_id>invented.example/person.2</linked_person_record_id><text>The same.</text>"
    )
    import_all(pfif(ostap(note(linked)), ostap(ref="invented.example/person.2")))
    assert Person.objects.count() == 2
    assert not Judgement.objects.exists()
    told = Description.objects.get(source_ref="invented.example/person.1").narrative
    assert "linked_person_record_id: invented.example/person.2" in told


def test_what_the_source_says_later_follows_and_what_it_said_earlier_does_not_come_back(import_all):
    import_all(pfif(ostap("<age>30</age>")))
    later = import_all(pfif(ostap("<age>31</age>", day="2024-04-01")))
    assert (later.rows_added, later.rows_known) == (1, 0)
    assert Description.objects.get(age_from=31).follows == Description.objects.get(age_from=30)
    same = import_all(pfif(ostap("<age>31</age>", day="2024-04-01"), "<!-- again -->"))
    assert (same.rows_added, same.rows_known) == (0, 1)
    older = import_all(pfif(ostap("<age>29</age>", day="2024-02-01"), ostap(ref="invented.example/person.2")))
    assert (older.rows_added, older.rows_refused) == (1, 1)
    [refusal] = map(queries.refusal_of, queries.refusals(older))
    assert refusal.sentence == "This source has said something newer of this person: on 2024-04-01."
    assert not Description.objects.filter(age_from=29).exists()


def test_one_person_twice_in_a_file_the_newest_word_stands(import_all):
    run = import_all(
        pfif(
            ostap("<age>30</age>"),
            ostap("<age>32</age>", day="2024-05-01"),
            ostap("<age>31</age>", day="2024-04-01"),
        )
    )
    assert (run.rows_added, run.rows_refused) == (2, 1)
    assert Description.objects.matchable().get().age_from == 32


def expiring(days: int) -> str:
    day = timezone.localdate() + dt.timedelta(days=days)
    return f"<expiry_date>{day}T00:00:00Z</expiry_date>"


def test_a_record_is_kept_no_longer_than_its_source_allows(import_all):
    run = import_all(
        pfif(
            ostap(expiring(30)),
            ostap(expiring(20_000), ref="invented.example/person.2"),
            ostap(expiring(0), ref="invented.example/person.3"),
        )
    )
    assert (run.rows_added, run.rows_refused) == (2, 1)
    soon = Description.objects.get(source_ref="invented.example/person.1")
    assert soon.keep_until == timezone.localdate() + dt.timedelta(days=30)
    assert Description.objects.get(
        source_ref="invented.example/person.2"
    ).keep_until < soon.keep_until.replace(year=soon.keep_until.year + 6)
    [refusal] = map(queries.refusal_of, queries.refusals(run))
    assert (refusal.row, refusal.column) == (3, "expiry_date")
    assert refusal.sentence.endswith(
        "its source wanted it kept until that day only (invented.example/person.3)."
    )


def test_an_expiry_that_is_no_day_refuses_its_record(import_all):
    run = import_all(pfif(ostap("<expiry_date>soon</expiry_date>"), ostap(ref="a/2")))
    assert [queries.sentence_of(row)[:18] for row in queries.refusals(run)] == ["soon: not a date. "]


def test_fields_of_pfif_are_fixed(receive):
    run = receive(pfif(OSTAP))
    with pytest.raises(Refused, match="says itself what its fields mean"):
        commands.set_mapping(run, {"given_name": "full_name"}, by=SHELL)


def test_what_would_be_read_of_pfif_is_shown_as_of_a_table(receive):
    run = receive(pfif(ostap(expiring(30), note(DEAD)), person(ref="a/2")))
    assert queries.format_of(run) == "PFIF 1.4"
    assert queries.names_its_fields(run)
    first, second = queries.preview(run).rows
    told = {str(label): value for label, value in first.values}
    assert told["Whole name"] == "Остап Вигаданюк"
    assert told["What became of him, in the source's word"] == "believed dead"
    assert told["Day until which the source lets it be kept"]
    assert second.faults[0][1] == (
        "Its source deleted this record or let it expire. Only its number is left: a/2."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LAUGHS.encode() + pfif(OSTAP), "document type or entities"),
        (b"<html><p>x</p></html>", "begins with <html>"),
        (pfif(OSTAP)[:-9], "cut off at line"),
        (b"PK\x03\x04", "damaged or cut off"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 99, "old kind"),
        (pfif(note("<text>x</text>")), "notes and no person"),
    ],
)
def test_of_a_file_that_cannot_be_read_nothing_is_kept(receive, incoming, content, sentence):
    with pytest.raises(Refused, match=sentence):
        receive(content)
    assert not incoming()
    assert not ImportRun.objects.exists()


def test_a_file_is_never_held_in_memory_and_is_let_go_when_it_is_too_large(
    receive, sender, incoming, settings
):
    settings.IMPORT_LARGEST_BYTES = 1_000_000
    taken = []

    def chunks():
        for number in range(2_000):  # two gigabytes, if they were all asked for
            taken.append(number)
            yield b"x" * 1_000_000

    with pytest.raises(Refused, match="larger than 1 MB"):
        commands.receive_file(chunks(), file_name="huge.xml", sender=sender, by=SHELL)
    assert len(taken) == 2
    assert not incoming()


def test_a_workbook_is_imported_and_the_same_again_adds_nothing(import_all, incoming):
    run = import_all(workbook(HEADINGS, OSTAP_ROW, MARTA))
    assert (run.state, run.format, run.rows_added) == (ImportState.COMPLETE, "xlsx", 2)
    assert Description.objects.get(source_ref="1").birth.iso() == "1990-05-12"
    again = import_all(
        table("1,Вигаданюк,Остап,1990-05-12", "2,Неіснуйко,Марта,1988", header=",".join(HEADINGS))
    )
    assert (again.rows_added, again.rows_known) == (0, 2)
    assert not incoming()


@pytest.mark.parametrize(
    "content",
    [pfif(OSTAP), workbook((), Перелік=[("id", "Прізвище"), (1, "Вигаданюк")])],
    ids=["pfif", "xlsx"],
)
def test_the_very_same_file_again_adds_nothing_and_says_so(import_all, content):
    first, again = import_all(content), import_all(content)
    assert first.rows_added == 1
    assert (again.same_as, again.rows_added) == (first, 0)


def test_another_sheet_is_chosen_and_is_another_import(receive, sender):
    content = workbook(HEADINGS, OSTAP_ROW, Other=[("id", "family name"), (7, "Інша")])
    run = receive(content)
    assert (queries.sheet_of(run), queries.sheets_of(run)) == ("Sheet", ["Sheet", "Other"])
    run = commands.choose_sheet(run, "Other", by=SHELL)
    assert run.mapping == {"ref": "id", "family_name": "family name"}
    with pytest.raises(Refused, match="no sheet “Nowhere”"):
        commands.choose_sheet(run, "Nowhere", by=SHELL)
    commands.start_import(run, by=SHELL)
    while commands.advance_import(by=WORKER):
        pass
    assert Description.objects.get().family_name == "Інша"
    first = commands.start_import(receive(content), by=SHELL)
    assert first.state == ImportState.QUEUED
    with pytest.raises(Refused, match="past that"):
        commands.choose_sheet(first, "Other", by=SHELL)


def test_only_a_workbook_has_sheets(receive):
    with pytest.raises(Refused, match="Only a workbook has sheets"):
        commands.choose_sheet(receive(table(*ROWS)), "Sheet", by=SHELL)


def test_a_formula_that_failed_refuses_its_row(import_all):
    run = import_all(workbook(HEADINGS, OSTAP_ROW, MARTA, (3, "А", "Б", "#REF!")))
    [refusal] = map(queries.refusal_of, queries.refusals(run))
    assert (refusal.row, refusal.column) == (4, "dob")
    assert refusal.sentence == "#REF!: the formula in this cell came to nothing."


def test_rows_that_are_unpacked_are_for_their_owner_only(receive):
    commands.start_import(receive(pfif(OSTAP)), by=SHELL)
    commands.advance_import(by=WORKER)
    lying = list(Path(conf.HOME.path, "incoming").iterdir())
    run = ImportRun.objects.get()
    assert {path.name for path in lying} == {run.stored_as, run.rows_as}
    assert {path.stat().st_mode & 0o777 for path in lying} == {0o600}


@pytest.mark.parametrize(
    ("content", "fault"),
    [(pfif(OSTAP), "gone"), (workbook(HEADINGS, OSTAP_ROW), "zip"), (table(*ROWS), "gone")],
    ids=["pfif", "xlsx", "csv"],
)
def test_a_file_that_changes_on_the_disk_is_refused_when_its_turn_comes(receive, content, fault):
    run = commands.start_import(receive(content), by=SHELL)
    (stored.folder() / run.stored_as).write_bytes(b"PK\x03\x04")
    assert queries.preview(run).refusal
    while commands.advance_import(by=WORKER):
        pass
    run.refresh_from_db()
    assert (run.state, run.refusal) == (ImportState.REFUSED, fault)


def test_a_workbook_that_changes_on_the_disk_has_no_other_sheet(receive):
    run = receive(workbook(HEADINGS, OSTAP_ROW, Other=[("id", "family name"), (7, "Інша")]))
    (stored.folder() / run.stored_as).write_bytes(b"PK\x03\x04")
    with pytest.raises(Refused, match="no longer there"):
        commands.choose_sheet(run, "Other", by=SHELL)


#: Every file that Person Finder's own tests read, and how many persons come in.
TAKEN_IN = {
    "global-test.pfif-1.2-source.xml": 1,
    "notes-template.xlsx": 3,
    "persons.xlsx": 3,
    "test.pfif-1.1.xml": 1,
    "test.pfif-1.2-badrecord.xml": 2,
    "test.pfif-1.2-source.xml": 1,
    "test.pfif-1.2.xml": 1,
    "test.pfif-1.4.xml": 1,
}
#: The others hold notes and no person.
NOTES_ONLY = {
    "test.pfif-1.2-believed-dead.xml",
    "test.pfif-1.2-note.xml",
    "test.pfif-1.2-notification.xml",
}
SHIFTED = "sample-import.csv"
published = pytest.mark.skipif(
    not PERSON_FINDER.exists(), reason="the published files lie beside a checkout in CI only"
)


@pytest.mark.shared
@published
@pytest.mark.parametrize("name", TAKEN_IN)
def test_files_of_person_finder_come_in(import_all, name):
    run = import_all((PERSON_FINDER / name).read_bytes())
    assert (run.state, run.rows_added, run.rows_refused) == (ImportState.COMPLETE, TAKEN_IN[name], 0)
    assert not StatusReport.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.shared
@published
@pytest.mark.parametrize("name", sorted(NOTES_ONLY))
def test_files_of_person_finder_without_a_person_are_refused(receive, name):
    with pytest.raises(Refused, match=r"The file holds notes and no person\."):
        receive((PERSON_FINDER / name).read_bytes())


@pytest.mark.shared
@published
def test_the_shifted_row_of_person_finder_is_refused_and_no_file_is_left_untried(import_all):
    run = import_all((PERSON_FINDER / SHIFTED).read_bytes())
    assert (run.state, run.refusals.get().reason) == (ImportState.REFUSED, "cells:30 > 29")
    assert {*TAKEN_IN, *NOTES_ONLY, SHIFTED} == {path.name for path in PERSON_FINDER.iterdir()}


def test_a_zip_bomb_is_not_unpacked(receive, incoming, tmp_path):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(workbook(HEADINGS, OSTAP_ROW))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", b"\0" * 50_000_000)
    with pytest.raises(Refused, match="swell"):
        receive(path.read_bytes())
    assert not incoming()
