"""Every route states its scope, and keeps to it; a key that does not work opens nothing."""

import datetime as dt
import time
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from tests.faces.api.machines import routes

from kinline.accounts import commands as accounts
from kinline.accounts import tokens
from kinline.accounts.choices import SCOPE_PERMISSIONS, Permission, Role, Scope
from kinline.accounts.models import Throttle, Token, Vouch
from kinline.audit.models import Event
from kinline.audit.rules import SHELL, Refused
from kinline.exchange.forwarding import commands as forwarding
from kinline.faces.api import keys
from kinline.faces.api.keys import Key

#: Nobody may do these by a key, whatever it says.
PEOPLES_ONLY = set(Permission) - {
    permission for allowed in SCOPE_PERMISSIONS.values() for permission in allowed
}


def test_every_route_states_one_scope():
    assert {route.path for route in routes()} >= {"/v1/imports", "/v1/exports", "/v1/forwardings"}
    for route in routes():
        [auth] = route.operation.auth_callbacks
        assert isinstance(auth, Key), route
        assert auth.scope in Scope, route


def test_no_scope_lets_a_machine_decide_judge_search_or_see_who_asks():
    assert {
        Permission.APPROVE_EXPORT,
        Permission.JUDGE,
        Permission.REPORT_STATUS,
        Permission.SEARCH_REGISTRY,
        Permission.READ_INQUIRIES,
        Permission.READ_CONTACTS,
        Permission.ERASE,
        Permission.MANAGE_STAFF,
        Permission.MAKE_TOKENS,
        Permission.USE_DESK,
    } <= PEOPLES_ONLY


def test_a_machine_may_only_what_both_its_key_and_its_maker_may(key, petro):
    staff = tokens.come_in(key("import:write"))
    assert staff.may(Permission.IMPORT)
    assert petro.may(Permission.ASK_EXPORT)
    assert not staff.may(Permission.ASK_EXPORT)
    assert not staff.may(Permission.USE_DESK)


def test_each_scope_opens_its_routes_and_no_other(machine, monkeypatch):
    monkeypatch.setattr(keys, "REQUESTS_A_MINUTE", 1000)
    wrong = []
    for scope in Scope:
        client = machine(scope.value, partner=f"Partner {scope}")
        for route in routes():
            status = route.ask(client).status_code
            allowed = route.scope == scope
            if allowed != (status != 403):
                wrong.append((scope, route.path, status))
    assert not wrong


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer kinline1_" + "A" * 43,
        "Basic cGV0cm86cGV0cm8=",
        "Bearer kinline1_\x00",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 5000,
    ],
)
def test_without_a_key_that_works_every_route_is_closed(at_the_door, db, header, monkeypatch):
    monkeypatch.setattr(keys, "WRONG_KEYS", 1000)
    client = Client(headers={} if header is None else {"authorization": header})
    for route in routes():
        answer = route.ask(client)
        assert answer.status_code == 401, route
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "no_key"


def closed(client):
    return client.get("/v1/imports").status_code == 401


def test_a_key_works_until_its_day_and_until_somebody_ends_it(machine, taras):
    client, other = machine("import:read"), machine("import:read")
    first, second = Token.objects.order_by("pk")
    assert not closed(client)
    Token.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    tokens.end_token(second, by=taras)
    assert closed(client)
    assert closed(other)


def test_a_key_by_which_files_leave_works_once_a_second_person_approved_it(machine, halyna, petro):
    client = machine("export:ask", approved=False)
    token = Token.objects.get()
    assert client.get("/v1/exports").status_code == 401
    with pytest.raises(Refused):
        tokens.approve_token(token, by=petro)
    Vouch.objects.filter(staff=halyna).update(
        ended_at=timezone.now(), ended_by="shell", ended_because="taken_back"
    )
    with pytest.raises(Refused, match="Nobody has vouched"):
        tokens.approve_token(token, by=halyna)
    assert client.get("/v1/exports").status_code == 401


def test_whoever_makes_a_key_may_do_all_that_it_allows(oleh, taras):
    for nobody in (oleh, taras):
        with pytest.raises(Refused):
            tokens.make_token("Invented", ["import:read"], 1, terms={}, by=nobody)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_has_its_day_within_a_year(petro, days):
    with pytest.raises(Refused):
        tokens.make_token("Invented", ["import:read"], days, terms={}, by=petro)


def test_a_key_ends_with_the_role_or_the_service_of_whoever_made_it(machine, petro, halyna, taras):
    of_petro, of_halyna = machine("import:read"), machine("import:read", by=halyna)
    accounts.end_role(petro, Role.REGISTRAR, by=taras)
    accounts.deactivate(halyna, by=taras)
    assert closed(of_petro)
    assert closed(of_halyna)
    accounts.grant_role(petro, Role.REGISTRAR, by=taras)
    accounts.reactivate(halyna, by=taras)
    assert closed(of_petro)  # it ended; it does not come back
    assert closed(of_halyna)
    assert set(Token.objects.values_list("ended_because", flat=True)) == {"maker"}


def test_a_role_that_the_key_does_not_need_can_go(machine, petro, taras):
    accounts.grant_role(petro, Role.OPERATOR, by=taras)
    client = machine("import:read")
    accounts.end_role(petro, Role.OPERATOR, by=taras)
    assert not closed(client)


def test_after_a_restore_no_key_works(machine):
    client = machine("import:read")
    assert tokens.end_all_tokens(by=SHELL) == 1
    assert closed(client)


def test_of_a_key_nothing_is_kept_that_opens(key):
    secret = key()
    token = Token.objects.get()
    assert secret.startswith("kinline1_")
    kept = repr([getattr(token, field.name) for field in Token._meta.fields])
    assert secret not in kept
    assert secret.removeprefix("kinline1_")[:20] not in kept
    events = repr(list(Event.objects.values_list("content", "subject", "actor")))
    assert secret[9:30] not in events


def test_too_many_requests_wait(machine, monkeypatch):
    monkeypatch.setattr(keys, "REQUESTS_A_MINUTE", 2)
    client = machine("import:read")
    # All three within one window of a minute.
    monkeypatch.setattr(time, "time", lambda: 1_800_000_030.0)
    answers = [client.get("/v1/imports") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "30"
    assert answers[2].json()["code"] == "too_many"
    assert machine("import:read").get("/v1/imports").status_code == 200  # another key is another count


def test_many_wrong_keys_from_one_address_wait_and_a_right_one_comes_in(machine, monkeypatch):
    monkeypatch.setattr(keys, "WRONG_KEYS", 2)
    stranger = Client(headers={"authorization": "Bearer wrong"}, REMOTE_ADDR="192.0.2.7")
    statuses = [stranger.get("/v1/imports").status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    right = machine("import:read")
    assert right.get("/v1/imports", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert not Throttle.objects.filter(key__contains="192").exists()


def test_what_others_sent_is_not_there(machine, halyna, told):
    mine, others = machine(), machine(partner="Another invented hospital")
    anothers = machine(by=halyna, approved=False)
    tokens.approve_token(Token.objects.latest("pk"), by=_third())
    for client in (others, anothers):
        number = mine.post("/v1/exports", {"purpose": "to search"}, content_type="application/json").json()[
            "id"
        ]
        unknown = uuid.uuid4()
        theirs = [client.get(f"/v1/exports/{each}") for each in (number, unknown)]
        assert [answer.status_code for answer in theirs] == [404, 404]
        assert theirs[0].content == theirs[1].content
        assert client.get("/v1/exports").json() == []


def _third():
    from tests.conftest import _staff  # noqa: PLC0415  # of the standing cast's making

    return _staff("stepan", "Stepan", Role.COORDINATOR)


def test_a_key_made_anew_for_the_same_partner_finds_what_was_asked(machine):
    first = machine()
    number = first.post("/v1/exports", {"purpose": "to search"}, content_type="application/json").json()["id"]
    Token.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    assert machine().get(f"/v1/exports/{number}").status_code == 200


def test_what_people_asked_at_the_desk_is_no_machines(machine, petro):
    forwarding.ask_export(forwarding_asked(), by=petro)
    assert machine().get("/v1/exports").json() == []


def forwarding_asked():
    from kinline.exchange.forwarding.queries import Asked  # noqa: PLC0415  # where it is needed

    return Asked(recipient_name="Invented hospital", recipient_kind="own", purpose="figures")


def test_when_a_key_was_used_is_kept_to_the_minute(machine):
    client = machine("import:read")
    client.get("/v1/imports")
    once = Token.objects.get().last_used_at
    client.get("/v1/imports")
    assert once is not None
    assert Token.objects.get().last_used_at == once


def test_answers_are_kept_by_nobody_and_set_no_cookie(machine):
    answer = machine().get("/v1/imports")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "status"), [("/", 404), ("/v1/nothing", 404), ("/v1/docs", 404)])
def test_every_no_has_one_shape(at_the_door, path, status):
    answer = Client().get(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "faults"}


def test_a_method_that_is_not_taken_is_said_in_the_same_shape(machine):
    answer = machine().delete("/v1/imports")
    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_what_is_not_as_described_is_named_and_not_repeated(machine):
    answer = machine().post(
        "/v1/exports", {"purpose": "x", "format": "Таємне"}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert answer.json()["faults"] == [{"where": "said.format", "what": "enum"}]
    assert "Таємне" not in answer.content.decode()


def test_words_are_in_the_readers_language(machine):
    said = machine().get("/v1/nothing-here", headers={"accept-language": "uk"})
    assert said.json()["message"] == "Тут немає нічого для цього ключа."
