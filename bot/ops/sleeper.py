"""The one sleeper: waits for the earliest due row, claims it, has it delivered, and finishes it afterwards.

A claim is written before the work and the end after it, so a kill in between leaves a claim that the next start takes
back: due work is done at least once, and what is sent carries a nonce so that it is seen once. What is too late by the
table of `bot.core.lateness` is dropped.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.core.lateness import RULES, first_due, manner, remembering
from bot.core.records import Job
from bot.ops.clock import Clock
from bot.ops.log import fields
from bot.storage import jobs
from bot.storage.errors import StorageError
from bot.storage.store import Store
from bot.storage.tx import Tx

AT_ONCE = 64
"""Jobs under way at the same time, as many as one commit takes; those of one session follow each other."""
ATTEMPTS = 8
"""After which a mistake of ours is given up: about ten minutes."""
PATIENCE = 100
"""After which Discord is given up: about a day."""
FIRST_BACKOFF = 5.0
LONGEST_BACKOFF = 900.0
DELIVERY_LIMIT = 60.0
"""Seconds after which a delivery that hangs is tried again later."""
TIDY_EVERY = timedelta(minutes=10)

End = Literal["done", "again", "dropped", "dead"]
"""What became of one attempt at a timer's work."""

_log = logging.getLogger(__name__)


class LaterError(Exception):
    """The job could not be done now; `after` is the least number of seconds to wait."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class NeverError(Exception):
    """The job will never be done; `reason` is kept with it for the host."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sleeper:
    """Carries out due jobs through `deliver`, and runs the flow `tidy` now and then, until it is stopped."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        deliver: Callable[[Job], Awaitable[None]],
        tidy: Callable[[Tx, datetime], object] | None = None,
        on_end: Callable[[str, "End"], object] = lambda kind, end: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._deliver = deliver
        self._tidy = tidy
        self._on_end = on_end
        self._tidied: datetime | None = None
        self._wake = asyncio.Event()
        self._under_way: dict[asyncio.Task[None], Job] = {}
        self._over: list[tuple[int, asyncio.Future[None]]] = []
        """Done, and not yet written."""
        self._stopping = False

    def nudge(self) -> None:
        """A job may have been written or dropped: look again."""
        self._wake.set()

    async def run(self) -> None:
        """Take back what earlier runs had claimed, then work until cancelled or stopped."""
        await self._safely(self._take_back())
        while not self._stopping:
            self._wake.clear()
            await self._safely(self._turn())

    async def stop(self, seconds: float) -> None:
        """Claim nothing more and wait for what is under way; what is not done by then is taken back at next start."""
        self._stopping = True
        self._wake.set()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=seconds)
            for task in late:
                task.cancel()

    async def _safely(self, step: Awaitable[None]) -> None:
        """Whatever goes wrong is logged, and the loop goes on."""
        try:
            await step
        except Exception:
            _log.exception("The sleeper stumbled; it goes on in a moment.")
            await self._pause()

    async def _pause(self) -> None:
        soon = self._clock.now() + timedelta(seconds=FIRST_BACKOFF)
        await self._clock.wait_until(soon, asyncio.Event(), busy=True)

    async def _take_back(self) -> None:
        count = await self._store.run(jobs.take_back, self._store.run_id)
        if count:
            _log.info("Took back timers that an earlier run had begun.", extra=fields(count=count))

    async def _turn(self) -> None:
        await self._tidy_now_and_then()
        free = AT_ONCE - len(self._under_way)
        taken, next_due = await self._store.run(take, self._clock.now(), self._store.run_id, free)
        for job in taken:
            self._start(job)
        full = len(self._under_way) >= AT_ONCE
        await self._clock.wait_until(None if full else next_due, self._wake, busy=bool(self._under_way))

    async def _tidy_now_and_then(self) -> None:
        # No row of its own: it would be the next timer that the try-out page jumps to.
        now = self._clock.now()
        if self._tidy is None or (self._tidied is not None and abs(now - self._tidied) < TIDY_EVERY):
            return
        self._tidied = now
        await self._store.run(self._tidy, now)
        try:
            await self._store.copy_keys()
        except StorageError as error:
            _log.warning("The daily copy of the keys could not be made.", extra=fields(why=error.sentence))

    def _start(self, job: Job) -> None:
        before = [task for task, other in self._under_way.items() if _follow_each_other(job, other)]
        task = asyncio.create_task(self._work(job, before), name=f"job {job.id}")
        self._under_way[task] = job
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._wake.set()

    async def _work(self, job: Job, before: list[asyncio.Task[None]]) -> None:
        if before:
            await asyncio.wait(before)
        now = self._clock.now()
        if job.kind not in RULES:
            await self._bury(job, "this version knows no timers of its kind")
        elif manner(job, now) == "dropped":
            await self._drop(job, now)
        else:
            await self._try(job)

    async def _drop(self, job: Job, now: datetime) -> None:
        late = round((now - first_due(job)).total_seconds())
        _log.info("A timer's message was dropped: too late.", extra=fields(job=job.id, kind=job.kind, seconds=late))
        await self._finish(job, "dropped")

    async def _try(self, job: Job) -> None:
        try:
            async with asyncio.timeout(DELIVERY_LIMIT):
                await self._deliver(job)
        except NeverError as error:
            await self._bury(job, error.reason)
        except LaterError as error:
            await self._again(job, error.reason, error.after, PATIENCE)
        except TimeoutError:
            await self._again(job, "took too long", 0, PATIENCE)
        except Exception as error:
            _log.exception("A timer's work failed.", extra=fields(job=job.id, kind=job.kind))
            await self._again(job, type(error).__name__, 0, ATTEMPTS)
        else:
            await self._finish(job, "done")

    async def _again(self, job: Job, reason: str, at_least: float, most: int) -> None:
        if job.attempts >= most:
            await self._bury(job, f"given up after {job.attempts} attempts: {reason}")
            return
        at = self._clock.now() + timedelta(seconds=max(at_least, backoff(job.attempts)))
        _log.warning("A timer's work is tried again.", extra=fields(job=job.id, kind=job.kind, why=reason))
        await self._end(job, "again", jobs.retry, job.id, at, reason, remembering(job))

    async def _bury(self, job: Job, reason: str) -> None:
        _log.warning("A timer's work is given up.", extra=fields(job=job.id, kind=job.kind, why=reason))
        await self._end(job, "dead", jobs.bury, job.id, reason)

    async def _finish(self, job: Job, end: End) -> None:
        """Remove it. What ends in the same moment is removed by one statement: claims wait for all of them."""
        self._on_end(job.kind, end)
        written = asyncio.get_running_loop().create_future()
        self._over.append((job.id, written))
        if len(self._over) > 1:
            await written  # Whoever came first writes for all.
            return
        await asyncio.sleep(0)
        over, self._over = self._over, []
        try:
            await self._write(jobs.finish, *(which for which, _ in over))
        finally:
            for _, told in over:
                if not told.done():
                    told.set_result(None)

    async def _end(self, job: Job, end: End, flow: Callable[..., Any], *args: object) -> None:
        self._on_end(job.kind, end)
        await self._write(flow, *args)

    async def _write(self, flow: Callable[..., Any], *args: object) -> None:
        """Write how a job ended. While the database fails this goes on trying: it must not be done a second time."""
        while True:
            try:
                await self._store.run(flow, *args)
            except StorageError as error:
                _log.error("How a timer ended could not be written yet.", extra=fields(why=error.sentence))
                if self._stopping:
                    return
                await self._pause()
            else:
                return


def take(tx: Tx, now: datetime, run_id: str, limit: int) -> tuple[tuple[Job, ...], datetime | None]:
    """Claim what is due, earliest first, and say when the next falls due."""
    due = jobs.next_due(tx)
    if due is None or due > now or limit <= 0:
        return (), due
    taken = tuple(jobs.claim_due(tx, now, run_id, limit))
    return taken, jobs.next_due(tx)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt after so many."""
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** max(0, attempts - 1))


def _follow_each_other(one: Job, other: Job) -> bool:
    return one.session_id is not None and one.session_id == other.session_id
