"""One thing at a time for each person: what was decided last is also shown last."""

import asyncio
import contextlib
import weakref
from collections.abc import AsyncGenerator

LONGEST = 10.0
"""Seconds to wait for one's turn. If what is before hangs, being heard counts more than the order."""


class Turn:
    """A turn that was taken; without a lock where waiting was given up."""

    def __init__(self, lock: asyncio.Lock | None) -> None:
        self._lock = lock

    def give_back(self) -> None:
        """Let the next one in."""
        if self._lock is not None:
            self._lock.release()


class Turns:
    """A lock for each person, kept only while someone holds or waits for it."""

    def __init__(self) -> None:
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def of(self, user_id: str, longest: float = LONGEST) -> AsyncGenerator[None]:
        """Be the only one for this person, or the next after `longest` seconds."""
        turn = await self.take(user_id, longest)
        try:
            yield
        finally:
            turn.give_back()

    async def at_once(self, user_id: str) -> "Turn | None":
        """The turn, if nobody has it or waits for it; for a caller who spares itself the means of waiting."""
        if user_id in self._locks:
            return None
        lock = self._locks[user_id] = asyncio.Lock()
        await lock.acquire()
        return Turn(lock)

    async def take(self, user_id: str, longest: float = LONGEST) -> "Turn":
        """The same for a caller who waits in one place and gives it back in another."""
        lock = self._locks.get(user_id)
        if lock is None:
            lock = self._locks[user_id] = asyncio.Lock()
        try:
            async with asyncio.timeout(longest):
                await lock.acquire()
        except TimeoutError:
            return Turn(None)
        return Turn(lock)

    def __len__(self) -> int:
        return len(self._locks)
