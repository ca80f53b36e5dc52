"""What came of a sending: no fault of ours, words for whoever sent it, nothing garbled, nothing taken for markup."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import Client
from tests.house.naughty.pages import Form, Page, let_go
from tests.house.naughty.sending import Sent
from tests.house.naughty.strings import CLOSE, OPEN, TOGETHER, canonical

from kinline.vault.keys import Locked, unseal

#: What a page must never hold as it was typed: it would be markup there.
_MARKUP = [
    string for string in TOGETHER if len(string) > 7 and set("<>\"'&") & set(string)
]  # short ones stand in any page
_WRITES = ("INSERT", "UPDATE")
_ASKS_AGAIN = {409, 422}


class Written:
    """Texts that went into the database."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's signature
        if sql.startswith(_WRITES) and params:
            rows = params if many else [params]
            self.texts += [_opened(value) for row in rows for value in row if isinstance(value, str)]
        return execute(sql, params, many, context)


def _opened(text: str) -> str:
    if not text.startswith("gAAAA"):
        return text
    try:
        return unseal(text)
    except Locked:
        return text


@contextmanager
def nothing_stays(client: Client) -> Iterator[None]:
    """Whatever happens inside has not happened."""
    cookies = client.cookies.copy()
    held = transaction.atomic()
    held._from_testcase = True  # as pytest-django's own: what must be durable may be inside of it
    with held:
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def try_out(client: Client, form: Form, sent: Sent, *, also: str = "", **said: Any) -> list[str]:
    """Send it as if it had never been; what is wrong with the answer, the page it leads to and `also`, in words."""
    written = Written()
    with nothing_stays(client):
        try:
            with connection.execute_wrapper(written):
                answer = _answer(client, form.action, **said)
            pages = [answer]
            if any(OPEN in str(value) for value in sent.typed.values()):
                leads_to = answer.get("Location", "")
                pages += [client.get(address) for address in (leads_to, also) if address.startswith("/")]
            found = list(_faults(form, sent, pages, written.texts))
            for page in pages:
                let_go(page)
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is a finding
            ours = [
                frame for frame in traceback.extract_tb(fault.__traceback__) if "/kinline/" in frame.filename
            ]
            where = f"{ours[-1].filename.partition('/src/')[2]}:{ours[-1].lineno}" if ours else "?"
            return [f"{type(fault).__name__} at {where}: {str(fault)[:90]}"]
    return found


def _answer(client: Client, action: str, *, address: str = "", **said: Any) -> Any:
    if address:
        return client.get(address)
    # What is bytes already goes as it is: the client's own `post` would read it first.
    return (
        client.generic("POST", action, **said)
        if isinstance(said["data"], bytes)
        else client.post(action, **said)
    )


def _faults(form: Form, sent: Sent, pages: list[Any], written: list[str]) -> Iterator[str]:
    answer = pages[0]
    typed = [
        canonical(value) for value in sent.typed.values() if isinstance(value, str) and value.startswith(OPEN)
    ]
    for text in written:
        if OPEN in text and not text.startswith("{") and not any(each in canonical(text) for each in typed):
            yield f"written garbled: {text[:80]!r}"
    for page in pages:
        if page.status_code >= 500:  # any fault of ours
            yield f"status {page.status_code}"
        if "html" not in page.get("Content-Type", "") or page.streaming:
            continue
        content = page.content.decode()
        if bare := [
            string for string in _MARKUP if string in content and any(string in text for text in typed)
        ]:
            yield f"taken for markup: {bare[0]!r}"
        read = Page(content, form.action)
        for shown in re.findall(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", read.text):
            if canonical(shown) not in typed:
                yield f"shown garbled: {shown[:80]!r}"
    if answer.status_code in _ASKS_AGAIN and "html" in answer.get("Content-Type", ""):
        yield from _asked_again(form, sent, answer.content.decode())


def _asked_again(form: Form, sent: Sent, content: str) -> Iterator[str]:
    page = Page(content, form.action)
    said = content.replace('id="session-over" role="alert"', "")
    if 'role="alert"' not in said and 'class="msg"' not in said:
        yield "asks again and does not say why"
    again = next(
        (each for each in page.forms if (each.action, each.method) == (form.action, form.method)), None
    )
    if again is None:
        return
    for name, value in sent.typed.items():
        kind = next((control.kind for control in form.controls if control.name == name), "")
        if isinstance(value, bytes) or kind not in {"text", "textarea"} or "\x00" in value:
            continue
        kept = again.value_of(name) or ""
        if canonical(kept) != canonical(value):
            yield f"comes back garbled: {name} {kept[:60]!r} for {value[:60]!r}"
