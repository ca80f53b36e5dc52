"""What the screens of an import show."""

import csv
import io

import pytest
from tests.exchange.conftest import ROWS, table

from kinline.audit.rules import SHELL, WORKER, Refused
from kinline.exchange import commands, queries, stored
from kinline.exchange.cells import defused


def test_the_preview_shows_the_first_ten_rows_as_they_would_be_read(receive):
    run = receive(
        table(*ROWS, "4,Хибний,Іван,31.02.1998,ч", *(f"{n},А,Б,05/06/1990,ж" for n in range(5, 20)))
    )
    rows = queries.preview(run).rows
    assert len(rows) == 10
    assert [(str(label), value) for label, value in rows[0].values] == [
        ("Number of the row at its source", "1"),
        ("Surname", "Вигаданюк"),
        ("Given names", "Остап"),
        ("Date of birth", "1990-05-12"),
        ("Sex", "man"),
    ]
    assert rows[3].faults == (("dob", "31.02.1998: there is no such day."),)
    assert rows[4].notes[0].startswith("05/06/1990: day or month first?")


def test_every_kind_of_field_can_be_previewed(receive):
    header = "surname,fate,age,tattoo,capture_place,capture_date,death_place,source_date"
    content = table("А,полон,~30,arm: a rose; a star,Вигаданка,2025-02,,2025-03-01", header=header)
    [row] = queries.preview(receive(content)).rows
    assert [value for _label, value in row.values] == [
        "2025-03-01",
        "А",
        "captured",
        "2025-02",
        "Вигаданка",
        "27–33",
        "arm: a rose; a star",
    ]


def test_a_file_that_is_gone_has_a_sentence_for_a_preview(receive):
    run = receive(table(*ROWS))
    stored.remove(run.stored_as)
    assert queries.preview(run).refusal == "The stored file is no longer there. Send it again."


def test_progress_is_told_in_sentences(receive):
    run = commands.start_import(receive(table(*(f"{n},А,Б,1990,ч" for n in range(150)))), by=SHELL)
    told = []
    while not queries.progress(run).is_over:
        told.append(queries.progress(run).said)
        commands.advance_import(by=WORKER)
        run.refresh_from_db()
    assert told == [
        "Waits to be read",
        "Checked: 0 of 150 rows. Nothing is written yet.",
        "Written: 0 of 150 rows. They will be shown all at once.",
        "Written: 100 of 150 rows. They will be shown all at once.",
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", " =1", "|x"])
def test_no_cell_of_the_report_is_a_formula(cell):
    assert defused(cell) == f"'{cell}"


def test_the_report_is_a_table_for_a_spreadsheet(import_all):
    run = import_all(table(*ROWS, "4,Хибний,Іван,=HYPERLINK(1),ч"))
    text = "".join(queries.report_lines(run))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["Row", "Column", "Value", "Why it was refused"],
        [
            "5",
            "dob",
            "'=HYPERLINK(1)",
            "'=HYPERLINK(1): not a date. Write 1998-05-31, 31.05.1998 or 1998.",
        ],
    ]


def test_only_those_who_may_import_see_imports(receive, oleh, petro):
    run = receive(table(*ROWS))
    assert queries.get_import(run.pk, visible_to=petro) == run
    assert queries.get_import(0, visible_to=petro) is None
    with pytest.raises(Refused):
        queries.get_import(run.pk, visible_to=oleh)
    with pytest.raises(Refused):
        queries.imports(visible_to=oleh)


def test_refusals_come_by_row_and_are_fetched_at_once(import_all, django_assert_num_queries):
    run = import_all(
        table(*(f"{n},А,Б,1990,ч" for n in range(60)), *(f"{n},А,Б,31.02.1990,ч" for n in range(60, 115)))
    )
    with django_assert_num_queries(1):
        assert [row.row for row in queries.refusals(run)] == list(range(62, 117))
