"""A PFIF file and a workbook sent at the desk in Chromium, with pictures at three widths to be looked at."""

import pytest
from tests.browser.test_desk_registry_shots import WIDTHS, shoot
from tests.exchange.test_pfif_format import SEEKERS, document, note, person
from tests.exchange.test_xlsx_format import HEADINGS, MARTA, OSTAP, workbook

from kinline.audit.rules import WORKER
from kinline.exchange import commands
from kinline.registry.models import Description, StatusReport

pytestmark = pytest.mark.browser
PFIF = document(
    person(
        "<source_date>2024-03-01T10:00:00Z</source_date><full_name>Остап Вигаданюк</full_name><sex>male</sex>",
        "<date_of_birth>1990-05</date_of_birth><home_city>Вигадане</home_city>",
        note(SEEKERS, "<status>believed_dead</status><text>Так кажуть сусіди.</text>"),
        ref="vyhadanyi-perelik.example/person.100200300400500",
    ),
    person(ref="vyhadanyi-perelik.example/person.100200300400501"),
    person("<full_name>Марта Неіснуйко</full_name>", ref="vyhadanyi-perelik.example/person.100200300400502"),
)


def send(page, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    page.goto(page.site + "/imports/new/")
    page.set_input_files("input[type=file]", path)
    page.fill("[name=source_name]", "Вигаданий перелік")
    page.select_option("[name=source_kind]", "official_list")
    page.select_option("[name=lawful_basis]", "vital_interest")
    return page


def fits(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


@pytest.mark.parametrize("javascript", [True, False])
def test_a_pfif_file_is_sent_looked_at_and_imported(enter, petro, tmp_path, javascript):
    page = send(enter(petro, javascript=javascript), tmp_path, "people.xml", PFIF.encode())
    shoot(page, "import-new")
    page.click("main form button[type=submit]")
    assert page.locator("text=PFIF 1.4").count()
    if javascript:
        fits(page)
    shoot(page, "import-pfif")
    page.click("[name=then][value=start]")
    while commands.advance_import(by=WORKER):
        pass
    page.reload()
    shoot(page, "import-pfif-done")
    assert Description.objects.shown().get(whole_name="Остап Вигаданюк").said_fate == "believed_dead"
    assert not StatusReport.objects.exists()
    page.goto(page.url + "refused/")
    shoot(page, "import-pfif-refused")
    assert page.locator("text=vyhadanyi-perelik.example/person.100200300400501").count()
    if javascript:
        fits(page)


def test_a_sheet_of_a_workbook_is_chosen(enter, petro, tmp_path):
    content = workbook(HEADINGS, OSTAP, **{"Другий аркуш": [HEADINGS, MARTA]})
    page = send(enter(petro), tmp_path, "list.xlsx", content)
    page.click("main form button[type=submit]")
    page.select_option("[name=sheet]", "Другий аркуш")
    page.click("text=Прочитати цей аркуш")
    assert page.locator("dd:has-text('Неіснуйко')").count() == 1
    fits(page)
    shoot(page, "import-sheets")


def test_a_file_that_was_made_to_harm_is_answered_beside_its_field(enter, petro, tmp_path):
    page = send(enter(petro), tmp_path, "harm.xml", b'<!DOCTYPE pfif [<!ENTITY a "a">]>' + PFIF.encode())
    page.click("main form button[type=submit]")
    assert "оголошує власний тип документа" in page.inner_text("#id_file_error")
    assert page.input_value("[name=source_name]") == "Вигаданий перелік"
    shoot(page, "import-refused")
