"""A duty from overdue to receipt, and pictures of its pages at three widths."""

import json
from random import Random

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import SHOTS

from kinline.audit.rules import WORKER
from kinline.demo.captivity import detain
from kinline.demo.people import invent
from kinline.duties.blanks import capture_card
from kinline.duties.models import Duty, Paper
from kinline.duties.press import draw
from kinline.registry.models import Person

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)


@pytest.fixture
def prisoners(transactional_db, installation, anna, iryna):
    chance = Random(1949)  # noqa: S311  # invented people need no secrecy
    detain(lambda: invent(chance), {"anna": anna, "iryna": iryna}, chance=chance, by=WORKER)


def shoot(page, name):
    folder = SHOTS / "duties"
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways"
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_overdue_notice_is_given_and_receipted(prisoners, enter, anna, javascript):
    page = enter(anna, locale="en", javascript=javascript)
    page.goto(f"{page.site}/")
    panel = page.get_by_role("region", name="Overdue duties of the bureau")
    expect(panel).to_be_visible()
    duty = Duty.objects.overdue().filter(kind="notice", waiver_asked_at=None, papers=None).first()
    page.goto(f"{page.site}/duties/{duty.pk}/")
    for to_kind, name in (("power", "The Power (invented)"), ("agency", "The Agency (invented)")):
        page.get_by_label("For whom").select_option(to_kind)
        page.locator("#id_paper-to_name").fill(name)
        page.get_by_role("button", name="Make the paper").click()
        link = page.get_by_role("link", name=Paper.objects.latest("pk").reference)
        with page.expect_download() as coming:
            link.click()
        assert coming.value.path().read_bytes().startswith(b"%PDF-")
        page.get_by_role("button", name="It went out").click()
    expect(page.get_by_text("Done: Anna")).to_be_visible()
    for _each in range(2):
        page.get_by_text("Record the receipt").first.click()
        page.get_by_label("Received on").first.fill(timezone.localdate().isoformat())
        page.get_by_label("Their reference").first.fill("R 7")
        page.get_by_role("button", name="They have it").first.click()
    expect(page.get_by_text("R 7")).to_have_count(2)
    assert not [said for said in page.said if "favicon" not in said]


def test_pictures(prisoners, enter, anna):
    page = enter(anna)
    man = Person.objects.order_by("pk").first()
    given = Duty.objects.exclude(transmissions=None).first()
    owed = Duty.objects.open().filter(kind="health").first()
    for name, path in {
        "home": "/",
        "list": "/duties/",
        "duty-done": f"/duties/{given.pk}/",
        "duty-health": f"/duties/{owed.pk}/",
        "duty-waiver": f"/duties/{Duty.objects.exclude(waiver_asked_at=None).first().pk}/",
        "duty-inform": f"/duties/{Duty.objects.open().filter(kind='inform').first().pk}/",
        "person": f"/duties/persons/{man.pk}/",
        "event": f"/duties/persons/{man.pk}/event/",
        "enquiry": f"/duties/persons/{man.pk}/enquiry/",
        "named": f"/duties/persons/{man.pk}/named/",
    }.items():
        page.goto(page.site + path)
        shoot(page, name)
    for kind in ("notice", "enquiry"):
        paper = Paper.objects.filter(kind=kind).first()
        (SHOTS / "duties" / f"paper-{kind}.png").write_bytes(
            draw("letter", json.loads(paper.content) | {"demo": "Вигаданий приклад"}, form="png")
        )
    for language in ("uk", "ru", "en"):
        told = capture_card(language)
        (SHOTS / "duties" / f"card-{language}.png").write_bytes(draw("card", told, form="png"))
        (SHOTS / "duties" / f"card-{language}.pdf").write_bytes(draw("card", told))
