"""Many callers, few commits: what a batch is, and what happens to it when something in it goes wrong."""

import asyncio
import contextlib
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.storage import meta
from bot.storage.errors import ConflictError, FlowError, StorageError
from bot.storage.migrate import migrate
from bot.storage.sqlite import WRITER, SqliteLink
from bot.storage.tables import meta as table
from bot.storage.tx import Tx
from bot.storage.writer import BATCH, Call, Writer


class Bench:
    """A writer that is drained by hand, every statement that SQLite ran, and a clock that flows move."""

    def __init__(self, path: Path) -> None:
        self.seconds = 0.0
        self.seen: list[str] = []
        migrate(path)
        self.raw = sqlite3.connect(path, isolation_level=None)
        self.link = SqliteLink(self.raw, path, WRITER)
        self.raw.set_trace_callback(self.seen.append)
        self.other = sqlite3.connect(path, isolation_level=None, timeout=0)
        self.writer = Writer(self.link, path, asyncio.get_running_loop(), lambda: self.seconds)

    def submit(self, flow: Any, name: str = "flow") -> "asyncio.Future[Any]":
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.writer.submit(Call(name, flow, future))
        return future

    def count(self, word: str) -> int:
        return sum(sql.startswith(word) for sql in self.seen)

    def stored(self) -> set[str]:
        return {row[0] for row in self.other.execute("SELECT key FROM meta")}

    def close(self) -> None:
        self.other.close()
        self.link.close()
        self.raw.close()


@pytest.fixture
async def bench(path: Path) -> Any:
    opened = Bench(path)
    yield opened
    opened.close()


def put(key: str) -> Any:
    def flow(tx: Tx) -> str:
        tx.execute(table.insert(), {"key": key, "value": "x"})
        return key

    return flow


async def outcomes(*futures: "asyncio.Future[Any]") -> list[Any]:
    return await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 5)


async def test_what_is_queued_shares_one_commit(bench: Bench) -> None:
    waiting = [bench.submit(put(str(n))) for n in range(10)]
    bench.writer.drain()
    assert await outcomes(*waiting) == [str(n) for n in range(10)]
    assert (bench.count("BEGIN IMMEDIATE"), bench.count("SAVEPOINT"), bench.count("COMMIT")) == (1, 0, 1)


async def test_a_batch_ends_after_64_flows(bench: Bench) -> None:
    waiting = [bench.submit(put(str(n))) for n in range(BATCH + 1)]
    bench.writer.drain()
    await outcomes(*waiting)
    assert bench.count("COMMIT") == 2


async def test_a_batch_takes_in_nothing_after_20_ms(bench: Bench) -> None:
    def slow(tx: Tx) -> None:
        bench.seconds += 0.012

    waiting = [bench.submit(slow) for _ in range(4)]
    bench.writer.drain()
    await outcomes(*waiting)
    assert bench.count("COMMIT") == 2


async def test_nobody_is_answered_before_the_commit(bench: Bench) -> None:
    answered: list[bool] = []

    def look(tx: Tx) -> None:
        answered.append(first.done())
        answered.append("one" in bench.stored())

    first = bench.submit(put("one"))
    second = bench.submit(look)
    bench.writer.drain()
    assert not first.done(), "an answer is given on the loop, after the commit"
    await outcomes(first, second)
    assert answered == [False, False]
    assert bench.stored() == {"one"}


async def test_one_failure_is_undone_alone(bench: Bench) -> None:
    def fail(tx: Tx) -> None:
        put("undone")(tx)
        raise LookupError("no such step")

    waiting = [bench.submit(put("a")), bench.submit(fail), bench.submit(put("b"))]
    bench.writer.drain()
    a, failed, b = await outcomes(*waiting)
    assert (a, b) == ("a", "b")
    assert isinstance(failed, LookupError)
    assert bench.stored() == {"a", "b"}
    assert bench.count("COMMIT") == 2, "whoever was before it is not committed alone"


async def test_a_failure_that_wrote_nothing_undoes_nothing(bench: Bench) -> None:
    runs: list[str] = []

    def fail(tx: Tx) -> None:
        runs.append("run")
        meta.get(tx, "a")
        raise LookupError("no such step")

    waiting = [bench.submit(put("a")), bench.submit(fail), bench.submit(put("b"))]
    bench.writer.drain()
    a, failed, b = await outcomes(*waiting)
    assert (a, b, runs) == ("a", "b", ["run"])
    assert isinstance(failed, LookupError)
    assert (bench.stored(), bench.count("COMMIT")) == ({"a", "b"}, 1)


async def test_a_key_of_a_flow_that_failed_never_was(bench: Bench) -> None:
    def fail(tx: Tx) -> None:
        tx.need_key("7")
        raise LookupError("no such step")

    def look(tx: Tx) -> str | None:
        return tx.pseudonym("7", "month")

    waiting = [bench.submit(put("a")), bench.submit(fail), bench.submit(look)]
    bench.writer.drain()
    a, failed, name = await outcomes(*waiting)
    assert (a, name) == ("a", None)
    assert isinstance(failed, LookupError)


async def test_a_broken_rule_of_the_tables_is_undone_alone(bench: Bench) -> None:
    waiting = [bench.submit(put("a")), bench.submit(put("a")), bench.submit(put("b"))]
    bench.writer.drain()
    a, failed, b = await outcomes(*waiting)
    assert (a, b) == ("a", "b")
    assert isinstance(failed, ConflictError)
    assert "'x'" not in str(failed)


@pytest.mark.parametrize("sql", ["COMMIT", "ROLLBACK", "END", "/* now */ commit", "SAVEPOINT mine", "RELEASE flow"])
async def test_a_flow_cannot_end_the_transaction(bench: Bench, sql: str) -> None:
    def end(tx: Tx) -> None:
        put("ended")(tx)
        tx.execute(text(sql))

    for _ in range(2):
        # Twice: a prepared statement that is cached is not asked about again.
        waiting = [bench.submit(put("a")), bench.submit(end), bench.submit(put("b"))]
        bench.writer.drain()
        answers = await outcomes(*waiting)
        assert isinstance(answers[1], FlowError)
        assert "may only read and write rows" in str(answers[1])
        assert bench.stored() == {"a", "b"}
    assert all(sql.endswith("-- store") for sql in bench.seen if sql.startswith(("COMMIT", "ROLLBACK", "END")))


@pytest.mark.parametrize("sql", ["PRAGMA foreign_keys=OFF", "ATTACH ':memory:' AS other"])
async def test_a_flow_cannot_change_the_connection(bench: Bench, sql: str) -> None:
    waiting = bench.submit(lambda tx: tx.execute(text(sql)))
    bench.writer.drain()
    assert isinstance((await outcomes(waiting))[0], FlowError)


async def test_when_the_batch_is_undone_each_flow_is_run_again(bench: Bench) -> None:
    runs: list[str] = []

    def counted(tx: Tx) -> None:
        runs.append("counted")
        put("counted")(tx)

    def end(tx: Tx) -> None:
        put("ended")(tx)
        # The one way to end the transaction that SQLite does not ask about.
        tx.execute(text("INSERT OR ROLLBACK INTO meta (key, value) VALUES ('ended', 'again')"))

    waiting = [bench.submit(counted), bench.submit(end), bench.submit(put("b"))]
    bench.writer.drain()
    answers = await outcomes(*waiting)
    assert (answers[0], answers[2]) == (None, "b")
    assert isinstance(answers[1], ConflictError)
    assert runs == ["counted", "counted"]
    assert bench.stored() == {"counted", "b"}


async def test_a_flow_that_hides_the_end_of_the_transaction_fails_loudly(bench: Bench) -> None:
    def hide(tx: Tx) -> str:
        put("hidden")(tx)
        with contextlib.suppress(ConflictError):
            tx.execute(text("INSERT OR ROLLBACK INTO meta (key, value) VALUES ('hidden', 'again')"))
        return "all is well"

    waiting = [bench.submit(put("a")), bench.submit(hide, "hide")]
    bench.writer.drain()
    a, failed = await outcomes(*waiting)
    assert a == "a"
    assert isinstance(failed, FlowError)
    assert "hide ended the transaction" in str(failed)
    assert bench.stored() == {"a"}


async def test_nothing_is_written_after_the_transaction_is_lost(bench: Bench) -> None:
    def go_on(tx: Tx) -> None:
        put("x")(tx)
        try:
            tx.execute(text("INSERT OR ROLLBACK INTO meta (key, value) VALUES ('x', 'again')"))
        except ConflictError:
            put("committed by itself")(tx)

    waiting = bench.submit(go_on)
    bench.writer.drain()
    assert isinstance((await outcomes(waiting))[0], Exception)
    assert bench.stored() == set()


async def test_a_full_disk_fails_only_whom_it_must(bench: Bench) -> None:
    def big(tx: Tx) -> None:
        tx.execute(table.insert(), {"key": "big", "value": "x" * 4_000_000})

    bench.link._pragma(f"max_page_count={bench.link._pragma('page_count') + 20}")
    waiting = [bench.submit(put("a")), bench.submit(big), bench.submit(put("b"))]
    bench.writer.drain()
    a, failed, b = await outcomes(*waiting)
    assert (a, b) == ("a", "b")
    assert isinstance(failed, StorageError)
    assert failed.sentence.startswith("The disk that holds ")
    assert bench.stored() == {"a", "b"}


async def test_a_locked_database_fails_the_batch_at_once_and_the_next_one_works(bench: Bench) -> None:
    bench.link._pragma("busy_timeout=0")
    bench.other.execute("BEGIN IMMEDIATE")
    waiting = [bench.submit(put("a")), bench.submit(put("b"))]
    bench.writer.drain()
    for failed in await outcomes(*waiting):
        assert isinstance(failed, StorageError)
        assert "in use by another program" in failed.sentence
    bench.other.execute("ROLLBACK")
    again = bench.submit(put("a"))
    bench.writer.drain()
    assert await outcomes(again) == ["a"]


async def test_a_commit_that_fails_is_blamed_on_the_flow_that_spoils_it(bench: Bench) -> None:
    bench.raw.execute("CREATE TABLE child (of TEXT REFERENCES meta(key) DEFERRABLE INITIALLY DEFERRED)")
    waiting = [
        bench.submit(put("a")),
        bench.submit(lambda tx: tx.execute(text("INSERT INTO child VALUES ('nobody')"))),
        bench.submit(put("b")),
    ]
    bench.writer.drain()
    a, failed, b = await outcomes(*waiting)
    assert (a, b) == ("a", "b")
    assert isinstance(failed, Exception)
    assert bench.stored() == {"a", "b"}
    assert bench.other.execute("SELECT count(*) FROM child").fetchone() == (0,)


@pytest.mark.parametrize("error", [StopIteration(), SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError()])
async def test_every_caller_is_answered_whatever_a_flow_raises(bench: Bench, error: BaseException) -> None:
    def fail(tx: Tx) -> None:
        raise error

    waiting = [bench.submit(fail, "fail"), bench.submit(put("b"))]
    bench.writer.drain()
    failed, b = await outcomes(*waiting)
    assert isinstance(failed, FlowError)
    assert failed.__cause__ is error
    assert b == "b"


async def test_every_caller_is_answered_when_the_connection_is_gone(bench: Bench) -> None:
    gone = Bench(Path(bench.link._path).with_name("gone.db"))
    waiting = [gone.submit(put("a")), gone.submit(put("b"))]
    gone.close()
    gone.writer.drain()
    assert all(isinstance(answer, Exception) for answer in await outcomes(*waiting))


async def test_a_slow_flow_is_logged_by_name_and_without_what_it_was_given(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def drag(tx: Tx) -> None:
        bench.seconds += 0.5

    with caplog.at_level(logging.WARNING):
        waiting = [bench.submit(drag, "drag"), bench.submit(put("secret"))]
        bench.writer.drain()
        await outcomes(*waiting)
    assert [record.getMessage() for record in caplog.records] == [
        "the flow drag took 500 ms, and everyone waited for it"
    ]


async def test_a_transaction_is_over_when_its_flow_returns(bench: Bench) -> None:
    kept: list[Tx] = []
    waiting = bench.submit(kept.append)
    bench.writer.drain()
    await outcomes(waiting)
    with pytest.raises(FlowError, match="after it had returned"):
        meta.get(kept[0], "a")


def test_answers_after_the_loop_has_closed_are_dropped(path: Path) -> None:
    async def prepare() -> Bench:
        opened = Bench(path)
        opened.submit(put("a"))
        return opened

    opened = asyncio.run(prepare())
    opened.writer.drain()
    assert opened.stored() == {"a"}
    opened.close()
