"""A change that several waiters can wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic


class Signal:
    """Wakes every waiter each time it fires; waiters look at the state again themselves."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def fire(self) -> None:
        """Wake whoever waits now."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, done: Callable[[], object], limit: float) -> bool:
        """Wait until `done()` holds or `limit` seconds of real time are over; say whether it holds."""
        deadline = monotonic() + limit
        while not done():
            left = deadline - monotonic()
            if left <= 0:
                return False
            try:
                async with asyncio.timeout(left):
                    await self._event.wait()
            except TimeoutError:
                return bool(done())
        return True
