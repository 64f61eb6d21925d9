"""Where the store is: in a file, or on the server that DATABASE_URL names."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.storage.errors import StorageError
from bot.storage.lock import InstanceLock

if TYPE_CHECKING:
    from bot.storage.postgres.lock import PostgresLock
    from bot.storage.postgres.place import PostgresPlace

NO_DRIVER = (
    'DATABASE_URL is set, but psycopg, which speaks to Postgres, is missing: run `pip install "psycopg[binary]"`, '
    "or unset DATABASE_URL to keep everything in a file."
)


def place_of(database: Path, url: str | None) -> "Path | PostgresPlace":
    """The file, or the server if one is set; StorageError where there is nothing to speak to it with."""
    return database if url is None else server_of(database, url)


def server_of(database: Path, url: str) -> "PostgresPlace":
    """The server, instead of the file."""
    try:
        from bot.storage.postgres.place import PostgresPlace
    except ImportError as error:
        # Without a library of its own psycopg raises one that names no module.
        if (error.name or "psycopg").partition(".")[0] not in {"psycopg", "psycopg_binary"}:
            raise
        raise StorageError(NO_DRIVER) from None
    return PostgresPlace(url, database)


def lock_of(place: "Path | PostgresPlace") -> "InstanceLock | PostgresLock":
    """The lock that only one bot can have there."""
    return InstanceLock(place) if isinstance(place, Path) else place.lock


def when_lost(place: "Path | PostgresPlace", then: Callable[[], object]) -> list[StorageError]:
    """Why another bot has the database, as soon as that is known; `then` is called on the loop that runs. A lock on a
    file is lost only with its process.
    """
    lost: list[StorageError] = []
    loop = asyncio.get_running_loop()

    def tell(error: StorageError) -> None:
        lost.append(error)
        loop.call_soon_threadsafe(then)

    if not isinstance(place, Path):
        place.on_lost = tell
    return lost
