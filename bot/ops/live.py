"""Content that is being written, in the try-out: each save is taken up at once, and the page is told what it did.

The folder is looked at a few times a second. What can be loaded is used for new sessions from then on, running ones
keep what they began with; the whole check follows in a child process. Beside that the page is told at which question
each person stands.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp

from bot.core.conversation.reading import reader_of
from bot.core.conversation.state import State
from bot.library.graph import graph_of, standing
from bot.library.load import LoadResult, Memory
from bot.library.output import as_plain
from bot.library.overlay.edition import Base, read_base
from bot.ops.lint import lint
from bot.ops.saves import POLL, Stamp, stamp_of, wall_time
from bot.ops.shelf import Shelf
from bot.storage import sessions
from bot.storage.errors import StorageError
from bot.storage.store import Store

_LIMIT = aiohttp.ClientTimeout(total=2)
_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def following(
    folder: Path, shelf: Shelf, store: Store, clock_url: str, now: Callable[[], datetime]
) -> AsyncGenerator[None]:
    """Follow the folder until the context ends; the page is the one whose clock is followed."""
    async with aiohttp.ClientSession() as http:
        live = Live(folder, shelf, store, http, urljoin(clock_url, "live"), now)
        task = asyncio.create_task(live.follow(), name="follow the content")
        try:
            yield
        finally:
            task.cancel()
            live.close()
            await asyncio.wait({task})


class Live:
    """What the page was told last, and what it has to be told."""

    def __init__(
        self,
        folder: Path,
        shelf: Shelf,
        store: Store,
        http: aiohttp.ClientSession,
        url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._folder, self._shelf, self._store = folder, shelf, store
        self._http, self._url, self._now = http, url, now
        self._stamp: Stamp = frozenset()
        self._checking: asyncio.Task[None] | None = None
        self._memory: Memory = {}
        self._learning: asyncio.Task[object] | None = None
        self._told: Mapping[str, Any] | None = None
        self._page: dict[str, Any] = {"folder": folder.as_posix(), "people": {}, "reads": 0}
        self._used(shelf.base)

    async def follow(self) -> None:
        """Look, take up, tell, again and again; a mistake in one round does not end the next."""
        self._stamp = await asyncio.to_thread(stamp_of, self._folder)
        _, result = await asyncio.to_thread(read_base, self._folder, self._memory)
        self._read(result)
        while True:
            try:
                await self._look()
            except (StorageError, aiohttp.ClientError, TimeoutError, OSError):
                _log.warning("The page could not be told of the content; trying again.")
            await asyncio.sleep(POLL)

    def close(self) -> None:
        """End the check that is under way."""
        if self._checking is not None:
            self._checking.cancel()

    async def _look(self) -> None:
        stamp = await asyncio.to_thread(stamp_of, self._folder)
        if stamp != self._stamp:
            self._stamp = stamp
            await self._take_up()
        self._page["people"] = await self._people()
        await self._tell()

    async def _take_up(self) -> None:
        """Read what was saved; use it where it can be loaded."""
        base, result = await asyncio.to_thread(read_base, self._folder, self._memory)
        if base is not None and base.hash != self._shelf.base.hash:
            await self._shelf.adopt(base, self._now())
            # Learning to read takes a moment; nobody who writes next shall wait for it.
            self._learning = asyncio.create_task(asyncio.to_thread(reader_of, self._shelf.base.pack))
        if base is not None:
            self._used(base)
        self._read(result)

    def _used(self, base: Base) -> None:
        graphs = [graph_of(base.pack, topic).plain() for topic in base.pack.topics]
        self._page |= {"loaded_at": wall_time(), "graphs": graphs}

    def _read(self, result: LoadResult) -> None:
        """Tell of what loading found at once, and of the rest when the whole check is done."""
        self.close()
        self._page["reads"] += 1
        self._page |= {"at": wall_time(), "in_use": result.pack is not None, "checked": False}
        self._page |= as_plain(result.problems)
        self._checking = asyncio.create_task(self._check(), name="check the content")

    async def _check(self) -> None:
        told = await lint(self._folder)
        if told is not None:
            self._page |= told | {"checked": True}

    async def _people(self) -> dict[str, Any]:
        """Where each person stands whose session is open."""
        current = self._shelf.base.hash
        return {
            session.user_id: {
                "topic": session.topic,
                "node": standing(State.model_validate(session.state)),
                "older": session.pack_hash != current,
            }
            for session in await self._store.read(sessions.all_open)
        }

    async def _tell(self) -> None:
        if self._page == self._told:
            return
        page = dict(self._page)
        async with self._http.post(self._url, json=page, timeout=_LIMIT) as answer:
            if answer.ok:
                self._told = page
