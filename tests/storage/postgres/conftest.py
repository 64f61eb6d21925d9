"""The same fixtures as in the folder above, on a real Postgres server."""

import time
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests import postgres_server
from tests.postgres_server import Server
from tests.storage.conftest import START

# 32 bytes, since a passphrase is made slow to guess.
KEY = "A" * 43 + "="
EMPTY = (
    *("jobs", "checkins", "plans", "schedules", "prompts", "reports", "sessions", "people", "guilds", "overlays"),
    *("drafts", "counts", "seen", "meta", "unsealed", "packs", "easeback_keys.keys"),
)


# Without psycopg not even the modules under test can be imported; elsewhere each test says why it is skipped.
collect_ignore_glob = [] if find_spec("psycopg") else ["test_*.py"]


def acquired(lock: Any) -> bool:
    """Whether the lock was had in a few seconds: a server may not have noticed yet that the session before hung up."""
    end = time.monotonic() + 10
    while not lock.try_acquire():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server for all tests of a worker."""
    if why := postgres_server.why_not():
        pytest.skip(why)
    with postgres_server.running() as running:
        yield running


@pytest.fixture(scope="session")
def made(server: Server) -> str:
    """The URL of a database with all tables, in which every test leaves what it likes."""
    from bot.storage.master import Master
    from bot.storage.postgres.key_store import secret_of
    from bot.storage.postgres.place import PostgresPlace
    from bot.storage.postgres.starting import make_whole

    url = server.database()
    place = PostgresPlace(url, Path("none"))
    assert place.lock.try_acquire()
    assert place.lock.raw
    make_whole(place.lock.raw, place.address, secret_of(Master(KEY), Path("none")), Path("none"))
    place.lock.release()
    return url


@pytest.fixture
def url(server: Server, made: str) -> str:
    """That database with nobody in it, and nobody connected."""
    name = made.rpartition("/")[2]
    server.leave(name)
    emptied = [f"DELETE FROM {table}" for table in EMPTY]
    server.run("; ".join([*emptied, "DELETE FROM easeback_keys.store WHERE name = 'deletions'"]), name)
    return made


@pytest.fixture
def place(url: str, tmp_path: Path) -> Any:
    """The database as the store's place."""
    from bot.storage.postgres.place import PostgresPlace

    return PostgresPlace(url, tmp_path / "data" / "easeback.db")


@pytest.fixture
async def store(place: Any, clock: Any) -> AsyncIterator[Any]:
    from bot.storage.master import Master
    from bot.storage.store import Store

    async with Store.open(place, run_id="run-1", now=clock, master=Master(KEY)) as opened:
        yield opened


@pytest.fixture
def link(place: Any) -> Iterator[Any]:
    """One connection on this thread; `_raw` is the driver's."""
    from bot.storage.postgres.keys import PostgresKeys
    from bot.storage.postgres.link import PostgresLink

    derived, line = place._writer_line(KEY)
    opened: Any = PostgresLink(line, PostgresKeys(line, derived))
    opened._raw = line.raw
    yield opened
    opened.close()


__all__ = ["KEY", "START"]
