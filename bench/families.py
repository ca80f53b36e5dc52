"""Invented families at the portal: half of a walk prepared in a sealed session, or a whole walk."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from django.contrib.sessions.models import Session
from django.utils import timezone
from wire import Answer, Browser, Times

from kinline.demo.people import Soldier, invent
from kinline.faces.portal.asking import ASKING, RECEIPT
from kinline.vault.sessions import SessionStore

SESSION, CSRF = "kin_portal", "kin_portal_csrf"


def answers(soldier: Soldier, chance: Random, words: str = "обручка") -> dict[str, dict[str, list[str]]]:
    """What a family answers to every question of the walk, as the browser posts it; `words` are the last of them."""
    mark = soldier.marks[:1]
    said: dict[str, dict[str, str]] = {
        "name": {
            "family_name": soldier.family[0],
            "given_name": soldier.given[0],
            "patronymic": soldier.patronymic[0],
            "other_names": soldier.diminutive,
        },
        "sex": {"sex": "male"},
        "birth": {
            "birth_day": str(soldier.born.day),
            "birth_month": str(soldier.born.month),
            "birth_year": str(soldier.born.year),
        },
        "home": {"birth_place": "", "home_region": soldier.region[0]},
        "last-contact": {"last_contact_month": "5", "last_contact_year": "2024", "last_contact_place": ""},
        "marks": {"kind_1": mark[0][0], "site_1": mark[0][1], "motif_1": mark[0][2]} if mark else {},
        "looks": {"looks": "високий, сірі очі", "anything_else": words},
        "unit": {"unit": ""},
        "you": {"who_name": "Марія", "relation": "mother"},
        "reach": {"phone": f"+447700900{chance.randrange(1000):03d}", "email": "family@example.org"},
        "hours": {"hour_from": "18:00", "hour_to": "20:00", "zone": "Europe/Kyiv", "never": ""},
        "safety": {"who_else_answers": "", "may_leave_message": "no", "may_say_who": "no"},
        "word": {"call_word": "калина"},
        "sharing": {"agency": "on"},
    }
    return {step: {name: [value] for name, value in form.items()} for step, form in said.items()}


def prepare(count: int, chance: Random, words: Callable[[int], str] = lambda _: "обручка") -> list["Family"]:
    """So many families who answered every question, ending with `words(number)`, and have only to press "Send"."""
    until = timezone.now() + timedelta(hours=2)
    families, rows = [], []
    for number in range(count):
        key = secrets.token_hex(16)
        asking = {
            "answers": answers(invent(chance), chance, words(number)),
            "once_key": secrets.token_urlsafe(32),
            "ticket": secrets.token_urlsafe(16),
        }
        rows.append(
            Session(
                session_key=key, session_data=SessionStore(key).encode({ASKING: asking}), expire_date=until
            )
        )
        families.append(Family(key))
    Session.objects.bulk_create(rows, batch_size=500)
    return families


@dataclass(slots=True)
class Acknowledged:
    """Sessions whose sending was answered with the way to a receipt, and how the answers came."""

    sessions: list[str] = field(default_factory=list)
    sendings: Times = field(default_factory=Times)
    pages: Times = field(default_factory=Times)

    @property
    def refused(self) -> int:
        """Sendings that were answered with anything else, or not at all."""
        return self.sendings.statuses.total() - len(self.sessions)

    def references(self) -> list[str]:
        """The references that the families were given, out of their sealed sessions."""
        held = Session.objects.in_bulk(self.sessions)
        unsealed = SessionStore().decode
        told = [
            unsealed(held[key].session_data).get(RECEIPT, {}) if key in held else {} for key in self.sessions
        ]
        return [receipt.get("reference", "") for receipt in told]


@dataclass(frozen=True, slots=True)
class Family:
    """One family whose answers lie in the session of that key."""

    key: str

    async def send(self, port: int, due: float, told: Acknowledged) -> None:
        """Press "Send" and read the receipt."""
        token = secrets.token_hex(16)
        await _send(Browser(port, {SESSION: self.key, CSRF: token}, token), due, told)


async def _send(browser: Browser, due: float, told: Acknowledged) -> None:
    answer = await browser.ask("POST", "/ask/send/")
    told.sendings.note(due, answer.status)
    if answer.status == 302 and answer.location == "/receipt/":
        told.sessions.append(browser.cookies[SESSION])
        await _read(browser, "GET", "/receipt/", told)


async def _read(
    browser: Browser, method: str, path: str, told: Acknowledged, form: dict[str, str] | None = None
) -> Answer:
    begun = time.perf_counter()
    answer = await browser.ask(method, path, form)
    told.pages.note(begun, answer.status)
    return answer


async def walk(port: int, chance: Random, told: Acknowledged) -> None:
    """The whole way as a reader takes it: the first page, every question, all answers at once, sending, the receipt."""
    browser, said = Browser(port), answers(invent(chance), chance)
    await _read(browser, "GET", "/", told)
    answer = await _read(browser, "POST", "/begin/", told)
    while (step := answer.location.removeprefix("/ask/").rstrip("/")) in said:
        await _read(browser, "GET", answer.location, told)
        form = {name: values[0] for name, values in said[step].items()}
        answer = await _read(browser, "POST", answer.location, told, form or {"unknown": "1"})
    await _read(browser, "GET", "/ask/check/", told)
    await _send(browser, time.perf_counter(), told)
