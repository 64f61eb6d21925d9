"""The connection of one thread, made anew when it is lost, and the sentences for whatever fails on it."""

import contextlib
import time
from collections.abc import Callable, Generator
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection

from bot.storage.errors import StorageError
from bot.storage.postgres.address import Address
from bot.storage.postgres.connect import Raw, translating
from bot.storage.postgres.dialect import over

REST_SECONDS = 1.0
"""How long nobody tries again after a server that did not answer: callers wait for each try."""


class Line:
    """Holds the connection; `dial` makes the next one."""

    def __init__(self, address: Address, raw: Raw, dial: Callable[[], Raw]) -> None:
        self.address = address
        self._dial = dial
        self._failed: tuple[float, StorageError] | None = None
        self._take(raw)

    def _take(self, raw: Raw) -> None:
        self.raw = raw
        self.pid = self.ask("SELECT pg_backend_pid()")
        with self.translating():
            self.connection: Connection = over(raw)

    @property
    def status(self) -> TransactionStatus:
        """Where the transaction stands; UNKNOWN where the connection is gone."""
        return self.raw.info.transaction_status

    def redial(self) -> None:
        """Another connection in place of the one that is lost; StorageError where there is none to be had."""
        if self._failed is not None and time.monotonic() - self._failed[0] < REST_SECONDS:
            raise self._failed[1]
        self.close()
        try:
            self._take(self._dial())
        except StorageError as error:
            self._failed = (time.monotonic(), error)
            raise
        self._failed = None

    def ask(self, sql: str, *values: object) -> Any:
        """The first column of the first row."""
        row = self.row(sql, *values)
        return row[0] if row else None

    def row(self, sql: str, *values: object) -> Any:
        """The first row of the last statement that gives one."""
        with self.translating():
            cursor = self.raw.execute(sql.encode(), values or None)
            while cursor.nextset():
                pass
            return cursor.fetchone() if cursor.description else None

    def do(self, sql: str, *values: object) -> str:
        """Run it; the server's word for what it did, such as COMMIT."""
        with self.translating():
            return self.raw.execute(sql.encode(), values or None).statusmessage or ""

    @contextlib.contextmanager
    def translating(self) -> Generator[None]:
        """Turn what the driver says into a StorageError; ConnectionGoneError where the connection is lost."""
        with translating(self.raw, self.address):
            yield

    def close(self) -> None:
        """Hang up; nothing is waited for."""
        with contextlib.suppress(psycopg.Error):
            self.raw.close()
