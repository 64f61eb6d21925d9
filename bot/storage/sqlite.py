"""One SQLite connection as the store needs it: settings, transactions by hand, SQLAlchemy on top."""

import logging
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from bot.storage.errors import StorageError
from bot.storage.keys import Keys
from bot.storage.tx import Tx

_log = logging.getLogger(__name__)

BUSY_MS = 1_500
"""How long SQLite waits for another program before it gives up."""

_COMMON = (f"PRAGMA busy_timeout={BUSY_MS}", "PRAGMA foreign_keys=ON")
WRITER = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    *_COMMON,
    # What was deleted is health data: overwrite it instead of leaving it in free pages.
    "PRAGMA secure_delete=ON",
)
READER = (*_COMMON, "PRAGMA wal_autocheckpoint=0", "PRAGMA query_only=ON")

_FORBIDDEN = frozenset(
    (
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
        sqlite3.SQLITE_PRAGMA,
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_DETACH,
    )
)


def on_file(raw: sqlite3.Connection) -> Connection:
    """SQLAlchemy on a file that somebody else opened, with transactions by hand."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: raw,
        poolclass=StaticPool,
        isolation_level="AUTOCOMMIT",
        # Parameters are what members answered: they must never reach an error's text.
        hide_parameters=True,
        pool_reset_on_return=None,
    )
    return engine.connect()


class SqliteLink:
    """A connection, used on its own thread only. Flows cannot steer the transaction: SQLite itself refuses them."""

    def __init__(self, raw: sqlite3.Connection, path: Path, pragmas: tuple[str, ...], keys: Keys | None = None) -> None:
        self._raw = raw
        self._path = path
        self._keys = keys or Keys.in_memory()
        self._writes = READER[-1] not in pragmas
        self._ours = True
        raw.isolation_level = None
        for pragma in pragmas:
            raw.execute(pragma)
        self._connection = on_file(raw)
        raw.set_authorizer(self._authorize)
        self._ours = False

    def _authorize(self, action: int, *_: str | None) -> int:
        return sqlite3.SQLITE_OK if self._ours or action not in _FORBIDDEN else sqlite3.SQLITE_DENY

    def _control(self, sql: str) -> None:
        # The comment keeps ours apart in the cache of prepared statements: SQLite asks only when it prepares.
        self._ours = True
        try:
            self._raw.execute(f"{sql} -- store").close()
        finally:
            self._ours = False

    def _pragma(self, text: str) -> Any:
        self._ours = True
        try:
            row = self._raw.execute(f"PRAGMA {text} -- store").fetchone()
        finally:
            self._ours = False
        return row[0] if row else None

    def begin(self, *, write: bool = True) -> None:
        """Begin a transaction; a writer takes the write lock now, not at its first write."""
        self._control("BEGIN IMMEDIATE" if write else "BEGIN")

    def commit(self) -> None:
        """Make everything since `begin` last: the keys first, and at the end the traces of who was deleted go."""
        if self._writes:
            self._keys.flush()
        self._control("COMMIT")
        if self._writes:
            self._keys.committed()
            self._clear_traces()

    def rollback(self) -> None:
        """Undo everything since `begin`, if a transaction is still open."""
        if self._writes:
            self._keys.rollback()
        if self.alive():
            self._control("ROLLBACK")

    def save(self) -> None:
        """Set the point to which one flow is undone."""
        self._control("SAVEPOINT flow")
        self._keys.save()

    def release(self) -> None:
        """Keep what the flow did."""
        self._keys.release()
        self._control("RELEASE flow")

    def undo(self) -> None:
        """Undo what the flow did, and nothing else."""
        self._keys.undo()
        self._control("ROLLBACK TO flow")
        self._control("RELEASE flow")

    def alive(self) -> bool:
        """Whether the transaction still stands: SQLite ends it by itself when the disk is full."""
        return self._raw.in_transaction

    sound = alive

    def tx(self) -> Tx:
        """A fresh handle for one flow."""
        return Tx(self._connection, self.alive, self._path, self._keys)

    def _clear_traces(self) -> None:
        """Take the log in: what was deleted stands in it until then. While a read goes on, a later commit does it."""
        if not self._keys.leaves_traces:
            return
        try:
            self._pragma("busy_timeout=0")
            if not self._pragma("wal_checkpoint(TRUNCATE)"):
                self._keys.finish()
        except (sqlite3.Error, StorageError) as error:
            # The rows are committed, so this must not look like a commit that failed.
            _log.warning("A deletion is not complete yet (%s); it is tried again.", error)
        finally:
            self._pragma(f"busy_timeout={BUSY_MS}")

    def vacuum(self) -> None:
        """Write the file anew, so that no page holds what was once in it."""
        self._control("VACUUM")
        self._pragma("wal_checkpoint(TRUNCATE)")

    def probe(self) -> None:
        """Raise unless the file can be written: a read-only file opens and begins without a word."""
        if self._pragma("journal_mode") != "wal":
            raise StorageError(f"{self._path} is on a disk that cannot hold a write-ahead log: use a local disk.")
        self.begin()
        try:
            self._pragma(f"user_version={self._pragma('user_version')}")
        finally:
            self.rollback()

    def close(self) -> None:
        """Give up SQLAlchemy's side; the connection itself is closed by whoever opened it."""
        self._ours = True
        self._raw.set_authorizer(None)
        self._connection.close()
