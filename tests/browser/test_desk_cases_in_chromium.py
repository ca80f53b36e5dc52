"""Calls, intake and files in real Chromium: keys, layouts, the live queue, axe, and pictures to look at."""

import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from tests.browser.conftest import SHOTS
from tests.faces.desk.conftest import *  # noqa: F403  # the same cast and the same invented man

from kinline.calls.commands import note_call, take_call
from kinline.inquiries.models import Inquiry

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)
FOCUSED = "document.activeElement?.id || document.activeElement?.name || document.activeElement?.tagName"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def desk_site(serve) -> str:
    return serve("desk")


@pytest.fixture
def at_desk(desk_site, open_window):
    """`at_desk(oleh)`: a window in which Oleh is signed in with the second factor."""

    def opened(staff, language="uk", **window):
        staff.language = language
        staff.save()
        client = Client()
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["account_authentication_methods_user"] = str(staff.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session.save()
        page = open_window(locale=language, **window)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": session.session_key, "url": desk_site}])
        page.site = desk_site
        return page

    return opened


def _clean(page):
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate(SIDEWAYS)


def _press(page, key, code):
    """Press a key as a keyboard layout reports it: `key` is the sign, `code` the place on the keyboard."""
    page.evaluate(
        "([key, code]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
        [key, code],
    )


def test_an_intake_is_done_with_the_keyboard_alone(at_desk, oleh):
    page = at_desk(oleh, "en")
    page.goto(f"{page.site}/calls/")
    page.keyboard.press("i")
    page.wait_for_url("**/calls/intake/")
    page.locator("main").focus()
    said = {
        "family_name": "Галаґан",
        "given_name": "Ілля",
        "birth_day": "12",
        "birth_month": "березня",
        "birth_year": "1998",
        "narrative": "Invented: tall, a swallow on the left arm.",
        "who_name": "Maria Invented",
        "phone": "067 000 00 48",
        "hours_from": "18:00",
        "hours_to": "20:00",
        "call_word": "ластівка",
    }
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name in said:
            page.keyboard.type(said.pop(name))
        if name == "relation":
            page.keyboard.type("mother")
        if not said:
            break
    assert not said
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".receipt")
    inquiry = Inquiry.objects.select_related("seeker", "description").get()
    assert (inquiry.description.name, inquiry.seeker.call_word) == ("Галаґан Ілля", "ластівка")
    assert inquiry.seeker.relation == "mother"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/calls/")
    assert page.said == []


def test_shortcuts_go_by_the_place_of_the_key_under_a_cyrillic_layout(at_desk, oleh):
    page = at_desk(oleh)
    page.goto(f"{page.site}/calls/")
    _press(page, "т", "KeyN")
    page.wait_for_url("**/calls/note/")
    page.locator("[name=about_whom]").focus()
    _press(page, "ш", "KeyI")  # Inside a field a key is a letter.
    assert page.url.endswith("/calls/note/")
    page.goto(f"{page.site}/calls/")
    page.locator("[data-shortcuts-toggle]").click()
    _press(page, "т", "KeyN")
    page.wait_for_timeout(200)
    assert page.url.endswith("/calls/")


def test_f2_takes_the_longest_wait(at_desk, oleh):
    call = note_call(number="+380670000048", language="uk", about_whom="", note="", by=oleh)
    page = at_desk(oleh)
    page.goto(f"{page.site}/calls/")
    page.keyboard.press("F2")
    page.wait_for_url(f"**/calls/{call.pk}/")


def test_a_new_call_shows_within_two_seconds_with_one_announcement_and_the_focus_where_it_was(at_desk, oleh):
    first = note_call(number="+380670000048", language="uk", about_whom="", note="", by=oleh)
    page = at_desk(oleh, "en")
    page.goto(f"{page.site}/calls/")
    page.evaluate(
        "window.spoken = []; new MutationObserver(() => { const said = document.getElementById('announce').textContent;"
        " if (said) window.spoken.push(said) }).observe(document.getElementById('announce'),"
        " {childList: true, characterData: true, subtree: true})"
    )
    page.locator(f"#take-{first.pk}").focus()
    new = note_call(number="+380670000003", language="ru", about_whom="", note="", by=oleh)
    since = time.monotonic()
    page.wait_for_selector(f"#take-{new.pk}", timeout=2000)
    assert time.monotonic() - since < 2
    page.wait_for_timeout(3500)
    assert page.evaluate(FOCUSED) == f"take-{first.pk}"
    spoken = page.evaluate("window.spoken")
    assert len(spoken) == 1
    assert re.fullmatch(r"A new call at \d\d:\d\d\. 2 wait\.", spoken[0])


def test_of_two_operators_who_take_one_call_the_second_reads_who_has_it(at_desk, oleh, anna):
    call = note_call(number="+380670000048", language="uk", about_whom="", note="", by=oleh)
    first, second = at_desk(oleh, "en"), at_desk(anna, "en")
    first.goto(f"{first.site}/calls/")
    second.goto(f"{second.site}/calls/")
    # The second window has not heard yet: its queue still offers the call.
    second.route("**/calls/?seen=*", lambda poll: poll.abort())
    first.locator(f"#take-{call.pk}").click()
    first.wait_for_url(f"**/calls/{call.pk}/")
    with second.expect_navigation() as answer:
        second.locator(f"#take-{call.pk}").click()
    assert answer.value.status == 409
    assert "Oleh is talking with this caller." in second.inner_text("main")


def test_the_queue_works_without_javascript(at_desk, oleh):
    page = at_desk(oleh, "en", javascript=False)
    page.goto(f"{page.site}/calls/")
    call = note_call(number="+380670000048", language="uk", about_whom="", note="", by=oleh)
    page.get_by_role("link", name="Refresh").click()
    page.locator(f"#take-{call.pk}").click()
    assert page.url.endswith(f"/calls/{call.pk}/")


def test_earlier_inquiries_show_while_typing(at_desk, oleh, inquiry):
    from kinline.suggestions.commands import refresh_due  # noqa: PLC0415  # after the site is up

    while refresh_due(by=oleh):
        pass
    page = at_desk(oleh, "en")
    page.goto(f"{page.site}/calls/intake/")
    page.locator("[name=family_name]").press_sequentially("Halahan", delay=20)
    page.locator("[name=given_name]").press_sequentially("Illia", delay=20)
    page.wait_for_selector("#alike li", timeout=3000)
    assert inquiry.reference in page.inner_text("#alike").replace("\u00a0", "")
    assert page.evaluate(FOCUSED) == "id_given_name"


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_page_is_clean_for_axe_and_pictures_are_taken(  # the cast
    at_desk, anna, oleh, ask, inquiry, cleared, dead_man, language
):
    take_call(
        note_call(number="+380670000003", language="ru", about_whom="Інший Вигаданий", note="", by=oleh),
        by=oleh,
    )
    mine = take_call(
        note_call(number="+380670000048", language="uk", about_whom="", note="Плаче.", by=oleh), by=anna
    )
    note_call(number="", language="en", about_whom="", note="", by=oleh)
    pages = {
        "home": "/",
        "queue": "/calls/",
        "note": "/calls/note/",
        "call": f"/calls/{mine.pk}/",
        "intake": "/calls/intake/",
        "list": "/inquiries/",
        "file": f"/inquiries/{inquiry.pk}/",
        "talk": f"/inquiries/{inquiry.pk}/talk/",
        "talk-death": f"/inquiries/{dead_man.pk}/talk/",
        "clear": f"/findings/{cleared.pk}/",
        "facts": f"/inquiries/{inquiry.pk}/facts/",
        "pin": f"/inquiries/{inquiry.pk}/pin/",
        "close": f"/inquiries/{inquiry.pk}/close/",
        "withdraw": f"/inquiries/{inquiry.pk}/withdraw/",
    }
    page = at_desk(anna, language)
    for name, url in pages.items():
        page.goto(f"{page.site}{url}")
        _clean(page)
        if language == "uk":
            _shoot(page, name)
    if language == "uk":
        page.goto(f"{page.site}/calls/intake/")
        page.locator("[name=birth_month]").fill("13")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#error-summary")
        _shoot(page, "intake-error")
        operator = at_desk(oleh)
        operator.goto(f"{operator.site}/inquiries/{inquiry.pk}/")
        _shoot(operator, "file-operator")
        operator.goto(f"{operator.site}/")
        _shoot(operator, "home-operator")
    assert [said for said in page.said if "422" not in said] == []


def _shoot(page, name):
    folder = Path(SHOTS) / "desk-cases"
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(SIDEWAYS), f"{name} at {width}"
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_what_was_typed_outlives_the_session(at_desk, oleh):
    page = at_desk(oleh)
    page.goto(f"{page.site}/calls/intake/")
    page.fill("[name=narrative]", "Typed while somebody talks")
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("[name=family_name]", "Halahan")
    page.wait_for_selector("#session-over a")
    assert page.url.endswith("/calls/intake/")
    assert page.input_value("[name=narrative]") == "Typed while somebody talks"
    # Signing in again gives another CSRF cookie; the form of the old session takes its token over.
    page.context.clear_cookies()
    page.context.add_cookies([one for one in cookies if "csrf" not in one["name"]])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector("#session-over", state="hidden")
    page.click("button:not([name=look])[data-key='Ctrl+Enter']")
    page.wait_for_selector(".receipt")
    assert Inquiry.objects.get().description.narrative == "Typed while somebody talks"


def test_a_draft_stays_when_the_answer_is_the_sign_in_page(at_desk, oleh):
    page = at_desk(oleh)
    page.goto(f"{page.site}/calls/intake/")
    page.fill("[name=narrative]", "Typed while somebody talks")
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("button:not([name=look])[data-key='Ctrl+Enter']")
    page.wait_for_selector("[data-not-taken]")
    page.context.add_cookies(cookies)
    page.goto(f"{page.site}/calls/intake/")
    assert page.input_value("[name=narrative]") == "Typed while somebody talks"
