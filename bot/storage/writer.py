"""The one writer: many callers, few commits.

Whatever is queued goes into one BEGIN IMMEDIATE … COMMIT, and nobody is answered before that COMMIT has returned. Here
one hop and one fsync are shared by up to 64 callers. Flows hardly ever fail once they have written, so no savepoint is
set for that: the batch is undone and run again, then with one for each flow, and only the flow that failed is left out.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.storage.errors import FlowError, OutcomeUnknownError, StorageError, explain
from bot.storage.seams import Link
from bot.storage.slow import Slowness
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

BATCH = 64
"""Flows in one commit, at most."""
BATCH_SECONDS = 0.020
"""A batch takes in no further flow after this time."""


@dataclass(slots=True)
class Call:
    """A flow that waits to be run, and who waits for it."""

    name: str
    flow: Callable[[Tx], Any]
    future: "asyncio.Future[Any]"


@dataclass(slots=True)
class Outcome:
    """What one flow came to: its value, or why it failed."""

    value: Any = None
    error: BaseException | None = None
    touched: bool = False
    """Whether there may be something to undo."""


class Writer:
    """`submit` is called on the loop, `drain` on the database's thread."""

    def __init__(
        self, link: Link, path: Path, loop: asyncio.AbstractEventLoop, ticks: Callable[[], float] | None = None
    ) -> None:
        self._link = link
        self._path = path
        self._loop = loop
        self._ticks = ticks or time.perf_counter
        self._work = ticks or time.thread_time
        self._queue: deque[Call] = deque()
        self._slowness = Slowness()
        self.on_batch: Callable[[int], object] = _nothing
        """Told the number of flows that were committed together; called on the database's thread."""

    def submit(self, call: Call) -> None:
        """Queue a call; it is run by the next drain."""
        self._queue.append(call)

    @property
    def waiting(self) -> int:
        """How many calls no batch has taken yet."""
        return len(self._queue)

    def drain(self) -> None:
        """Run batch after batch until nothing is queued. Whatever happens, each call that was taken is answered."""
        while self._queue:
            taken: list[Call] = []
            try:
                outcomes = self._batch(taken)
            except BaseException as error:
                outcomes = [Outcome(error=self._blame(error)) for _ in taken]
                self._clear()
            self.on_batch(len(taken))
            self._answer(list(zip(taken, outcomes, strict=True)))

    def _batch(self, taken: list[Call]) -> list[Outcome]:
        try:
            self._link.rollback()
            self._link.begin()
        except BaseException:
            self._take_all(taken)
            raise
        outcomes = self._fill(taken)
        if outcomes is None and self._link.alive():
            outcomes = self._apart(taken)
        if outcomes is None:
            log.warning("the database undid a batch of %d flows; each is run again by itself", len(taken))
            return [self._alone(call) for call in taken]
        try:
            self._link.commit()
        except OutcomeUnknownError:
            raise
        except Exception as error:
            log.warning("a commit of %d flows failed (%s); each is run again by itself", len(taken), error)
            return [self._alone(call) for call in taken]
        return outcomes

    def _take_all(self, taken: list[Call]) -> None:
        while self._queue and len(taken) < BATCH:
            taken.append(self._queue.popleft())

    def _fill(self, taken: list[Call]) -> list[Outcome] | None:
        """Run what is queued; None where something that was written has to be undone."""
        outcomes: list[Outcome] = []
        end = self._ticks() + BATCH_SECONDS
        while self._queue and len(taken) < BATCH:
            taken.append(self._queue.popleft())
            outcome = self._attempt(taken[-1])
            if not self._link.sound() or (outcome.error is not None and outcome.touched):
                return None
            outcomes.append(outcome)
            if self._ticks() >= end:
                break
        return outcomes

    def _apart(self, taken: list[Call]) -> list[Outcome] | None:
        """Run the same flows again, each in its savepoint; None where the database undid the whole batch."""
        outcomes: list[Outcome] = []
        self._link.rollback()
        self._link.begin()
        for call in taken:
            outcome = self._guarded(call)
            if outcome is None:
                return None
            outcomes.append(outcome)
        return outcomes

    def _guarded(self, call: Call) -> Outcome | None:
        try:
            self._link.save()
        except StorageError:
            if self._link.alive():
                raise
            return None  # The connection to a server was lost.
        outcome = self._attempt(call)
        if not self._link.alive():
            return None
        try:
            (self._link.undo if outcome.error else self._link.release)()
        except Exception:
            # A savepoint that cannot be closed leaves nothing to trust in this transaction.
            log.exception("the savepoint of %s could not be closed", call.name)
            self._link.rollback()
            return None
        return outcome

    def _alone(self, call: Call) -> Outcome:
        """Run one flow in a transaction of its own."""
        try:
            self._link.rollback()
            self._link.begin()
            outcome = self._attempt(call)
            if not self._link.alive():
                ended = FlowError(f"{call.name} ended the transaction: a flow may only read and write rows")
                return Outcome(error=outcome.error or ended)
            if outcome.error is None:
                self._link.commit()
        except BaseException as error:
            return Outcome(error=self._blame(error))
        finally:
            self._clear()
        return outcome

    def _clear(self) -> None:
        # What cannot be rolled back now is rolled back before the next BEGIN, or fails there for all to see.
        with contextlib.suppress(Exception):
            self._link.rollback()

    def _attempt(self, call: Call) -> Outcome:
        tx = self._link.tx()
        begin, before = self._ticks(), self._work()
        try:
            return Outcome(value=call.flow(tx))
        except BaseException as error:
            return Outcome(error=self._blame(error), touched=tx.touched)
        finally:
            tx.end()
            self._slowness.note(call.name, self._ticks() - begin, self._work() - before)

    def _blame(self, error: BaseException) -> BaseException:
        return explain(error, self._path) or error

    def _answer(self, answers: list[tuple[Call, Outcome]]) -> None:
        try:
            self._loop.call_soon_threadsafe(settle, answers)
        except RuntimeError:
            # The loop is closed: nobody is left who waits. What was committed stays.
            log.info("%d flows were finished after the loop had closed", len(answers))


def _nothing(flows: int) -> None:
    """Nobody counts."""


def settle(answers: list[tuple[Call, Outcome]]) -> None:
    """Answer each caller that still waits; runs on the loop."""
    for call, outcome in answers:
        if call.future.done():
            continue
        if outcome.error is None:
            call.future.set_result(outcome.value)
        else:
            call.future.set_exception(raisable(outcome.error, call.name))


def raisable(error: BaseException, name: str) -> Exception:
    """An error that a future can carry: not every exception can be raised into a coroutine."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration | StopAsyncIteration):
        return error
    stop = FlowError(f"{name} raised {type(error).__name__}")
    stop.__cause__ = error
    return stop
