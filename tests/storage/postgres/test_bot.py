"""The real bot on a Postgres server, from the slash command to a check-in, with a death and a lost connection."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.playground import Person, Playground
from bot.storage.key_lock import opens, unwrap
from bot.storage.postgres.address import Address
from bot.storage.postgres.lock import PostgresLock
from bot.storage.sealing import unseal_with
from tests.e2e.conftest import PATIENCE, START, Town, forget, play_through, press, refusals
from tests.postgres_server import Server

from .conftest import KEY


class ServerTown(Town):
    """A town whose rows are on a server."""

    def __init__(self, play: Playground, data: Path, server: Server, url: str) -> None:
        super().__init__(play, data)
        self._server = server
        self._name = url.rpartition("/")[2]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        assert not values
        return self._server.run(sql, self._name)

    def _next_row(self) -> float:
        ((due,),) = self.rows("select min(due_at) from jobs where state = 'pending'")
        return due.timestamp() if isinstance(due, datetime) else float("inf")


def reported(town: ServerTown, person: Person) -> list[dict[str, Any]]:
    """Their check-ins, opened with their own key."""
    facts = {name: bytes(value) for name, value in town.rows("select name, value from easeback_keys.store")}
    master = opens(facts, KEY)
    assert master
    ((wrapped,),) = town.rows(f"select wrapped from easeback_keys.keys where user_id = '{person.id}'")
    key = AESGCM(unwrap(AESGCM(master), person.id, bytes(wrapped)))
    rows = town.rows(f"select sealed from checkins where user_id = '{person.id}' order by id")
    return [unseal_with(key, person.id, bytes(sealed), "checkins") for (sealed,) in rows]


async def test_a_routine_and_its_check_in(server: Server, url: str, tmp_path: Path) -> None:
    async with Playground(start=START, limit=PATIENCE) as play:
        town = ServerTown(play, tmp_path / "data", server, url)
        await town.start(DATABASE_URL=url, EASEBACK_KEY=KEY)
        mia = town.mia
        assert (await mia.slash("back")).ok
        await press(mia, "18", *["No"] * 6, "3", "Ball slips")
        server.leave(town._name)
        await press(mia, "That's all", "None", "Soft gap", "Start", "I'm ready", "Got it")
        await town.crash()
        await play_through(town, mia)
        await press(mia, "2", "Easier", "No", "Keep a diary")
        (kept,) = reported(town, mia)
        assert (kept["before"], kept["after"], kept["feel"], kept["done"]) == (3, 2, "easier", "all")
        assert (await mia.slash("progress")).ok, "the reader, too"
        await forget(mia)
        assert [town.rows(f"select count(*) from {t}") for t in ("people", "checkins", "easeback_keys.keys")] == [
            [(0,)]
        ] * 3
        assert not (refused := refusals(play)), refused
        await ends_when_another_has_the_database(town, server, url)
    assert not (tmp_path / "data").exists() or not list((tmp_path / "data").iterdir())


async def ends_when_another_has_the_database(town: ServerTown, server: Server, url: str) -> None:
    """The bot ends by itself, with a sentence, at the next thing that it would write."""
    heir = PostgresLock(Address.of(url))
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{town._name}'"
    server.run(f"{end} AND application_name NOT LIKE '%{heir.called}%'")
    while not heir.try_acquire():
        # It had made a new connection in between.
        server.run(f"{end} AND application_name <> '{heir.called}'")
    await town.mia.slash("back")
    async with asyncio.timeout(20):
        await town.play.bot._ended()
    assert town.play.bot.exit_code == 2
    assert any("this one ends" in line for line in town.play.bot.log), town.play.bot.log
    heir.release()
