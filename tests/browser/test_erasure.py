"""A family asks to be erased; the desk asks it by the way from the opening; then nobody knows it any more."""

from dataclasses import replace

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import SHOTS

from kinline.audit.rules import FAMILY, WORKER
from kinline.erasure import commands
from kinline.erasure.models import Request
from kinline.inquiries import commands as inquiries
from kinline.inquiries.choices import Origin, Relation, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks
from kinline.registry.facts import Facts, VagueDate

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)


@pytest.fixture
def opened(db, settings, tmp_path):
    settings.HOME = replace(settings.HOME, path=tmp_path)
    return inquiries.open_inquiry(
        Facts(family_name="Галаґан", given_name="Ілля", birth=VagueDate.of(1998, 3, 12)),
        who=WhoAsks(name="Марія Вигадана", relation=Relation.MOTHER, call_word="калина"),
        ways=[ReachableBy(way=Way.PHONE, address="+380670000048")],
        sharings=[],
        origin=Origin.WEB,
        once_key="browser",
        by=FAMILY,
    )


def sign_in(page, site, opened):
    page.goto(f"{site}/sign-in/")
    page.fill("#id_reference", opened.inquiry.reference)
    page.fill("#id_pin", opened.pin)
    page.click("main form button[type=submit]")


def shoot(page, name):
    """A picture at each width; nothing is wider than the window."""
    SHOTS.mkdir(exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=SHOTS / f"erasure-{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_asked_on_the_portal_checked_at_the_desk_and_then_unknown(request, serve, open_window, opened, anna):
    reference = opened.inquiry.reference
    site, family = serve("portal"), open_window(locale="uk", javascript=False)
    sign_in(family, site, opened)
    family.click("text=Попросити стерти все")
    shoot(family, "ask")
    family.click("text=Так, стерти все")
    expect(family.locator("main")).to_contain_text("Ви попросили нас стерти все")
    shoot(family, "asked")
    family.goto(f"{site}/your-data/")
    shoot(family, "your-data")

    desk = request.getfixturevalue("enter")(anna)  # its desk takes the portal's place
    desk.goto(f"{desk.site}/erasures/")
    shoot(desk, "list")
    desk.click(f"text=Запит {reference[:4]}")
    desk.click("text=Показати ім’я, адресу і слово")
    expect(desk.locator("aside")).to_contain_text("+380670000048")
    shoot(desk, "wish")
    desk.check("input[name=how][value=called]")
    desk.fill("#id_word", "горобина")
    desk.check("#id_sure")
    desk.click("text=Це вони: стерти")
    expect(desk.locator("main")).to_contain_text("Це не те слово")
    desk.fill("#id_word", "калина")
    desk.click("text=Це вони: стерти")
    expect(desk.locator("main")).to_contain_text("Воно зітреться саме")
    shoot(desk, "approved")
    desk.goto(f"{desk.site}/erasures/due/")
    shoot(desk, "due")
    desk.goto(f"{desk.site}/inquiries/{opened.inquiry.pk}/")
    shoot(desk, "file")
    desk.goto(f"{desk.site}/inquiries/{opened.inquiry.pk}/keep/")
    shoot(desk, "keep")

    Request.objects.update(not_before=timezone.now())
    assert commands.carry_out(by=WORKER) == 1
    desk.goto(f"{desk.site}/erasures/{Request.objects.get().pk}/")
    expect(desk.locator("main")).to_contain_text("нікого не названо")
    expect(desk.locator("main")).not_to_contain_text(reference[:4])
    assert [words for words in desk.said if "409" not in words] == []  # the wrong word was refused

    site, later = serve("portal"), open_window(locale="uk", javascript=False)
    sign_in(later, site, opened)
    expect(later.locator("main")).to_contain_text("З цими двома числами сторінка не відкривається")
