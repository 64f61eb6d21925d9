"""Bring a database file to the newest shape: at each start, and by hand.

Migrations run on a connection of their own with foreign keys off, one BEGIN IMMEDIATE each: with foreign keys on,
altering a table by copying it (the only way in SQLite) deletes the rows that point at it. References are checked
before the commit. A file that holds data is copied first.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.storage.errors import StorageError, sentences
from bot.storage.files import drop_old_copies, is_cut_off, make_private, stamp
from bot.storage.migrations import HEAD
from bot.storage.sqlite import BUSY_MS, on_file

if TYPE_CHECKING:
    from bot.storage.upgrade import Runner

BIRTH = datetime(2024, 1, 1, tzinfo=UTC)
"""Before the first database: ids begin with the seconds since then."""


@dataclass(frozen=True, slots=True)
class Scripts:
    """Where the migrations are, and the newest of them."""

    folder: Path = Path(__file__).parent / "migrations"
    head: str = HEAD


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: the migrations that ran, oldest first, and the copy made before them."""

    applied: tuple[str, ...] = ()
    backup: Path | None = None


def utc_now() -> datetime:
    """The machine's clock, for work by hand."""
    return datetime.now(UTC)


def migrate(path: Path, *, now: Callable[[], datetime] = utc_now, scripts: Scripts | None = None) -> Migrated:
    """Create or alter the file as needed; StorageError says why it cannot be done, and then nothing was changed."""
    scripts = scripts or Scripts()
    with sentences(path):
        make_file(path)
        with closing(sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)) as raw:
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA secure_delete=ON")
            _refuse_cut_off(raw, path)
            current = revision_of(raw, path)
            if current == scripts.head:
                return Migrated()
            return _upgrade(raw, path, current, now, scripts)


def _refuse_cut_off(raw: sqlite3.Connection, path: Path) -> None:
    """SQLite itself does not look where a log lies beside the file, and finds the missing pages days later."""
    if is_cut_off(path) and raw.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise StorageError(f"{path} is damaged: stop the bot and put a backup in its place.")


def revision_of(raw: sqlite3.Connection, path: Path) -> str | None:
    """The newest migration that the file has seen; None for an empty file."""
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StorageError(f"{path} belongs to another program: name another file for the database.")
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None


def make_file(path: Path) -> None:
    """An empty file for a new database, which only the bot's user may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise StorageError(f"{path} is a folder: name a file for the database.")
    if not path.exists():
        make_private(path)


def _upgrade(
    raw: sqlite3.Connection, path: Path, current: str | None, now: Callable[[], datetime], scripts: Scripts
) -> Migrated:
    # Imported here because it takes a second on a small machine, and most starts have nothing to migrate.
    from bot.storage.upgrade import Runner, pending

    waiting = pending(scripts.folder, current)
    if waiting is None:
        raise StorageError(
            f"{path} was written by a newer Easeback: update the program, or put back a backup of the older database."
        )
    backup = _copy(raw, path, waiting[0], now()) if current and waiting else None
    with closing(Runner(on_file(raw), scripts.folder)) as runner:
        for revision in waiting:
            _step(raw, runner, revision, path)
    if current is None:
        spread_ids(raw, now())
    return Migrated(tuple(waiting), backup)


def _step(raw: sqlite3.Connection, runner: "Runner", revision: str, path: Path) -> None:
    raw.execute("BEGIN IMMEDIATE")
    try:
        runner.to(revision)
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({row[0] for row in broken}))
            raise StorageError(
                f"{path}: migration {revision} would leave rows of {tables} without their owner. Nothing was changed; "
                "please report this."
            )
        raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")


def _copy(raw: sqlite3.Connection, path: Path, revision: str, at: datetime) -> Path:
    target = path.with_name(f"{path.name}.before-{revision}-{stamp(at)}")
    partial = make_private(target.with_name(f"{target.name}.partial"))
    with closing(sqlite3.connect(partial)) as copy:
        raw.backup(copy)
    partial.replace(target)
    drop_old_copies(path)
    return target


def spread_ids(raw: sqlite3.Connection, at: datetime) -> None:
    """Let the file's ids go on from its age in seconds, so that cards of a lost database never name its sessions."""
    first = max(0, int((at - BIRTH).total_seconds()))
    for table in ("sessions", "jobs"):
        if not raw.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (first, table)).rowcount:
            raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, first))
