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


def test_two_equal_events_have_different_digests(db):
    first = commands.record("room:thing:done", by=WORKER, subject="thing:1")
    second = commands.record("room:thing:done", by=WORKER, subject="thing:1")
    assert first.digest != second.digest
