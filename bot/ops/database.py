"""`python -m bot db`: work on the database file by hand."""

import contextlib
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

from bot.storage import backup as copies
from bot.storage import migrate as migrations
from bot.storage.errors import StorageError
from bot.storage.files import stamp, unused
from bot.storage.keys import keys_file
from bot.storage.keys_copies import copy_daily, folder_of, is_key_store, put_back
from bot.storage.lock import InstanceLock
from bot.storage.master import key_file
from bot.storage.rekey import rekey as lock_anew


def migrate(path: Path) -> str:
    """Bring the file to the newest shape; what was done, as a sentence."""
    with _alone(path):
        done = migrations.migrate(path)
    if not done.applied:
        return f"{path} is up to date."
    copy = f" The copy made before is {done.backup}." if done.backup else ""
    return f"{path} was brought to {done.applied[-1]}.{copy}"


def check(path: Path) -> str:
    """Look for damage in the file, without changing it; a running bot is not disturbed."""
    if not path.exists():
        raise StorageError(f"{path} does not exist: the first start makes it.")
    return f"{path} is sound (revision {copies.revision_in(path)})."


def back_up(path: Path, target: Path | None, now: datetime | None = None) -> str:
    """Copy the database, also while a bot runs on it."""
    at = now or datetime.now(UTC)
    chosen = target or unused(path.parent / "backups" / f"easeback-{stamp(at)}.db")
    copies.back_up(path, chosen)
    copies.note(path, chosen, at)
    far = "" if target else " Keep copies on another machine, too."
    if keys_file(path).exists():
        far += f" It is worth nothing without the keys: keep the newest of {folder_of(path)} and the key itself, too."
    return f"{path} was copied to {chosen}, and the copy is sound.{far}"


def restore(path: Path, source: Path, now: datetime | None = None) -> str:
    """Put a copy in the database's place, or one of the keys in theirs; what was there is kept."""
    if source.is_file() and is_key_store(source):
        with _alone(path):
            was = put_back(path, source, now or datetime.now(UTC))
        kept = f" What was there before is {was}, for 7 days at most." if was else ""
        return f"{keys_file(path)} now holds the keys that are in {source}.{kept}"
    with _alone(path):
        done = copies.restore(path, source, now or datetime.now(UTC))
    kept = f" What was there before is kept as {done.replaced}: delete it when all is well." if done.replaced else ""
    return f"{path} now holds what is in {source} (revision {done.revision}).{kept}"


def rekey(path: Path, new: str | None, old: str | None, now: datetime | None = None) -> str:
    """Lock every person's key with another master key; what was done, as a sentence."""
    if new is None:
        raise StorageError("EASEBACK_KEY is not set: set it to the new key, and EASEBACK_KEY_OLD to the one of before.")
    with _alone(path):
        count = lock_anew(path, new, old)
        if count >= 0:
            copy_daily(path, now or datetime.now(UTC), anew=True)
    if count < 0:
        return f"{keys_file(path)} is locked with EASEBACK_KEY already."
    told = f"{keys_file(path)} is locked with EASEBACK_KEY now ({count} persons)."
    kept = f" {key_file(path)} opens only copies from before: delete it in 7 days." if key_file(path).exists() else ""
    return f"{told} Copies of it from before open with the old key; the bot deletes them within 7 days.{kept}"


@contextlib.contextmanager
def _alone(path: Path) -> Generator[None]:
    """Hold the lock, so that no bot runs meanwhile."""
    lock = InstanceLock(path)
    if not lock.try_acquire():
        raise StorageError(f"A bot is running on {path} ({lock.holder()}): stop it first.")
    try:
        yield
    finally:
        lock.release()
