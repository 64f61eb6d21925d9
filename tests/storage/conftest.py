import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.storage.migrate import migrate
from bot.storage.sqlite import WRITER, SqliteLink
from bot.storage.store import Store
from bot.storage.tx import Tx

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> datetime:
        self.time += timedelta(**by)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "easeback.db"


@pytest.fixture
async def store(path: Path, clock: Clock) -> AsyncIterator[Store]:
    async with Store.open(path, run_id="run-1", now=clock) as opened:
        yield opened


@pytest.fixture
def link(path: Path) -> Iterator[SqliteLink]:
    """A migrated file and one connection to it, on this thread."""
    migrate(path)
    raw = sqlite3.connect(path, isolation_level=None)
    opened = SqliteLink(raw, path, WRITER)
    yield opened
    opened.close()
    raw.close()


@pytest.fixture
def do(link: SqliteLink) -> Callable[..., Any]:
    """Run one flow in a transaction of its own."""

    def run(flow: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        tx: Tx = link.tx()
        link.begin()
        try:
            value = flow(tx, *args, **kwargs)
            link.commit()
            return value
        finally:
            tx.end()
            link.rollback()

    return run
