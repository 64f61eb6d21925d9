"""A clock that tests move by hand; it knows when the sleeper has nothing left to do."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

START = datetime(2030, 1, 1, 8, tzinfo=UTC)


class ManualClock:
    def __init__(self) -> None:
        self._now = START
        self._moved = asyncio.Condition()
        self._idle = asyncio.Event()
        self.waiting_for: datetime | None = None

    def now(self) -> datetime:
        return self._now

    async def wait_until(self, when: datetime | None, wake: asyncio.Event, *, busy: bool = False) -> None:
        if when is not None and when <= self._now:
            return
        self.waiting_for = when
        if not busy and not wake.is_set():
            self._idle.set()
        moved = asyncio.create_task(self._when_moved(self._now))
        woken = asyncio.create_task(wake.wait())
        await asyncio.wait({moved, woken}, return_when=asyncio.FIRST_COMPLETED)
        self._idle.clear()
        for task in (moved, woken):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _when_moved(self, before: datetime) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._now != before)

    async def move(self, seconds: float) -> None:
        async with self._moved:
            self._now += timedelta(seconds=seconds)
            self._idle.clear()
            self._moved.notify_all()

    async def settled(self) -> None:
        """Until the sleeper waits with nothing under way."""
        await asyncio.wait_for(self._idle.wait(), 10)
