"""The gallery in real Chromium: the desk's script, the width of a small phone, the focus, the paper."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.design.gallery.views import PAGES

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
TEXT_SPACING = "* {line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def gallery(compiled_catalogues, unused_tcp_port_for_gallery):
    address = f"127.0.0.1:{unused_tcp_port_for_gallery}"
    command = [sys.executable, "-m", "django", "runserver", address, "--noreload", "--insecure"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.design.gallery.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"http://{address}/start", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://{address}"
        server.terminate()


@pytest.fixture(scope="module")
def unused_tcp_port_for_gallery():
    import socket  # noqa: PLC0415  # only to ask the system for a free port

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium, gallery):
    """Opens a page of the gallery at a width; the policy's complaints and script errors fail the test."""
    contexts, complaints = [], []

    def open_page(name, width=1280):
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale="uk-UA")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Policy" in line.text else None)
        page.goto(f"{gallery}/{name}", wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_the_smallest_phone(open_page, name):
    page = open_page(name, width=320)
    assert not page.evaluate(SIDEWAYS)
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet]; }",
        TEXT_SPACING,
    )
    assert not page.evaluate(SIDEWAYS)


def test_error_summary_has_the_focus_and_leads_to_the_wrong_part(open_page):
    page = open_page("question", width=320)
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert page.title().startswith("Помилка: ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#id_born_month:focus").wait_for()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["start", "check", "signin"])
def test_leave_button_never_covers_what_has_the_focus(open_page, name, width):
    page = open_page(name, width)
    covered = """() => {
      const focused = document.activeElement;
      if (focused === document.body || focused.closest(".leave, .skip")) return false;
      const leave = document.querySelector(".leave .button").getBoundingClientRect();
      const place = focused.getBoundingClientRect();
      return place.right > leave.left && place.left < leave.right
        && place.bottom > leave.top && place.top < leave.bottom;
    }"""
    for key in ["Tab"] * 20 + ["Shift+Tab"] * 20:
        page.keyboard.press(key)
        assert not page.evaluate(covered)


def test_receipt_prints_on_one_page(open_page):
    paper = open_page("receipt").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_shortcut_keys_follow_the_physical_key_and_stay_out_of_fields(open_page):
    page = open_page("script")
    # A Ukrainian layout reports the key as "і"; its place on the board is what counts.
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'і', code: 'KeyS', bubbles: true}))"
    )
    assert page.url.endswith("#found")
    page.keyboard.press("Digit2")
    assert page.is_checked("#d2")
    page.focus("#words")
    page.keyboard.type("1")
    assert page.is_checked("#d2")


def test_shortcut_keys_can_be_switched_off_and_stay_off(open_page):
    page = open_page("script")
    assert page.is_visible("kbd >> nth=0")
    page.click("[data-shortcuts-toggle]")
    page.reload(wait_until="load")
    assert page.inner_text("[data-shortcuts-toggle]") == "Швидкі клавіші: вимкнено"
    assert not page.is_visible("kbd >> nth=0")
    page.keyboard.press("Digit2")
    assert not page.is_checked("#d2")


def test_draft_survives_a_reload_and_is_gone_once_sent(open_page):
    page = open_page("script")
    page.fill("#words", "Чернетка")
    page.check("#d1")
    page.reload(wait_until="load")
    assert page.input_value("#words") == "Чернетка"
    assert page.is_checked("#d1")
    page.focus("#words")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    page.wait_for_load_state("load")
    assert page.input_value("#words") == ""


def test_news_is_announced_once_and_only_when_it_changed(open_page):
    page = open_page("script")
    page.evaluate(
        "new MutationObserver(() => { window.spoken = (window.spoken || 0) + 1; })"
        ".observe(document.getElementById('announce'), {childList: true})"
    )
    with page.expect_response("**/script"):
        page.click("#refresh")
    page.wait_for_timeout(200)
    assert page.evaluate("window.spoken || 0") == 0

    def one_more(route):
        words = route.fetch().text().replace("Чекають 4", "Чекають 5")
        route.fulfill(body=words, content_type="text/html; charset=utf-8")

    page.route("**/script", one_more)
    page.click("#refresh")
    page.locator("#announce", has_text="Чекають 5").wait_for(state="attached")
    assert page.evaluate("window.spoken") == 1
    assert page.evaluate("document.activeElement.id") == "refresh"
