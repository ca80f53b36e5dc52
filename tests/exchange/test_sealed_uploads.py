"""What waits to be imported: sealed on the disk from its first byte, and gone when nobody needs it."""

import gc

import pytest
from tests.exchange.conftest import ROWS, table
from tests.exchange.test_pfif_format import document, note, person
from tests.exchange.test_xlsx_format import workbook

from kinline.audit.rules import SHELL, WORKER, Refused
from kinline.exchange import commands, queries, stored
from kinline.exchange.choices import ImportState
from kinline.exchange.models import ImportRun
from kinline.vault.files import SealedFile, new_file_key
from kinline.vault.keys import Locked

NAMES = ("Вигаданюк", "Соломія", "kin@invented.example")
KIN = "next_of_kin,next_of_kin_address"


def a_table() -> bytes:
    rows = [
        f"{number},Вигаданюк,Остап,1990,ч,Соломія {number},kin@invented.example" for number in range(1500)
    ]
    return table(*rows, header=f"id,surname,name,dob,sex,{KIN}")


def a_pfif_file() -> bytes:
    said = note("<author_email>kin@invented.example</author_email><text>Соломія</text>")
    persons = (
        person("<full_name>Остап Вигаданюк</full_name>", said, ref=f"invented.example/{number}")
        for number in range(1500)
    )
    return document(*persons).encode()


def a_workbook() -> bytes:
    rows = [
        (number, "Вигаданюк", "Остап", "1990", "Соломія", "kin@invented.example") for number in range(1500)
    ]
    return workbook((), Перелік=[("id", "surname", "name", "dob", *KIN.split(",")), *rows])


def lying() -> bytes:
    return b"".join(path.read_bytes() for path in stored.folder().iterdir())


@pytest.mark.parametrize("content", [a_table, a_pfif_file, a_workbook])
def test_at_no_step_of_an_import_anything_of_its_file_lies_in_the_clear(receive, content):
    """Each format has more rows than fit into one sealed piece, so that they are read across its edge."""
    clear = content()
    run = commands.start_import(receive(clear), by=SHELL)
    steps = set()
    while True:
        run.refresh_from_db()
        if run.finished_at:
            break
        steps.add(run.state)
        assert (found := lying())
        for name in NAMES:
            assert name.encode() not in found
            assert name.encode("utf-16-le") not in found
        assert not any(clear[at : at + 24] in found for at in range(0, len(clear), 1000))
        commands.advance_import(by=WORKER)
    assert steps == {ImportState.QUEUED, ImportState.CHECKING, ImportState.WRITING}
    assert (run.state, run.rows_added, run.stored_as, run.rows_as, run.file_key) == (
        ImportState.COMPLETE,
        1500,
        "",
        "",
        "",
    )


def test_an_upload_that_is_under_way_is_left_alone_and_what_a_crash_left_goes_at_once(receive, incoming):
    run = receive(table(*ROWS))
    under_way = stored.Arriving()
    under_way.write(b"something")
    (stored.folder() / "0123").write_text("left behind")
    commands.advance_import(by=WORKER)
    assert incoming() == sorted([run.stored_as, under_way.name])
    under_way.let_go()
    assert incoming() == [run.stored_as]


def test_what_a_crash_left_opens_to_nobody(receive):
    """Its key was nowhere but in the process that died."""
    under_way = stored.Arriving()
    under_way.write(b"a name " * 100_000)
    left = stored.folder() / under_way.name
    assert left.stat().st_size > 500_000
    assert b"a name" not in left.read_bytes()
    with SealedFile(left, new_file_key(), under_way.name).open("rb") as file, pytest.raises(Locked):
        file.read()


def test_an_upload_that_everybody_forgot_leaves_nothing(incoming):
    stored.Arriving().write(b"something")
    gc.collect()
    assert not incoming()


def test_a_file_that_a_sweep_took_before_it_was_locked_is_made_anew(incoming, monkeypatch):
    lock, swept = stored.fcntl.flock, []

    def late(file, how):
        if not swept:
            swept.extend(incoming())
            (stored.folder() / swept[0]).unlink()
        lock(file, how)

    monkeypatch.setattr(stored.fcntl, "flock", late)
    under_way = stored.Arriving()
    assert incoming() == swept == [under_way.name]
    under_way.let_go()


def test_rows_of_an_unpacking_that_was_killed_go_with_the_import(import_all, receive, incoming):
    run = commands.start_import(receive(table(*ROWS)), by=SHELL)
    (stored.folder() / f"{run.stored_as}.0123.new").write_text("half of the rows")
    commands.cancel_import(run, by=SHELL)
    import_all(table(*ROWS))
    assert not incoming()


def test_a_file_that_an_older_version_kept_in_the_clear_goes_and_its_import_says_so(receive, incoming):
    run = commands.start_import(receive(table(*ROWS)), by=SHELL)
    (stored.folder() / run.stored_as).write_bytes(table(*ROWS))
    ImportRun.objects.filter(pk=run.pk).update(file_key="")
    run.refresh_from_db()
    assert queries.preview(run).refusal == "The stored file is no longer there. Send it again."
    while commands.advance_import(by=WORKER):
        pass
    run.refresh_from_db()
    assert (run.state, run.refusal) == (ImportState.REFUSED, "gone")
    assert not incoming()


def test_of_one_that_waits_for_its_columns_the_clear_file_goes_too(receive, incoming):
    run = receive(table(*ROWS))
    ImportRun.objects.filter(pk=run.pk).update(file_key="")
    commands.advance_import(by=WORKER)
    assert not incoming()


def test_the_last_of_the_disk_is_left_to_the_database(monkeypatch):
    stored.check_room(0)
    monkeypatch.setattr(stored, "LEAST_FREE_BYTES", 1 << 62)
    with pytest.raises(Refused, match="nearly full"):
        stored.check_room(0)
