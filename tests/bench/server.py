"""Check-ins stored on a Postgres server of this machine, beside the same in a SQLite file; both wait for the disk."""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.core.records import CheckIn
from bot.storage import checkins, people
from bot.storage.master import Master
from bot.storage.places import place_of
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests import postgres_server

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CALLERS = (1, 50, 500)
EACH = 6
ROUNDS = 3


def store_one(tx: Tx, user: int, seq: int) -> None:
    """A read, and a row that is sealed."""
    people.get_or_create(tx, str(user), NOW)
    checkins.add(
        tx,
        CheckIn(
            user_id=str(user), session_id=user, seq=seq, at=NOW, topic="ql", routines=("R1",), pack_hash="h", done="all"
        ),
    )


async def rates(place: Any) -> dict[int, float]:
    """Check-ins a second, by how many callers wait for theirs at once."""
    found: dict[int, float] = {}
    async with Store.open(place, run_id="bench", now=lambda: NOW, master=Master("A" * 43 + "=")) as store:

        async def caller(user: int, first: int, count: int) -> None:
            for seq in range(first, first + count):
                await store.run(store_one, user, seq)

        await asyncio.gather(*(caller(user, 0, 1) for user in range(max(CALLERS))))
        for callers in CALLERS:
            each = EACH * 50 if callers == 1 else EACH
            began = time.perf_counter()
            await asyncio.gather(*(caller(user, callers * 1000, each) for user in range(callers)))
            found[callers] = callers * each / (time.perf_counter() - began)
    return found


def run() -> None:
    """A line for each number of callers, the best of some rounds in turns."""
    if why := postgres_server.why_not():
        sys.exit(f"No server can be started: {why}.")
    best: dict[str, dict[int, float]] = {"Postgres": {}, "SQLite": {}}
    with postgres_server.running(durable=True) as server, tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            file = Path(folder) / str(number) / "easeback.db"
            for name, url in (("Postgres", server.database()), ("SQLite", None)):
                for callers, rate in asyncio.run(rates(place_of(file, url))).items():
                    best[name][callers] = max(rate, best[name].get(callers, 0.0))
    for callers in CALLERS:
        here, there = best["SQLite"][callers], best["Postgres"][callers]
        print(f"{callers:>4} at once: Postgres {there:>6,.0f} a second, SQLite {here:>6,.0f}: {there / here:.2f}")
