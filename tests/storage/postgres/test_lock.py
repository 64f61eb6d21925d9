"""One bot for one database on a server, whoever starts first and however it ends."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.storage import jobs
from bot.storage.errors import StorageError
from bot.storage.master import Master
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.postgres_server import QUOTED, Server

from .conftest import KEY, START, acquired

CHILD = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.storage import jobs
from bot.storage.master import Master
from bot.storage.postgres.place import PostgresPlace
from bot.storage.store import Store
from bot.storage.tx import Tx

async def main():
    place = PostgresPlace(sys.argv[1], Path("none"))
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    async with Store.open(place, run_id="the first", now=lambda: now, master=Master(sys.argv[2])) as store:
        await store.run(jobs.put, "cue", "key", now)
        assert await store.run(jobs.claim_due, now, "the first")
        print("holds it", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_a_second_bot_waits_and_takes_over_when_the_first_is_killed(place: Any, url: str, clock: Any) -> None:
    with subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", CHILD, url, KEY], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert await asyncio.to_thread(child.stdout.readline) == "holds it\n"
        said: list[str] = []

        async def pause() -> None:
            child.kill()
            await asyncio.sleep(0.05)

        await asyncio.wait_for(place.lock.acquire(said.append, pause=pause), 10)
        child.wait(10)
    (sentence,) = said
    assert sentence.startswith("Another Easeback is running on the database ")
    assert f"(process {child.pid} on " in sentence
    assert QUOTED not in sentence
    assert url not in sentence
    async with Store.open(place, run_id="the second", now=clock, master=Master(KEY)) as store:
        assert await store.run(jobs.claim_due, START, "the second") == []
        assert await store.run(jobs.take_back, "the second") == 1
        (job,) = await store.run(jobs.claim_due, START + timedelta(seconds=1), "the second")
        assert (job.key, job.attempts) == ("key", 2)


async def test_a_store_does_not_open_beside_another(store: Store, url: str, clock: Any, tmp_path: Path) -> None:
    from bot.storage.postgres.place import PostgresPlace

    with pytest.raises(StorageError, match="Another Easeback is running"):
        async with Store.open(PostgresPlace(url, tmp_path / "x"), run_id="r", now=clock, master=Master(KEY)):
            raise AssertionError("two have it")


async def test_the_lock_is_given_back_at_the_end(place: Any, url: str, clock: Any, tmp_path: Path) -> None:
    from bot.storage.postgres.place import PostgresPlace

    async with Store.open(place, run_id="r", now=clock, master=Master(KEY)):
        pass
    place.lock.release()
    heir = PostgresPlace(url, tmp_path / "x").lock
    assert acquired(heir)
    heir.release()


async def test_a_pooler_that_changes_sessions_is_refused(link: Any, server: Server) -> None:
    link._line.pid += 1
    with pytest.raises(StorageError, match="pooler that gives each transaction another session"):
        link.begin()
    link.rollback()


async def test_the_sessions_are_set_up_as_they_must_be(store: Store) -> None:
    def settings(tx: Tx) -> dict[str, str]:
        rows = tx.execute(text("SELECT name, setting FROM pg_settings")).rows
        return {row["name"]: row["setting"] for row in rows}

    writer, reader = await store.run(settings), await store.read(settings)
    for session in (writer, reader):
        assert {name: session[name] for name in SETTINGS} == SETTINGS
    assert (writer["statement_timeout"], writer["transaction_read_only"]) == ("4000", "off")
    assert (reader["statement_timeout"], reader["transaction_read_only"]) == ("10000", "on")


SETTINGS = {
    "TimeZone": "UTC", "synchronous_commit": "on", "lock_timeout": "2000",
    "tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000" if sys.platform == "linux" else "0",
}  # fmt: skip
