"""The store: `run` a flow that writes, `read` one that only looks. Both are plain functions over a transaction."""

import asyncio
import contextlib
import functools
import sys
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from pathlib import Path
from types import CoroutineType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from bot.storage.errors import FlowError, StorageError, StoreBusyError, sentences
from bot.storage.keys import Keys
from bot.storage.keys_copies import copy_daily, drop_old
from bot.storage.master import Master
from bot.storage.migrate import make_file, migrate
from bot.storage.reader import Reader
from bot.storage.sqlite import READER, WRITER, SqliteLink
from bot.storage.starting import bound_to, prepare
from bot.storage.thread import DatabaseThread
from bot.storage.tx import Tx
from bot.storage.writer import Call, Writer

P = ParamSpec("P")
T = TypeVar("T")

QUEUE = 2_000
"""Calls that may wait; whoever comes after them is told to come again, since an answer is due within 3 seconds."""
SWITCH_SECONDS = 0.0005
"""The interpreter's turn: with the default of 5 ms a long flow holds up the event loop."""


class Store:
    """An open database. Flows may be run a second time, so they do nothing but read and write rows."""

    def __init__(self, path: Path, run_id: str, now: Callable[[], datetime]) -> None:
        self.path = path
        self.run_id = run_id
        self.now = now
        self._loop = asyncio.get_running_loop()
        self._open = False
        self._drains: set[asyncio.Task[None]] = set()
        self._writer_thread: DatabaseThread
        self._writer: Writer
        self._reader: Reader
        self._keys: Keys

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, path: Path, *, run_id: str, now: Callable[[], datetime], master: Master | None = None
    ) -> AsyncGenerator["Store"]:
        """Bring the file to the newest shape and open it; StorageError says what is wrong with it, or with the key."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        store = cls(path, run_id, now)
        try:
            async with contextlib.AsyncExitStack() as stack:
                # The key first: whoever has the wrong one changes nothing.
                store._keys = await asyncio.to_thread(_open_keys, path, master or Master(), now())
                stack.callback(store._keys.close)
                await asyncio.to_thread(migrate, path, now=now)
                with sentences(path):
                    await store._connect(stack)
                yield store
        finally:
            sys.setswitchinterval(before)

    async def _connect(self, stack: contextlib.AsyncExitStack) -> None:
        # Closed in the opposite order: no more calls, the reader, the writer, which then takes the log back in.
        thread = self._writer_thread = await DatabaseThread.open(self.path)
        stack.push_async_callback(thread.close)
        link = await thread.call(SqliteLink, thread.raw, self.path, WRITER, self._keys)
        stack.push_async_callback(thread.call, link.close)
        await thread.call(link.probe)
        await thread.call(prepare, link, self.path, self._keys)
        self._writer = Writer(link, self.path, self._loop)
        reading = await DatabaseThread.open(self.path)
        stack.push_async_callback(reading.close)
        looking = await reading.call(SqliteLink, reading.raw, self.path, READER, self._keys)
        stack.push_async_callback(reading.call, looking.close)
        self._reader = Reader(reading, looking, self.path)
        stack.push_async_callback(self._finish)
        self._open = True

    def count_batches(self, on_batch: Callable[[int], object]) -> None:
        """Tell how many flows each commit held, on the database's thread."""
        self._writer.on_batch = on_batch

    async def _finish(self) -> None:
        self._open = False
        await self._writer_thread.call(self._writer.drain)

    async def run(self, flow: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the flow in a transaction; the answer comes after its commit. Cancelling ends the wait, not the flow."""
        self._admit(self._writer.waiting if self._open else 0)
        call = Call(name_of(flow), functools.partial(plainly, flow, args, kwargs), self._loop.create_future())
        self._writer.submit(call)
        self._wake()
        return cast("T", await call.future)

    async def read(self, flow: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a flow that only reads, beside the writer and without holding it up."""
        self._admit(self._reader.waiting if self._open else 0)
        return await self._reader.run(functools.partial(plainly, flow, args, kwargs))

    async def copy_keys(self) -> None:
        """Make today's copy of the key store, if there is none yet, and delete those that are too old."""
        if self._keys.id:
            await asyncio.to_thread(copy_daily, self.path, self.now())

    def _admit(self, waiting: int) -> None:
        if not self._open:
            raise StorageError("The database is closed: the bot is stopping.")
        if waiting >= QUEUE:
            raise StoreBusyError("Too much is waiting for the database: try again in a moment.")

    def _wake(self) -> None:
        """See to it that a drain comes after this call. One running and one behind it are always enough."""
        if self._drains:
            return
        drain = self._loop.create_task(self._writer_thread.call(self._writer.drain))
        self._drains.add(drain)
        drain.add_done_callback(self._drained)

    def _drained(self, drain: "asyncio.Task[None]") -> None:
        self._drains.discard(drain)
        if not drain.cancelled():
            drain.exception()
        # A drain that found the queue empty may end while a call is put into it.
        if self._writer.waiting and self._open:
            self._wake()


def _open_keys(path: Path, master: Master, now: datetime) -> Keys:
    with sentences(path):
        make_file(path)
    drop_old(path, now)
    return Keys.open(path, master, bound_to(path))


def plainly(flow: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], tx: Tx) -> Any:
    """Call the flow and refuse a coroutine: it would run after its transaction."""
    value = flow(tx, *args, **kwargs)
    if isinstance(value, CoroutineType):
        value.close()
        raise FlowError(f"{name_of(flow)} is a coroutine: a flow is a plain function")
    return value


def name_of(flow: Callable[..., Any]) -> str:
    """The flow's name for the log, without its arguments: those are what members answered."""
    inner = flow.func if isinstance(flow, functools.partial) else flow
    return getattr(inner, "__qualname__", type(inner).__name__)
