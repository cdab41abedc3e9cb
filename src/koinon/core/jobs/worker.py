"""The worker: takes one job after another, and keeps the schedules while it does."""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.db import DatabaseError, close_old_connections, connections
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from koinon.core.jobs import leases, outcomes
from koinon.core.jobs.schedules import hand_in_what_is_due

logger = logging.getLogger(__name__)

POLL = 1.0
SEEN_EVERY = 10.0
LOOK_EVERY = 5.0
TROUBLE_WAIT = 5.0
SETTLE_TRIES = 5


class Keeper(threading.Thread):
    """Beside the worker: shows that it lives, takes jobs back from dead workers, hands in what is due."""

    def __init__(self, worker: str) -> None:
        super().__init__(name="keeper", daemon=True)
        self.worker = worker
        self.ending = threading.Event()
        self.seen_at = float("-inf")

    def run(self) -> None:
        while not self.ending.wait(LOOK_EVERY):
            try:
                close_old_connections()
                self.look()
            except Exception:
                logger.exception("the keeper could not do its round")
                connections.close_all()
        connections.close_all()

    def look(self) -> None:
        if time.monotonic() - self.seen_at >= SEEN_EVERY:
            leases.be_seen(self.worker)
            self.seen_at = time.monotonic()
        outcomes.take_back_from_the_dead()
        hand_in_what_is_due()

    def end(self) -> None:
        self.ending.set()
        self.join(timeout=LOOK_EVERY)


class Worker:
    """Runs the jobs of some queues (all, if none are named), one at a time, until it is asked to end.

    batch: ends by itself when nothing is ready.
    """

    def __init__(self, *, queues: list[str] | None = None, batch: bool = False, poll: float = POLL) -> None:
        self.queues = queues or []
        self.batch = batch
        self.poll = poll
        self.name = leases.name_of_this_worker()
        self.ending = False
        self._bell, self._rope = os.pipe()
        os.set_blocking(self._rope, False)

    def obey_signals(self) -> None:
        """SIGTERM and SIGINT: finish the job at hand, then end. A second one ends it where it stands."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.asked_to_end)

    def asked_to_end(self, number: int, frame: FrameType | None) -> None:
        if self.ending:
            raise SystemExit(1)
        self.ending = True
        os.write(self._rope, b"!")

    def run(self) -> None:
        leases.be_seen(self.name)
        keeper = Keeper(self.name)
        keeper.look()
        keeper.start()
        logger.debug("worker %s is at work", self.name)
        try:
            while not self.ending and self.turn():
                close_old_connections()
        finally:
            keeper.end()
            leases.leave(self.name)
            logger.debug("worker %s has ended", self.name)

    def turn(self) -> bool:
        """One job, or one wait; False when a batch has come to its end."""
        try:
            row = self.claim()
        except DatabaseError:
            logger.exception("the queue could not be read")
            connections.close_all()
            self.wait(TROUBLE_WAIT)
            return True
        if row is not None:
            self.work_on(row)
        elif self.batch:
            return False
        else:
            self.wait(self.poll)
        return True

    def wait(self, seconds: float) -> None:
        select.select([self._bell], [], [], seconds)

    def claim(self) -> DBTaskResult | None:
        """The next ready job, now this worker's. Looks without a lock first: an idle worker writes nothing."""
        ready = DBTaskResult.objects.ready()
        if self.queues:
            ready = ready.filter(queue_name__in=self.queues)
        if not ready.exists():
            return None
        with exclusive_transaction():
            row = ready.get_locked()
            if row is not None:
                row.claim(self.name)
        return row

    def work_on(self, row: DBTaskResult) -> None:
        started = time.monotonic()
        try:
            value = outcomes.run(row)
        except Exception as error:
            self.settle(outcomes.failed, row, error)
        except BaseException:
            outcomes.given_back(row)
            raise
        else:
            self.settle(outcomes.succeeded, row, value)
            logger.debug("job %s done in %.2f s", row.task_path, time.monotonic() - started)

    def settle(self, outcome: Callable[[DBTaskResult, Any], None], row: DBTaskResult, result: Any) -> None:
        """Write the outcome. A worker that cannot ends, and its job is taken back by the next one."""
        for tries_left in reversed(range(SETTLE_TRIES)):
            try:
                return outcome(row, result)
            except DatabaseError:
                connections.close_all()
                if not tries_left:
                    raise
                self.wait(TROUBLE_WAIT)
        return None
