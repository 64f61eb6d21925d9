"""`python -m bot db`: work on the database file by hand."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage import migrate as migrations
from bot.storage.errors import StorageError, sentences
from bot.storage.lock import InstanceLock


def migrate(path: Path) -> str:
    """Bring the file to the newest shape; what was done, as a sentence."""
    lock = InstanceLock(path)
    if not lock.try_acquire():
        raise StorageError(f"A bot is running on {path} ({lock.holder()}): stop it first.")
    try:
        done = migrations.migrate(path)
    finally:
        lock.release()
    if not done.applied:
        return f"{path} is up to date."
    copy = f" The copy made before is {done.backup}." if done.backup else ""
    return f"{path} was brought to {done.applied[-1]}.{copy}"


def check(path: Path) -> str:
    """Look for damage in the file, without changing it; a running bot is not disturbed."""
    if not path.exists():
        raise StorageError(f"{path} does not exist: the first start makes it.")
    with sentences(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw:
        revision = migrations.revision_of(raw, path)
        told = [text for (text,) in raw.execute("PRAGMA integrity_check(5)")]
        orphans = raw.execute("PRAGMA foreign_key_check").fetchall()
    if told != ["ok"] or orphans:
        what = "; ".join(told) if told != ["ok"] else f"{len(orphans)} rows have lost their owner"
        raise StorageError(f"{path} is damaged ({what}): stop the bot and put a backup in its place.")
    return f"{path} is sound (revision {revision})."
