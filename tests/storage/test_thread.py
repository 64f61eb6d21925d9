"""What we use of aiosqlite is private: these fail when it changes, before anything else does."""

import asyncio
import inspect
import sqlite3
import threading
from pathlib import Path

import aiosqlite
import pytest

from bot.storage.thread import DatabaseThread


def test_the_private_parts_are_as_we_know_them() -> None:
    execute = inspect.signature(aiosqlite.Connection._execute)
    assert list(execute.parameters) == ["self", "fn", "args", "kwargs"]
    assert inspect.iscoroutinefunction(aiosqlite.Connection._execute)
    assert isinstance(inspect.getattr_static(aiosqlite.Connection, "_conn"), property)
    assert isinstance(aiosqlite.connect(":memory:")._thread, threading.Thread)


async def test_functions_run_on_the_thread_that_owns_the_connection(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch()
    thread = await DatabaseThread.open(path)
    try:
        assert isinstance(thread.raw, sqlite3.Connection)
        worker = await thread.call(threading.current_thread)
        assert worker is not threading.current_thread()
        assert await thread.call(lambda: thread.raw.execute("SELECT 1").fetchone()) == (1,)
        with pytest.raises(ZeroDivisionError):
            await thread.call(lambda: 1 // 0)
    finally:
        await thread.close()
    worker.join(10)
    assert not worker.is_alive()


async def test_functions_run_in_the_order_they_came_even_if_their_callers_left(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch()
    thread = await DatabaseThread.open(path)
    ran: list[int] = []
    go_on = threading.Event()
    blocked = asyncio.create_task(thread.call(go_on.wait, 10))
    left = [asyncio.create_task(thread.call(ran.append, n)) for n in range(3)]
    await asyncio.sleep(0)
    for task in left:
        task.cancel()
    go_on.set()
    await blocked
    await thread.call(ran.append, 3)
    await thread.close()
    assert ran == [0, 1, 2, 3]


async def test_a_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        await DatabaseThread.open(tmp_path / "gone.db")
