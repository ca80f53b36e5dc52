"""The page behind a link: password, authenticator, recovery codes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kinline.accounts import commands, queries
from kinline.accounts.choices import Language, Role
from kinline.accounts.models import Enrolment, Staff

CHOSEN = {"password": "a long enough sentence", "again": "a long enough sentence"}


@pytest.fixture
def link(taras):
    """A link for Solomiia, who is new."""
    _staff, token = commands.add_staff("solomiia", "Solomiia", [Role.OPERATOR], Language.ENGLISH, by=taras)
    return f"/enrol/{token}/"


@pytest.fixture
def device(link, authenticator):
    return authenticator(queries.second_factor_secret(link.split("/")[2]))


def main_of(page) -> str:
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_link_leads_to_a_working_account(visitor, link, device):
    page = visitor.get(link).content.decode()
    assert "Solomiia" in page
    assert device.secret in page
    shown = visitor.post(link, CHOSEN | {"code": device.code()})
    codes = [found.replace("\xa0", "") for found in re.findall(r"\d{4}\xa0\d{4}", shown.content.decode())]
    assert len(codes) == 10
    visitor.post("/sign-in/", {"login": "solomiia", "password": CHOSEN["password"]})
    assert visitor.post("/sign-in/code/", {"code": codes[0]})["Location"] == "/account/"


def test_recovery_codes_are_shown_once(visitor, link, device):
    visitor.post(link, CHOSEN | {"code": device.code()})
    for again in (visitor.get(link), visitor.post(link, CHOSEN | {"code": device.code()})):
        assert again.status_code == 404
        assert "does not work any more" in again.content.decode()


def test_looking_at_the_link_does_not_use_it_up(visitor, link, device):
    for _each in range(3):
        visitor.get(link)
    assert visitor.post(link, CHOSEN | {"code": device.code()}).status_code == 200


def test_an_expired_and_an_invented_link_are_answered_alike(visitor, link):
    Enrolment.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired, invented = visitor.get(link), visitor.get("/enrol/invented/")
    assert expired.status_code == invented.status_code == 404
    assert main_of(expired) == main_of(invented)
    assert visitor.get(f"{link}qr.svg").status_code == 404


@pytest.mark.parametrize(
    ("said", "words", "status"),
    [
        ({"again": "another long sentence"}, "not the same", 422),
        ({"password": "short", "again": "short"}, "too short", 409),
        ({"code": "000"}, "does not fit", 409),
        ({"code": ""}, "An answer is needed here.", 422),
    ],
)
def test_what_does_not_fit_is_said_and_the_link_stays(visitor, link, device, said, words, status):
    page = visitor.post(link, CHOSEN | {"code": device.code()} | said)
    assert page.status_code == status
    assert words in page.content.decode()
    assert visitor.post(link, CHOSEN | {"code": device.code()}).status_code == 200


def test_the_picture_is_an_svg_that_a_strict_policy_shows(visitor, link):
    picture = visitor.get(f"{link}qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<path" in picture.content
    assert b"style" not in picture.content
    assert "unsafe-inline" not in picture["Content-Security-Policy"]


def test_the_page_is_in_the_language_of_the_newcomer(visitor, link):
    Staff.objects.filter(username="solomiia").update(language="ru")
    assert '<html lang="ru">' in visitor.get(link).content.decode()
