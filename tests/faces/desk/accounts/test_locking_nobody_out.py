"""A guesser is slowed down wherever he comes from; the person whom he aims at comes in meanwhile."""

import pytest
from django.core import signing
from django.test import Client

from kinline.accounts.models import Staff
from kinline.faces.desk.accounts import guessing

RIGHT = {"login": "oleh", "password": "correct horse battery"}
WRONG = RIGHT | {"password": "a guess"}


@pytest.fixture
def device(oleh, enrolled):
    device, _codes = enrolled(oleh)
    return device


@pytest.fixture
def at_work(visitor, device):
    """Oleh's own browser, in which he came in and signed out."""
    visitor.post("/sign-in/", RIGHT)
    visitor.post("/sign-in/code/", {"code": device.code()})
    visitor.post("/sign-out/")
    return visitor


def _guess(times, *, name="oleh", start=0):
    """From as many addresses as there are guesses."""
    return [
        Client(REMOTE_ADDR=f"198.51.{each // 250}.{each % 250}")
        .post("/sign-in/", WRONG | {"login": name})
        .status_code
        for each in range(start, start + times)
    ]


def test_guesses_at_one_name_from_many_addresses_are_stopped(at_work):
    assert _guess(guessing.TRIES_A_NAME)[-2:] == [200, 429], "with the one by which Oleh came in here first"
    assert Client(REMOTE_ADDR="192.0.2.7").post("/sign-in/", RIGHT).status_code == 429


def test_one_household_is_one_guesser_however_many_addresses_of_ipv6_it_owns(at_work, monkeypatch):
    monkeypatch.setattr(guessing, "TRIES_AN_ADDRESS", 2)
    answers = [
        Client(REMOTE_ADDR=f"2001:db8::{each}").post("/sign-in/", RIGHT | {"login": f"nobody{each}"})
        for each in (1, 2, 3)
    ]
    assert [answer.status_code for answer in answers][-1] == 429
    assert answers[1].status_code != 429
    elsewhere = Client(REMOTE_ADDR="2001:db8:0:1::1").post("/sign-in/", RIGHT | {"login": "nobody4"})
    assert elsewhere.status_code != 429


def test_meanwhile_the_person_comes_in_at_a_known_browser(at_work, device):
    _guess(guessing.TRIES_A_NAME + 5)
    assert at_work.post("/sign-in/", RIGHT)["Location"] == "/sign-in/code/"
    assert at_work.post("/sign-in/code/", {"code": device.code(steps=1)})["Location"] == "/account/"


def test_nor_do_guesses_from_the_same_address_keep_the_known_browser_out(at_work):
    stranger = Client()
    for _each in range(guessing.TRIES_AN_ADDRESS + 5):
        stranger.post("/sign-in/", WRONG)
    assert stranger.post("/sign-in/", RIGHT).status_code == 429
    assert at_work.post("/sign-in/", RIGHT)["Location"] == "/sign-in/code/"


def test_a_known_browser_may_not_guess_for_ever_either(at_work):
    assert [at_work.post("/sign-in/", WRONG).status_code for _each in range(5)][-1] == 429


def test_a_known_browser_is_a_stranger_to_other_names(at_work, anna):
    _guess(guessing.TRIES_A_NAME + 1, name="anna")
    assert at_work.post("/sign-in/", RIGHT | {"login": "anna"}).status_code == 429


def test_unknown_names_are_stopped_like_known_ones(visitor, device):
    known = _guess(guessing.TRIES_A_NAME + 2)
    unknown = _guess(guessing.TRIES_A_NAME + 2, name="nobody-here", start=1000)
    assert known == unknown


def test_whoever_has_the_password_uses_up_only_his_own_codes(at_work, device):
    thief = Client(REMOTE_ADDR="192.0.2.9", headers={"accept-language": "en"})
    thief.post("/sign-in/", RIGHT)
    for _each in range(guessing.TRIES_A_CODE + 1):
        thief.post("/sign-in/code/", {"code": "000000"})
    assert "too many tries" in thief.post("/sign-in/code/", {"code": device.code(steps=1)}).content.decode()
    at_work.post("/sign-in/", RIGHT)
    assert at_work.post("/sign-in/code/", {"code": device.code(steps=1)})["Location"] == "/account/"


def test_a_forged_cookie_is_a_stranger(at_work, oleh):
    cookie = at_work.cookies["kin_desk_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    held = signing.loads(cookie.value, salt="kinline.desk.device")
    assert oleh.username not in str(held)
    _guess(guessing.TRIES_A_NAME + 1)
    forged = Client()
    forged.cookies["kin_desk_device"] = signing.dumps(held, salt="kinline.desk.device", key="another key")
    assert forged.post("/sign-in/", RIGHT).status_code == 429


def test_a_new_password_makes_known_browsers_strangers(at_work, oleh):
    _guess(guessing.TRIES_A_NAME + 1)
    oleh.set_password("another long password")
    oleh.save()
    assert at_work.post("/sign-in/", RIGHT | {"password": "another long password"}).status_code == 429


def test_the_old_password_cannot_be_guessed_at_an_open_desk(desk_as, oleh):
    client, said = desk_as(oleh), {"old": "a guess", "new": "a long enough sentence"}
    for _each in range(guessing.TRIES_A_PASSWORD_AGAIN):
        assert "does not fit" in client.post("/account/password/", said).content.decode()
    page = client.post("/account/password/", said | {"old": "correct horse battery"})
    assert page.status_code == 422
    assert "too many tries" in page.content.decode()
    assert Staff.objects.get(pk=oleh.pk).check_password("correct horse battery")
