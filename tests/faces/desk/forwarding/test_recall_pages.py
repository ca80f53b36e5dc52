"""A recipient has a file with what is in doubt: the desk reminds of it until somebody writes down how it was told."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.exchange.leaving import asked, work

from kinline.exchange.forwarding import commands
from kinline.exchange.models import ExportedWord, Forwarding, Recall
from kinline.inquiries import commands as inquiries
from kinline.inquiries.models import Correction
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, SourceKind, StatusValue
from kinline.registry.models import Suspension


@pytest.fixture
def recall(told, anna, iryna, halyna, petro):
    """A death went to an invented agency, and was suspended."""
    man = told(source=SourceKind.OFFICIAL_LIST, family_name="Вигаданюк")
    report = registry.report_status(
        man.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        as_of=dt.date(2026, 1, 1),
        source_name="Invented list",
        description=man,
        by=anna,
    )
    registry.second_status(report, agrees=True, by=iryna)
    export = commands.ask_export(asked(groups={"death": "law"}), by=petro)
    work()
    commands.decide_export(export, agrees=True, by=halyna)
    work()
    export.refresh_from_db()
    commands.take_file(export, by=petro).close()
    inquiries.suspend_death(report, reason="Номер належить Неіснуйкові.", by=halyna)
    return Recall.objects.get()


def told_url(recall):
    return reverse("desk:forwarding_told", args=[recall.forwarding_id, recall.pk])


def said(**more):
    return {"on": timezone.localdate().isoformat(), "way": "post", "note": "Letter 14/2", **more}


def text(response):
    return response.content.decode()


def test_the_first_page_the_log_and_its_line_remind_whoever_records_what_went_out(recall, desk_as, petro):
    client, line = desk_as(petro), reverse("desk:forwarding_line", args=[recall.forwarding_id])
    for name in ("desk:home", "desk:forwarding"):
        assert f'href="{line}#recall-{recall.pk}"' in text(client.get(reverse(name)))
    page = text(client.get(line))
    assert ExportedWord.objects.get().record_id in page
    assert told_url(recall) in page
    assert "Вигаданюк" not in page
    assert "Неіснуйкові" not in page, "the reason is for those who talk with families"
    assert reverse("desk:correction", args=[recall.line.correction_id]) not in page


def test_after_the_recipient_was_told_nothing_reminds_and_the_line_says_how(recall, desk_as, petro):
    client, line = desk_as(petro), reverse("desk:forwarding_line", args=[recall.forwarding_id])
    assert client.post(told_url(recall), said()).status_code == 302
    for name in ("desk:home", "desk:forwarding"):
        assert f"#recall-{recall.pk}" not in text(client.get(reverse(name)))
    page = text(client.get(line))
    assert "Letter 14/2" in page
    assert told_url(recall) not in page
    assert client.post(told_url(recall), said()).status_code == 409
    assert Correction.objects.get().closed_at is not None


def test_who_heard_of_a_doubt_is_told_at_the_desk_too_that_it_holds_after_all(
    recall, desk_as, petro, anna, iryna
):
    client, line = desk_as(petro), reverse("desk:forwarding_line", args=[recall.forwarding_id])
    client.post(told_url(recall), said())
    suspension = Suspension.objects.get()
    for staff in (anna, iryna):
        inquiries.restore(suspension, reason="Genuine.", by=staff)
    for name in ("desk:home", "desk:forwarding"):
        assert f'href="{line}#recall-{recall.pk}"' in text(client.get(reverse(name)))
    assert told_url(recall) in text(client.get(line))
    assert client.post(told_url(recall), said(note="Rang them")).status_code == 302
    page = text(client.get(line))
    assert "Letter 14/2<br>Petro: Rang them" in page
    assert told_url(recall) not in page
    assert f"#recall-{recall.pk}" not in text(client.get(reverse("desk:home")))


@pytest.mark.parametrize(
    "wrong", [{"on": ""}, {"on": "2001-01-01"}, {"way": ""}, {"way": "pigeon"}, {"note": ""}, {"note": " "}]
)
def test_without_day_way_and_words_nothing_is_written_down_and_what_was_typed_stays(
    recall, desk_as, petro, wrong
):
    response = desk_as(petro).post(told_url(recall), said(**wrong))
    assert response.status_code in {409, 422}
    assert Recall.objects.open().exists()
    kept = "Letter 14/2" if "note" not in wrong else timezone.localdate().isoformat()
    assert kept in text(response)


def test_the_correction_names_the_recipient_the_file_and_who_tells_it(recall, desk_as, anna, halyna):
    url = reverse("desk:correction", args=[recall.line.correction_id])
    page = text(desk_as(anna).get(url))
    assert "Invented agency" in page
    assert recall.forwarding.sha256 in page
    assert "Petro" in page
    assert reverse("desk:forwarding_line", args=[recall.forwarding_id]) not in page, (
        "Anna does not read the log"
    )
    page = text(desk_as(halyna).get(url))
    assert reverse("desk:forwarding_line", args=[recall.forwarding_id]) in page


def test_who_only_reads_the_log_sees_it_and_writes_nothing(recall, desk_as, vira):
    client = desk_as(vira)
    page = text(client.get(reverse("desk:forwarding_line", args=[recall.forwarding_id])))
    assert ExportedWord.objects.get().record_id in page
    assert told_url(recall) not in page
    assert client.post(told_url(recall), said()).status_code == 403
    assert Recall.objects.open().exists()


def test_a_recall_of_another_file_is_not_told_by_this_one(recall, desk_as, petro):
    other = Forwarding.objects.create(
        recipient_name="Another",
        recipient_kind="agency",
        what="a list",
        people=1,
        way="post",
        sent_on=timezone.localdate(),
        recorded_by=petro,
    )
    url = reverse("desk:forwarding_told", args=[other.pk, recall.pk])
    assert desk_as(petro).post(url, said()).status_code == 404
    assert desk_as(petro).get(told_url(recall)).status_code == 302
    assert Recall.objects.open().exists()
