"""The worker: one loop of duties. Whatever it was doing when it died, leases give back."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from django.conf import settings
from django.db import close_old_connections

from kinline import lifeline, planner
from kinline.accounts import commands as accounts
from kinline.accounts.sessions import forget_ended_sessions
from kinline.audit import commands as audit
from kinline.audit.rules import WORKER, Actor
from kinline.config.logs import told_without_words
from kinline.duties import commands as duties
from kinline.erasure import commands as erasure
from kinline.erasure import retention
from kinline.evidence import commands as evidence
from kinline.exchange import commands as exchange
from kinline.exchange.forwarding import commands as forwarding
from kinline.inquiries import commands as inquiries
from kinline.notices import commands as notices
from kinline.notices import written
from kinline.suggestions import commands as suggestions
from kinline.suggestions import indexing
from kinline.vault.sessions import SessionStore

log = logging.getLogger(__name__)

#: Between two slices of work others may write: SQLite has one writer.
PAUSE_S = 0.05
#: With nothing to do, how long until the next look.
IDLE_S = 0.5
#: A pulse is written no more often than this.
PULSE_EVERY_S = 15.0
#: How soon after many rows came in the database learns of them.
LEARN_EVERY_S = 60.0
HOURLY_S = 3600.0
#: A duty that failed rests for so long.
AFTER_FAILURE_S = 5.0


@dataclass(frozen=True, slots=True)
class Duty:
    """Something the worker does again and again. `do` does one slice and returns how many rows it did."""

    name: str
    do: Callable[[Actor], int]
    every_s: float


def _forget_sessions(by: Actor) -> int:
    SessionStore.clear_expired()
    return forget_ended_sessions(by=by)


def _learn_tables(_by: Actor) -> int:
    planner.learn_tables()
    return 0


#: Everything that happens by itself.
DUTIES = (
    Duty("audit:seal", lambda by: audit.seal_events(by=by), 1),
    Duty("suggestions:refresh", lambda by: suggestions.refresh_due(by=by), 0.5),
    Duty("suggestions:forget", lambda _by: indexing.forget_dropped(), HOURLY_S),
    Duty("exchange:import", lambda by: exchange.advance_import(by=by), 1),
    Duty("exchange:export", lambda by: forwarding.advance_export(by=by), 1),
    Duty("exchange:sweep", lambda by: forwarding.sweep_exports(by=by), 60),
    Duty("notices:send", lambda by: notices.send_due(by=by, most=5), 1),
    Duty("notices:sweep", lambda by: written.sweep_written(by=by), HOURLY_S),
    Duty("inquiries:word_tasks", lambda by: inquiries.make_word_tasks(by=by), 60),
    Duty("inquiries:later_news", lambda by: inquiries.make_later_news_tasks(by=by), 60),
    Duty("evidence:sweep", lambda by: evidence.sweep(by=by), HOURLY_S),
    Duty("duties:make", lambda by: duties.make_duties(by=by), 30),
    Duty("planner:learn", _learn_tables, LEARN_EVERY_S),
    Duty("erasure:carry_out", lambda by: erasure.carry_out(by=by), 60),
    Duty("erasure:empty", lambda by: retention.empty_due(by=by), 60),
    Duty("audit:sweep", lambda by: audit.sweep(by=by), 10),
    Duty("sessions:forget", _forget_sessions, HOURLY_S),
    Duty("accounts:forget_tries", lambda by: accounts.forget_old_tries(by=by), HOURLY_S),
)


class Worker:
    """The loop. `stop` lets it finish the slice in hand."""

    def __init__(self, duties: tuple[Duty, ...] = DUTIES) -> None:
        self.duties = duties
        self.stopped = threading.Event()
        self._next = dict.fromkeys((duty.name for duty in duties), 0.0)
        self._beaten = dict.fromkeys((duty.name for duty in duties), -PULSE_EVERY_S)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self.stopped.set()

    def run(self) -> None:
        while not self.stopped.is_set():
            self.stopped.wait(PAUSE_S if self.turn() else IDLE_S)

    def turn(self) -> int:
        """Do one slice of every duty whose time has come. Returns how many rows were done."""
        done = 0
        for duty in self.duties:
            if self.stopped.is_set():
                break
            if self._next[duty.name] <= time.monotonic():
                done += self._slice(duty)
        close_old_connections()
        return done

    def _slice(self, duty: Duty) -> int:
        try:
            done = duty.do(WORKER)
            now = time.monotonic()
            if now - self._beaten[duty.name] >= PULSE_EVERY_S:
                audit.beat(duty.name, every_s=max(PULSE_EVERY_S, duty.every_s), by=WORKER)
                self._beaten[duty.name] = now
        except Exception as failure:  # noqa: BLE001  # one duty's trouble is not the others'
            log.error("%s failed: %s", duty.name, told_without_words(failure))  # noqa: TRY400  # its message may hold a name
            self._next[duty.name] = time.monotonic() + max(AFTER_FAILURE_S, duty.every_s)
            return 0
        self._next[duty.name] = time.monotonic() + (0 if done else duty.every_s)
        return done


def run() -> int:
    """Work until SIGTERM or SIGINT. Returns 0."""
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    lifeline.follow()
    os.nice(10)  # a family at the portal goes before what can wait some seconds
    log.info("The worker has begun, in %s mode.", settings.MODE)
    worker.run()
    log.info("The worker has stopped.")
    return 0
