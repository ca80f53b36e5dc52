"""The naughtiest strings in every field of every form: a sentence or the same text again, never a fault of ours."""

import time
from collections.abc import Iterator
from itertools import cycle

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from tests.conftest import _serving
from tests.faces.portal import families
from tests.house.naughty.judging import nothing_stays, try_out
from tests.house.naughty.pages import Form, Page
from tests.house.naughty.sending import Sent, address_with, sendings
from tests.house.naughty.stage import TABLE, beginnings, set_up
from tests.house.naughty.strings import MEGABYTE, TOGETHER, WRONG, batch
from tests.house.naughty.walking import Met, walk
from tests.house.test_every_url_states_its_permission import patterns
from tests.safemedia.pictures import face, jpeg

from kinline.accounts import commands as accounts
from kinline.accounts.choices import Language, Role
from kinline.accounts.models import Staff
from kinline.config.home import Home

FORM = "application/x-www-form-urlencoded"
#: What takes a POST that no form of a page sends.
BY_A_SCRIPT = {
    "sign-in/passkey/options/": "asked by the script that asks for a passkey; nothing is read",
    "sign-in/code/options/": "the same, as the second step",
    "account/passkeys/options/": "the same, for a new one",
    "hooks/sms/receipt/": "a provider's hook, under a signature: tests/faces/portal/test_hooks.py",
}
NAMES = (
    "../../etc/passwd",
    "a\x00b.jpg",
    "\u202egpj.exe",
    "Ж" * 300 + ".jpg",
    '"; filename="x',
    "<script>alert(1)</script>.csv",
    "=cmd|x.csv",
    ".",
)
CONTENTS = (
    b"",
    b"\x00" * 99,
    jpeg(face()),
    b"\xff\xd8\xff" + b"\xff" * 999,
    b"PK\x03\x04" + b"\x00" * 99,
    TABLE.encode(),
)
BODIES = (
    (b"%&=&%zz=%&;=\xff\xfe", FORM),
    (b"a=1", f"{FORM}; charset=utf-16"),
    (b"a=1", f"{FORM}; charset=no-such-charset"),
    (b'{"a": "\\ud800"}', "application/json"),
    (b"\x00\xff" * 50, "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="a\x00"; filename="\xff"\r\n\r\n\xff\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
    (b"--x", "multipart/form-data"),
    (b"&".join(b"f%d=1" % number for number in range(2000)), FORM),
    (b"reason=" + MEGABYTE.encode(), FORM),
    (b"", ""),
)


@pytest.fixture
def stage(db, settings, monkeypatch, tmp_path):
    settings.MODE, settings.HOME = "demo", Home(tmp_path, mode="live")
    return set_up(monkeypatch)


@pytest.fixture
def desk(stage):
    """Solomiia at the desk: her browser sends what the page gave it, and its token."""
    with _serving("desk"):
        yield _signed_in(stage)


def _browser() -> Client:
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)


def _signed_in(staff: Staff) -> Client:
    client = _browser()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(staff.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return client


def test_every_form_and_address_of_the_desk_takes_them_or_says_why_not(desk, stage):
    met = walk(desk, "kinline.config.urls_desk", beginnings(stage))
    visitor, halfway = _browser(), _browser()
    at_the_door = walk(visitor, "kinline.config.urls_desk", ["/sign-in/", _enrolment()])
    page = Page(halfway.get("/sign-in/").content.decode(), "/sign-in/")
    halfway.post("/sign-in/", {**_token(page), "login": "oleh", "password": "kinline-demo-only"})
    second_step = walk(halfway, "kinline.config.urls_desk", ["/sign-in/code/"])
    faults = [
        fault
        for client, found in ((visitor, at_the_door), (halfway, second_step), (desk, met))
        for fault in (*_form_faults(client, found), *_address_faults(client, found))
    ]
    assert not faults, "\n".join(sorted(set(faults)))
    sent_to = met.sent_to | at_the_door.sent_to | second_step.sent_to
    assert _takes_posts("desk", desk) - sent_to == {route for route in BY_A_SCRIPT if "hooks" not in route}


def _token(page: Page) -> dict[str, str]:
    return {"csrfmiddlewaretoken": page.forms[0].value_of("csrfmiddlewaretoken") or ""}


def _enrolment() -> str:
    """The address of a link for somebody new."""
    taras = Staff.objects.get(username="taras")
    roles, language = [Role.OPERATOR], Language.ENGLISH
    _staff, token = accounts.add_staff("bohdan", "Bohdan", roles, language, is_demo=True, by=taras)
    return f"/enrol/{token}/"


def _form_faults(client: Client, met: Met, *, also: str = "") -> Iterator[str]:
    bodies = cycle(BODIES)
    for (method, route, _names), (_page, form) in met.forms.items():
        if method != "POST":
            continue
        for sent in sendings(form):
            for fault in try_out(client, form, sent, also=also, data=sent.body(), content_type=FORM):
                yield f"{route} ({sent.what}): {fault}"
        for body, kind in (next(bodies), next(bodies)):
            token = form.value_of("csrfmiddlewaretoken") or ""
            said = {"data": body, "content_type": kind, "headers": {"x-csrftoken": token}}
            for fault in try_out(client, form, Sent("no form", []), **said):
                yield f"{route} (no form): {fault}"
        if any(control.kind == "file" for control in form.controls):
            yield from _file_faults(client, route, form)


def _file_faults(client: Client, route: str, form: Form) -> Iterator[str]:
    """Every naughty name and content, in the one field for files; the rest of the form as it asks."""
    named = [control.name for control in form.controls if control.kind == "file"]
    rest = next(iter(sendings(form)))
    for number, name in enumerate(NAMES):
        content = CONTENTS[number % len(CONTENTS)]
        files = {each: SimpleUploadedFile("x", content, "image/jpeg") for each in named}
        for file in files.values():
            file._name = name  # Django's own cleaning of names is for those that come in
        for fault in try_out(client, form, rest, data={**dict(rest.pairs), **files}):
            yield f"{route} (file {name[:20]!r}): {fault}"


def _address_faults(client: Client, met: Met) -> Iterator[str]:
    for number, (route, (address, names)) in enumerate(met.asked.items()):
        strings = list(TOGETHER)
        together = {name: batch(strings, 3000) for name in sorted(names) if strings}
        wrong = [
            {
                name: WRONG[(place * 5 + turn * 3 + number) % len(WRONG)]
                for place, name in enumerate(sorted(names))
            }
            for turn in range(12)
        ]
        for said in (together, *wrong) if names else ():
            form = Form(address.partition("?")[0], "GET", has_files=False)
            for fault in try_out(
                client, form, Sent("address", [], dict(said)), address=address_with(form.action, said)
            ):
                yield f"{route} ({said}): {fault}"


def _takes_posts(face: str, client: Client) -> set[str]:
    """The routes of a face that answer a POST with something else than that they take none."""
    found = set()
    for path, _pattern in patterns(face):
        with nothing_stays(client):
            browser = Client(headers={"accept-language": "en"}, raise_request_exception=False)
            browser.cookies = client.cookies
            if browser.post(path).status_code != 405:
                found.add(resolve(path, f"kinline.config.urls_{face}").route)
    return found


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = Home(tmp_path, mode="live")


def test_every_form_and_address_of_the_portal_takes_them_or_says_why_not(installation, home):
    with _serving("portal"):
        asking, told, back, leaving = (Client(headers={"accept-language": "en"}) for _ in range(4))
        families.walk(asking)
        asking.post(
            "/ask/photo/add/", {"photographs": SimpleUploadedFile("a.jpg", jpeg(face()), "image/jpeg")}
        )
        families.sign_in(back, *families.ask(told))
        families.sign_in(leaving, *families.ask(leaving))
        leaving.post("/status/erase/")
        pages = [
            path
            for path, _pattern in patterns("portal")
            if path != "/healthz" and "invented" not in path and "4711" not in path and "0000" not in path
        ]
        pages += [*(f"/ask/{slug}/" for slug in families.ANSWERS), "/sign-in/1234567890/"]
        sent_to: set[str] = set()
        faults: list[str] = []
        for client, also in ((asking, "/ask/check/"), (told, ""), (back, "/status/"), (leaving, "/status/")):
            client.handler.enforce_csrf_checks = True
            # Who comes back meets other forms than who asks for the first time.
            met = walk(client, "kinline.config.urls_portal", pages)
            met.forms = {key: found for key, found in met.forms.items() if key[1] not in sent_to}
            faults += [*_form_faults(client, met, also=also), *_address_faults(client, met)]
            sent_to |= met.sent_to
        assert not faults, "\n".join(sorted(set(faults)))
        assert _takes_posts("portal", asking) - sent_to == {"hooks/sms/receipt/"}
