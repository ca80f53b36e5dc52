"""Invented staff at the desk: signed in with password and code, opening pages at a stated pace."""

import asyncio
import itertools
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from wire import Answer, Browser, Times

from kinline.demo.cast import PASSWORD

INTAKE = "/calls/intake/"
#: What is written down of a talk.
TALK = {
    "family_name": "Вигаданюк",
    "given_name": "Остап",
    "who_name": "Марія",
    "language": "uk",
    "zone": "Europe/Kyiv",
    "phone": "+447700900123",
    "topic": "no_information",
}
#: What each of them opens, over and over. `{inquiry}`: the next family's file.
ROUNDS = {
    "oleh": ("/", "/calls/", INTAKE, "/inquiries/", "/inquiries/{inquiry}/"),
    "anna": ("/", "/inquiries/", "/inquiries/{inquiry}/", "/comparisons/", "/inquiries/{inquiry}/"),
    "iryna": ("/comparisons/", "/inquiries/{inquiry}/", "/registry/?name=Коваль", "/inquiries/"),
    "petro": ("/registry/", "/imports/", "/registry/?name=Бойко"),
    "vira": ("/audit/", "/audit/?action=inquiries", "/account/"),
}
#: Each opens a page so often.
EVERY_S = 1.0


@dataclass(slots=True)
class Desk:
    """What staff met: times by page, inquiries that they opened from talks, pages that are not built."""

    pages: Times = field(default_factory=Times)
    by_page: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    unbuilt: set[str] = field(default_factory=set)


async def signed_in(port: int, name: str) -> Browser:
    """A browser in which `name` is signed in, code and all. Raises SystemExit if the desk does not let us in."""
    browser = Browser(port)
    await browser.ask("GET", "/sign-in/")
    onwards = {"next": "/account/"}
    answer = await browser.ask("POST", "/sign-in/", {"login": name, "password": PASSWORD, **onwards})
    if answer.location.startswith("/sign-in/code/"):
        await browser.ask("GET", answer.location)
        code = await asyncio.to_thread(_code, name)
        answer = await browser.ask("POST", answer.location, {"code": code, **onwards})
    if answer.status != 302:
        raise SystemExit(f"The desk does not let {name} in: status {answer.status}.")
    return browser


def _code(name: str) -> str:
    """This half minute's code, as `kinline code` prints it."""
    device = Authenticator.objects.get(user__username=name, type=Authenticator.Type.TOTP)
    steps = sorted(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(decrypt(device.data["secret"]), steps[len(steps) // 2]))


async def work(
    browser: Browser,
    pages: tuple[str, ...],
    inquiries: Iterator[int],
    seen: Desk,
    is_over: Callable[[], bool],
) -> None:
    """Open page after page until it is over; on the intake form, also send it."""
    for page in itertools.cycle(pages):
        if is_over() or set(pages) <= seen.unbuilt:
            return
        begun = time.perf_counter()
        if page not in seen.unbuilt:
            answer = await browser.ask("GET", page.format(inquiry=next(inquiries)))
            if answer.status == 404 and page not in seen.by_page:
                seen.unbuilt.add(page)
                continue
            seen.pages.note(begun, answer.status)
            seen.by_page[page] += 1
            if page == INTAKE and answer.status == 200:
                await _take_in(browser, answer, seen)
        await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))


async def _take_in(browser: Browser, form: Answer, seen: Desk) -> None:
    """Fill the intake form in and send it: one inquiry by telephone."""
    once = re.search(r'name="once_key" value="([^"]+)"', form.body)
    begun = time.perf_counter()
    answer = await browser.ask(
        "POST",
        INTAKE,
        {
            "once_key": once[1] if once else "",
            **TALK,
        },
    )
    seen.pages.note(begun, answer.status)
    seen.opened += answer.status == 200
