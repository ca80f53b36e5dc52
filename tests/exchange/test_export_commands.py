"""An export from the question to the receipt, with a worker that dies, and whoever may not."""

import datetime as dt
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.exchange.leaving import asked, work

from kinline.audit.models import Event
from kinline.audit.rules import SHELL, WORKER, Refused
from kinline.exchange.choices import ExportFault, ExportState, Removal
from kinline.exchange.forwarding import commands, selection
from kinline.exchange.forwarding.commands import working
from kinline.exchange.models import Export, ExportedWord, Forwarding
from kinline.exchange.writing import sealed
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, SourceKind, StatusValue
from kinline.registry.models import Description


@pytest.fixture(autouse=True)
def _empty_folder():
    for path in sealed.folder().iterdir():
        path.unlink()


@pytest.fixture
def men(told):
    """Three invented men of an official list."""
    return [
        told(source=SourceKind.OFFICIAL_LIST, source_name="Invented list", family_name=f"Вигаданюк {number}")
        for number in range(3)
    ]


@pytest.fixture
def waiting(men, petro):
    """Asked for and counted."""
    export = commands.ask_export(asked(), by=petro)
    work()
    export.refresh_from_db()
    return export


@pytest.fixture
def approved(waiting, halyna):
    return commands.decide_export(waiting, agrees=True, by=halyna)


@pytest.fixture
def ready(approved):
    work()
    approved.refresh_from_db()
    assert approved.state == ExportState.READY
    return approved


def names_in(export) -> int:
    return sealed.stored(export.stored_as).read_text().count("Вигаданюк")


def test_it_is_counted_before_anybody_decides(waiting):
    assert (waiting.state, waiting.people) == (ExportState.ASKED, 3)
    assert waiting.counts == {"kinds": {"official_list": 3}, "statuses": {}, "left_out": {}}
    assert not list(sealed.folder().iterdir())


def test_before_it_is_counted_nobody_decides(men, petro, halyna):
    export = commands.ask_export(asked(), by=petro)
    with pytest.raises(Refused, match="This export stands elsewhere: Being counted"):
        commands.decide_export(export, agrees=True, by=halyna)


def test_nobody_of_the_wrong_role_asks_or_decides(waiting, oleh, anna, petro, vira):
    for staff in (oleh, anna, vira):
        with pytest.raises(Refused, match="Your role does not allow this"):
            commands.ask_export(asked(), by=staff)
    for staff in (oleh, anna, vira):
        with pytest.raises(Refused, match="Your role does not allow this"):
            commands.decide_export(waiting, agrees=True, by=staff)


def test_one_person_does_not_decide_alone(men, halyna):
    export = commands.ask_export(asked(), by=halyna)
    work()
    with pytest.raises(Refused, match="A second, different person decides this"):
        commands.decide_export(export, agrees=True, by=halyna)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "approved"},
        {"state": "ready", "stored_as": "x", "remove_at": timezone.now()},
        {"sealing": "plain", "plain_reason": ""},
        {"sealing": "key", "recipient_key": ""},
        {"stored_as": "x"},
        {"passphrase": "x"},
    ],
    ids=["undecided", "ready undecided", "plain", "no key", "a file", "a passphrase"],
)
def test_the_database_keeps_what_must_never_be(waiting, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=waiting.pk).update(**wrong)


def test_the_database_keeps_two_people(waiting, petro):
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=waiting.pk).update(decided_by=petro, decided_at=timezone.now())


def test_nothing_that_may_leave_is_a_fault_and_asks_nobody(db, petro):
    export = commands.ask_export(asked(), by=petro)
    work()
    export.refresh_from_db()
    assert (export.state, export.fault) == (ExportState.FAILED, ExportFault.NOBODY)


def test_what_is_withdrawn_between_approval_and_writing_is_not_in_the_file(approved, men):
    registry.withdraw_description(men[0], by=WORKER)
    work()
    approved.refresh_from_db()
    assert (approved.people, names_in(approved)) == (2, 2)


def test_if_nothing_is_left_of_it_there_is_no_file(approved, men):
    for man in men:
        registry.withdraw_description(man, by=WORKER)
    work()
    approved.refresh_from_db()
    assert (approved.state, approved.fault) == (ExportState.FAILED, ExportFault.NOBODY)
    assert not list(sealed.folder().iterdir())


class Killed(BaseException):
    """As kill -9: nothing after it is done."""


def die(*_args, **_said):
    raise Killed


@pytest.mark.parametrize(
    "step", ["rows.release", "gathered.add", "ExportedWord.objects.bulk_create", "sealed.write"]
)
@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_worker_that_dies_between_any_two_steps_leaves_nothing_by_half(approved, monkeypatch, step, done):
    """What it committed stays; the lease runs out; another goes on where it was."""
    monkeypatch.setattr("kinline.exchange.forwarding.selection.AT_ONCE", 1)
    for _slice in range(done):
        commands.advance_export(by=WORKER)
    if step == "sealed.write":
        for _slice in range(3 - done):
            commands.advance_export(by=WORKER)
    with monkeypatch.context() as death:
        death.setattr(f"kinline.exchange.forwarding.commands.working.{step}", die)
        with pytest.raises(Killed):
            commands.advance_export(by=WORKER)
    approved.refresh_from_db()
    assert approved.state == ExportState.APPROVED
    assert commands.advance_export(by=WORKER) == 0, "its lease still holds"
    Export.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    work()
    approved.refresh_from_db()
    assert (approved.state, approved.people, names_in(approved)) == (ExportState.READY, 3, 3)
    assert ExportedWord.objects.count() == 3


def test_what_is_gathered_is_sealed_and_gone_once_the_file_is_there(
    approved, django_capture_on_commit_callbacks
):
    commands.advance_export(by=WORKER)
    [path] = sealed.folder().iterdir()
    assert path.name == f"{approved.pk}.rows"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "Вигаданюк" not in path.read_text()
    assert commands.sweep_exports(by=WORKER) == 0
    with django_capture_on_commit_callbacks(execute=True):
        work()
    approved.refresh_from_db()
    assert [path.name for path in sealed.folder().iterdir()] == [approved.stored_as]


@pytest.mark.parametrize("kept", [None, 10])
def test_what_the_disk_lost_is_gathered_anew(approved, monkeypatch, kept):
    monkeypatch.setattr("kinline.exchange.forwarding.selection.AT_ONCE", 1)
    commands.advance_export(by=WORKER)
    commands.advance_export(by=WORKER)
    path = sealed.folder() / f"{approved.pk}.rows"
    if kept is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:kept])
    work()
    approved.refresh_from_db()
    assert (approved.state, names_in(approved), approved.words.count()) == (ExportState.READY, 3, 3)


def test_whoever_lost_the_lease_writes_nothing(approved, monkeypatch):
    def overtaken(export, last, part_behind=selection.part_behind):
        Export.objects.update(leased_by="00000000-0000-4000-8000-000000000000")
        return part_behind(export, last)

    with monkeypatch.context() as other:
        other.setattr(selection, "part_behind", overtaken)
        assert commands.advance_export(by=WORKER) == 1
    assert not list(sealed.folder().iterdir())
    assert not ExportedWord.objects.exists()


def test_called_off_while_it_is_written_no_file_stays(
    approved, petro, monkeypatch, django_capture_on_commit_callbacks
):
    def called_off(export, last, part_behind=selection.part_behind):
        found = part_behind(export, last)
        if not found[1]:
            commands.cancel_export(Export.objects.get(), by=petro)
        return found

    with monkeypatch.context() as meanwhile, django_capture_on_commit_callbacks(execute=True):
        meanwhile.setattr(selection, "part_behind", called_off)
        work()
    approved.refresh_from_db()
    assert approved.state == ExportState.CANCELLED
    assert not list(sealed.folder().iterdir())
    commands.sweep_exports(by=WORKER)
    assert not ExportedWord.objects.exists(), "what was in a file that never was is forgotten"


def test_a_full_disk_is_tried_again_and_given_up_in_the_end(approved, monkeypatch):
    def full(*_args, **_said):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(working.gathered, "add", full)
        commands.advance_export(by=WORKER)
        approved.refresh_from_db()
        assert (approved.state, approved.fault) == (ExportState.APPROVED, ExportFault.DISK)
        assert commands.advance_export(by=WORKER) == 0, "not at once"
        for _try in range(working.TRIES):
            Export.objects.update(due_at=timezone.now())
            commands.advance_export(by=WORKER)
    approved.refresh_from_db()
    assert (approved.state, approved.fault) == (ExportState.FAILED, ExportFault.DISK)


def test_room_on_the_disk_mends_it(approved, monkeypatch):
    with monkeypatch.context() as disk:
        disk.setattr(working.sealed, "write", lambda *_a, **_s: (_ for _ in ()).throw(OSError(28, "full")))
        work()
    Export.objects.update(due_at=timezone.now())
    work()
    approved.refresh_from_db()
    assert (approved.state, approved.fault) == (ExportState.READY, "")


def test_a_file_that_kills_the_worker_each_time_is_given_up(approved):
    Export.objects.update(attempts=working.TRIES)
    commands.advance_export(by=WORKER)
    approved.refresh_from_db()
    assert (approved.state, approved.fault) == (ExportState.FAILED, ExportFault.TRIES)


def test_what_is_too_large_for_a_passphrase_says_so(men, petro, halyna, monkeypatch):
    export = commands.ask_export(asked(sealing="passphrase"), by=petro)
    work()
    commands.decide_export(export, agrees=True, by=halyna)
    monkeypatch.setattr(sealed, "LARGEST_UNDER_PASSPHRASE", 10)
    work()
    export.refresh_from_db()
    assert (export.state, export.fault) == (ExportState.FAILED, ExportFault.TOO_LARGE)


def test_the_file_is_gone_after_seven_days(ready, petro, django_capture_on_commit_callbacks):
    assert ready.remove_at - ready.written_at == timedelta(days=7)
    assert commands.sweep_exports(by=WORKER) == 0
    Export.objects.update(remove_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert commands.sweep_exports(by=WORKER) > 0
    ready.refresh_from_db()
    assert (ready.state, ready.removed_because) == (ExportState.REMOVED, Removal.EXPIRED)
    assert not list(sealed.folder().iterdir())
    with pytest.raises(Refused, match="This export stands elsewhere: File deleted"):
        commands.take_file(ready, by=petro)


def test_a_file_in_which_somebody_withdrew_is_deleted_and_not_taken(
    ready, men, petro, django_capture_on_commit_callbacks
):
    registry.withdraw_description(men[1], by=WORKER)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(Refused, match="may not leave any more"),
    ):
        commands.take_file(ready, by=petro)
    assert not list(sealed.folder().iterdir())
    assert not Forwarding.objects.exists()


def test_a_file_that_says_a_death_is_swept_once_the_death_is_suspended(men, petro, halyna, anna, iryna):
    report = registry.report_status(
        men[0].person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        as_of=dt.date(2026, 5, 1),
        source_name="x",
        document="Акт 1",
        by=anna,
    )
    registry.second_status(report, agrees=True, by=iryna)
    export = commands.ask_export(asked(groups={"death": "duty"}), by=petro)
    work()
    commands.decide_export(export, agrees=True, by=halyna)
    work()
    assert commands.sweep_exports(by=WORKER) == 0
    registry.withdraw_status(report, reason="another man", by=anna)
    commands.sweep_exports(by=WORKER)
    export.refresh_from_db()
    assert (export.state, export.removed_because) == (ExportState.REMOVED, Removal.NO_LONGER_ALLOWED)


def test_a_file_that_vanished_is_said_so(ready, petro):
    sealed.remove(ready.stored_as)
    with pytest.raises(Refused, match="no longer on the disk"):
        commands.take_file(ready, by=petro)
    ready.refresh_from_db()
    assert ready.removed_because == Removal.GONE


def test_taken_twice_it_stands_once_in_the_log_and_each_time_in_the_audit(ready, petro):
    for _time in range(2):
        commands.take_file(ready, by=petro).close()
    line = Forwarding.objects.get()
    assert (line.sha256, line.people, line.way) == (ready.sha256, 3, "courier")
    assert line.receipt_due_on == timezone.localdate() + timedelta(days=14)
    assert Event.objects.filter(action="exchange:export:downloaded").count() == 2


def test_what_was_taken_is_remembered_row_by_row(ready, petro):
    commands.take_file(ready, by=petro).close()
    Export.objects.update(remove_at=timezone.now())
    commands.sweep_exports(by=WORKER)
    commands.sweep_exports(by=WORKER)
    assert ExportedWord.objects.count() == 3


def test_only_the_shell_puts_files_to_a_place(ready, tmp_path, petro):
    with pytest.raises(Refused, match="at the command line only"):
        commands.deliver(ready, tmp_path / "out", by=petro)
    commands.deliver(ready, tmp_path / "out", by=SHELL)
    assert (tmp_path / "out").read_text().count("Вигаданюк") == 3


def test_the_audit_holds_reasons_by_name_and_no_text(men, petro):
    commands.ask_export(asked(groups={"home": "reunion"}, purpose="SECRET"), by=petro)
    event = Event.objects.latest("pk")
    assert event.content["with_home"] == "reunion"
    assert "SECRET" not in str(event.content)


def test_old_data_is_kept(ready):
    """Nothing of an export changes what it tells of."""
    assert Description.objects.filter(withdrawn_at=None).count() == 3
