"""No file is left of anybody erased: `kinline verify` names each that belongs to nothing."""

import os
import time
from argparse import Namespace
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone
from tests.exchange.leaving import asked, work

from kinline.audit import commands as audit
from kinline.audit.rules import WORKER
from kinline.cli import keeping
from kinline.config.home import DATA_FOLDERS
from kinline.exchange.choices import ExportState, Removal
from kinline.exchange.forwarding import commands
from kinline.exchange.models import Export, ExportedWord, ImportRun
from kinline.exchange.writing import gathered, sealed
from kinline.notices import commands as notices
from kinline.notices import written
from kinline.notices.channels import unsent
from kinline.notices.choices import Channel
from kinline.notices.models import Notice
from kinline.registry.choices import SourceKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def verify(capsys):
    """What `kinline verify` says about files, a sentence each."""

    def says():
        code = keeping.verify(Namespace(mark=""), None)
        lines = capsys.readouterr().out.splitlines()
        assert code == (
            0 if any(line.endswith("nothing is left of anybody erased.") for line in lines) else 1
        )
        return [line for line in lines if line.startswith("The file")]

    return says


def rest(path):
    """As if nobody had written to it for two minutes."""
    before = time.time() - 120
    os.utime(path, (before, before))
    return path


def plant(folder, name, content=b"x"):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return rest(folder / name)


@pytest.mark.parametrize("folder", DATA_FOLDERS)
def test_a_file_of_nothing_is_named_wherever_data_lies(folder, tmp_path, verify):
    assert verify() == []
    plant(tmp_path / folder, "0123456789abcdef0123456789abcdef.picture")
    plant(tmp_path / folder / "below", "another")
    fresh = tmp_path / folder / "on-its-way"
    fresh.write_bytes(b"x")
    named = verify()
    assert len(named) == 2
    assert all(" belongs to no " in line for line in named)
    rest(fresh)
    assert len(verify()) == 3


def test_an_upload_of_an_import_that_is_over_or_that_is_not_there_is_named(tmp_path, verify):
    run = ImportRun.objects.create(file_name="list.csv", stored_as="abc", sha256="0", source_name="Invented")
    assert verify() == [f"The file of import {run.pk} is missing."]
    for name in ("abc", "abc.rows"):
        plant(tmp_path / "incoming", name)
    assert verify() == []
    plant(tmp_path / "incoming", "other")
    assert len(verify()) == 1
    run.state, run.finished_at = "cancelled", timezone.now()
    run.save()
    assert len(verify()) == 3


@pytest.fixture
def men(told):
    return [
        told(source=SourceKind.OFFICIAL_LIST, source_name="Invented list", family_name=f"Вигаданюк {number}")
        for number in range(2)
    ]


@pytest.fixture
def approved(men, petro, halyna):
    export = commands.ask_export(asked(), by=petro)
    work()
    return commands.decide_export(export, agrees=True, by=halyna)


def test_a_file_that_waits_with_an_erased_persons_words_is_deleted_with_them(men, approved, verify):
    work()
    approved.refresh_from_db()
    assert approved.state == ExportState.READY
    assert verify() == []
    audit.erase(men[0], by=WORKER)
    approved.refresh_from_db()
    assert (approved.state, approved.removed_because) == (ExportState.REMOVED, Removal.NO_LONGER_ALLOWED)
    assert list(sealed.folder().iterdir()) == []
    assert verify() == []


def test_a_file_that_is_being_gathered_with_them_is_gathered_anew_without_them(men, approved, verify):
    commands.advance_export(by=WORKER)
    approved.refresh_from_db()
    assert (approved.words.count(), approved.position) == (2, men[1].pk)
    [held] = Export.objects.all().claim(most=1, seconds=60)
    audit.erase(men[0], by=WORKER)
    assert not gathered.path_of(approved.pk).exists()
    assert not Export.objects.filter(pk=held.pk, leased_by=held.leased_by).exists(), (
        "a worker goes on with it"
    )
    work()
    approved.refresh_from_db()
    assert (approved.state, approved.people) == (ExportState.READY, 1)
    assert "Вигаданюк 0" not in sealed.stored(approved.stored_as).read_text()
    assert verify() == []


def test_a_file_from_which_an_erased_word_was_not_taken_is_named(men, approved, verify):
    work()
    ExportedWord.objects.filter(description=men[0]).delete()
    assert verify() == [f"The file of export {approved.pk} holds words of somebody who was erased."]
    approved.refresh_from_db()
    with sealed.stored(approved.stored_as).open("ab") as file:
        file.write(b"x")
    sealed.stored(approved.stored_as).chmod(0o600)
    assert f"The file of export {approved.pk} has another size than was written." in verify()
    sealed.stored(approved.stored_as).unlink()
    assert verify() == [f"The file of export {approved.pk} is missing."]


@pytest.fixture
def demonstration(settings, tmp_path):
    """Nothing is sent: it is written down."""
    settings.HOME = replace(settings.HOME, mode="demo")
    settings.EMAIL_BACKEND = "kinline.notices.channels.unsent.SealingBackend"
    settings.NOT_SENT = tmp_path / "not-sent"

    def files():
        return [rest(path) for path in settings.NOT_SENT.iterdir()]

    return files


def send(inquiry, number):
    for channel, address in (
        (Channel.EMAIL, f"{number}@example.org"),
        (Channel.SMS, f"+44770090014{number}"),
    ):
        notices.queue(
            channel=channel,
            address=address,
            subject="Слово",
            body="Слово.",
            language="uk",
            about=f"inquiry:{inquiry.pk}",
            zone="Europe/Kyiv",
            hours_from=None,
            hours_to=None,
            once_key=f"{channel}:{number}",
            by=WORKER,
        )
    while notices.send_due(by=WORKER, most=5):
        pass


def test_what_the_demonstration_wrote_down_for_a_family_goes_with_it_and_others_stay(
    ask, demonstration, verify
):
    gone, stays = ask(), ask(once_key="form-2", phone="+447700900777", email="other@example.org")
    send(gone, 1)
    send(stays, 2)
    assert len(demonstration()) == 4
    assert verify() == []
    audit.erase(gone, by=WORKER)
    left = demonstration()
    assert len(left) == 2
    held = "".join(unsent.newest_first())
    assert "2@example.org" in held
    assert "1@example.org" not in held
    assert "+447700900141" not in held
    assert verify() == []


def test_what_it_wrote_down_goes_when_a_notice_is_emptied_of_its_address(ask, demonstration, verify):
    send(ask(), 1)
    demonstration()
    Notice.objects.update(address="", subject="", body="")
    named = verify()
    assert len(named) == 2
    assert all("belongs to no notice" in line for line in named)
    assert written.sweep_written(by=WORKER) == 2
    assert demonstration() == verify() == []


def test_a_file_that_belongs_to_no_notice_is_named(demonstration, tmp_path, verify):
    plant(tmp_path / "not-sent", "01780000000000000000-" + "f" * 32)
    assert len(verify()) == 1


def test_a_roll_back_keeps_what_was_written_down(ask, demonstration):
    send(ask(), 1)
    with transaction.atomic():
        written.remove_files_afterwards([1])
        Notice.objects.all().delete()
        transaction.set_rollback(True)
    assert len(demonstration()) == 2
