"""The index of names: what is committed is found at once, what is erased never, and no crash costs anything."""

import os
import stat
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.suggestions.men import LATIN, MAN

from kinline.audit.rules import WORKER
from kinline.registry.commands import withdraw_description
from kinline.registry.models import Arrival, Description, SearchRow
from kinline.suggestions import faults, indexing, queries, tail
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.faults import index_faults
from kinline.suggestions.indexing import advance_index, forget_dropped
from kinline.suggestions.queries import search
from kinline.suggestions.segments import Shelf
from kinmatch.snapshot import file


@pytest.fixture(autouse=True)
def own_index(tmp_path, monkeypatch):
    """Each test has an index of its own: its rows are numbered as those of others are."""
    folder = tmp_path / "index"
    here = Shelf(folder)
    for module in (faults, indexing, queries):
        monkeypatch.setattr(module, "shelf", lambda: here)
    tail._held_by.cache_clear()
    return here


def shown(petro, text="Галаган Ілля", **more):
    return [hit.description for hit in search(text, by=petro, **more)]


def path_of(index):
    [path] = index.folder.iterdir()
    return path


def others(told, many=60):
    return [told(family_name=f"Вигаданюк{number}", given_name="Степан") for number in range(many)]


@pytest.mark.parametrize("beside", [0, 10, 60])
def test_what_is_committed_is_found_by_the_very_next_question(told, petro, beside):
    """Nobody has built an index: by exact words, by another script, by the beginning of a name."""
    others(told, beside)
    assert shown(petro) == []
    row = told(**MAN)
    assert shown(petro)[0] == row
    assert shown(petro, "HALAHAN Illia")[0] == row
    assert shown(petro, "галаг") == [row]


def test_it_is_found_in_a_file_as_it_was_beside_it(told, petro, own_index):
    row = told(**LATIN)
    others(told)
    assert advance_index(most=20) == 61
    [segment] = own_index.chain()
    assert len(segment.snapshot) == 61
    assert tail.tail_after(segment.last) == ([], [])
    assert shown(petro)[0] == row
    assert not list(index_faults()), (
        "the keys of words are still to be written, and that is news, not a fault"
    )


def test_files_are_their_owners_only_and_grow_by_merging(told, own_index):
    for _round in range(6):
        others(told, 12)
        advance_index(most=5)
    assert [len(segment.snapshot) for segment in own_index.chain()] in ([72], [48, 24], [60, 12], [36, 36])
    assert sum(len(segment.snapshot) for segment in own_index.chain()) == 72
    assert {stat.S_IMODE(path.stat().st_mode) for path in own_index.folder.iterdir()} == {0o600}
    assert stat.S_IMODE(own_index.folder.stat().st_mode) == 0o700
    assert len(list(own_index.folder.iterdir())) == len(own_index.chain())


def test_ten_are_left_after_hidden_withdrawn_and_erased_rows_fall_out(told, petro):
    rows = [told(**MAN) for _ in range(120)]
    advance_index(most=20)
    for row in rows[:50]:
        withdraw_description(row, by=WORKER)
    coming = Arrival.objects.create(source_name="Список 7")
    Description.objects.filter(pk__in=[row.pk for row in rows[50:90]]).update(arrival=coming)
    gone = [row.pk for row in rows[90:110]]
    Description.objects.filter(pk__in=gone).delete()
    assert set(shown(petro, most=20)) == set(rows[110:])
    Arrival.objects.update(complete_at=timezone.now())
    assert len(shown(petro, most=20)) == 20


def test_whoever_was_erased_or_withdrawn_leaves_the_files(told, petro, own_index):
    row, kept = told(**MAN), told(**LATIN)
    others(told)
    advance_index(most=20)
    [before] = own_index.chain()
    number = row.pk
    withdraw_description(kept, by=WORKER)
    row.delete()
    assert shown(petro) == []
    os.utime(path_of(own_index), (0, time.time() - faults.LONGEST_KEPT_S - 60))
    assert [fault for fault in index_faults() if f"holds description {number}," in fault]
    assert forget_dropped() == 1
    [after] = own_index.chain()
    assert after.file.name == before.file.name
    assert before.holds() - after.holds() == {number, kept.pk}
    assert "ГАЛАГАН" not in path_of(own_index).read_bytes().decode("utf-8", "ignore").upper()
    assert forget_dropped() == 0
    assert not list(index_faults())


def test_a_crash_while_building_leaves_what_was_there(told, petro, own_index, monkeypatch):
    row = told(**MAN)
    others(told, 30)
    advance_index(most=20)
    [before] = own_index.chain()
    later = told(**LATIN)
    others(told, 30)

    def torn(self, _target):
        self.write_bytes(self.read_bytes()[:1000])
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(file.Path, "replace", torn)
        with pytest.raises(KeyboardInterrupt):
            advance_index(most=20)
    assert own_index.chain() == (before,)
    assert set(shown(petro)[:2]) == {row, later}
    assert advance_index(most=20) == 31
    assert sum(len(segment.snapshot) for segment in own_index.chain()) == 62
    assert not list(index_faults())


@pytest.mark.parametrize("harm", ["cut", "foreign", "gone"])
def test_a_file_that_cannot_be_used_is_as_if_it_were_not_there(told, petro, own_index, harm):
    row = told(**MAN)
    others(told, 30)
    advance_index(most=20)
    assert own_index.chain()
    match harm:
        case "cut":
            path_of(own_index).write_bytes(path_of(own_index).read_bytes()[:-5])
        case "foreign":
            path_of(own_index).write_bytes(b"KINLINE?" * 100)
        case "gone":
            path_of(own_index).unlink()
    own_index._listed = None  # another process, which has not opened it yet
    own_index._chain = ()
    assert own_index.chain() == ()
    assert shown(petro)[0] == row
    advance_index(most=20)
    assert len(own_index.chain()) == 1


def test_a_damaged_byte_is_a_fault_that_verify_names(told, own_index):
    others(told, 30)
    advance_index(most=20)
    content = bytearray(path_of(own_index).read_bytes())
    content[-1] ^= 1
    path_of(own_index).write_bytes(content)
    assert any("is damaged; build it anew" in fault for fault in index_faults())


def test_a_row_that_the_index_lacks_or_tells_otherwise_is_a_fault(told, own_index):
    rows = others(told, 30)
    advance_index(most=20)
    refresh_due(by=WORKER)
    assert not list(index_faults())
    Description.objects.filter(pk=rows[0].pk).update(given_name="Інший")
    SearchRow.objects.filter(description=rows[1]).delete()
    late = told(**MAN)
    SearchRow.objects.filter(description=late).update(batch=own_index.chain()[0].last)
    told_of = [int(fault.split()[1]) for fault in index_faults() if "cannot be found" in fault]
    assert set(told_of) >= {rows[0].pk, rows[1].pk, late.pk}


def test_processes_share_the_files_and_an_older_view_stays_right(told, petro, own_index):
    """Another process may have listed the folder before a file took the place of two."""
    others(told, 30)
    advance_index(most=20)
    elsewhere = Shelf(own_index.folder)
    [older] = elsewhere.chain()
    row = told(**MAN)
    others(told, 30)
    advance_index(most=20)
    indexes, beside = tail.tail_after(older.last)
    assert row.pk in beside or any(str(row.pk) in index.ids() for index in indexes)
    assert elsewhere.chain()[-1].last > older.last


def test_a_number_given_twice_leads_to_who_has_it_now(told, petro):
    """A row that was searched inside a transaction and never committed leaves its number to somebody else."""
    with transaction.atomic():
        first, *_rest = [told(**MAN) for _ in range(30)]
        assert first in shown(petro, most=40)
        transaction.set_rollback(True)
    for _ in range(30):
        told(**LATIN | {"family_name": "Wyhadaniuk"})
    assert len(shown(petro, "Вигаданюк Ілля", most=40)) == 30


def test_a_slow_transaction_that_commits_after_the_file_was_built_is_found(told, petro, meanwhile, own_index):
    """Its numbers are lower than those in the file."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    written, built = threading.Event(), threading.Event()
    mine = {}

    def slow():
        with transaction.atomic():
            mine["row"] = told(**MAN)
            written.set()
            assert built.wait(30)

    thread = threading.Thread(target=lambda: (slow(), connection.close()))
    thread.start()
    assert written.wait(30)
    others(told, 30)
    advance_index(most=20)
    built.set()
    thread.join()
    [segment] = own_index.chain()
    assert mine["row"].pk < max(segment.holds())
    assert mine["row"].pk not in segment.holds()
    assert shown(petro)[0] == mine["row"]
    advance_index(most=0)
    assert mine["row"].pk in set().union(*(segment.holds() for segment in own_index.chain()))
