"""The connection is lost, at any instant: everyone is told what is true, and nothing is done twice or by two."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

from bot.storage import meta
from bot.storage.errors import ConflictError, FlowError, OutcomeUnknownError, StorageError
from bot.storage.store import Store
from bot.storage.tables import meta as table
from bot.storage.tx import Tx
from tests.postgres_server import PASSWORD, QUOTED, Server
from tests.postgres_wire import Wire, wire_to

from .conftest import KEY, acquired


def put(tx: Tx, key: str) -> str:
    """A second time this breaks a rule of the tables."""
    tx.execute(table.insert(), {"key": key, "value": "x"})
    return key


def terminate(server: Server, whom: str = "easeback % process %") -> None:
    """End the sessions of this name, as an administrator does."""
    server.run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE '{whom}'")


@asynccontextmanager
async def store_at(url: str, tmp_path: Any, clock: Any) -> AsyncGenerator[Store]:
    from bot.storage.master import Master
    from bot.storage.postgres.place import PostgresPlace

    place = PostgresPlace(url, tmp_path / "easeback.db")
    async with Store.open(place, run_id="run-1", now=clock, master=Master(KEY)) as store:
        yield store


@pytest.fixture
def wire(url: str) -> Any:
    with wire_to(url) as laid:
        yield laid


@pytest.fixture
async def wired(wire: Wire, tmp_path: Any, clock: Any) -> Any:
    async with store_at(wire.url, tmp_path, clock) as store:
        yield store


def stored(server: Server, url: str) -> set[str]:
    return {key for (key,) in server.run("SELECT key FROM meta WHERE value = 'x'", url.rpartition("/")[2])}


async def test_an_idle_connection_that_ends_is_made_anew_with_its_lock(store: Store, server: Server) -> None:
    await store.run(put, "before")
    terminate(server)
    terminate(server, "easeback reads")
    assert await store.run(put, "after") == "after"
    assert await store.read(meta.get, "after") == "x"
    ((holders,),) = server.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    assert holders == 1


async def test_a_batch_in_the_middle_of_which_the_connection_ends_is_run_again(
    store: Store, server: Server, url: str
) -> None:
    runs: list[str] = []

    def cut(tx: Tx) -> str:
        runs.append("cut")
        put(tx, "cut")
        if len(runs) == 1:
            terminate(server)
        return put(tx, "cut, too")

    waiting = [store.run(put, "a"), store.run(cut), store.run(put, "b")]
    assert await asyncio.gather(*waiting) == ["a", "cut, too", "b"]
    assert runs == ["cut", "cut"]
    assert stored(server, url) == {"a", "cut", "cut, too", "b"}


@pytest.mark.parametrize("word", [b"BEGIN", b"SAVEPOINT flow\0", b"INSERT", b"RELEASE", b"COMMIT\0"])
@pytest.mark.parametrize("where", ["before", "after"])
async def test_wherever_the_connection_is_cut_each_flow_is_done_once(
    wired: Store, wire: Wire, server: Server, url: str, word: bytes, where: Any
) -> None:
    def fail(tx: Tx) -> None:
        # Only for its sake does a batch have savepoints.
        put(tx, "undone")
        raise LookupError("no such step")

    wire.cut_at(word, where)
    flows = (wired.run(put, "a"), wired.run(put, "b"), wired.run(fail), wired.run(put, "c"))
    *done, failed, last = await asyncio.gather(*flows, return_exceptions=True)
    assert (*done, last) == ("a", "b", "c")
    assert isinstance(failed, LookupError)
    assert wire.cuts == 1
    assert stored(server, url) == {"a", "b", "c"}


@pytest.mark.parametrize(("where", "runs"), [("before", 2), ("after", 1)])
async def test_a_commit_without_an_answer_is_looked_up(
    wired: Store, wire: Wire, server: Server, url: str, where: Any, runs: int
) -> None:
    ran: list[str] = []

    def counted(tx: Tx, key: str) -> str:
        ran.append(key)
        return put(tx, key)

    wire.cut_at(b"COMMIT\0", where)
    assert await asyncio.gather(*(wired.run(counted, key) for key in "abc")) == ["a", "b", "c"]
    assert wire.cuts == 1
    assert len(ran) == 3 * runs
    assert stored(server, url) == {"a", "b", "c"}
    assert await wired.run(put, "later") == "later"


async def test_a_commit_of_which_nothing_can_be_learnt_is_not_done_again(
    wired: Store, wire: Wire, server: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.postgres.link.PATIENCE", 0.3)
    monkeypatch.setattr("bot.storage.postgres.line.REST_SECONDS", 0.0)
    wire.cut_at(b"COMMIT\0", "after", dies=True)
    answers = await asyncio.gather(*(wired.run(put, key) for key in "ab"), return_exceptions=True)
    assert [type(answer) for answer in answers] == [OutcomeUnknownError] * 2
    assert stored(server, url) == {"a", "b"}
    wire.dead = False
    assert await wired.run(put, "later") == "later"


async def test_a_look_up_that_fails_is_tried_again(
    wired: Store, wire: Wire, server: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage.postgres import link

    look, asked = link.was_committed, 0

    def full_at_first(*what: Any) -> bool:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise StorageError("out of connections")
        return look(*what)

    monkeypatch.setattr(link, "was_committed", full_at_first)
    wire.cut_at(b"COMMIT\0", "after")
    assert await wired.run(put, "a") == "a"
    assert asked == 2
    assert stored(server, url) == {"a"}


async def test_while_the_server_is_away_callers_are_told_and_then_it_goes_on(
    store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.postgres.line.REST_SECONDS", 0.0)
    server.stop()
    try:
        for ask in (store.run(put, "a"), store.read(meta.get, "a")):
            with pytest.raises(StorageError, match="look whether its server runs") as told:
                await asyncio.wait_for(ask, 10)
            assert PASSWORD not in told.value.sentence
            assert QUOTED not in told.value.sentence
    finally:
        server.start()
    assert await store.run(put, "a") == "a"
    assert await store.read(meta.get, "a") == "x"


async def test_a_server_that_has_frozen_holds_nobody_up_for_long(
    wired: Store, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.postgres.connect.DEADLINE", 0.3)
    monkeypatch.setattr("bot.storage.postgres.line.REST_SECONDS", 0.0)
    monkeypatch.setattr("bot.storage.postgres.connect.CONNECT_SECONDS", 1)
    wire.frozen = True
    with pytest.raises(StorageError, match="look whether its server runs"):
        await asyncio.wait_for(wired.run(put, "a"), 10)
    wire.frozen = False
    assert await wired.run(put, "a") == "a"


async def test_whoever_has_lost_the_lock_writes_nothing_more_and_says_so(
    store: Store, server: Server, url: str, place: Any, tmp_path: Any
) -> None:
    from bot.storage.postgres.errors import LockLostError
    from bot.storage.postgres.place import PostgresPlace

    told: list[StorageError] = []
    place.on_lost = told.append
    heir = PostgresPlace(url, tmp_path / "heir.db").lock
    assert not heir.try_acquire()
    terminate(server, place.lock.called)
    assert acquired(heir)
    with pytest.raises(LockLostError, match="this one ends"):
        await store.run(put, "a")
    assert len(told) == 1
    assert stored(server, url) == set()
    heir.release()


async def test_a_flow_that_hides_a_failed_statement_fails_alone(store: Store, server: Server, url: str) -> None:
    def hide(tx: Tx) -> str:
        put(tx, "hidden")
        with contextlib.suppress(ConflictError):
            put(tx, "hidden")
        return "all is well"

    a, failed, b = await asyncio.gather(
        store.run(put, "a"), store.run(hide), store.run(put, "b"), return_exceptions=True
    )
    assert (a, b) == ("a", "b")
    assert isinstance(failed, FlowError)
    assert stored(server, url) == {"a", "b"}


@pytest.mark.parametrize("sql", ["COMMIT", "/* now */ commit", "SELECT 1; COMMIT", "SET x.y = '1'", "SAVEPOINT mine"])
async def test_a_flow_cannot_steer_the_transaction(store: Store, server: Server, url: str, sql: str) -> None:
    def steer(tx: Tx) -> None:
        put(tx, "undone")
        tx.execute(text(sql))

    with pytest.raises(FlowError, match="may only read and write rows"):
        await store.run(steer)
    assert stored(server, url) == set()


async def test_one_failure_is_undone_alone(store: Store, server: Server, url: str) -> None:
    answers = await asyncio.gather(*(store.run(put, key) for key in "aabcb"), return_exceptions=True)
    assert [type(answer) for answer in answers] == [str, ConflictError, str, str, ConflictError]
    assert "x" not in str(answers[1]).split()
    assert stored(server, url) == {"a", "b", "c"}


async def test_a_statement_that_takes_too_long_is_given_up(store: Store) -> None:
    def sleep(tx: Tx) -> None:
        tx.execute(text("SELECT set_config('statement_timeout', '50', true)"))
        tx.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(StorageError, match="is too slow"):
        await store.run(sleep)
    assert await store.run(put, "a") == "a"
