"""Passkeys and recovery codes: what the server asks for, and what it refuses. Real ones: tests/browser."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from fido2.utils import websafe_encode

from kinline.accounts.models import Staff
from kinline.accounts.second_factors import MOST_PASSKEYS, add_passkey, second_factors_of
from kinline.audit.models import Event
from kinline.audit.rules import Refused

RIGHT = {"login": "oleh", "password": "correct horse battery"}


@pytest.fixture
def device(oleh, enrolled):
    device, _codes = enrolled(oleh)
    return device


NONSENSE = ["", "null", "[]", "{}", '"x"', "1", "{", '{"id": 1}', '{"response": []}', "[" * 9999]


def _answer(user_handle="1", **changed):
    """The form of a browser's answer, signed by nobody."""
    said = {
        "id": websafe_encode(b"unknown"),
        "rawId": websafe_encode(b"unknown"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(
                b'{"type":"webauthn.get","challenge":"AA","origin":"http://testserver"}'
            ),
            "authenticatorData": websafe_encode(bytes(37)),
            "signature": websafe_encode(b"none"),
            "userHandle": websafe_encode(user_handle.encode()),
        },
        "clientExtensionResults": {},
    }
    said["response"] |= changed
    return json.dumps(said)


def test_signing_in_by_passkey_asks_for_anybodys_and_for_its_owner(visitor, device):
    asked = visitor.post("/sign-in/passkey/options/").json()["publicKey"]
    assert asked["rpId"] == "testserver"
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials"), "whose passkeys there are is told to nobody"


@pytest.mark.parametrize(
    "credential",
    [
        *NONSENSE,
        _answer("4711"),
        _answer("x"),
        _answer(),
        _answer(signature=""),
        _answer(clientDataJSON="AA"),
    ],
)
@pytest.mark.parametrize("asked_before", [True, False])
def test_what_no_passkey_signed_opens_nothing(visitor, device, oleh, credential, asked_before):
    if asked_before:
        visitor.post("/sign-in/passkey/options/")
    page = visitor.post("/sign-in/passkey/", {"credential": credential})
    assert page.status_code == 422
    assert "This passkey opens nothing here." in page.content.decode()
    assert visitor.get("/account/").status_code == 302
    assert Event.objects.filter(action="accounts:sign_in:failed", subject="sign_in").count() == 1


def test_a_known_and_an_unknown_owner_are_answered_alike(visitor, device, oleh):
    def answered(handle):
        visitor.post("/sign-in/passkey/options/")
        page = visitor.post("/sign-in/passkey/", {"credential": _answer(str(handle))})
        return page.status_code, page.context["passkey_refused"], page.context["form"].errors

    assert answered(oleh.pk) == answered(oleh.pk + 999)


@pytest.mark.parametrize("credential", [*NONSENSE, _answer()])
def test_in_place_of_the_code_only_a_true_one_counts(visitor, device, oleh, credential):
    visitor.post("/sign-in/", RIGHT)
    visitor.post("/sign-in/code/options/")
    assert visitor.post("/sign-in/code/", {"credential": credential}).status_code == 200
    assert visitor.get("/account/").status_code == 302


def test_the_second_step_cannot_be_asked_for_without_the_first(visitor, device):
    assert visitor.post("/sign-in/code/options/").status_code == 302


@pytest.mark.parametrize("credential", [*NONSENSE, _answer()])
def test_what_no_device_made_is_not_kept(desk_as, oleh, credential):
    client = desk_as(oleh)
    client.post("/account/passkeys/options/")
    page = client.post("/account/passkeys/add/", {"name": "blue key", "credential": credential})
    assert page.status_code in {409, 422}
    assert not Authenticator.objects.filter(user=oleh).exists()


def test_a_passkey_stays_on_the_device_and_asks_its_owner(desk_as, oleh):
    asked = desk_as(oleh).post("/account/passkeys/options/").json()["publicKey"]
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"


def test_behind_tls_the_passkey_is_of_the_name_that_the_browser_shows(desk_as, oleh, settings):
    settings.ALLOWED_HOSTS = ["desk.example.org"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = desk_as(oleh)
    settings.ALLOWED_HOSTS = ["desk.example.org"]
    asked = client.post(
        "/account/passkeys/options/", headers={"host": "desk.example.org:443", "x-forwarded-proto": "https"}
    )
    assert asked.json()["publicKey"]["rp"]["id"] == "desk.example.org"


def test_there_is_an_end_to_passkeys(oleh):
    for each in range(MOST_PASSKEYS):
        add_passkey(oleh, name=f"key {each}", credential={}, by=oleh)
    with pytest.raises(Refused, match="ten passkeys"):
        add_passkey(oleh, name="one more", credential={}, by=oleh)


def test_nobody_removes_the_passkey_of_another(desk_as, oleh, anna):
    add_passkey(oleh, name="blue key", credential={}, by=oleh)
    pk = second_factors_of(oleh).passkeys[0].pk
    assert desk_as(anna).get(f"/account/passkeys/{pk}/remove/").status_code == 404
    assert desk_as(anna).post(f"/account/passkeys/{pk}/remove/").status_code == 404
    assert second_factors_of(oleh).passkeys


@pytest.mark.parametrize("path", ["/account/passkeys/add/", "/account/security/codes/"])
def test_at_a_desk_left_open_the_password_is_asked_first(desk_as, oleh, path):
    client = desk_as(oleh)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 3600}]
    session.save()
    assert client.get(path)["Location"] == f"/account/confirm/?next={path}"
    assert client.post(path)["Location"] == f"/account/confirm/?next={path}"
    wrong = client.post(f"/account/confirm/?next={path}", {"password": "a guess"})
    assert wrong.status_code == 422
    assert Event.objects.filter(action="accounts:password:wrong", subject=oleh.actor_id).count() == 1
    right = client.post(f"/account/confirm/?next={path}", {"password": RIGHT["password"]})
    assert right["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/inquiries/", ""])
def test_the_password_leads_nowhere_else(desk_as, oleh, elsewhere):
    page = desk_as(oleh).post(f"/account/confirm/?next={elsewhere}", {"password": RIGHT["password"]})
    assert page["Location"] == "/account/security/"


def test_new_recovery_codes_are_shown_once_and_the_old_ones_are_void(visitor, oleh, enrolled):
    device, old = enrolled(oleh)
    visitor.post("/sign-in/", RIGHT)
    visitor.post("/sign-in/code/", {"code": device.code()})
    page = visitor.post("/account/security/codes/")
    new = page.context["codes"]
    assert len(new) == 10
    assert not set(new) & set(old)
    assert new[0] not in visitor.get("/account/security/codes/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert not [code for code in new if code in str(cursor.fetchall())]
    for code, opens in ((old[0], False), (new[0], True)):
        other = Client()
        other.post("/sign-in/", RIGHT)
        other.post("/sign-in/code/", {"code": code})
        assert (other.get("/account/").status_code == 200) is opens


def test_a_used_code_is_audited_and_says_how_many_are_left(visitor, oleh, enrolled, settings):
    settings.LOGIN_REDIRECT_URL = "desk:account_security"
    _device, codes = enrolled(oleh)
    visitor.post("/sign-in/", RIGHT)
    page = visitor.post("/sign-in/code/", {"code": codes[0]}, follow=True)
    assert "You came in by a recovery code. 9 are left." in page.content.decode()
    assert Event.objects.filter(action="accounts:recovery_code:used", actor=oleh.actor_id).count() == 1
    assert "That is few" not in page.content.decode()


def test_few_codes_left_are_told(desk_as, oleh, enrolled):
    enrolled(oleh)
    Authenticator.objects.filter(type="recovery_codes").update(
        data=Authenticator.objects.get(type="recovery_codes").data | {"used_mask": 0b1111111}
    )
    page = desk_as(Staff.objects.get(pk=oleh.pk)).get("/account/security/").content.decode()
    assert "3 codes are left." in page
    assert "That is few" in page
