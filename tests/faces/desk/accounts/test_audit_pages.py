"""The audit, for auditors."""

import re
from pathlib import Path

import pytest

from kinline.audit import commands as audit
from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.faces.desk.accounts.deeds import DEEDS

SOURCE = Path(__file__).parents[4] / "src/kinline"


@pytest.fixture
def told(oleh, anna):
    audit.record("calls:call:answered", by=oleh, subject="call:7")
    audit.record("inquiries:inquiry:viewed", by=anna, subject="inquiry:3", reason="asked")


def rows(page) -> list[str]:
    return [shown["event"].action for shown in page.context["events"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["inquiries:inquiry:viewed", "calls:call:answered"]),
        ({"actor": "oleh"}, ["calls:call:answered"]),
        ({"actor": "Somebody"}, []),
        ({"action": "viewed"}, ["inquiries:inquiry:viewed"]),
        ({"action": "Looked at an inquiry"}, ["inquiries:inquiry:viewed"]),
        ({"subject": "call:7"}, ["calls:call:answered"]),
        ({"until": "2020-01-01"}, []),
        ({"since": "0001-01-01", "until": "9999-12-31", "actor": "oleh"}, ["calls:call:answered"]),
        ({"since": "2020-01-01", "until": "2120-01-01", "actor": "anna"}, ["inquiries:inquiry:viewed"]),
    ],
)
def test_events_are_found_by_who_what_whom_and_when(desk_as, vira, told, asked, found):
    assert rows(desk_as(vira).get("/audit/", asked)) == found


def test_names_stand_for_pseudonyms(desk_as, vira, told):
    assert "Anna" in desk_as(vira).get("/audit/").content.decode()


def test_words_of_the_readers_language_stand_beside_the_codes(desk_as, vira, oleh, anna):
    audit.record("accounts:staff:added", by=oleh, subject=anna.actor_id, tells_deaths=False)
    vira.language = "uk"
    vira.save()
    page = desk_as(vira).get("/audit/", {"action": "Додавання колеги"}).content.decode()
    for words in (
        "додавання колеги",
        "<code>accounts:staff:added</code>",
        "Anna",
        "повідомляє про смерть: ні",
    ):
        assert words in page


def test_every_action_that_is_recorded_has_words():
    recorded = set()
    for file in SOURCE.rglob("*.py"):
        if file.name == "deeds.py":
            continue
        text = file.read_text()
        recorded |= set(re.findall(r'"([a-z_]+:[a-z_]+:[a-z_]+)"', text))
        for start in re.findall(r'f"([a-z_]+:[a-z_]+:)\{deed\}"', text):
            beside = "".join(other.read_text() for other in file.parent.glob("*.py"))
            recorded |= {start + deed for deed in re.findall(r'\brecord\(\s*(?:run, )?"(\w+)"', beside)}
            recorded |= {start + deed for deed in re.findall(r'\b_record\((?:run, )?"(\w+)"', text)}
    ends = {"complete", "refused", "cancelled"}  # an import that ends writes its state
    assert recorded | {f"exchange:import:{end}" for end in ends} == set(DEEDS)


def test_a_day_that_is_none_is_refused_beside_its_field(desk_as, vira):
    assert desk_as(vira).get("/audit/", {"since": "soon"}).status_code == 422


def test_looking_at_the_audit_stands_in_the_audit(desk_as, vira):
    desk_as(vira).get("/audit/")
    assert Event.objects.get().action == "audit:events:viewed"


def test_a_page_holds_fifty_events(desk_as, vira, oleh):
    for each in range(51):
        audit.record("calls:call:answered", by=oleh, subject=f"call:{each}")
    client = desk_as(vira)
    assert len(rows(client.get("/audit/"))) == 50
    assert len(rows(client.get("/audit/", {"page": 2, "action": "answered"}))) == 1


def test_the_chain_is_checked_and_its_breaks_counted(desk_as, vira, told):
    audit.seal_events(by=WORKER)
    client = desk_as(vira)
    assert "The chain holds. It has 2 events." in client.get("/audit/chain/").content.decode()
    Event.objects.filter(action="calls:call:answered").update(subject="call:8")
    assert "The chain does not hold in 1 place" in client.get("/audit/chain/").content.decode()
