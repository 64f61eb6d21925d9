"""Folders prepared for a bot that is started on them: members whose check-in has come, and timers that wait."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.effects import Direct
from bot.core.records import Surface
from bot.flows import delivery, due
from bot.flows.env import Env
from bot.storage import jobs
from bot.storage.master import Master
from bot.storage.store import Store
from bot.ui.render import render_card
from tests.bench.child import HOST
from tests.bench.people import Member
from tests.flows.life import Life, shipped_env

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


async def asked(folder: Path, members: list[Member]) -> None:
    """Each of these has a check-in of today before them, in their direct messages."""
    now, by_id = datetime.now(UTC), {member.id: member for member in members}
    # It came half an hour ago by their wall, in a zone where it is past noon: no midnight falls between.
    zone, began = f"Etc/GMT{now.hour - 12:+d}", now - timedelta(hours=1)
    at = (now.replace(hour=12, second=0, microsecond=0) - timedelta(minutes=30)).time()
    async with prepared(folder) as store:
        env = shipped_env()
        await asyncio.gather(*(Life(store, env, one.id, began).begin(zone, at, EVERY_DAY) for one in members))
        for _ in range(2):  # What is due decides first, then sends.
            for direct in await _carried_out(store, env, now):
                view = render_card(direct.card, None, direct.revision).view
                by_id[direct.user_id].direct = True
                by_id[direct.user_id].components = view.to_components()
    assert all(member.components for member in members), "a check-in did not come"


async def _carried_out(store: Store, env: Env, now: datetime) -> list[Direct]:
    found = await store.run(jobs.claim_due, now, "bench", 1_000_000)
    said = await asyncio.gather(*(store.run(due.due, env, now, job=job) for job in found))
    told = [one for effects in said for one in effects if isinstance(one, Direct)]
    where = Surface(kind="dm", channel_id="5", message_id="6")
    await asyncio.gather(*(store.run(delivery.delivered, env, now, about=str(d.about), surface=where) for d in told))
    await asyncio.gather(*(store.run(jobs.finish, job.id) for job in found))
    return told


@asynccontextmanager
async def prepared(folder: Path) -> AsyncGenerator[Store]:
    """The database in this folder, made if it is not there, with the key that the bot will have."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    master = Master(HOST["EASEBACK_KEY"])
    opening = Store.open(folder / "easeback.db", run_id="bench", now=lambda: datetime.now(UTC), master=master)
    async with opening as store:
        yield store


@dataclass(frozen=True)
class Far:
    """Timers that are due in a month and later."""

    count: int

    def put(self, database: Path) -> None:
        """Write them straight into the file."""
        with closing(sqlite3.connect(database)) as base, base:
            columns = "kind, key, due_at, payload, attempts, state"
            base.executemany(f"insert into jobs ({columns}) values ('tip', ?, ?, '{{}}', 0, 'pending')", self._rows())

    def _rows(self) -> Iterable[tuple[Any, ...]]:
        first = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(days=30)
        for number in range(self.count):
            yield f"far:{number}", (first + timedelta(seconds=number)).isoformat(" ") + ".000000"
