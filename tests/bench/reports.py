"""How long one member's last 30 days take to read out of a million reports, in one transaction each.

`python -m tests.bench reports [--rows N]`. The rows are written straight into the file.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.records import Report
from bot.storage import people, reports
from bot.storage.store import Store
from bot.storage.tx import Tx

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
DAYS = 200
READS = 200
MONTH = 30


def run(rows: int) -> None:
    """Print the figures."""
    asyncio.run(_run(rows))


async def _run(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "easeback.db"
        async with Store.open(path, run_id="bench", now=lambda: NOW) as store:
            await store.run(_reported, "0", 1)
        began = time.perf_counter()
        _fill(path, rows)
        print(f"{rows:,} reports of {rows // DAYS:,} members written in {time.perf_counter() - began:.1f} s")
        async with Store.open(path, run_id="bench", now=lambda: NOW) as store:
            for i in range(READS):
                await store.run(_reported, f"reader {i}", MONTH)
            await _read(store)
        print(f"file: {path.stat().st_size / 1e6:.0f} MB")


async def _read(store: Store) -> None:
    seconds: list[float] = []
    for i in range(READS):
        began = time.perf_counter()
        found = await store.run(reports.since, f"reader {i}", NOW.date() - timedelta(days=MONTH - 1))
        seconds.append(time.perf_counter() - began)
        assert len(found) == MONTH, len(found)
    seconds.sort()
    p50, p99 = statistics.median(seconds), seconds[int(len(seconds) * 0.99)]
    print(f"a member's last {MONTH} days: p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms")


def _reported(tx: Tx, who: str, days: int) -> None:
    """A member who has reported on each of the last days, sealed as always."""
    people.get_or_create(tx, who, NOW)
    values: dict[str, object] = {"nrs": 4, "feel": "same", "done": "all", "anything_new": "no"}
    for ago in range(days):
        day = NOW.date() - timedelta(days=ago)
        report = Report(
            user_id=who, kind="micro", key=f"{who}:{day}", day=day, at=NOW, topic="back", pack_hash="p", values=values
        )  # fmt: skip
        reports.put(tx, report)


def _fill(path: Path, rows: int) -> None:
    """Copies of the first member and of their report, day by day as members answer. Nobody can open the copies, for
    each is sealed with another's key: only the readers' own are read.
    """
    with sqlite3.connect(path) as base:
        base.row_factory = sqlite3.Row
        person = dict(base.execute("select * from people").fetchone())
        report = dict(base.execute("select * from reports").fetchone())
        del report["id"]
        _insert(base, "people", person, ({"user_id": str(who)} for who in range(1, rows // DAYS)))
        _insert(base, "reports", report, _changes(rows))


def _changes(rows: int) -> Iterator[dict[str, object]]:
    for day in range(DAYS):
        on = (NOW.date() - timedelta(days=DAYS - 1 - day)).isoformat()
        for who in range(1, rows // DAYS):
            yield {"user_id": str(who), "key": f"{who}:{day}", "day": on}


def _insert(
    base: sqlite3.Connection, table: str, like: dict[str, object], changes: Iterator[dict[str, object]]
) -> None:
    names = ", ".join(f'"{name}"' for name in like)
    marks = ", ".join(f":{name}" for name in like)
    base.executemany(f"insert into {table} ({names}) values ({marks})", (like | change for change in changes))
