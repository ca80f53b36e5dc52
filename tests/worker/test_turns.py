"""The worker's loop: one duty's trouble is not the others', and no word of it reaches the log."""

import logging
import threading

import pytest

from kinline.audit import commands as audit
from kinline.audit.models import Event, Pulse
from kinline.audit.rules import SHELL
from kinline.worker import DUTIES, Duty, Worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_duty_runs_on_an_empty_installation():
    Worker().turn()
    assert set(Pulse.objects.values_list("duty", flat=True)) == {duty.name for duty in DUTIES}


def test_events_are_sealed():
    audit.record("tests:thing:done", by=SHELL, subject="thing:1")
    Worker().turn()
    assert not Event.objects.unsealed().exists()


def test_a_duty_that_fails_does_not_stop_the_others_and_tells_no_name(caplog):
    done = []

    def fail(_by):
        raise ValueError("Марія Іваненко, maria@family.example")

    with caplog.at_level(logging.INFO):
        Worker((Duty("fails", fail, 1), Duty("works", lambda by: done.append(by) or 0, 1))).turn()
    assert len(done) == 1
    assert "fails failed: builtins.ValueError at" in caplog.text
    assert "test_turns.py" in caplog.text
    assert "Марія" not in caplog.text
    assert "maria@" not in caplog.text
    assert not Pulse.objects.filter(duty="fails").exists()


def test_a_duty_waits_for_its_time_unless_there_was_work():
    counts = {"idle": 0, "busy": 0}

    def count(name, rows):
        def do(_by):
            counts[name] += 1
            return rows

        return do

    worker = Worker((Duty("idle", count("idle", 0), 60), Duty("busy", count("busy", 3), 60)))
    assert (worker.turn(), worker.turn()) == (3, 3)
    assert counts == {"idle": 1, "busy": 2}


def test_asked_to_stop_it_finishes_the_slice_in_hand():
    done = []
    worker = Worker((Duty("first", lambda _by: (worker.stop(), done.append("first"))[1] or 1, 1),))
    loop = threading.Thread(target=worker.run)
    loop.start()
    loop.join(10)
    assert done == ["first"]
    assert not loop.is_alive()
