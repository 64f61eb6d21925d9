"""The store on its threads: callers, readers, closing."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.storage import meta
from bot.storage.errors import ConflictError, FlowError, StorageError, StoreBusyError
from bot.storage.store import Store
from bot.storage.tx import Tx


def held(tx: Tx, begun: threading.Event, go_on: threading.Event) -> str:
    meta.put(tx, "held", "x")
    begun.set()
    assert go_on.wait(10)
    return "held"


async def test_run_answers_with_what_the_flow_returns(store: Store) -> None:
    await store.run(meta.put, "key", value="value")
    assert await store.run(meta.get, "key") == "value"
    assert await store.read(meta.get, "key") == "value"


async def test_many_callers_are_all_answered(store: Store) -> None:
    async def caller(n: int) -> None:
        for i in range(10):
            await store.run(meta.put, f"{n}.{i}", "x")

    await asyncio.gather(*(caller(n) for n in range(50)))

    def count(tx: Tx) -> int:
        return sum(meta.get(tx, f"{n}.{i}") == "x" for n in range(50) for i in range(10))

    assert await store.read(count) == 500


async def test_a_cancelled_caller_cancels_only_its_wait(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()
    running = asyncio.create_task(store.run(held, begun, go_on))
    await asyncio.to_thread(begun.wait, 10)
    queued = asyncio.create_task(store.run(meta.put, "queued", "x"))
    await asyncio.sleep(0)
    running.cancel()
    queued.cancel()
    assert [type(e) for e in await asyncio.gather(running, queued, return_exceptions=True)] == [
        asyncio.CancelledError,
        asyncio.CancelledError,
    ]
    go_on.set()
    await store.run(meta.put, "last", "x")
    assert await store.run(meta.get, "held") == "x"
    assert await store.run(meta.get, "queued") == "x"


async def test_more_than_the_queue_holds_is_told_to_come_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.store.QUEUE", 3)
    begun, go_on = threading.Event(), threading.Event()
    running = asyncio.create_task(store.run(held, begun, go_on))
    await asyncio.to_thread(begun.wait, 10)
    queued = [asyncio.create_task(store.run(meta.put, str(n), "x")) for n in range(4)]
    answers = asyncio.gather(*queued, return_exceptions=True)
    await asyncio.sleep(0)
    go_on.set()
    assert [type(answer) for answer in await answers] == [type(None)] * 3 + [StoreBusyError]
    assert await running == "held"


async def test_readers_do_not_wait_for_the_writer(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()
    running = asyncio.create_task(store.run(held, begun, go_on))
    await asyncio.to_thread(begun.wait, 10)
    assert await store.read(meta.get, "held") is None
    go_on.set()
    await running
    assert await store.read(meta.get, "held") == "x"


async def test_a_reader_cannot_write_and_the_next_reader_is_well(store: Store) -> None:
    with pytest.raises(StorageError, match="read-only"):
        await store.read(meta.put, "key", "value")
    assert await store.read(meta.get, "key") is None


async def test_a_reader_that_fails_says_so(store: Store) -> None:
    def fail(tx: Tx) -> None:
        raise StopIteration

    with pytest.raises(FlowError, match="StopIteration"):
        await store.read(fail)


async def test_a_coroutine_is_no_flow(store: Store) -> None:
    async def flow(tx: Tx) -> None:
        raise AssertionError("this must never run")

    with pytest.raises(FlowError, match="is a coroutine"):
        await store.run(flow)
    with pytest.raises(FlowError, match="is a coroutine"):
        await store.read(flow)


async def test_a_failed_statement_does_not_spoil_the_connection(store: Store) -> None:
    def twice(tx: Tx) -> None:
        from bot.storage.tables import meta as table

        for _ in range(2):
            tx.execute(table.insert(), {"key": "once", "value": "x"})

    with pytest.raises(ConflictError):
        await store.run(twice)
    assert await store.run(meta.get, "once") is None


async def test_closing_finishes_what_was_asked_and_takes_nothing_more(path: Path, clock: Any) -> None:
    async with Store.open(path, run_id="run-1", now=clock) as store:
        asked = [asyncio.create_task(store.run(meta.put, str(n), "x")) for n in range(200)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*asked) == [None] * 200
    with pytest.raises(StorageError, match="stopping"):
        await store.run(meta.get, "0")
    with pytest.raises(StorageError, match="stopping"):
        await store.read(meta.get, "0")
    assert not path.with_name(f"{path.name}-wal").exists(), "the log is taken back into the file"
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM meta WHERE value = 'x'").fetchone() == (200,)
    raw.close()


async def test_an_error_in_the_program_closes_the_store(path: Path, clock: Any) -> None:
    workers: list[threading.Thread] = []

    async def program() -> None:
        async with Store.open(path, run_id="run-1", now=clock):
            workers.extend(thread for thread in threading.enumerate() if "_connection_worker" in thread.name)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await program()
    for worker in workers:
        worker.join(10)
    assert len(workers) == 2
    assert not any(worker.is_alive() for worker in workers)


async def test_the_connections_are_set_up_as_they_must_be(store: Store) -> None:
    thread = store._writer_thread

    def pragma(name: str) -> Any:
        link: Any = store._writer._link
        return link._pragma(name)

    values = {name: await thread.call(pragma, name) for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert await thread.call(pragma, "busy_timeout") == 1500
    assert await thread.call(pragma, "secure_delete") == 1
