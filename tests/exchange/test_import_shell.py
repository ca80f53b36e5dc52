"""`kinline import`."""

import argparse
import io
import sys

import pytest
from tests.exchange.conftest import ROWS, table
from tests.exchange.test_pfif_format import SEEKERS, document, person
from tests.exchange.test_xlsx_format import HEADINGS, MARTA, workbook

from kinline.exchange import shell
from kinline.exchange.commands import working
from kinline.exchange.models import ImportRun
from kinline.registry.models import Description

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinline_import(tmp_path, monkeypatch, capsys):
    """Import a table by the command line. Returns the exit status and what stands on stderr."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(working, "PAUSE_SECONDS", 0)
    parser = argparse.ArgumentParser()
    shell.add_arguments(parser)

    def run(content: bytes | None, *more: str, source: str = "invented"):
        path = tmp_path / "invented.csv"
        if content is not None:
            path.write_bytes(content)
        status = shell.run(parser.parse_args([str(path), "--source", source, *more]))
        return status, capsys.readouterr().err

    return run


def test_a_file_is_imported_and_summed_up(kinline_import):
    status, told = kinline_import(table(*ROWS, "4,Хибний,Іван,31.02.1998,ч"))
    assert status == 0
    assert "row 5, dob: 31.02.1998: there is no such day.\n" in told
    assert "Rows: 4. New: 3. Known already: 0. Refused: 1.\n" in told
    described = Description.objects.shown().first()
    assert (described.source_name, described.purpose, described.lawful_basis) == (
        "invented",
        "tracing",
        "vital_interest",
    )


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_it_is_asked_whose_file_it_is(kinline_import, trial):
    assert kinline_import(table(*ROWS), *trial, source=" ") == (
        2,
        "Say whose file this is: --source NAME, the same name each time.\n",
    )
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_columns_that_are_read_into_no_field_are_named(kinline_import, trial):
    header = "id,surname,name,shoe size,dog"
    status, told = kinline_import(table("1,Вигаданюк,Остап,44,Рекс", header=header), *trial)
    assert status == 0
    assert "Ignored columns: shoe size, dog.\n" in told


def test_the_same_file_twice_adds_nothing_and_says_so(kinline_import):
    kinline_import(table(*ROWS))
    status, told = kinline_import(table(*ROWS), "--source", "Renamed")
    assert status == 0
    assert "This very file was imported before, from “invented”." in told
    assert "Rows: 3. New: 0. Known already: 3. Refused: 0." in told
    assert Description.objects.count() == 3


def test_columns_can_be_named(kinline_import):
    status, _told = kinline_import(
        table("Вигаданюк,Лев", header="a,name"),
        *("--map", "family_name=a,given_name=name", "--source", "A list", "--kind", "unit"),
    )
    assert status == 0
    described = Description.objects.get()
    assert (described.name, described.source_name, described.source_kind) == (
        "Вигаданюк Лев",
        "A list",
        "unit",
    )


@pytest.mark.parametrize(
    ("content", "more", "sentence"),
    [
        (None, (), "No such file"),
        (b"", (), "The file has no rows."),
        (b"a\0b\n", (), "NUL bytes"),
        (table(*ROWS), ("--map", "surname"), "write ours=theirs"),
        (table(*ROWS), ("--map", "nickname=surname"), "There is no field “nickname”."),
        (table(*ROWS), ("--map", "family_name=zzz"), "The file has no column “zzz”."),
        (b"weight\n80\n", (), "Choose at least one column"),
        (table("1,А,Б,31.02.1998,ч"), (), "More than half of the rows have faults (1 / 1)"),
        (table(*ROWS, '4,"А'), (), "Row 5 opens quotation marks"),
    ],
)
@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_bad_input_is_one_clear_sentence_and_status_2(kinline_import, content, more, sentence, trial):
    status, told = kinline_import(content, *more, *trial)
    assert status == 2
    assert sentence in told.splitlines()[-1]
    assert not Description.objects.exists()
    assert not ImportRun.objects.exclude(state__in=["cancelled", "refused"]).exists()


def test_a_trial_writes_nothing_and_tells_what_would_be_written(kinline_import):
    kinline_import(table(*ROWS))
    status, told = kinline_import(
        table(ROWS[0], "9,Новенька,Дарина,2001,ж", "9,Новенька,Дарія,2001,ж", "x,Х,Х,32.13.2000,ч"),
        *("--dry-run", "--source", "invented"),
    )
    assert status == 0
    assert "Rows: 4. New: 2. Known already: 1. Refused: 1.\nNothing was written: this was a trial.\n" in told
    assert Description.objects.count() == 3
    assert ImportRun.objects.count() == 1


def test_a_terminal_sees_a_bar(kinline_import, monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    kinline_import(table(*(f"{n},Вигаданюк,Остап,1990,ч" for n in range(250))))
    drawn = terminal.getvalue()
    assert "Written: 100 of 250 rows." in drawn
    assert f"[{'#' * 12}{'.' * 18}]" in drawn


def test_stopped_by_ctrl_c_it_goes_on_with_the_same_command(kinline_import, monkeypatch):
    content = table(*(f"{n},Вигаданюк,Остап,1990,ч" for n in range(250)))

    def stopped(run):
        if run.rows_read == 100 and run.state == "writing":
            raise KeyboardInterrupt

    with monkeypatch.context() as terminal:
        terminal.setattr(shell, "_show", stopped)
        status, told = kinline_import(content)
        assert status == 130
        assert "goes on from here" in told
    assert Description.objects.count() == 100
    status, told = kinline_import(content)
    assert (status, Description.objects.shown().count()) == (0, 250)
    assert "New: 250." in told


def test_the_terminals_language_is_spoken(monkeypatch):
    for value, language in (("uk_UA.UTF-8", "uk"), ("ru_RU", "ru"), ("de_DE", "en"), ("C", "en")):
        monkeypatch.setenv("LC_ALL", value)
        assert shell._language() == language


PFIF = document(
    person(SEEKERS, "<full_name>Остап Вигаданюк</full_name>", ref="invented.example/person.1"),
    person("<full_name>Марта</full_name>", "<sex>?!</sex>", ref="invented.example/person.2"),
).encode()


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_pfif_is_recognised_and_what_is_left_out_is_said(kinline_import, trial):
    status, told = kinline_import(PFIF, *trial)
    assert status == 0
    assert "row 2, sex: ?!: write" in told
    assert (
        "Left out on purpose, such as who wrote it and how to reach them: "
        "author_email (1), author_name (1), author_phone (1).\n"
    ) in told
    assert "Rows: 2. New: 1. Known already: 0. Refused: 1.\n" in told


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_a_sheet_is_named(kinline_import, trial):
    content = workbook(HEADINGS, Other=[HEADINGS, MARTA, (9, "Новенька", "Дарина", 2001)])
    status, told = kinline_import(content, "--sheet", "Other", *trial)
    assert (status, "Rows: 2. New: 2." in told) == (0, True)
    status, told = kinline_import(content, "--sheet", "Нема", *trial)
    assert (status, told) == (2, "The workbook has no sheet “Нема”.\n")


@pytest.mark.parametrize(
    ("content", "more", "sentence"),
    [
        (PFIF, ("--map", "given_name=full_name"), "This format says itself what its fields mean."),
        (PFIF, ("--sheet", "A"), "Only a workbook has sheets."),
        (PFIF, ("--format", "xlsx"), "This is not an XLSX workbook."),
        (table(*ROWS), ("--format", "pfif"), "The XML is damaged or cut off at line 1."),
        (table(*ROWS), ("--format", "xlsx"), "This is not an XLSX workbook."),
        (PFIF[:-10], (), "The XML is damaged or cut off at line"),
    ],
)
@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_what_does_not_fit_the_format_is_one_sentence(kinline_import, content, more, sentence, trial):
    status, told = kinline_import(content, *more, *trial)
    assert (status, told.count("\n")) == (2, 1)
    assert told.startswith(sentence)
    assert not ImportRun.objects.exclude(state="cancelled").exists()


def test_the_format_that_is_named_goes_over_what_is_recognised(kinline_import):
    status, told = kinline_import(b"<surname>\nX\n", "--format", "csv")
    assert (status, "New: 1." in told) == (0, True)


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_two_gigabytes_are_refused_with_a_sentence(kinline_import, tmp_path, trial):
    with (tmp_path / "invented.csv").open("wb") as sparse:
        sparse.truncate(2_000_000_000)
    status, told = kinline_import(None, *trial)
    assert (status, told) == (2, "The file is larger than 200 MB. Split it.\n")
    assert not ImportRun.objects.exists()
