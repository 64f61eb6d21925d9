"""Whole copies of the database file: made while the bot runs, looked through for damage, and put in its place.

A copy is taken through one read transaction, which in a write-ahead log holds up no writer. Nothing here writes to a
file that a running bot has open: SQLite before 3.51.3 may damage a log that two connections write to and take in.
"""

import contextlib
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.errors import StorageError, sentences
from bot.storage.files import make_private, stamp, sync_folder, unused
from bot.storage.migrate import Scripts, revision_of, spread_ids
from bot.storage.sqlite import BUSY_MS
from bot.storage.starting import RESTORED


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: its revision, and where the file is that was there before."""

    revision: str
    replaced: Path | None = None


def back_up(path: Path, target: Path) -> None:
    """Copy the database to a new file that stands by itself; it appears under its name only when it is whole."""
    if not path.exists():
        raise StorageError(f"{path} does not exist: the first start makes it.")
    if target.exists():
        what = "is a folder: name a file in it" if target.is_dir() else "exists already: name another file"
        raise StorageError(f"{target} {what}.")
    with sentences(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = _copy(path, target)
        # What was copied is only as good as what it was copied from.
        revision_in(partial)
        partial.replace(target)
        sync_folder(target)


def revision_in(path: Path) -> str:
    """Look for damage in a file without changing it; its revision, or StorageError with what is wrong."""
    if not path.is_file():
        raise StorageError(f"{path} {'is a folder: name a file' if path.is_dir() else 'does not exist'}.")
    with sentences(path), closing(_look(path)) as raw:
        revision = revision_of(raw, path)
        told = [text for (text,) in raw.execute("PRAGMA integrity_check(5)")]
        orphans = raw.execute("PRAGMA foreign_key_check").fetchall()
    if told != ["ok"] or orphans:
        what = "; ".join(told) if told != ["ok"] else f"{len(orphans)} rows have lost their owner"
        raise StorageError(f"{path} is damaged ({what}): stop the bot and put a backup in its place.")
    if revision is None:
        raise StorageError(f"{path} is empty: name a file that holds an Easeback database.")
    return revision


def restore(path: Path, source: Path, now: datetime, scripts: Scripts | None = None) -> Restored:
    """Put a copy in the place of the database; whoever calls holds the instance lock. The replaced file is kept."""
    if source.exists() and path.exists() and source.samefile(path):
        raise StorageError(f"{source} is the database itself: name a copy of it.")
    revision = revision_in(source)
    _refuse_newer(source, revision, scripts or Scripts())
    with sentences(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = _copy(source, path)
        with closing(sqlite3.connect(partial)) as raw, raw:
            spread_ids(raw, now)
            # The next start looks for rows of whoever has deleted everything since, and whose key is gone.
            raw.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (RESTORED,))
        replaced = _set_aside(path, now) if path.exists() else None
        for rest in (_log_of(path), path.with_name(f"{path.name}-shm")):
            rest.unlink(missing_ok=True)
        partial.replace(path)
        sync_folder(path)
    return Restored(revision, replaced)


def _refuse_newer(source: Path, revision: str, scripts: Scripts) -> None:
    from bot.storage.upgrade import pending

    if pending(scripts.folder, revision) is None:
        raise StorageError(f"{source} was written by a newer Easeback: update the program first.")


def _look(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_MS / 1000, isolation_level=None)


def _copy(source: Path, target: Path) -> Path:
    """A copy beside the target under a passing name, in one file without a log."""
    partial = make_private(target.with_name(f"{target.name}.partial"))
    try:
        with closing(_look(source)) as raw, closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            raw.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return partial


def _set_aside(path: Path, now: datetime) -> Path:
    """Give the present file a second name, and its log the one that goes with it: as they are, for both may be hurt."""
    kept = unused(path.with_name(f"{path.name}.replaced-{stamp(now)}"))
    try:
        # A link, so that at each instant a file stands under the database's name.
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)
    if _log_of(path).exists():
        # A log that stayed would be read into the copy that comes.
        _log_of(path).replace(_log_of(kept))
    return kept


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def note(path: Path, target: Path, now: datetime) -> None:
    """Remember when and where the last copy was made, in a file of its own beside the database."""
    with sentences(path):
        _note_of(path).write_text(f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S%z} {target.resolve()}\n", encoding="utf-8")


def last_backup(path: Path) -> tuple[datetime, Path] | None:
    """When and where the last copy was made by hand, as far as is known."""
    with contextlib.suppress(OSError, ValueError):
        when, _, where = _note_of(path).read_text(encoding="utf-8").strip().partition(" ")
        return datetime.strptime(when, "%Y-%m-%dT%H:%M:%S%z"), Path(where)
    return None


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.last-backup")
