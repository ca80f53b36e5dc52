"""What everybody may ask, and what nobody may learn: equal answers, no traces, no lists."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.faces.portal.families import ask, sign_in, walk

from kinline.audit.rules import WORKER
from kinline.faces.addresses import network_of
from kinline.faces.portal import throttling
from kinline.faces.portal.steps import STEPS
from kinline.inquiries.commands import confirm_match, read_inquiry
from kinline.inquiries.models import Inquiry
from kinline.registry.choices import LawfulBasis, Purpose, SourceKind
from kinline.registry.commands import describe
from kinline.registry.facts import Basis, Facts, Source, VagueDate
from kinline.registry.words import Word
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, refresh_due
from kinline.suggestions.models import Suggestion

MUST_NOT_BE_READ = re.compile(r"registry_|inquiries_|suggestions_|calls_")
PUBLIC = (
    *("/", "/about/", "/your-data/", "/accessibility/", "/afterwards/", "/rights/", "/staying-safe/"),
    *("/lists/", "/sign-in/", "/nowhere/", "/status/", "/receipt/"),
)


def asked_of_the_lists(portal, name):
    with CaptureQueriesContext(connection) as queries:
        page = portal.post("/lists/", {"name": name})
    return page.status_code, page.content, dict(page.headers), len(queries), [q["sql"] for q in queries]


def test_two_hundred_pairs_about_known_and_unknown_men_are_answered_alike(portal, monkeypatch):
    ask(portal)
    portal.cookies.clear()
    monkeypatch.setitem(throttling.AN_HOUR, "lists", 1000)
    first = asked_of_the_lists(portal, "warms up the count of this hour")[:3]
    counted = asked_of_the_lists(portal, "")[3]
    for number in range(200):
        known, unknown = (
            asked_of_the_lists(portal, name) for name in ("Галаґан Ілля", f"Невідомий {number}")
        )
        assert known[:3] == unknown[:3] == first
        assert known[3] == unknown[3] == counted
        assert not any(MUST_NOT_BE_READ.search(sql) for sql in known[4] + unknown[4])


def test_nothing_of_a_public_question_is_kept(portal):
    portal.post("/lists/", {"name": "Галаґан Ілля"})
    assert "kin_portal" not in portal.cookies


@pytest.mark.parametrize("path", PUBLIC)
def test_every_answer_is_uncached_and_unnamed(portal, path):
    page = portal.get(path)
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"].startswith("noindex")


def test_redirects_and_refusals_carry_the_headers_too(portal):
    for page in (portal.get("/about"), portal.get("/begin/"), portal.post("/begin/")):
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"


def writes(queries):
    return [query["sql"] for query in queries if not query["sql"].lstrip("( ").upper().startswith("SELECT")]


def test_no_get_writes(portal):
    walk(portal)
    paths = [*PUBLIC, "/ask/check/", *(f"/ask/{step.slug}/" for step in STEPS)]
    with CaptureQueriesContext(connection) as queries:
        for path in paths:
            portal.get(path)
    assert writes(queries) == []
    portal.post("/ask/send/")
    with CaptureQueriesContext(connection) as queries:
        portal.get("/receipt/")
        portal.get("/receipt/")
    assert writes(queries) == []
    sign_in(portal, *ask(portal))
    with CaptureQueriesContext(connection) as queries:
        for path in ("/status/", "/status/add/", "/status/reach/", "/status/withdraw/"):
            assert portal.get(path).status_code == 200
    assert writes(queries) == []


def test_robots_are_kept_out(portal):
    assert "Disallow: /\n" in portal.get("/robots.txt").content.decode()


def test_leaving_forgets_everything_and_goes_elsewhere(portal, settings):
    walk(portal)
    left = portal.post("/leave/")
    assert (left.status_code, left.url) == (302, settings.EXIT_URL)
    assert portal.cookies["kin_portal"].value == ""
    assert "This page is closed" in portal.get("/ask/name/").content.decode()


def test_leaving_opens_even_without_a_token(portal):
    portal.handler.enforce_csrf_checks = True
    assert portal.post("/leave/").status_code == 302


@pytest.mark.parametrize(
    ("path", "what"), [("/sign-in/", "sign_in"), ("/lists/", "lists"), ("/begin/", "begin")]
)
def test_too_many_tries_get_a_humane_page(portal, monkeypatch, path, what):
    monkeypatch.setitem(throttling.AN_HOUR, what, 2)
    answers = [portal.post(path, REMOTE_ADDR="198.51.100.7").status_code for _try in range(3)]
    assert answers[2] == 429
    assert 429 not in answers[:2]
    assert portal.post(path, REMOTE_ADDR="198.51.100.8").status_code != 429


def test_a_caller_cannot_choose_another_address(portal, monkeypatch):
    monkeypatch.setitem(throttling.AN_HOUR, "lists", 1)
    for number in range(2):
        page = portal.post(
            "/lists/", REMOTE_ADDR="198.51.100.7", headers={"x-forwarded-for": f"203.0.113.{number}"}
        )
    assert page.status_code == 429


def test_a_trusted_web_server_tells_families_apart(portal, monkeypatch, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    monkeypatch.setitem(throttling.AN_HOUR, "lists", 1)
    for number in range(3):
        page = portal.post("/lists/", headers={"x-forwarded-for": f"203.0.113.{number}"})
        assert page.status_code == 200


def test_one_household_of_the_new_internet_is_one_address():
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")


def test_a_form_without_its_token_gets_a_humane_page(portal):
    portal.handler.enforce_csrf_checks = True
    page = portal.post("/begin/")
    assert page.status_code == 403
    assert "Please send this once more" in page.content.decode()


def test_a_form_from_a_page_that_names_no_source_is_taken(portal):
    portal.handler.enforce_csrf_checks = True
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', portal.get("/").content.decode())[1]
    begun = portal.post("/begin/", {"csrfmiddlewaretoken": token}, headers={"origin": "null"})
    assert begun.status_code == 302
    stranger = portal.post(
        "/begin/", {"csrfmiddlewaretoken": token}, headers={"origin": "https://example.org"}
    )
    assert stranger.status_code == 403


def test_what_is_too_long_gets_a_humane_page(portal, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    portal.post("/begin/")
    page = portal.post("/ask/looks/", urlencode({"looks": "я" * 200}), "application/x-www-form-urlencoded")
    assert page.status_code == 400
    assert "We could not read this" in page.content.decode()


def test_what_breaks_gets_a_humane_page(portal, monkeypatch):
    portal.raise_request_exception = False
    monkeypatch.setattr("kinline.faces.portal.views.pages.ListsForm", lambda: 1 / 0)
    page = portal.get("/lists/")
    assert page.status_code == 500
    assert "Something is broken on our side" in page.content.decode()


def without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", page.content.decode())


def test_the_status_page_is_the_same_before_and_after_a_match(portal, anna, iryna):
    sign_in(portal, *ask(portal))
    inquiry = Inquiry.objects.get()
    read_inquiry(inquiry, by=anna)
    before = without_tokens(portal.get("/status/"))
    listed = Word(
        source=Source(kind=SourceKind.HOSPITAL_LIST, name="List (invented)", ref="7"),
        basis=Basis.until_due(Purpose.BUREAU, LawfulBasis.TREATY_DUTY, dt.date(2026, 1, 1)),
        facts=Facts(family_name="HALAHAN", given_name="ILLIA", birth=VagueDate.of(1998, 3, 12)),
    )
    describe(listed, by=WORKER)
    while refresh_due(by=WORKER):
        pass
    pair = Suggestion.objects.get()
    for judge_of_it in (anna, iryna):
        pair = judge(pair, Verdict.SAME, reason="Name and day agree.", by=judge_of_it)
        assert without_tokens(portal.get("/status/")) == before
    confirm_match(inquiry, pair, by=anna)
    assert without_tokens(portal.get("/status/")) == before
