"""A connection with a thread of its own, and the one file that reaches into aiosqlite.

aiosqlite has no public way to run a function on its thread. `Connection._execute` (run this there, answer here),
`Connection._conn` (the connection, for use there) and `Connection._thread` are private, so aiosqlite is pinned and a
test fails if they change.
"""

# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportUnknownVariableType=false

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import aiosqlite

from bot.storage.sqlite import BUSY_MS

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThread:
    """Runs plain functions, one after the other, on the thread that owns the connection."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: Path) -> "DatabaseThread":
        """Connect to a file that exists."""
        connection = aiosqlite.connect(_uri(path), uri=True, timeout=BUSY_MS / 1000, cached_statements=256)
        try:
            return cls(await connection)
        except sqlite3.Error:
            # aiosqlite does not wait for its thread here, which then may find the loop closed and print a traceback.
            await asyncio.to_thread(connection._thread.join)
            raise

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection; touch it only inside a function given to `call`."""
        return self._connection._conn

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function there. Cancelling the caller ends its wait only."""
        return cast("T", await cast("Any", self._connection)._execute(function, *args, **kwargs))

    async def close(self) -> None:
        """Finish what is queued, close the connection and end the thread."""
        await self._connection.close()


def _uri(path: Path) -> str:
    # mode=rw: a file that went away since the migration is an error here, not a new empty database.
    return f"{path.absolute().as_uri()}?mode=rw"
