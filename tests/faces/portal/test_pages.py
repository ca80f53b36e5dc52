"""Every page in three languages: whole, light, and without what the policy forbids."""

import gzip
import re
from pathlib import Path

import polib
import pytest
from tests.faces.portal.families import sign_in, walk

import kinline.design
import kinline.faces.portal
from kinline.faces.portal import asking

PORTAL = Path(kinline.faces.portal.__file__).parent
STATIC = Path(kinline.design.__file__).parent / "static/design"
LANGUAGES = ("uk", "ru", "en")
PUBLIC = (
    *("/", "/about/", "/your-data/", "/accessibility/", "/afterwards/", "/rights/", "/staying-safe/"),
    *("/lists/", "/sign-in/", "/nowhere/", "/receipt/"),
)
MOST_BYTES = 60_000


def pages(portal, language):
    """Every page of the portal, as a family that reads `language` sees it."""
    headers = {"accept-language": language}
    for path in PUBLIC:
        yield path, portal.get(path, headers=headers).content.decode()
    yield "/lists/ answered", portal.post("/lists/", headers=headers).content.decode()
    yield "sign-in refused", portal.post("/sign-in/", {}, headers=headers).content.decode()
    walk(portal)
    for step in asking.walk(portal.session["asking"]["answers"]):
        yield step.slug, portal.get(f"/ask/{step.slug}/", headers=headers).content.decode()
    yield "check", portal.get("/ask/check/", headers=headers).content.decode()
    portal.post("/ask/send/", headers=headers)
    shown = portal.get("/receipt/", headers=headers)
    yield "receipt", shown.content.decode()
    yield "receipt again", portal.get("/receipt/", headers=headers).content.decode()
    sign_in(portal, shown.context["reference"], shown.context["pin"])
    later = ("?done=added", "add/", "photo/", "reach/", "withdraw/")
    for path in ("/status/", *(f"/status/{page}" for page in later)):
        yield path, portal.get(path, headers=headers).content.decode()
    portal.post("/status/withdraw/")
    yield "withdrawn", portal.get("/status/", headers=headers).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_language_and_nothing_that_the_policy_forbids(portal, language):
    for name, page in pages(portal, language):
        assert f'<html lang="{language}">' in page, name
        assert " style=" not in page, name
        # Photographs are made smaller before they take a bad line; no other page has a script.
        scripts = ['<script src="/static/portal/photographs.js" defer>'] if "data-photographs" in page else []
        assert re.findall("<script[^>]*>", page) == scripts, name
        assert "<style" not in page, name
        assert len(re.findall("<h1", page)) == 1, name
        assert re.search(r"<title>[^<]+</title>", page), name


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_page_is_translated_to_the_last_word(portal, language):
    held = polib.pofile(str(PORTAL / f"locale/{language}/LC_MESSAGES/django.po"))
    english = [entry.msgid for entry in held if len(entry.msgid) > 12 and entry.msgid != entry.msgstr]
    for name, page in pages(portal, language):
        text = re.sub(
            r' value="[^"]*"', "", re.sub(r"\s+", " ", page)
        )  # zones are named in the tz database's way
        assert not [words for words in english if words in text and "%(" not in words], name
        latin = re.findall(r">([^<>]*[A-Za-z]{4,}[^<>]*)<", re.sub(r"<title>.*?</title>", "", text))
        allowed = re.compile(
            r"English|Committee of the tests|a test database|nobody$|http|cookie|@|Kobeliaky|WCAG"
        )
        assert [words for words in latin if not allowed.search(words)] == [], name


def test_the_switch_stays_on_the_page_and_keeps_the_answers(portal):
    walk(portal)
    switched = portal.post("/language/", {"language": "uk", "next": "/ask/birth/?change"})
    assert switched.url == "/ask/birth/?change"
    page = portal.get(switched.url).content.decode()
    assert '<html lang="uk">' in page
    assert 'value="березня"' in page


@pytest.mark.parametrize(
    ("slug", "typed"),
    [
        ("name", {"given_name": "Ілля"}),
        ("birth", {"birth_month": "березня", "birth_day": "1"}),
        ("reach", {"email": "maria@"}),
    ],
)
def test_another_language_keeps_what_was_typed_and_answers_nothing(portal, slug, typed):
    portal.post("/begin/")
    here = f"/ask/{slug}/"
    switched = portal.post(here, {**typed, "language": "ru", "next": here})
    assert switched.url == here
    page = portal.get(here).content.decode()
    assert '<html lang="ru">' in page
    assert all(f'value="{said}"' in page for said in typed.values())
    assert next(iter(typed.values())) not in portal.get("/ask/check/").content.decode()


def test_enter_in_a_field_goes_on_and_chooses_no_language(portal):
    portal.post("/begin/")
    page = portal.get("/ask/name/").content.decode()
    first = re.search(r'<button[^>]*form="answers"[^>]*>', page)[0]
    assert "language" not in first


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        (1, "Тут 1 цифра, а має бути 10."),
        (2, "Тут 2 цифри, а має бути 10."),
        (5, "Тут 5 цифр, а має бути 10."),
        (21, "Тут 21 цифра, а має бути 10."),
    ],
)
def test_numbers_agree_with_their_nouns(portal, digits, words):
    page = portal.post(
        "/sign-in/", {"reference": "1" * digits, "pin": "123456"}, headers={"accept-language": "uk"}
    )
    assert words in page.content.decode()


def test_the_first_visit_is_light(portal):
    page = portal.get("/", headers={"accept-language": "uk"}).content
    files = ["kinline.css", "favicon.svg", "icons.svg"]
    fonts = ["fonts/onest-cyrillic.woff2", "fonts/onest-latin.woff2"]
    packed = sum(
        len(gzip.compress(text)) for text in (page, *((STATIC / name).read_bytes() for name in files))
    )
    assert packed + sum((STATIC / name).stat().st_size for name in fonts) < MOST_BYTES


def test_a_name_in_another_script_is_marked(portal):
    walk(portal)
    assert '<span lang="uk">Галаґан Ілля Юрійович</span>' in portal.get("/ask/check/").content.decode()
