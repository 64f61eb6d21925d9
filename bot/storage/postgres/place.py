"""A Postgres database as the place of the store: its lock, and the connections with all that they need."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.storage.errors import StorageError
from bot.storage.master import Master, key_file
from bot.storage.postgres.address import Address
from bot.storage.postgres.connect import Raw, connect
from bot.storage.postgres.errors import LockLostError
from bot.storage.postgres.key_store import facts_of, secret_of
from bot.storage.postgres.keys import PostgresKeys
from bot.storage.postgres.line import Line
from bot.storage.postgres.link import PostgresLink
from bot.storage.postgres.lock import PostgresLock
from bot.storage.postgres.starting import make_whole, prepare

NOTICED_SECONDS = 1.0
"""How long whoever opens the store waits for the lock; a bot that starts has waited for it before."""

P = ParamSpec("P")
T = TypeVar("T")


class Thread:
    """One thread that owns a connection."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function there. Cancelling the caller ends its wait only."""
        return await asyncio.shield(asyncio.wrap_future(self._pool.submit(function, *args, **kwargs)))

    async def close(self) -> None:
        """Finish what is queued and end the thread."""
        await asyncio.to_thread(self._pool.shutdown)


@dataclass(frozen=True, slots=True)
class Opened:
    """The two connections of a store, each on its thread."""

    writing: Thread
    writer: PostgresLink
    reading: Thread
    reader: PostgresLink


class PostgresPlace:
    """Where the rows are, instead of in the file `instead_of`; a key file that the host put beside that is used."""

    def __init__(self, url: str, instead_of: Path) -> None:
        self.address = Address.of(url)
        self.lock = PostgresLock(self.address)
        self.instead_of = instead_of
        self.on_lost: Callable[[StorageError], object] = _nothing
        """Told on the database's thread when another bot has taken the database."""

    async def open(self, stack: contextlib.AsyncExitStack, master: Master, now: datetime) -> Opened:
        """Both connections, made in this order and closed in the other one."""
        secret = await asyncio.to_thread(secret_of, master, key_file(self.instead_of))
        writing = Thread("writer")
        stack.push_async_callback(writing.close)
        stack.push_async_callback(writing.call, self.lock.release)
        derived, line = await writing.call(self._writer_line, secret)
        keys = PostgresKeys(line, derived)
        writer = PostgresLink(line, keys)
        stack.push_async_callback(writing.call, writer.close)
        await writing.call(prepare, line.raw, writer, keys, facts_of(line.raw)["id"].decode(), now)
        reading = Thread("reader")
        stack.push_async_callback(reading.close)
        looking = await reading.call(self._reader_line)
        reader = PostgresLink(looking, PostgresKeys(looking, derived), writes=False)
        stack.push_async_callback(reading.call, reader.close)
        return Opened(writing, writer, reading, reader)

    def _writer_line(self, secret: str) -> tuple[bytes, Line]:
        # The server takes a moment to notice that the session before this one has hung up.
        end = time.monotonic() + NOTICED_SECONDS
        while not self.lock.try_acquire():
            if time.monotonic() > end:
                raise StorageError(self.lock.sentence())
            time.sleep(0.05)
        assert self.lock.raw is not None
        raw = self.lock.raw
        derived = make_whole(raw, self.address, secret, self.instead_of)
        line = Line(self.address, raw, lambda: self._again(line.pid))
        return derived, line

    def _again(self, pid: int) -> Raw:
        try:
            return self.lock.retake(pid)
        except LockLostError as error:
            self.on_lost(error)
            raise

    def _reader_line(self) -> Line:
        def dial() -> Raw:
            return connect(self.address, "easeback reads", reads_only=True)

        return Line(self.address, dial(), dial)


def _nothing(error: StorageError) -> None:
    """Nobody waits for it."""
