from django.db import transaction

from kinline.audit import commands, queries
from kinline.audit.models import Event
from kinline.audit.rules import WORKER


def _three():
    for number in range(3):
        commands.record("room:thing:done", by=WORKER, subject=f"thing:{number}", number=number)


def test_a_sealed_chain_holds(db):
    _three()
    assert commands.seal_events(by=WORKER) == 3
    _three()
    assert commands.seal_events(by=WORKER) == 3
    assert commands.seal_events(by=WORKER) == 0
    assert list(queries.chain_faults()) == []
    assert [event.sequence for event in Event.objects.sealed()] == [1, 2, 3, 4, 5, 6]


def test_of_two_workers_who_seal_at_once_each_goes_on_from_the_other(meanwhile):
    _three()
    with transaction.atomic():
        assert commands.seal_events(by=WORKER) == 3
        other = meanwhile(lambda: commands.seal_events(by=WORKER))
    assert other.result() == 0
    assert list(queries.chain_faults()) == []


def test_a_changed_event_is_found(db):
    _three()
    commands.seal_events(by=WORKER)
    Event.objects.filter(sequence=2).update(actor="staff:9")
    assert any("Event 2" in fault for fault in queries.chain_faults())


def test_a_changed_event_with_its_digest_made_anew_breaks_the_chain(db):
    _three()
    commands.seal_events(by=WORKER)
    event = Event.objects.get(sequence=2)
    event.actor = "staff:9"
    event.digest = event.expected_digest()
    event.save()
    assert any("breaks at event 2" in fault for fault in queries.chain_faults())


def test_a_missing_event_is_found(db):
    _three()
    commands.seal_events(by=WORKER)
    Event.objects.filter(sequence=2).delete()
    assert any("missing" in fault for fault in queries.chain_faults())


def test_an_end_that_was_cut_off_shows_by_a_mark_that_was_noted(db):
    _three()
    commands.seal_events(by=WORKER)
    mark = queries.chain_mark()
    assert mark.startswith("3-")
    assert list(queries.mark_faults(mark)) == []
    Event.objects.filter(sequence=3).delete()
    assert list(queries.chain_faults()) == []
    assert any("cut off" in fault for fault in queries.mark_faults(mark))


def test_a_chain_made_anew_shows_by_a_mark_that_was_noted(db):
    _three()
    commands.seal_events(by=WORKER)
    mark = queries.chain_mark()
    event = Event.objects.get(sequence=1)
    event.actor = "staff:9"
    event.digest = event.expected_digest()
    event.save()
    Event.objects.update(sequence=None, chain="")
    commands.seal_events(by=WORKER)
    assert list(queries.chain_faults()) == []
    assert any("made anew" in fault for fault in queries.mark_faults(mark))


def test_what_is_no_mark_is_said_to_be_none(db):
    for typed in ("", "3", "3-", "x-" + "0" * 32, "3-" + "0" * 31, "²-" + "0" * 32):
        assert any("no mark" in fault for fault in queries.mark_faults(typed))
    assert any("does not go through" in fault for fault in queries.mark_faults("9-" + "0" * 32))


def test_two_equal_events_have_different_digests(db):
    first = commands.record("room:thing:done", by=WORKER, subject="thing:1")
    second = commands.record("room:thing:done", by=WORKER, subject="thing:1")
    assert first.digest != second.digest
