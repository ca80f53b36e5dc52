"""A machine asks, two people at the desk let it out, the machine fetches it and confirms."""

import datetime as dt

import pyrage
import pytest
from django.utils import timezone
from tests.faces.api.machines import IDENTITY, routes

from kinline.accounts import tokens
from kinline.accounts.models import Token
from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.exchange.forwarding import commands
from kinline.exchange.models import Export, Forwarding
from kinline.registry.choices import SourceKind

ASKED = {"purpose": "to search together", "source_kinds": ["official_list"]}


@pytest.fixture(autouse=True)
def _one_man(told):
    told(source=SourceKind.OFFICIAL_LIST, family_name="Вигаданюк")


def work():
    while commands.advance_export(by=WORKER):
        pass


def ask(client, **said):
    return client.post("/v1/exports", {**ASKED, **said}, content_type="application/json")


@pytest.fixture
def ready(machine, halyna):
    """An export of this machine that was approved at the desk and written."""

    def written(client):
        number = ask(client).json()["id"]
        work()
        commands.decide_export(Export.objects.get(public_id=number), agrees=True, by=halyna)
        work()
        return f"/v1/exports/{number}"

    return written


def test_a_file_is_asked_for_let_out_fetched_and_confirmed(machine, ready, petro):
    client = machine()
    there = ready(client)
    seen = client.get(there).json()
    assert (seen["state"], seen["people"]) == ("ready", 1)
    fetched = client.post(f"{there}/file")
    assert fetched["Content-Type"] == "application/octet-stream"
    assert "Вигаданюк" in pyrage.decrypt(fetched.getvalue(), [IDENTITY]).decode()
    [line] = client.get("/v1/forwardings").json()
    assert (line["people"], line["receipt_on"]) == (1, None)
    today = timezone.localdate().isoformat()
    confirmed = client.post(
        f"{there}/receipt", {"on": today, "reference": "No. 7"}, content_type="application/json"
    )
    assert confirmed.json()["receipt_reference"] == "No. 7"
    written = Forwarding.objects.get()
    assert (written.recipient_name, written.recipient_kind) == ("Invented hospital", "agency")
    assert (written.recorded_by, written.way) == (petro, "fetched")
    token = Token.objects.get()
    deeds = ["exchange:export:asked", "exchange:export:downloaded", "exchange:forwarding:confirmed"]
    actors = Event.objects.filter(action__in=deeds).values_list("actor", flat=True)
    assert list(actors) == [f"token:{token.pk}"] * 3


def test_what_was_counted_is_not_told_before_people_decide(machine):
    client = machine()
    number = ask(client).json()["id"]
    work()
    assert Export.objects.get().people == 1
    seen = client.get(f"/v1/exports/{number}").json()
    assert (seen["state"], seen["people"], seen["sha256"]) == ("waiting", None, None)


def test_a_question_by_which_nobody_would_leave_looks_like_any_other_for_a_day(machine):
    client = machine()
    there = f"/v1/exports/{ask(client).json()['id']}"
    nobody = f"/v1/exports/{ask(client, source_kinds=['grave']).json()['id']}"
    work()
    assert Export.objects.filter(state="failed").count() == 1

    def told(path):
        seen = client.get(path).json()
        return {
            name: seen[name] for name in ("state", "said", "people", "size_bytes", "sha256", "file_until")
        }

    assert told(there) == told(nobody)
    again = ask(client, source_kinds=["grave"])
    assert (again.status_code, f"/v1/exports/{again.json()['id']}") == (200, nobody)
    Export.objects.update(asked_at=timezone.now() - dt.timedelta(days=2))
    assert client.get(nobody).json()["state"] == "refused"


def test_the_same_question_while_it_waits_is_the_same_export(machine):
    client = machine()
    first, again, other = ask(client), ask(client), ask(client, purpose="something else")
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 201]
    assert first.json()["id"] == again.json()["id"] != other.json()["id"]


def test_a_file_that_nobody_let_out_is_not_fetched(machine):
    client = machine()
    there = f"/v1/exports/{ask(client).json()['id']}"
    work()
    refused = client.post(f"{there}/file")
    assert (refused.status_code, refused.json()["code"]) == (409, "refused")
    assert client.post(f"{there}/cancel").json()["state"] == "cancelled"


def test_whoever_made_the_key_does_not_let_its_export_out(machine, halyna):
    client = machine(by=halyna, approved=False)
    token = Token.objects.get()
    # Halyna may approve exports, but not her own key, nor what it asked.
    with pytest.raises(Exception, match="A second, different person decides this"):
        tokens.approve_token(token, by=halyna)
    assert client.get("/v1/exports").status_code == 401


def test_no_route_of_the_machines_decides():
    assert not [route.path for route in routes() if "decide" in route.path or "approve" in route.path]
