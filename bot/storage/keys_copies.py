"""Daily copies of the key store, beside it. None is kept for more than a week: with one, a deleted person's rows in an
old copy of the database could be read again.
"""

import contextlib
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.storage.errors import sentences
from bot.storage.files import make_private, stamp, sync_folder, unused
from bot.storage.key_lock import facts_of
from bot.storage.keys import keys_file

KEPT = timedelta(days=7)
"""A copy is gone before it is this old, as far as the bot runs."""


def folder_of(database: Path) -> Path:
    """Where the copies are."""
    return database.with_name("keys-backups")


def copies(database: Path) -> list[tuple[date, Path]]:
    """All copies with their days, oldest first."""
    found: list[tuple[date, Path]] = []
    for file in folder_of(database).glob("*.db"):
        with contextlib.suppress(ValueError):
            day = file.stem.partition("-")[2][:8]
            found.append((datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC).date(), file))
    return sorted(found)


def copy_daily(database: Path, now: datetime, *, anew: bool = False) -> Path | None:
    """Make the copy of this day, unless it is there (or `anew`); what is too old goes. The copy, if one was made."""
    target = folder_of(database) / f"keys-{now.astimezone(UTC):%Y%m%d}.db"
    wanted = keys_file(database).exists() and (anew or not target.exists())
    if wanted:
        _copy(keys_file(database), target)
    drop_old(database, now)
    return target if wanted else None


def _copy(source: Path, target: Path) -> None:
    with sentences(target):
        target.parent.mkdir(mode=0o700, exist_ok=True)
        partial = make_private(target.with_name(f"{target.name}.partial"))
        uri = f"{source.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True)) as raw, closing(sqlite3.connect(partial)) as copy:
            raw.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        partial.replace(target)
        sync_folder(target)


def drop_old(database: Path, now: datetime) -> list[Path]:
    """Delete the copies that are too old, and those of days to come; those deleted."""
    today = now.astimezone(UTC).date()
    old = [file for day, file in copies(database) if not today - KEPT < day <= today]
    with sentences(folder_of(database)):
        for file in (*old, *folder_of(database).glob("*.partial")):
            file.unlink(missing_ok=True)
    return old


def is_key_store(path: Path) -> bool:
    """Whether a file holds keys, not rows."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw:
            return bool(facts_of(raw))
    except sqlite3.Error:
        return False


def put_back(database: Path, source: Path, now: datetime) -> Path | None:
    """Put a copy of the keys in their place, while no bot runs; where the file is that was there, for a week at most.

    Whoever deleted everything since that copy has a key again: this is for a key store that is lost.
    """
    target = keys_file(database)
    with sentences(target):
        partial = make_private(target.with_name(f"{target.name}.partial"))
        uri = f"{source.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as raw, closing(sqlite3.connect(partial)) as copy:
            raw.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        replaced = None
        if target.exists():
            replaced = unused(folder_of(database) / f"replaced-{stamp(now)}.db")
            replaced.parent.mkdir(mode=0o700, exist_ok=True)
            target.replace(replaced)
        for rest in ("-wal", "-shm"):
            # A log that stayed would be read into the copy.
            target.with_name(f"{target.name}{rest}").unlink(missing_ok=True)
        partial.replace(target)
        sync_folder(target)
    return replaced
