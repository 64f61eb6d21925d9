"""Check-ins stored by 500 callers at once, beside one autocommit for each row, and beside what SQLite itself can do."""

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite

from bot.core.records import CheckIn
from bot.storage import checkins, people
from bot.storage.sqlite import WRITER
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.bench.figure import Figure
from tests.bench.sizes import Sizes

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
IN_ONE = 500
INSERT = (
    "insert into checkins (user_id, session_id, seq, at, topic, pack_hash, purge_at, sealed) "
    "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (session_id, seq) do nothing"
)
Row = tuple[str, int, int, str, str, str, None, bytes]


async def storing(sizes: Sizes, folder: Path) -> list[Figure]:
    """Two lines of the table. Ours seals each row with its person's key; the others get the sealed bytes."""
    name = f"check-ins stored, {sizes.callers} callers at once"
    alone = Figure(name, "aiosqlite, one autocommit for each row", 4.0, True, "/s")
    raw = Figure("the same", f"raw transactions of {IN_ONE} rows, each its own execute and savepoint", 0.3, True, "/s")
    path = folder / "easeback.db"
    async with Store.open(path, run_id="bench", now=lambda: NOW) as store:
        for who in range(sizes.callers):
            await store.run(people.get_or_create, str(who), NOW)
        await _ours(store, sizes.callers, 1, 0)
        rows, size = max(1, sizes.rows // sizes.callers), _sealed_size(path)
        for number in range(1, sizes.rounds + 1):
            base = number * 10_000_000
            ours = await _ours(store, sizes.callers, rows, base)
            # A fifth of the rows: alone they take ten times as long.
            alone.add(ours, await _autocommitted(path, sizes.callers, max(1, rows // 5), base + 3_000_000, size))
            raw.add(ours, await asyncio.to_thread(_raw, path, rows * sizes.callers, base + 6_000_000, size))
    return [alone, raw]


def _checkin(who: int, session_id: int) -> CheckIn:
    return CheckIn(
        user_id=str(who), session_id=session_id, seq=1, at=NOW, topic="back", routines=("floor_press",),
        pack_hash="p", done="all", before=4, after=3, feel="easier", anything_new="no",
    )  # fmt: skip


def _row(who: int, session_id: int, size: int) -> Row:
    return (str(who), session_id, 1, "2026-04-02 08:00:00.000000", "back", "p", None, b"x" * size)


def _sealed_size(path: Path) -> int:
    with closing(sqlite3.connect(path)) as base:
        return base.execute("select max(length(sealed)) from checkins").fetchone()[0]


async def _ours(store: Store, callers: int, rows: int, first: int) -> float:
    async def call(who: int) -> None:
        for number in range(rows):
            await store.run(_stored, _checkin(who, first + who * rows + number))

    began = time.perf_counter()
    await asyncio.gather(*(call(who) for who in range(callers)))
    return callers * rows / (time.perf_counter() - began)


def _stored(tx: Tx, checkin: CheckIn) -> None:
    assert checkins.add(tx, checkin)


async def _autocommitted(path: Path, callers: int, rows: int, first: int, size: int) -> float:
    async with aiosqlite.connect(path, isolation_level=None) as base:
        for pragma in WRITER:
            await base.execute(pragma)

        async def call(who: int) -> None:
            for number in range(rows):
                await base.execute(INSERT, _row(who, first + who * rows + number, size))

        began = time.perf_counter()
        await asyncio.gather(*(call(who) for who in range(callers)))
        return callers * rows / (time.perf_counter() - began)


def _raw(path: Path, rows: int, first: int, size: int) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        for pragma in WRITER:
            base.execute(pragma)
        began = time.perf_counter()
        for start in range(0, rows, IN_ONE):
            base.execute("BEGIN IMMEDIATE")
            for number in range(start, min(rows, start + IN_ONE)):
                base.execute("SAVEPOINT flow")
                base.execute(INSERT, _row(0, first + number, size))
                base.execute("RELEASE flow")
            base.execute("COMMIT")
        return rows / (time.perf_counter() - began)
