"""Families and staff who do not give up: what breaks off is sent again, with the same form, as browsers do."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from random import Random

from exam_ledger import Told
from families import CSRF, SESSION, Family, answers
from PIL import Image
from staff import INTAKE, TALK
from wire import Answer, Browser

from kinline.demo.people import invent
from kinline.faces.portal.views.asking import TICKET

#: Nobody waits for ever; but far longer than a start takes on a busy machine, and for one answer as long as a browser.
PATIENCE_S, WITHIN_S = 900, 300
AGAIN_S = 0.25
WALKS_EVERY, PICTURE_EVERY = 25, 6
_NUMBERS = re.compile(r'<dd class="code"><span class="num">([\d\xa0]+)</span>')


@dataclass(slots=True)
class Line:
    """What lies between the clients and the installation: how much is asked at this moment, and how it went."""

    asking: Counter[int] = field(default_factory=Counter)
    #: Of what is asked, the forms; and how long the last one took.
    sending: Counter[int] = field(default_factory=Counter)
    took_s: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    broken_off: int = 0
    refused: int = 0
    #: What was sent anew and had been kept already: killed between the commit and the answer.
    kept_already: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Stubborn(Browser):
    """Asks again until something comes back. `tries` is how often the last answer had to be asked for."""

    line: Line = field(default_factory=Line)
    tries: int = 0
    within_s: float = WITHIN_S

    async def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, photograph: bytes = b""
    ) -> Answer:
        time, sends = asyncio.get_running_loop().time, method == "POST"
        begun, self.tries = time(), 0
        while True:
            self.tries += 1
            self.line.asking[self.port] += 1
            self.line.sending[self.port] += sends
            since = time()
            answer = await Browser.ask(self, method, path, form, photograph)
            self.line.asking[self.port] -= 1
            self.line.sending[self.port] -= sends
            if answer.status:
                self.line.took_s = time() - since if sends else self.line.took_s
                self.line.statuses[answer.status] += 1
                return answer
            if answer.reached:
                self.line.broken_off += 1
            else:
                self.line.refused += 1
            if time() - begun > PATIENCE_S:
                raise SystemExit(f"{method} {path} was not answered for {PATIENCE_S} s.")
            await asyncio.sleep(AGAIN_S)


@dataclass(slots=True)
class Verdict:
    """One verdict that one of the staff is to give."""

    pair: int
    said: str
    second: str = ""

    def mark(self, name: str) -> str:
        return f"j-{self.pair}-{name}"


async def ask_about(browser: Stubborn, mark: str, told: Told) -> None:
    """Press "Send" and read the receipt."""
    sent = await browser.ask("POST", "/ask/send/")
    browser.line.kept_already["inquiry"] += sent.status == 302 and TICKET not in sent.cookies
    shown = await browser.ask("GET", sent.location) if sent.status == 302 else sent
    numbers = [number.replace("\xa0", "") for number in _NUMBERS.findall(shown.body)]
    if shown.status != 200 or not numbers:
        told.numberless.append(mark)
        return
    told.inquiries[mark] = numbers[0]
    if len(numbers) == 1:
        told.pinless.append(mark)


def at_the_check(port: int, family: Family, line: Line) -> Stubborn:
    """The browser of a family that has answered every question."""
    token = "c" * 32
    return Stubborn(port, {SESSION: family.key, CSRF: token}, token, line=line)


async def walk(browser: Stubborn, mark: str, chance: Random) -> bool:
    """Answer every question as it is asked, up to the page with all answers. Whether it led there."""
    said = answers(invent(chance), chance, mark)
    await browser.ask("GET", "/")
    answer = await browser.ask("POST", "/begin/")
    while (step := answer.location.removeprefix("/ask/").rstrip("/")) in said or step == "photo":
        await browser.ask("GET", answer.location)
        form = {name: values[0] for name, values in said.get(step, {}).items()}
        answer = await browser.ask("POST", answer.location, form or {"unknown": "1"})
    return answer.location == "/ask/check/"


async def families(
    port: int,
    waiting: Iterator[tuple[str, Family]],
    line: Line,
    told: Told,
    chance: Random,
    pause_s: float,
    over: Callable[[], bool],
) -> None:
    """Send one family's question after the other; some walk all the way first."""
    for mark, family in waiting:
        if over():
            return
        browser = at_the_check(port, family, line)
        if chance.randrange(WALKS_EVERY) == 0:
            browser = Stubborn(port, line=line)
            if not await walk(browser, mark, chance):
                told.wrong.append(f"the walk of {mark} did not lead to its end")
                continue
        if chance.randrange(PICTURE_EVERY) == 0:
            added = await browser.ask("POST", "/ask/photo/add/", photograph=_picture(chance))
            if added.status == 302:
                told.photographs.add(mark)
            else:
                told.wrong.append(f"the photograph of {mark} was answered {added.status}")
        await browser.ask("GET", "/ask/check/")
        await ask_about(browser, mark, told)
        await asyncio.sleep(pause_s)


def _picture(chance: Random) -> bytes:
    """A JPEG like no other."""
    made = BytesIO()
    Image.frombytes("RGB", (24, 24), chance.randbytes(24 * 24 * 3)).resize((480, 480)).save(made, "JPEG")
    return made.getvalue()


async def take_calls(
    browser: Stubborn, marks: Iterator[str], told: Told, pause_s: float, over: Callable[[], bool]
) -> None:
    """Open one inquiry after the other from a talk by telephone."""
    for mark in marks:
        if over():
            return
        form = await browser.ask("GET", INTAKE)
        once = re.search(r'name="once_key" value="([^"]+)"', form.body)
        said = {"once_key": once[1] if once else "", "narrative": f"обручка {mark}", **TALK}
        answer = await browser.ask("POST", INTAKE, said)
        numbers = _NUMBERS.findall(answer.body)
        if answer.status == 200 and numbers:
            # Without a PIN the page says that the form came before, and how to give a new one.
            browser.line.kept_already["inquiry"] += len(numbers) == 1
            told.inquiries[mark] = numbers[0].replace("\xa0", "")
        else:
            told.wrong.append(f"the talk {mark} was answered {answer.status}")
        await asyncio.sleep(pause_s)


async def judge(
    browser: Stubborn,
    name: str,
    mine: "asyncio.Queue[Verdict]",
    following: "asyncio.Queue[Verdict]",
    told: Told,
    pause_s: float,
    over: Callable[[], bool],
) -> None:
    """Decide pair after pair; where two are to decide, hand it on once the first decision is acknowledged."""
    while not over():
        try:
            verdict = mine.get_nowait()
        except asyncio.QueueEmpty:
            await asyncio.sleep(pause_s)
            continue
        page, mark = f"/comparisons/{verdict.pair}/", verdict.mark(name)
        await browser.ask("GET", page)
        answer = await browser.ask(
            "POST", page, {"verdict": verdict.said, "reason": f"Схожі прикмети {mark}."}
        )
        if answer.status == 302 or (answer.status == 409 and browser.tries > 1):
            # 409 after a broken line says that one has decided already: it is there.
            browser.line.kept_already["judgement"] += answer.status == 409
            told.judgements.add(mark)
            if verdict.second:
                following.put_nowait(Verdict(verdict.pair, verdict.second))
        else:
            told.wrong.append(f"verdict {mark} was answered {answer.status} after {browser.tries} tries")
        await asyncio.sleep(pause_s)


async def write_to_families(
    browser: Stubborn, inquiries: Iterator[int], told: Told, pause_s: float, over: Callable[[], bool]
) -> None:
    """Offer one family after the other a talk: it is written to."""
    for key in inquiries:
        if over():
            return
        await browser.ask("GET", f"/inquiries/{key}/")
        answer = await browser.ask("POST", f"/inquiries/{key}/word/")
        if answer.status == 302:
            told.notices.add(key)
        else:
            told.wrong.append(f"the word to inquiry {key} was answered {answer.status}")
        await asyncio.sleep(pause_s)
