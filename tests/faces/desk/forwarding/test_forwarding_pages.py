"""Exports at the desk: asked, decided by another, taken; and the log of what went to whom."""

import re
from datetime import timedelta

import pyrage
import pytest
from django.urls import reverse
from django.utils import timezone

from kinline.accounts.choices import Role
from kinline.accounts.models import RoleGrant
from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.exchange.choices import ExportState
from kinline.exchange.forwarding import commands
from kinline.exchange.models import Export, Forwarding
from kinline.registry.choices import SourceKind

IDENTITY = pyrage.x25519.Identity.generate()
ASKED = {
    "recipient_kind": "agency",
    "recipient_name": "Invented agency",
    "purpose": "to search together",
    "way": "courier",
    "source_kinds": ["official_list", "family"],
    "format": "pfif",
    "sealing": "key",
    "recipient_key": str(IDENTITY.to_public()),
}
SENT = {
    "recipient_kind": "other_power",
    "recipient_name": "Invented bureau",
    "what": "a list on paper",
    "people": "12",
    "way": "in_person",
    "sent_on": "2026-05-02",
}


@pytest.fixture(autouse=True)
def _one_man_and_one_family(told):
    told(source=SourceKind.OFFICIAL_LIST, family_name="Вигаданюк", rank="сержант")
    told(family_name="Неіснуйко")


@pytest.fixture
def asker(desk_as, petro):
    return desk_as(petro)


@pytest.fixture
def approver(desk_as, halyna):
    return desk_as(halyna)


def work() -> None:
    while commands.advance_export(by=WORKER):
        pass


def text_of(page) -> str:
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    return words.replace("&#x27;", "'")


def ask(client, **said) -> str:
    page = client.post(reverse("desk:export_new"), {**ASKED, **said})
    assert page.status_code == 302, text_of(page)
    return page["Location"]


@pytest.fixture
def ready(asker, approver):
    """An export that was asked for, approved and written."""

    def export(**said):
        there = ask(asker, **said)
        work()
        assert approver.post(f"{there}decide/", {"agrees": "yes"}).status_code == 302
        work()
        return there

    return export


def test_nobody_asked_and_nothing_went_yet(asker):
    assert "Nothing went to anybody yet." in text_of(asker.get(reverse("desk:forwarding")))
    assert "Nobody asked for an export yet." in text_of(asker.get(reverse("desk:exports")))


def test_one_asks_another_approves_and_the_first_takes_the_file(asker, approver):
    there = ask(asker, with_service="identification")
    page = asker.get(there)
    assert "It is being counted." in text_of(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    work()
    page = asker.get(there, headers={"hx-request": "true"})
    assert page["HX-Refresh"] == "true"
    assert "A second person decides. You asked, so it is not you." in text_of(asker.get(there))

    assert "Wait for your decision" in text_of(approver.get(reverse("desk:exports")))
    told = text_of(approver.get(there))
    assert "1 record an official list 1" in told
    assert "the family did not allow it 1" in told
    assert "Rank, unit, Power on which he depends because without it he cannot be told from others" in told
    assert approver.post(f"{there}decide/", {"agrees": "yes"})["Location"] == there
    work()

    assert "Download the file" not in text_of(approver.get(there))
    file = asker.post(f"{there}download/")
    assert re.fullmatch(r'attachment; filename="[0-9a-f]{32}\.age"', file["Content-Disposition"])
    opened = pyrage.decrypt(b"".join(file.streaming_content), [IDENTITY]).decode()
    assert "Вигаданюк" in opened
    assert "rank: сержант" in opened
    assert "Неіснуйко" not in opened

    log = text_of(approver.get(reverse("desk:forwarding")))
    assert "Invented agency" in log
    assert "awaited by" in log
    told = text_of(approver.get(reverse("desk:forwarding_line", args=[Forwarding.objects.get().pk])))
    assert "By Petro Approved by Halyna" in told
    assert Export.objects.get().sha256 in told
    deeds = [
        event.action for event in Event.objects.filter(action__startswith="exchange:export").order_by("pk")
    ]
    assert deeds == [
        f"exchange:export:{deed}" for deed in ("asked", "counted", "approved", "written", "downloaded")
    ]


def test_a_passphrase_is_shown_once_and_opens_the_file(asker, ready):
    there = ready(sealing="passphrase", recipient_key="", format="csv")
    page = asker.post(f"{there}passphrase/")
    passphrase = re.search(r'<dd class="code">([a-z0-9-]{29})</dd>', page.content.decode())[1]
    assert page["Cache-Control"] == "no-store"
    again = asker.post(f"{there}passphrase/")
    assert again.status_code == 409
    assert passphrase not in again.content.decode()
    assert "Show the passphrase" not in text_of(asker.get(there))
    file = b"".join(asker.post(f"{there}download/").streaming_content)
    assert "Вигаданюк" in pyrage.passphrase.decrypt(file, passphrase).decode()


def test_the_one_who_asked_does_not_approve_it_even_as_a_coordinator(asker, petro):
    RoleGrant.objects.create(staff=petro, role=Role.COORDINATOR, granted_by="shell")
    there = ask(asker)
    work()
    assert "Your decision" not in text_of(asker.get(there))
    page = asker.post(f"{there}decide/", {"agrees": "yes"})
    assert page.status_code == 409
    assert "A second, different person decides this." in text_of(page)
    assert Export.objects.get().state == ExportState.ASKED


def test_a_refusal_says_why_and_nothing_is_written(asker, approver):
    there = ask(asker)
    work()
    page = approver.post(f"{there}decide/", {"agrees": "no", "note": ""})
    assert page.status_code == 409
    assert "Say why it does not leave." in text_of(page)
    approver.post(f"{there}decide/", {"agrees": "no", "note": "not to them"})
    work()
    assert "Refused by the second person not to them" in text_of(asker.get(there))
    assert asker.post(f"{there}download/").status_code == 409


def test_a_decision_that_says_neither_is_answered_beside_it(asker, approver):
    there = ask(asker)
    work()
    page = approver.post(f"{there}decide/", {"note": "hm"})
    assert page.status_code == 422
    assert "Choose yes or no." in text_of(page)
    assert ">hm</textarea>" in page.content.decode().replace("\n", "")


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"recipient_key": "age1wrong"}, 422, "This is not an age key."),
        ({"recipient_key": str(IDENTITY)}, 422, "This is a secret key."),
        ({"recipient_key": ""}, 422, "Give the recipient’s key, or choose a passphrase."),
        ({"sealing": "plain"}, 422, "Say why it is not encrypted."),
        ({"purpose": " "}, 422, "Say what it is for."),
        ({"recipient_name": ""}, 422, "Say to whom it goes."),
        ({"source_kinds": []}, 422, "Choose at least one kind of source."),
        ({"way": "stays"}, 409, "Say how it goes there."),
        ({"with_death": "because"}, 422, "Select a valid choice."),
        ({"recipient_kind": "publication"}, 409, "Each family was promised to be asked again"),
        (
            {"recipient_kind": "publication", "families_asked_again": "on", "with_capture": "duty"},
            409,
            "This is never published: Captivity",
        ),
    ],
)
def test_what_is_not_whole_is_answered_and_what_was_typed_stays(asker, said, status, sentence):
    page = asker.post(reverse("desk:export_new"), {**ASKED, **said})
    assert page.status_code == status
    assert sentence in text_of(page)
    assert "<title>Error: " in page.content.decode()
    if "purpose" not in said:
        assert "to search together" in page.content.decode()
    assert not Export.objects.exists()


def test_nobody_else_takes_the_file_or_its_passphrase(ready, approver, desk_as, halyna, vira):
    there = ready(sealing="passphrase", recipient_key="")
    for deed in ("download", "passphrase"):
        page = approver.post(f"{there}{deed}/")
        assert page.status_code == 409
        assert "Only the person who asked for it does this." in text_of(page)
        assert desk_as(vira).post(f"{there}{deed}/").status_code == 403
    assert not Forwarding.objects.exists()


def test_a_file_is_deleted_on_request_and_the_approver_may_do_it(
    ready, asker, approver, django_capture_on_commit_callbacks
):
    there = ready()
    with django_capture_on_commit_callbacks(execute=True):
        assert approver.post(f"{there}remove/").status_code == 302
    assert "The file was deleted: somebody deleted it." in text_of(asker.get(there))
    assert asker.post(f"{there}remove/").status_code == 409


def test_an_export_is_called_off_as_long_as_there_is_no_file(asker):
    there = ask(asker)
    assert asker.post(f"{there}cancel/").status_code == 302
    assert "Called off" in text_of(asker.get(there))
    assert asker.post(f"{there}cancel/").status_code == 409


def test_what_was_sent_outside_of_the_software_is_recorded_and_its_receipt_too(asker, approver):
    assert asker.post(reverse("desk:forwarding_record"), SENT).status_code == 302
    line = Forwarding.objects.get()
    log = text_of(asker.get(reverse("desk:forwarding")))
    assert "It stands in the log." in log
    assert "1 receipt is overdue" in log
    there = reverse("desk:forwarding_receipt", args=[line.pk])
    page = asker.post(there, {"on": "2026-05-01", "reference": "letter 4"})
    assert page.status_code == 409
    assert 'value="letter 4"' in page.content.decode()
    assert asker.post(there, {"on": "2026-05-20", "reference": ""}).status_code == 422
    assert asker.post(there, {"on": "2026-05-20", "reference": "letter 4"}).status_code == 302
    assert "letter 4 recorded by Petro" in text_of(
        approver.get(reverse("desk:forwarding_line", args=[line.pk]))
    )
    assert asker.post(there, {"on": "2026-05-20", "reference": "letter 5"}).status_code == 409
    assert "overdue" not in text_of(asker.get(reverse("desk:forwarding")))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"people": "many"}, 422),
        ({"people": "-1"}, 422),
        ({"sent_on": "2999-01-01"}, 409),
        ({"recipient_kind": "own"}, 422),
        ({"sha256": "12"}, 422),
        ({"what": ""}, 422),
    ],
)
def test_a_record_that_cannot_be_is_refused(asker, said, status):
    assert asker.post(reverse("desk:forwarding_record"), {**SENT, **said}).status_code == status
    assert not Forwarding.objects.exists()


def test_the_auditor_reads_the_log_and_prints_it_and_changes_nothing(desk_as, vira, asker):
    asker.post(reverse("desk:forwarding_record"), SENT)
    client, line = desk_as(vira), Forwarding.objects.get()
    assert "a list on paper" in text_of(client.get(reverse("desk:forwarding")))
    printed = client.get(reverse("desk:forwarding_print"))
    assert "Invented bureau, 2 May 2026" in text_of(printed)
    assert Event.objects.latest("pk").action == "exchange:forwarding:viewed"
    assert "Record the receipt" not in text_of(client.get(reverse("desk:forwarding_line", args=[line.pk])))
    assert client.get(reverse("desk:export_new")).status_code == 403


def test_the_recipient_must_be_told_when_something_in_a_file_changed(ready, asker, told):
    there = ready()
    assert b"".join(asker.post(f"{there}download/").streaming_content)
    line = reverse("desk:forwarding_line", args=[Forwarding.objects.get().pk])
    assert "Tell the recipient" not in text_of(asker.get(line))
    word = Export.objects.get().words.get().description
    word.withdrawn_at = timezone.now()
    word.save(update_fields=["withdrawn_at"])
    assert "Tell the recipient" in text_of(asker.get(line))


def test_lists_cost_the_same_however_long_they_are(asker, django_assert_max_num_queries):
    for number in range(6):
        ask(asker, recipient_name=f"Agency {number}")
        asker.post(reverse("desk:forwarding_record"), {**SENT, "recipient_name": f"Bureau {number}"})
    Forwarding.objects.update(receipt_due_on=timezone.localdate() - timedelta(days=1))
    asker.get(reverse("desk:forwarding"))  # the words of what was recorded are shown once
    with django_assert_max_num_queries(9):
        assert asker.get(reverse("desk:forwarding")).content.decode().count("Bureau ") == 12
    with django_assert_max_num_queries(7):
        assert asker.get(reverse("desk:exports")).content.decode().count("Agency ") == 6
