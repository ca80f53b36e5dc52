"""A site in a thread, and Chromium in front of it, for every test that is marked `browser`."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from pytest_django.live_server_helper import LiveServer

from kinline.config.catalogues import compile_stale
from kinline.config.faces import Face, face_settings

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SHOTS = Path(__file__).parent / "shots"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    compile_stale()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run. Playwright's own event loop makes Django ask to be let be."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
    yield chromium
    chromium.close()


@pytest.fixture
def serve(transactional_db, installation) -> Iterator[Callable[[Face], str]]:
    """Serves a face in a thread and gives its address."""
    running: list[tuple[LiveServer, override_settings]] = []

    def start(face: Face) -> str:
        chosen = override_settings(**face_settings(face, settings.HOME))
        chosen.enable()
        server = LiveServer("127.0.0.1")
        running.append((server, chosen))
        return server.url

    yield start
    # A connection that the browser just let go of is still being closed in a thread of its own.
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)
    for server, chosen in reversed(running):
        server.stop()
        chosen.disable()


@pytest.fixture
def portal_site(serve) -> str:
    return serve("portal")


@pytest.fixture
def open_window(browser) -> Iterator[Callable[..., Page]]:
    """Opens a window of its own, such as `open_window(width=320, locale="uk", javascript=False)`.

    What the console says, pages' errors and addresses asked for are kept as `page.said` and `page.asked`.
    """
    opened: list[BrowserContext] = []

    def open_one(
        *, width: int = 1280, height: int = 900, locale: str = "uk", javascript: bool = True, **more
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, java_script_enabled=javascript, **more
        )
        opened.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def enter(serve, desk_as, open_window):
    """`enter(anna)`: a window at the desk, signed in; the page's addresses are those of `page.site`."""
    site = serve("desk")

    def signed_in(staff, *, locale="uk", **window):
        staff.language = locale
        staff.save()
        page = open_window(locale=locale, **window)
        cookies = desk_as(staff).cookies
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": site} for name, cookie in cookies.items()]
        )
        page.site = site
        return page

    return signed_in
