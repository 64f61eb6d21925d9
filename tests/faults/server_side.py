"""The rows on a Postgres server instead of a disk, and what happens there: lost connections, crashes, locks."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.playground import Playground
from bot.storage.places import server_of
from tests.faults.disk import ROOT, Disk
from tests.faults.obey import RUN
from tests.opened import MIRRORS
from tests.postgres_mirror import Mirror
from tests.postgres_server import Server
from tests.postgres_wire import Wire, wire_to

KEY = "A" * 43 + "="


@dataclass
class ServerSide:
    """Where the rows are, and how the bot finds them: through a wire that can be cut."""

    server: Server
    wire: Wire
    url: str
    key: str = KEY

    @property
    def env(self) -> dict[str, str]:
        """What the bot is told."""
        return {"DATABASE_URL": self.wire.url, "EASEBACK_KEY": self.key}

    def place(self) -> Any:
        """The database, for whoever writes into it beforehand."""
        return server_of(Path("none"), self.url)

    def trouble(self, play: Playground, database: Path, env: dict[str, str], rng: Random) -> "ServerTrouble":
        """In the place of a disk's."""
        return ServerTrouble(play, database, env, rng, self)


class ServerTrouble(Disk):
    """Trouble of a server while the bot runs, and before it is started again."""

    def __init__(self, play: Playground, database: Path, env: dict[str, str], rng: Random, side: ServerSide) -> None:
        super().__init__(play, database, env, rng)
        self._side = side
        self._at_start = {"start while the server is away": self._no_server, "start with another key": self._other_key}

    async def rage(self) -> None:
        """Go on until cancelled."""
        kinds = {
            "COMMIT cut off": self._cut,
            "statement cut off": self._cut_anywhere,
            "rows locked by another program": self._lock,
            "sessions ended": self._end,
            "server crashed": self._crash,
        }
        while True:
            await asyncio.sleep(self._rng.uniform(0.1, 0.8))
            # A second bot would rightly take over at once from one whose session ends.
            kind = self._rng.choice(list(kinds)[2:3] if self.is_inherited else list(kinds))
            self.counts[kind] += 1
            self.struck = True
            await kinds[kind]()

    def clear(self) -> None:
        """All is well again."""
        super().clear()
        self._side.wire.cut = "never"

    async def _cut(self) -> None:
        self._side.wire.cut_at(b"COMMIT\0", self._rng.choice(("before", "after")))

    async def _cut_anywhere(self) -> None:
        word = self._rng.choice((b"BEGIN", b"SAVEPOINT flow\0", b"INSERT", b"UPDATE", b"DELETE", b"SELECT"))
        self._side.wire.cut_at(word, self._rng.choice(("before", "after")))

    async def _end(self) -> None:
        self._side.server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'easeback%'"
        )

    async def _lock(self) -> None:
        import psycopg

        with psycopg.connect(self._side.url) as other:
            table = self._rng.choice(("sessions", "jobs", "people", "meta"))
            other.execute(f"SET lock_timeout='1s'; LOCK TABLE {table} IN EXCLUSIVE MODE".encode())
            await asyncio.sleep(self._rng.uniform(0.05, 3.0))

    async def _crash(self) -> None:
        self._side.server.stop()
        try:
            await asyncio.sleep(self._rng.uniform(0.05, 1.5))
        finally:
            self._side.server.start()

    async def _no_server(self) -> list[str]:
        self._side.server.stop()
        try:
            return await self._refused("look whether its server runs")
        finally:
            self._side.server.start()

    async def _other_key(self) -> list[str]:
        bot = self._play.bot
        await bot.start(RUN, self._env | {"EASEBACK_KEY": "B" * 43 + "="}, ROOT)
        bot._env = dict(self._env)
        return await self._refused("is not the key that locks")


@contextmanager
def on_server(server: Server, data: Path) -> Generator[ServerSide]:
    """A new database, and a file in `data` that mirrors it for whoever looks."""
    data.mkdir(parents=True)
    (data / "key").write_text(KEY)
    url = server.database()
    mirror = Mirror(url, data / "easeback.db")
    MIRRORS[data / "easeback.db"] = mirror.refresh
    with wire_to(url) as wire:
        yield ServerSide(server, wire, url)
    del MIRRORS[data / "easeback.db"]
    with suppress(Exception):
        mirror.close()
