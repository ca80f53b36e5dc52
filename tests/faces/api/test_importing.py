"""A machine sends a file, by the same door as the desk."""

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.faces.api.machines import TABLE

from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.exchange import commands
from kinline.exchange.models import ImportRun
from kinline.registry.models import Description


def send(client, content=TABLE, name="list.csv", **said):
    return client.post("/v1/imports", {"file": SimpleUploadedFile(name, content), **said})


def work():
    while commands.advance_import(by=WORKER):
        pass


def test_a_file_is_sent_looked_at_started_and_written(machine):
    client = machine()
    sent = send(client)
    assert sent.status_code == 201, sent.content
    there = f"/v1/imports/{sent.json()['id']}"
    assert sent.json()["columns"]["family_name"] == "surname"
    preview = client.get(f"{there}/preview").json()
    assert ["Surname", "Вигаданюк"] in preview["rows"][0]["values"]
    assert client.post(f"{there}/start").json()["state"] == "queued"
    work()
    done = client.get(there).json()
    assert (done["state"], done["rows"]["added"]) == ("complete", 3)
    assert Description.objects.get(family_name="Неіснуйко").source_name == "Invented hospital"
    assert client.get("/v1/imports").json() == [done]
    token = ImportRun.objects.get().token
    assert Event.objects.get(action="exchange:import:started").actor == f"token:{token.pk}"
