"""What `python -m bot db` does on a server, while no bot runs."""

import contextlib
from collections.abc import Generator

from bot.storage.errors import StorageError
from bot.storage.master import Master, key_file
from bot.storage.postgres import key_store
from bot.storage.postgres.connect import Raw, translating, unhurried
from bot.storage.postgres.migrate import revision_of
from bot.storage.postgres.place import PostgresPlace
from bot.storage.postgres.starting import make_whole


@contextlib.contextmanager
def _alone(place: PostgresPlace) -> Generator[Raw]:
    """Hold the lock, so that no bot runs meanwhile."""
    try:
        if not place.lock.try_acquire() or place.lock.raw is None:
            raise StorageError(f"A bot is running on {place.address.low} ({place.lock.holder()}): stop it first.")
        with translating(place.lock.raw, place.address):
            yield place.lock.raw
    finally:
        place.lock.release()


def migrate(place: PostgresPlace, master: Master) -> tuple[str | None, str | None]:
    """Make the tables, or bring them to the newest shape; the revision before and after."""
    secret = key_store.secret_of(master, key_file(place.instead_of))
    with _alone(place) as raw:
        before = revision_of(raw, place.address)
        make_whole(raw, place.address, secret, place.instead_of)
        return before, revision_of(raw, place.address)


def rekey(place: PostgresPlace, new: str, old: str | None) -> int:
    """Lock every person's key with another master key; how many, or -1 where it is the one already."""
    with _alone(place) as raw, unhurried(raw):
        return key_store.lock_anew(raw, place.address, new, old)
