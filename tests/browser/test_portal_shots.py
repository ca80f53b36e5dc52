"""Pictures of every page of the portal at three widths, to be looked at. They are not compared."""

import pytest
from tests.browser.conftest import SHOTS

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)
PUBLIC = (
    *("about", "your-data", "accessibility", "afterwards", "rights"),
    *("staying-safe", "lists", "sign-in", "receipt", "nowhere"),
)


def shoot(page, name):
    folder = SHOTS / "portal"
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def test_pictures_of_the_whole_way(portal_site, open_window):
    page = open_window(locale="uk")
    page.goto(portal_site)
    shoot(page, "start")
    for name in (
        "about",
        "your-data",
        "accessibility",
        "afterwards",
        "rights",
        "staying-safe",
        "lists",
        "sign-in",
        "receipt",
        "nowhere",
    ):
        page.goto(f"{portal_site}/{name}/")
        shoot(page, name)
    page.goto(portal_site)
    page.locator("main form button").first.click()
    number = 0
    while "/check/" not in page.url:
        slug = page.url.rstrip("/").rsplit("/", 1)[-1]
        number += 1
        if slug == "birth":
            page.fill("[name=birth_month]", "13")
            page.locator("main .button").first.click()
            shoot(page, f"ask-{number:02}-birth-error")
            page.fill("[name=birth_month]", "травень")
            page.fill("[name=birth_year]", "1998")
        if slug == "name":
            page.fill("[name=family_name]", "Галаґан")
            page.fill("[name=given_name]", "Ілля")
        if slug == "reach":
            page.fill("[name=phone]", "067 123 45 48")
        shoot(page, f"ask-{number:02}-{slug}")
        page.locator("main form .bar .button").nth(0).click()
    shoot(page, "check")
    page.locator("main form .button").click()
    shoot(page, "receipt-first")
    numbers = page.locator(".code").all_inner_texts()
    page.reload()
    shoot(page, "receipt-again")
    page.locator("main form .button").last.click()
    page.fill("[name=reference]", numbers[0])
    page.fill("[name=pin]", "000000")
    page.locator("main form .button").click()
    shoot(page, "sign-in-wrong")
    page.fill("[name=pin]", numbers[1])
    page.locator("main form .button").click()
    shoot(page, "status")
    for name in ("add", "reach", "withdraw"):
        page.goto(f"{portal_site}/status/{name}/")
        shoot(page, name)
    page.locator("main form .button").first.click()
    shoot(page, "withdrawn")
