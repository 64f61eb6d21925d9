"""One thing at a time for each person: what was decided last is also shown last."""

import asyncio
import weakref


class Turns:
    """A lock for each person, kept only while someone holds or waits for it."""

    def __init__(self) -> None:
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    def of(self, user_id: str) -> asyncio.Lock:
        """The person's lock."""
        lock = self._locks.get(user_id)
        if lock is None:
            lock = self._locks[user_id] = asyncio.Lock()
        return lock

    def __len__(self) -> int:
        return len(self._locks)
