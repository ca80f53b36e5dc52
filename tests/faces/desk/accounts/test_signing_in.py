"""The way in: a name and a password, then a code."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from kinline.accounts import commands
from kinline.accounts.choices import Permission
from kinline.audit.models import Event

RIGHT = {"login": "oleh", "password": "correct horse battery"}
WRONG = {"login": "oleh", "password": "a guess"}


def audited(*, since: int = 0) -> list[tuple[str, str, str]]:
    return list(Event.objects.filter(pk__gt=since).order_by("pk").values_list("action", "actor", "subject"))


@pytest.fixture
def device(oleh, enrolled):
    device, _codes = enrolled(oleh)
    Event.objects.all().delete()
    return device


def test_password_and_code_open_the_desk(visitor, oleh, device):
    page = visitor.get("/account/")
    assert page["Location"] == "/sign-in/?next=/account/"
    page = visitor.post("/sign-in/?next=/account/", RIGHT)
    assert page["Location"] == "/sign-in/code/"
    assert visitor.get("/account/").status_code == 302, "the password alone opens nothing"
    page = visitor.post("/sign-in/code/", {"code": device.code()})
    assert page["Location"] == "/account/"
    assert "Oleh" in visitor.get("/account/").content.decode()
    assert audited() == [("accounts:sign_in:done", oleh.actor_id, oleh.actor_id)]


def test_the_name_may_be_typed_in_any_case(visitor, device):
    assert visitor.post("/sign-in/", RIGHT | {"login": "OLEH"})["Location"] == "/sign-in/code/"


def test_a_code_may_be_typed_with_spaces(visitor, device):
    visitor.post("/sign-in/", RIGHT)
    code = device.code()
    assert visitor.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]} "}).status_code == 302


def test_signing_out_ends_the_session_and_is_audited(visitor, oleh, device):
    visitor.post("/sign-in/", RIGHT)
    visitor.post("/sign-in/code/", {"code": device.code()})
    assert visitor.get("/sign-out/").status_code == 405
    assert visitor.post("/sign-out/")["Location"] == "/sign-in/"
    assert visitor.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert audited()[-1] == ("accounts:sign_out:done", oleh.actor_id, oleh.actor_id)


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(visitor, device):
    known = visitor.post("/sign-in/", WRONG)
    unknown = visitor.post("/sign-in/", WRONG | {"login": "nobody-here"})
    assert "do not fit together" in known.content.decode()
    assert [message for _field, message in known.context["form"].errors.items()] == [
        message for _field, message in unknown.context["form"].errors.items()
    ]


def test_the_audit_names_whom_a_guess_was_aimed_at_and_never_what_was_typed(visitor, oleh, device):
    visitor.post("/sign-in/", WRONG)
    visitor.post("/sign-in/", WRONG | {"login": "nobody-here"})
    assert audited() == [
        ("accounts:sign_in:failed", "somebody", oleh.actor_id),
        ("accounts:sign_in:failed", "somebody", "sign_in"),
    ]
    kept = str(list(Event.objects.values())) + str(list(AccessAttempt.objects.values()))
    assert "nobody-here" not in kept
    assert "a guess" not in kept
    assert "127.0.0.1" not in kept


def test_a_wrong_code_is_refused_and_audited(visitor, oleh, device):
    visitor.post("/sign-in/", RIGHT)
    page = visitor.post("/sign-in/code/", {"code": device.code(steps=9)})
    assert "The code does not fit" in page.content.decode()
    assert audited() == [("accounts:second_factor:failed", oleh.actor_id, oleh.actor_id)]
    assert visitor.get("/account/").status_code == 302


def test_a_code_is_not_taken_twice(visitor, oleh, device):
    code = device.code()
    for client, opened in ((visitor, True), (Client(), False)):
        client.post("/sign-in/", RIGHT)
        client.post("/sign-in/code/", {"code": code})
        assert (client.get("/account/").status_code == 200) is opened


def test_codes_cannot_be_guessed_for_long(visitor, oleh, device):
    visitor.post("/sign-in/", RIGHT)
    for _each in range(10):
        visitor.post("/sign-in/code/", {"code": device.code(steps=9)})
    page = visitor.post("/sign-in/code/", {"code": device.code()})
    assert "too many tries" in page.content.decode()


def test_a_recovery_code_opens_the_desk_once(visitor, oleh, enrolled):
    _device, codes = enrolled(oleh)
    for client, opened in ((visitor, True), (Client(), False)):
        client.post("/sign-in/", RIGHT)
        client.post("/sign-in/code/", {"code": codes[3]})
        assert (client.get("/account/").status_code == 200) is opened


def test_without_a_second_factor_a_page_says_whom_to_ask(visitor, oleh):
    page = visitor.post("/sign-in/", RIGHT, follow=True)
    assert page.redirect_chain == [("/no-second-factor/", 302)]
    assert "Ask an administrator" in page.content.decode()
    assert visitor.get("/account/").status_code == 302
    assert audited() == [("accounts:sign_in:no_second_factor", oleh.actor_id, oleh.actor_id)]


def test_recovery_codes_alone_are_no_second_factor(visitor, oleh, device):
    Authenticator.objects.filter(type="totp").delete()
    assert visitor.post("/sign-in/", RIGHT)["Location"] == "/no-second-factor/"


def test_five_wrong_passwords_stop_this_address_and_no_other(visitor, oleh, device):
    answers = [visitor.post("/sign-in/", WRONG) for _each in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    page = visitor.post("/sign-in/", RIGHT)
    assert page.status_code == 429
    assert "Too many tries" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/sign-in/", RIGHT)["Location"] == "/sign-in/code/"
    assert len(audited()) == 5, "those turned away unheard do not fill the audit"


def test_a_stop_ends_after_a_quarter_of_an_hour(visitor, device):
    for _each in range(5):
        visitor.post("/sign-in/", WRONG)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert visitor.post("/sign-in/", RIGHT)["Location"] == "/sign-in/code/"


def test_a_flood_of_names_from_one_address_is_stopped(visitor, device, monkeypatch):
    monkeypatch.setattr("kinline.faces.desk.accounts.guessing.TRIES_AN_ADDRESS", 3)
    answers = [visitor.post("/sign-in/", WRONG | {"login": f"name{each}"}).status_code for each in range(4)]
    assert answers == [200, 200, 200, 429]


def test_what_a_proxy_says_counts_only_if_it_is_trusted(visitor, device, settings):
    said = {"X-Forwarded-For": "198.51.100.1, 203.0.113.5"}
    for _each in range(5):
        visitor.post("/sign-in/", WRONG, headers=said)
    lied = {"X-Forwarded-For": "203.0.113.6"}
    assert visitor.post("/sign-in/", RIGHT, headers=lied).status_code == 429
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert visitor.post("/sign-in/", RIGHT, headers=lied).status_code == 302


def test_people_of_the_demonstration_do_not_come_into_a_live_installation(visitor, oleh, device, settings):
    type(oleh).objects.update(is_demo=True)
    settings.MODE = "live"
    assert "This is a live installation." in visitor.post("/sign-in/", RIGHT).content.decode()
    settings.MODE = "demo"
    assert visitor.post("/sign-in/", RIGHT)["Location"] == "/sign-in/code/"


def test_whoever_is_deactivated_is_out_at_once(visitor, oleh, device, taras):
    visitor.post("/sign-in/", RIGHT)
    visitor.post("/sign-in/code/", {"code": device.code()})
    commands.deactivate(oleh, by=taras)
    assert visitor.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert "do not fit together" in visitor.post("/sign-in/", RIGHT).content.decode()
    commands.reactivate(oleh, by=taras)
    assert visitor.get("/account/").status_code == 302, "the old session does not come back"


def test_a_role_that_ends_closes_its_pages_at_once(desk_as, taras, vira):
    client = desk_as(vira)
    assert client.get("/audit/").status_code == 200
    commands.end_role(vira, "auditor", by=taras)
    assert client.get("/audit/").status_code == 403
    assert not vira.__class__.objects.get(pk=vira.pk).may(Permission.READ_AUDIT)


@pytest.mark.parametrize(
    "path", ["/signup/", "/accounts/signup/", "/password/reset/", "/email/", "/accounts/email/", "/2fa/"]
)
def test_nothing_else_of_allauth_is_there(visitor, path):
    assert visitor.get(path).status_code == 404
