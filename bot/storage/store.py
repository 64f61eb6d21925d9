"""The store: `run` a flow that writes, `read` one that only looks. Both are plain functions over a transaction."""

import asyncio
import contextlib
import functools
import sys
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from pathlib import Path
from types import CoroutineType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from bot.storage.errors import FlowError, StorageError, StoreBusyError, sentences
from bot.storage.keys import Keys
from bot.storage.keys_copies import copy_daily, drop_old
from bot.storage.master import Master
from bot.storage.migrate import make_file, migrate
from bot.storage.reader import Reader
from bot.storage.seams import Worker
from bot.storage.sqlite import READER, WRITER, SqliteLink
from bot.storage.starting import bound_to, prepare
from bot.storage.thread import DatabaseThread
from bot.storage.tx import Tx
from bot.storage.writer import Call, Writer

if TYPE_CHECKING:
    from bot.storage.postgres.place import PostgresPlace

P = ParamSpec("P")
T = TypeVar("T")

QUEUE = 2_000
"""Calls that may wait; whoever comes after them is told to come again, since an answer is due within 3 seconds."""
SWITCH_SECONDS = 0.0005
"""The interpreter's turn: with the default of 5 ms a long flow holds up the event loop."""


class Store:
    """An open database. Flows may be run a second time, so they do nothing but read and write rows."""

    def __init__(self, place: "Path | PostgresPlace", run_id: str, now: Callable[[], datetime]) -> None:
        self.place = place
        self.run_id = run_id
        self.now = now
        self._loop = asyncio.get_running_loop()
        self._open = False
        self._copies_keys = False
        self._drains: set[asyncio.Task[None]] = set()
        self._writer_thread: Worker
        self._writer: Writer
        self._reader: Reader
        self._keys: Keys
        """Of a file; a server's are beside the rows."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        place: "Path | PostgresPlace",
        *,
        run_id: str,
        now: Callable[[], datetime],
        master: Master | None = None,
    ) -> AsyncGenerator["Store"]:
        """Bring the tables to the newest shape and open them; StorageError says what is wrong, or with which key."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        store = cls(place, run_id, now)
        try:
            async with contextlib.AsyncExitStack() as stack:
                if isinstance(place, Path):
                    await store._open_file(place, stack, master or Master())
                else:
                    await store._open_server(place, stack, master or Master())
                stack.push_async_callback(store._finish)
                store._open = True
                yield store
        finally:
            sys.setswitchinterval(before)

    async def _open_file(self, path: Path, stack: contextlib.AsyncExitStack, master: Master) -> None:
        # The key first: whoever has the wrong one changes nothing.
        keys = self._keys = await asyncio.to_thread(_open_keys, path, master, self.now())
        stack.callback(keys.close)
        await asyncio.to_thread(migrate, path, now=self.now)
        with sentences(path):
            await self._connect(path, keys, stack)

    async def _connect(self, path: Path, keys: Keys, stack: contextlib.AsyncExitStack) -> None:
        # Closed in the opposite order: no more calls, the reader, the writer, which then takes the log back in.
        thread = self._writer_thread = await DatabaseThread.open(path)
        stack.push_async_callback(thread.close)
        link = await thread.call(SqliteLink, thread.raw, path, WRITER, keys)
        stack.push_async_callback(thread.call, link.close)
        await thread.call(link.probe)
        await thread.call(prepare, link, path, keys)
        self._writer = Writer(link, path, self._loop)
        reading = await DatabaseThread.open(path)
        stack.push_async_callback(reading.close)
        looking = await reading.call(SqliteLink, reading.raw, path, READER, keys)
        stack.push_async_callback(reading.call, looking.close)
        self._reader = Reader(reading, looking, path)
        self._copies_keys = bool(keys.id)

    async def _open_server(self, place: "PostgresPlace", stack: contextlib.AsyncExitStack, master: Master) -> None:
        opened = await place.open(stack, master, self.now())
        self._writer_thread = opened.writing
        self._writer = Writer(opened.writer, Path(), self._loop)
        self._reader = Reader(opened.reading, opened.reader, Path())

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
        """Make today's copy of the key store, if there is none yet, and delete those that are too old. On a server that
        is the host's part.
        """
        if self._copies_keys and isinstance(self.place, Path):
            await asyncio.to_thread(copy_daily, self.place, self.now())

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
