"""Out of the house in Chromium: one asks, another approves, the first takes the file, which opens; the receipt."""

import pyrage
import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import SHOTS

from kinline.audit.rules import WORKER
from kinline.exchange.choices import ExportState
from kinline.exchange.forwarding import commands
from kinline.exchange.models import Export, Forwarding
from kinline.registry.choices import SourceKind

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)
IDENTITY = pyrage.x25519.Identity.generate()


@pytest.fixture
def _men(told):
    told(
        source=SourceKind.OFFICIAL_LIST,
        source_name="Вигаданий список",
        family_name="Вигаданюк",
        given_name="Остап",
        home_region="Вигадана область",
        born=1990,
    )
    told(source=SourceKind.CAPTURE_CARD, source_name="Вигаданий табір", family_name="Неіснуйко")
    told(family_name="Придуманенко")


def work() -> None:
    while commands.advance_export(by=WORKER):
        pass


def look(page, name):
    """As a phone, a tablet and a desk see it: no sideways scroll, nothing that axe finds."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"export-{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert not found.response["violations"], found.generate_report()


def unseen(_page, _name):
    """Without scripts axe cannot look; the pages are the same."""


def ask(page, seen) -> str:
    """Petro asks; a key with a slip in it is refused and nothing else is lost. Returns the export's address."""
    page.goto(f"{page.site}/forwarding/exports/new/")
    seen(page, "new")
    page.check("input[name=recipient_kind][value=agency]")
    page.fill("[name=recipient_name]", "Вигадане агентство")
    page.fill("[name=purpose]", "Шукати разом")
    page.select_option("[name=way]", "courier")
    for kind in ("family", "official_list", "capture_card"):
        page.check(f"input[name=source_kinds][value={kind}]")
    page.select_option("[name=with_home]", "reunion")
    page.fill("[name=recipient_key]", "age1хибний")
    page.click("main form button[type=submit]")
    page.wait_for_selector(".summary-error")
    seen(page, "new-wrong")
    assert page.input_value("[name=purpose]") == "Шукати разом"
    page.fill("[name=recipient_key]", str(IDENTITY.to_public()))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/exports/*/")
    seen(page, "counting")
    work()
    page.goto(page.url)
    assert "Чекає на другу людину" in page.inner_text("main")
    seen(page, "asked")
    return page.url


def approve(page, seen) -> None:
    """Halyna sees what leaves and what does not, and decides."""
    page.goto(f"{page.site}/forwarding/exports/")
    seen(page, "exports")
    page.click("main section a")
    told = page.inner_text("main")
    assert "родина цього не дозволила" in told
    assert "картка полоненого: саме місце у списку сказало б, що він у полоні" in told
    seen(page, "decide")
    page.check("input[name=agrees][value=yes]")
    page.click("form[action$='decide/'] button")
    page.wait_for_selector("form[action$='decide/']", state="detached")
    work()


def take(page, there, seen) -> str:
    """Petro downloads it. Returns what stands in the file once it is opened."""
    page.goto(there)
    seen(page, "ready")
    with page.expect_download() as taken:
        page.click("form[action$='download/'] button")
    assert taken.value.suggested_filename == Export.objects.get().stored_as
    return pyrage.decrypt(taken.value.path().read_bytes(), [IDENTITY]).decode()


def confirm(page, seen) -> None:
    """The recipient's letter comes."""
    page.goto(f"{page.site}/forwarding/")
    seen(page, "log")
    page.click("tbody a")
    page.wait_for_url("**/log/*/")
    seen(page, "line")
    page.fill("[name=on]", Forwarding.objects.get().sent_on.isoformat())
    page.fill("[name=reference]", "Лист 12/4 (вигаданий)")
    page.click("form[action$='receipt/'] button")
    page.wait_for_selector("form[action$='receipt/']", state="detached")
    assert "Лист 12/4 (вигаданий)" in page.inner_text("main")


@pytest.mark.usefixtures("_men")
@pytest.mark.parametrize(
    ("javascript", "seen"), [(True, look), (False, unseen)], ids=["scripts", "no scripts"]
)
def test_an_export_is_asked_for_approved_by_another_taken_and_its_receipt_recorded(
    enter, petro, halyna, javascript, seen
):
    first, second = enter(petro, javascript=javascript), enter(halyna, javascript=javascript)
    there = ask(first, seen)
    approve(second, seen)
    opened = take(first, there, seen)
    assert "Вигаданюк" in opened
    assert "Вигадана область" in opened
    assert "Неіснуйко" not in opened
    assert "Придуманенко" not in opened
    confirm(first, seen)
    assert Export.objects.get().state == ExportState.READY
    # Chromium notes the 422 of the slip on its console, and nothing else.
    assert [words for words in first.said + second.said if "422" not in words] == []


@pytest.mark.usefixtures("_men")
def test_the_other_pages_look_well(enter, petro, halyna):
    page = enter(petro)
    page.goto(f"{page.site}/forwarding/log/record/")
    look(page, "record")
    page.select_option("[name=recipient_kind]", "other_power")
    page.fill("[name=recipient_name]", "Вигадане бюро")
    page.fill("[name=what]", "Список поранених на папері")
    page.fill("[name=people]", "21")
    page.select_option("[name=way]", "in_person")
    page.fill("[name=sent_on]", "2026-05-02")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/forwarding/")
    look(page, "overdue")
    page.goto(f"{page.site}/forwarding/log/print/")
    look(page, "print")
    page.emulate_media(media="print")
    page.screenshot(path=SHOTS / "export-print-paper.png", full_page=True)
    page.emulate_media(media="screen")

    page.goto(f"{page.site}/forwarding/exports/new/")
    page.check("input[name=recipient_kind][value=own]")
    page.fill("[name=recipient_name]", "Ми самі")
    page.fill("[name=purpose]", "Власні підрахунки")
    page.select_option("[name=way]", "stays")
    page.check("input[name=source_kinds][value=official_list]")
    page.check("input[name=sealing][value=passphrase]")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/exports/*/")
    work()
    export = Export.objects.get()
    commands.decide_export(export, agrees=True, by=halyna)
    work()
    page.goto(f"{page.site}/forwarding/exports/{export.pk}/")
    page.click("form[action$='passphrase/'] button")
    look(page, "passphrase")
    assert page.said == []
