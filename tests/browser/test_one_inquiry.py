"""One family's question, all the way: real processes, a real mail server, two people, three languages.

A mother asks on her phone in Russian. A list spells her son in Ukrainian Latin letters. Two people judge the pair
blind of each other, one asks for a talk, the talk is held, and the status page says what it may.
"""

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect
from tests.browser.conftest import SHOTS

pytestmark = [pytest.mark.browser, pytest.mark.processes]
KINLINE = [sys.executable, "-c", "import sys; from kinline.cli import main; sys.exit(main())"]
#: The product's own processes choose their settings themselves.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DJANGO_SETTINGS_MODULE", "KINLINE_HOME"}
} | {"PYTHONPATH": os.pathsep.join(sys.path)}
PASSWORD = "seven quiet rivers at night"
WAIT_S = 60


class Post:
    """Keeps what a real SMTP server was given."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # the name is aiosmtpd's
        self.letters.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 taken"


@dataclass
class Site:
    """A live installation on loopback."""

    home: Path
    portal: str
    desk: str
    post: Post

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*KINLINE, "--home", str(self.home), *words],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, said: str):
    """Wait for something that a worker does. Bounded; not a measure of speed."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.25)
    pytest.fail(f"It did not happen within {WAIT_S} s: {said}")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as reply:  # noqa: S310  # loopback
            return reply.status == 200
    except OSError:
        return False


@pytest.fixture
def site(tmp_path):
    post = Post()
    server = Controller(post, hostname="127.0.0.1", port=free_port())
    server.start()
    portal, desk = free_port(), free_port()
    made = Site(tmp_path / "home", f"http://localhost:{portal}", f"http://localhost:{desk}", post)
    made.run(
        "init",
        *("--mandate", "neutral", "--operator", "Committee of the tests", "--sender", "post@example.org"),
        *("--data-lies-in", "a test", "--could-be-compelled-by", "nobody", "--phone", "+44 7700 900000"),
        *("--phone-hours", "8-22", "--portal-name", ""),
        *("--mail-host", "127.0.0.1", "--mail-port", str(server.port), "--mail-tls", "none"),
        *("--portal-port", str(portal), "--desk-port", str(desk)),
    )
    serving = subprocess.Popen(
        [*KINLINE, "--home", str(made.home), "serve"],
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(lambda: answers(made.portal) and answers(made.desk), "portal and desk answer")
        yield made
    finally:
        serving.send_signal(signal.SIGINT)
        try:
            serving.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(serving.pid, signal.SIGKILL)
        server.stop()


@pytest.fixture
def shoot():
    folder = SHOTS / "one-inquiry"
    folder.mkdir(parents=True, exist_ok=True)
    taken = []

    def one(page: Page, name: str) -> None:
        taken.append(name)
        page.screenshot(path=folder / f"{len(taken):02}-{name}.png", full_page=True)

    return one


def code_for(secret: str) -> str:
    steps = sorted(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, steps[len(steps) // 2]))


def enrol_and_sign_in(site: Site, page: Page, name: str, *words: str) -> None:
    """Add somebody at the shell, set up the account by the printed link, sign in with both factors."""
    said = site.run("staff", "add", name, "--display", name.title(), "--language", "uk", *words)
    [token] = re.findall(r"/enrol/([^/\s]+)", said)
    page.goto(f"{site.desk}/enrol/{token}/")
    secret = page.locator("main code").inner_text().strip()
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.fill("[name=code]", code_for(secret))
    page.locator("main form:not(.langs) button[type=submit]").first.click()
    page.goto(f"{site.desk}/sign-in/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form:not(.langs) button[type=submit]").first.click()
    # The code of this half minute was used for setting up; a code is good once.
    until(lambda: _second_factor(page, secret), "the second factor is taken")


def _second_factor(page: Page, secret: str) -> bool:
    if "/sign-in" not in page.url:
        return True
    page.fill("[name=code]", code_for(secret))
    page.locator("main form:not(.langs) button[type=submit]").first.click()
    if "/sign-in" in page.url:
        time.sleep(5)
    return "/sign-in" not in page.url


def vouch(site: Site, page: Page, shoot, name: str) -> None:
    """Say of a colleague, whom one has seen, that the account is theirs."""
    page.goto(f"{site.desk}/colleagues/")
    page.locator("main a[href^='/colleagues/']", has_text=name).first.click()
    page.locator("[name=states]").check()
    shoot(page, f"vouch-{name.lower()}")
    page.locator("main form[action$='/vouch/'] button").click()


def ask_in_russian(site: Site, page: Page, shoot) -> tuple[str, str]:
    """Walk through the portal as the mother does. Returns reference and PIN."""
    said = {
        "name": {"family_name": "Галаган", "given_name": "Илья", "patronymic": "Юрьевич"},
        "birth": {"birth_day": "12", "birth_month": "марта", "birth_year": "1998"},
        "you": {"who_name": "Мария"},
        "reach": {"phone": "+44 7700 900148", "email": "maria@example.org"},
        "word": {"call_word": "калина"},
    }
    page.goto(site.portal)
    assert page.locator("html").get_attribute("lang") == "ru"
    shoot(page, "start")
    page.locator("main form button").first.click()
    while "/check/" not in page.url:
        slug = page.url.rstrip("/").rsplit("/", 1)[-1]
        for field, value in said.get(slug, {}).items():
            page.fill(f"[name={field}]", value)
        if slug in said:
            shoot(page, f"ask-{slug}")
            page.locator("main form .button").first.click()
        else:
            page.locator("main form [name=unknown], main form .button").last.click()
    shoot(page, "check")
    page.locator("main form .button").last.click()
    reference, pin = (re.sub(r"\D", "", text) for text in page.locator(".code").all_inner_texts()[:2])
    shoot(page, "receipt")
    return reference, pin


def judge_same(site: Site, page: Page, shoot, name: str) -> None:
    page.goto(f"{site.desk}/comparisons/")
    page.locator("main a[href^='/comparisons/']:not([href*=by-hand])").first.click()
    expect(page.locator("main")).to_contain_text("HALAHAN")
    page.locator("[name=verdict][value=same]").check()
    page.fill("[name=reason]", "Прізвище, ім’я і день народження збігаються")
    shoot(page, f"review-{name}")
    page.locator("main [type=submit]").first.click()


def status_words(page: Page, site: Site) -> str:
    page.goto(f"{site.portal}/status/")
    return page.locator("main").inner_text()


def clear(site: Site, page: Page, shoot, reference: str) -> str:
    """Confirm the match for the inquiry and say that he may be spoken of. Returns the file's address."""
    page.goto(f"{site.desk}/inquiries/?q={reference}")
    expect(page.locator("main tbody")).to_contain_text("Галаган")
    page.locator("main tbody a[href^='/inquiries/']").first.click()
    file = page.url
    shoot(page, "file")
    page.locator("form[action*='/matches/'] button").click()
    page.locator("a[href^='/findings/']:not([href*=suspend])").click()
    for name, value in (("wish", "wants_contact"), ("danger", "safe_to_tell"), ("news", "wounded")):
        page.locator(f"[name={name}][value={value}]").check()
    page.fill("[name=source_name]", "Лікар")
    shoot(page, "clear")
    page.locator("main form button:not([name])").last.click()
    return file


def talk(page: Page, shoot, file: str) -> None:
    page.goto(f"{file}talk/")
    shoot(page, "talk")
    choose(page, "way", "voice")
    choose(page, "outcome", "reached")
    page.locator("main form:has([name=outcome]) button:not([name])").last.click()
    page.goto(file)
    shoot(page, "file-told")


def bring_a_list(site: Site, folder: Path) -> None:
    table = folder / "hospital.csv"
    with table.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "surname", "given_name", "patronymic", "date_of_birth", "status"])
        rows.writerow(["7", "HALAHAN", "ILLIA", "YURIIOVYCH", "12.03.1998", "wounded"])
        rows.writerow(["8", "BONDARENKO", "PAVLO", "", "1990", "wounded"])
    site.run("import", str(table), "--source", "Hospital list (invented)", "--kind", "hospital_list")


def test_a_mothers_question_is_answered(site, open_window, shoot, tmp_path):
    bring_a_list(site, tmp_path)
    anna, iryna = open_window(), open_window()
    enrol_and_sign_in(site, anna, "anna", "--role", "caseworker", "--tells-deaths")
    enrol_and_sign_in(site, iryna, "iryna", "--role", "caseworker")
    vouch(site, anna, shoot, "Iryna")
    vouch(site, iryna, shoot, "Anna")

    mother = open_window(width=375, height=740, locale="ru")
    reference, pin = ask_in_russian(site, mother, shoot)
    assert (len(reference), len(pin)) == (10, 6)
    mother.goto(f"{site.portal}/sign-in/")
    mother.fill("[name=reference]", reference)
    mother.fill("[name=pin]", pin)
    mother.locator("main form .button").first.click()
    shoot(mother, "status")
    before = status_words(mother, site)

    def found() -> bool:
        anna.goto(f"{site.desk}/comparisons/")
        return anna.locator("main a[href^='/comparisons/']:not([href*=by-hand])").count() > 0

    until(found, "the worker suggests the pair")
    judge_same(site, anna, shoot, "anna")
    assert status_words(mother, site) == before
    judge_same(site, iryna, shoot, "iryna")
    file = clear(site, anna, shoot, reference)
    assert status_words(mother, site) == before
    assert not site.post.letters

    anna.goto(file)
    anna.locator("form[action$='/notify/'] button").click()
    [(to, letter)] = until(lambda: site.post.letters, "the request for a talk is sent")
    assert to == ["maria@example.org"]
    for word in ("Галаган", "HALAHAN", "ранен", "поранен", "Kinline"):
        assert word not in letter
    assert "хотели бы поговорить" in status_words(mother, site).lower()

    talk(anna, shoot, file)
    after = status_words(mother, site)
    shoot(mother, "status-after")
    assert "ранен" not in after
    assert reference in re.sub(r"\D", "", after)
    assert "audit chain" in site.run("verify").lower()


def choose(page: Page, name: str, value: str) -> None:
    radio = page.locator(f"[name={name}][value={value}]")
    if radio.count():
        radio.check()
    else:
        page.select_option(f"[name={name}]", value)
