"""HTTP over real sockets at a stated pace, with as little work on our side as can be."""

import asyncio
import math
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

ANSWERS_WITHIN_S = 35
_BOUNDARY = "kinline-bench-8f3a"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Status 0: nothing did, or not the whole of it; `reached` tells whether anybody took the call."""

    status: int
    location: str = ""
    body: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    reached: bool = True


async def ask(
    port: int,
    method: str,
    path: str,
    cookies: dict[str, str],
    form: dict[str, str] | None = None,
    photograph: bytes = b"",
    within_s: float = ANSWERS_WITHIN_S,
) -> Answer:
    """One request on a connection of its own. A photograph is a JPEG in the field `photographs`."""
    kind = f"multipart/form-data; boundary={_BOUNDARY}" if photograph else "application/x-www-form-urlencoded"
    body = _parts(form or {}, photograph) if photograph else urlencode(form or {}).encode()
    head = [
        f"{method} {quote(path, safe='/?=&')} HTTP/1.1",
        f"Host: localhost:{port}",
        "Connection: close",
        "Accept-Language: uk",
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
    ]
    if method == "POST":
        head += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    reached = False
    try:
        async with asyncio.timeout(within_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            reached = True
            try:
                writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
                return _read(await reader.read())
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return Answer(0, reached=reached)


def _parts(form: dict[str, str], photograph: bytes) -> bytes:
    fields = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in form.items()]
    file = b'name="photographs"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    edge = f"--{_BOUNDARY}".encode()
    parts = [
        edge + b"\r\nContent-Disposition: form-data; " + part + b"\r\n"
        for part in (*fields, file + photograph)
    ]
    return b"".join(parts) + edge + b"--\r\n"


def _read(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if not (found := re.match(r"HTTP/1\.\d (\d{3})", lines[0])):
        return Answer(0)
    location, cookies = "", {}
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        if name.lower() == "location":
            location = value
        elif name.lower() == "set-cookie":
            key, _, kept = value.partition(";")[0].partition("=")
            cookies[key] = kept.strip('"')
        elif name.lower() == "content-length" and len(body) < int(value):
            return Answer(0)
    return Answer(int(found[1]), location, body.decode("utf-8", "replace"), cookies)


@dataclass(slots=True)
class Browser:
    """One reader's cookies and the anti-forgery token of the last page."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    within_s: float = ANSWERS_WITHIN_S

    async def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, photograph: bytes = b""
    ) -> Answer:
        sent = {**(form or {}), "csrfmiddlewaretoken": self.csrf} if method == "POST" else None
        answer = await ask(self.port, method, path, self.cookies, sent, photograph, self.within_s)
        self.cookies |= answer.cookies
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.body):
            self.csrf = found[1]
        return answer


@dataclass(slots=True)
class Times:
    """How long answers took, in milliseconds, and what they were."""

    took_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, since: float, status: int) -> None:
        self.took_ms.append(1000 * (time.perf_counter() - since))
        self.statuses[status] += 1

    def at(self, share: float) -> float:
        """The time within which this share of the answers came; NaN if none did."""
        ranked = sorted(self.took_ms)
        return ranked[min(len(ranked) - 1, math.ceil(share * len(ranked)) - 1)] if ranked else math.nan


async def at_a_pace(
    deeds: Sequence[Callable[[float], Awaitable[None]]],
    a_second: float,
    until: Callable[[], bool] = lambda: False,
) -> float:
    """Begin each deed when its time has come, whether or not earlier ones are done (open loop).

    A deed is told when it was due, so that waiting in line counts. Returns for how many seconds deeds were begun.
    """
    begun, started = [], time.perf_counter()
    for number, deed in enumerate(deeds):
        due = started + number / a_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        if until():
            break
        begun.append(asyncio.ensure_future(deed(due)))
    lasted = time.perf_counter() - started
    await asyncio.gather(*begun)
    return lasted
