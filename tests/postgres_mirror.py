"""The rows and keys of a server in SQLite files, so that what looks into a file can look at a server, too."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.storage.key_lock import SCHEMA
from bot.storage.keys import keys_file
from bot.storage.migrate import migrate
from bot.storage.tables import metadata


class Mirror:
    """`refresh` copies everything; while the server is away the files stay as they were."""

    def __init__(self, url: str, file: Path) -> None:
        self._url, self._file = url, file
        self._raw: Any = None
        migrate(file)
        with closing(sqlite3.connect(keys_file(file))) as keys:
            keys.executescript(SCHEMA)

    def refresh(self) -> bool:
        """Bring both files up to date, from one moment of the server's; whether that could be done."""
        import psycopg

        with suppress(psycopg.OperationalError):
            if self._raw is None or self._raw.closed:
                self._raw = psycopg.connect(self._url, autocommit=True)
                self._raw.execute("SET TimeZone='UTC'; SET lock_timeout='500ms'; SET statement_timeout='2s'")
            with self._raw.transaction():
                self._raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                tables = {table.name: self._rows(table.name, list(table.c.keys())) for table in metadata.sorted_tables}
                keys = {"store": self._rows("easeback_keys.store", ["name", "value"])}
                keys["keys"] = self._rows("easeback_keys.keys", ["user_id", "wrapped"])
            _write(keys_file(self._file), keys)
            _write(self._file, tables)
            return True
        return False

    def _rows(self, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
        names = ", ".join(f'"{name}"' for name in columns)
        return [tuple(map(_as_in_sqlite, row)) for row in self._raw.execute(f"SELECT {names} FROM {table}")]

    def close(self) -> None:
        """Hang up."""
        if self._raw is not None:
            self._raw.close()


def _as_in_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _write(file: Path, tables: dict[str, list[tuple[Any, ...]]]) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("PRAGMA synchronous=OFF")
        for name in reversed(tables):
            base.execute(f"DELETE FROM {name}")
        for name, rows in tables.items():
            if rows:
                base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
