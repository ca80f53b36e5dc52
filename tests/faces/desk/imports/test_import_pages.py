"""Every page of the imports, as a registrar sees it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import Client
from django.urls import reverse
from tests.exchange.test_pfif_format import SEEKERS, document, note, person
from tests.exchange.test_xlsx_format import HEADINGS, MARTA, OSTAP, workbook

from kinline.audit.models import Event
from kinline.audit.rules import SHELL, WORKER
from kinline.exchange import commands
from kinline.exchange.choices import ImportState
from kinline.exchange.models import ImportRun
from kinline.registry.models import Description

#: Invented people.
TABLE = """id;Прізвище;Ім'я;Дата народження
1;Вигаданюк;Остап;12.05.1990
2;Хибний;Лев;31.02.1998
3;Неіснуйко;Марта;1988
"""
SENDER = {
    "source_name": "Invented list",
    "source_kind": "official_list",
    "purpose": "tracing",
    "lawful_basis": "vital_interest",
}
COLUMNS = {"ref": "id", "family_name": "Прізвище", "given_name": "Ім'я", "birth_date": "Дата народження"}


@pytest.fixture
def client(desk_as, petro):
    return desk_as(petro)


@pytest.fixture
def run(client):
    """A file that waits for its columns to be named."""
    page = send(client)
    assert page.status_code == 302
    return ImportRun.objects.get()


def send(client, content=TABLE, **said):
    file = SimpleUploadedFile("list.csv", content if isinstance(content, bytes) else content.encode())
    return client.post(reverse("desk:import_new"), {**SENDER, "file": file, **said})


def work() -> None:
    while commands.advance_import(by=WORKER):
        pass


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())).replace("&#x27;", "'")


def test_there_are_no_imports_yet(client):
    assert "No file was imported yet." in text_of(client.get(reverse("desk:imports")))


def test_a_file_is_sent_and_its_first_rows_are_seen_and_the_look_is_noted(client, run, petro):
    page = client.get(reverse("desk:import_map", args=[run.pk]))
    told = text_of(page)
    assert "list.csv, from Invented list. Letters: utf-8. Format: CSV." in told
    assert "Would be refused. Дата народження: 31.02.1998: there is no such day." in told
    assert '<option value="Прізвище" selected>' in page.content.decode()
    assert Event.objects.about(f"import:{run.pk}").first().action == "exchange:import:previewed"


@pytest.mark.parametrize(
    ("content", "said", "sentence"),
    [
        ("a\0b", {}, "NUL bytes"),
        (TABLE, {"source_kind": ""}, "Choose what kind of source it is."),
        (TABLE, {"lawful_basis": ""}, "Choose by what right they are kept."),
        (TABLE, {"file": ""}, "Choose a file."),
    ],
)
def test_a_file_that_cannot_be_taken_is_answered_beside_its_field(client, content, said, sentence):
    page = send(client, content, **said)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "<title>Error: " in page.content.decode()
    assert not ImportRun.objects.exists()


def test_another_column_shows_the_rows_anew(client, run):
    there = reverse("desk:import_map", args=[run.pk])
    page = client.post(there, {"whole_name": "Прізвище", "then": "look"}, follow=True)
    assert page.redirect_chain == [(there, 302)]
    assert "Вигаданюк" in text_of(page)
    assert "Остап" not in text_of(page)
    run.refresh_from_db()
    assert run.mapping == {"whole_name": "Прізвище"}


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"whole_name": "id", "rank": "id"}, "The column “id” stands for two fields. Choose one."),
        ({}, "Choose at least one column that describes a person."),
        ({"rank": "nothing"}, "Select a valid choice."),
    ],
)
def test_columns_that_cannot_be_are_answered_above_the_form(client, run, columns, sentence):
    page = client.post(reverse("desk:import_map", args=[run.pk]), {**columns, "then": "start"})
    assert page.status_code == 422
    assert sentence in text_of(page)
    run.refresh_from_db()
    assert run.state == ImportState.MAPPING


def start(client, run) -> str:
    page = client.post(reverse("desk:import_map", args=[run.pk]), {**COLUMNS, "then": "start"})
    assert page.status_code == 302
    return page["Location"]


def test_an_import_is_watched_to_its_end(client, run):
    there = start(client, run)
    page = client.get(there)
    assert "Waits to be read" in text_of(page)
    assert 'aria-live="polite"' in page.content.decode()
    assert f'hx-get="{there}" hx-trigger="every 2s"' in page.content.decode()
    commands.advance_import(by=WORKER)
    part = client.get(there, headers={"hx-request": "true"})
    assert text_of(part).strip() == "Checked: 0 of 3 rows. Nothing is written yet."
    assert '<progress max="3" value="0"' in part.content.decode()
    assert "HX-Refresh" not in part
    work()
    assert client.get(there, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    page = client.get(there)
    assert "3 rows in the file" in re.sub(r"(rows in the file) (\d)", r"\2 \1", text_of(page))
    assert "hx-get" not in page.content.decode()
    assert "See what was refused" in text_of(page)
    assert Description.objects.shown().count() == 2


def test_what_was_refused_is_listed_and_downloaded_and_both_are_noted(client, run):
    start(client, run)
    work()
    page = client.get(reverse("desk:import_refusals", args=[run.pk]))
    assert "3 Дата народження 31.02.1998: there is no such day." in text_of(page)
    report = client.get(reverse("desk:import_report", args=[run.pk]))
    assert report["Content-Disposition"] == f'attachment; filename="refused-rows-{run.pk}.csv"'
    assert "31.02.1998: there is no such day." in b"".join(report.streaming_content).decode()
    looks = Event.objects.about(f"import:{run.pk}").filter(action__endswith="ed").order_by("-pk")[:2]
    assert [look.action for look in looks] == [
        "exchange:import:report_downloaded",
        "exchange:import:refusals_viewed",
    ]


def test_the_same_file_again_says_so(client, run):
    start(client, run)
    work()
    send(client)
    again = ImportRun.objects.latest("pk")
    assert "from Invented list. Nothing was added." in text_of(client.get(start(client, again)))
    assert Description.objects.count() == 2


def test_a_refused_file_says_why(client):
    send(client, "name;dob\nА;31.02.1998\n")
    run = ImportRun.objects.get()
    page = client.post(
        reverse("desk:import_map", args=[run.pk]),
        {"whole_name": "name", "birth_date": "dob", "then": "start"},
    )
    work()
    assert "More than half of the rows have faults (1 / 1)" in text_of(client.get(page["Location"]))


def test_an_import_is_cancelled_once(client, run):
    page = client.post(reverse("desk:import_cancel", args=[run.pk]), follow=True)
    assert "Cancelled" in text_of(page)
    page = client.post(reverse("desk:import_cancel", args=[run.pk]))
    assert page.status_code == 409
    assert "This import is past that: Cancelled." in text_of(page)


def test_the_list_costs_the_same_however_long_it_is(client, run, django_assert_max_num_queries):
    for number in range(5):
        send(client, TABLE + f"{number + 9};Х;Х;\n")
    with django_assert_max_num_queries(7):
        page = client.get(reverse("desk:imports"))
    assert page.content.decode().count("list.csv") == 6


@pytest.mark.parametrize("name", ["import_file", "import_map", "import_refusals", "import_report"])
def test_what_does_not_exist_is_not_found(client, name):
    assert client.get(reverse(f"desk:{name}", args=[99])).status_code == 404


@pytest.mark.parametrize("name", ["imports", "import_new"])
def test_who_may_not_import_reads_so(desk_as, oleh, name):
    assert desk_as(oleh).get(reverse(f"desk:{name}")).status_code == 403


def test_nothing_of_a_strangers_file_is_taken_in(desk_as, petro, monkeypatch):
    """Files come before any view asks who it is: whoever reached the desk could fill the disk of the machine."""
    taken = []
    stop = MultiPartParser.parse

    def parse(parser):
        posted, files = stop(parser)
        taken.extend(files.values())
        return posted, files

    monkeypatch.setattr(MultiPartParser, "parse", parse)
    signed_in = desk_as(petro)
    for name in ("file", "photographs", "other"):
        file = SimpleUploadedFile("list.csv", b"x" * 3_000_000)
        Client().post(reverse("account_login"), {name: file})
        Client().post(reverse("desk:import_new"), {name: file})
    assert taken == []
    assert send(signed_in).status_code == 302
    assert len(taken) == 1


def test_a_file_under_way_is_shown_on_its_own_page_only(client, run):
    there = start(client, run)
    assert client.get(reverse("desk:import_map", args=[run.pk]))["Location"] == there


def test_a_file_that_waits_for_its_columns_is_sent_to_them(client, run):
    there = reverse("desk:import_map", args=[run.pk])
    assert client.get(reverse("desk:import_file", args=[run.pk]))["Location"] == there


def test_an_import_by_the_command_line_says_so(client):
    sender = commands.Sender(**SENDER)
    run = commands.receive_file([TABLE.encode()], file_name="list.csv", sender=sender, by=SHELL)
    commands.cancel_import(run, by=SHELL)
    assert "command line" in text_of(client.get(reverse("desk:imports")))
    assert "command line" in text_of(client.get(reverse("desk:import_file", args=[run.pk])))


PFIF = document(
    person(
        "<full_name>Остап Вигаданюк</full_name>",
        note(SEEKERS, "<status>believed_dead</status><text>So they say.</text>"),
    ),
    person(ref="invented.example/person.2"),
    person("<full_name>Марта</full_name>", ref="invented.example/person.3"),
)


def test_a_pfif_file_asks_nothing_and_says_what_is_left_out(client):
    there = send(client, PFIF)["Location"]
    page = client.get(there)
    told = text_of(page)
    assert "Format: PFIF 1.4." in told
    assert "Left out on purpose: author_email (1), author_name (1), author_phone (1)." in told
    assert "The format says itself what its fields mean" in told
    assert "What became of him, in the source's word believed dead" in told
    assert "Would be refused. Its source deleted this record or let it expire." in told
    assert "<select" not in page.content.decode()
    page = client.post(there, {"then": "start"})
    work()
    told = text_of(client.get(page["Location"]))
    assert "Left out on purpose" in told
    assert Description.objects.shown().count() == 2
    refused = text_of(client.get(reverse("desk:import_refusals", args=[ImportRun.objects.get().pk])))
    assert "Records are counted from the first in the file" in refused
    assert "2 – Its source deleted this record" in refused


def test_another_sheet_of_a_workbook_is_chosen(client):
    there = send(client, workbook(HEADINGS, OSTAP, Other=[HEADINGS, MARTA]))["Location"]
    page = client.get(there)
    assert '<option value="Sheet" selected>Sheet</option>' in page.content.decode()
    assert "Format: XLSX." in text_of(page)
    assert "Letters" not in text_of(page)
    sheet = reverse("desk:import_sheet", args=[ImportRun.objects.get().pk])
    page = client.post(sheet, {"sheet": "Other"}, follow=True)
    assert page.redirect_chain == [(there, 302)]
    assert "Неіснуйко" in text_of(page)
    assert "Вигаданюк" not in text_of(page)
    page = client.post(sheet, {"sheet": "Nowhere"})
    assert page.status_code == 422
    assert "<title>Error: " in page.content.decode()
    client.post(there, {"family_name": "surname", "then": "start"})
    page = client.post(sheet, {"sheet": "Sheet"})
    assert (page.status_code, page["Location"]) == (
        302,
        reverse("desk:import_file", args=[ImportRun.objects.get().pk]),
    )


def test_a_workbook_with_one_sheet_asks_for_none(client):
    page = client.get(send(client, workbook(HEADINGS, OSTAP))["Location"])
    assert "Sheet of the workbook" not in text_of(page)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PFIF[:-5], "The XML is damaged or cut off at line"),
        ("<html/>", "This XML is not PFIF: it begins with &lt;html&gt;."),
        (b"PK\x03\x04", "The workbook is damaged or cut off."),
    ],
)
def test_a_file_of_no_use_is_answered_beside_its_field(client, content, sentence):
    page = send(client, content)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not ImportRun.objects.exists()
