"""`python -m bot db` where the database is on a Postgres server: what the bot does there, and what the host does."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.storage.errors import StorageError
from bot.storage.master import Master

if TYPE_CHECKING:
    from bot.storage.postgres.place import PostgresPlace

BACKUP = (
    "The database is on a server: copy its rows with `pg_dump --exclude-schema=easeback_keys -Fc -f rows.dump "
    '"$DATABASE_URL"`, also while the bot runs, and its keys with `pg_dump --schema=easeback_keys -Fc -f keys.dump '
    '"$DATABASE_URL"`. Keep the two apart, and a copy of the keys for 7 days at most.'
)
RESTORE = (
    "The database is on a server: stop the bot and put copies back with "
    '`pg_restore --clean --if-exists --single-transaction -d "$DATABASE_URL" rows.dump`. Put back keys.dump only if '
    "the keys are lost: whoever deleted everything after it was made would have a key again."
)


def migrate(place: "PostgresPlace", master: Master) -> str:
    """Bring the tables to the newest shape; what was done, as a sentence."""
    from bot.storage.postgres import by_hand

    before, after = by_hand.migrate(place, master)
    return f"{place.address.name} {'is up to date' if before == after else f'was brought to {after}'}."


def check(place: "PostgresPlace", master: Master) -> str:
    """Whether a bot could start on it, without changing anything."""
    from bot.storage.postgres.survey import look

    now = datetime.now(UTC)
    seen = look(place, master, now, now.date())
    if seen.revision is None:
        return f"{place.address.name} can be used (Postgres {seen.version}); the first start makes its tables."
    return (
        f"{place.address.name} can be used (Postgres {seen.version}, revision {seen.revision}, keys of {seen.persons} "
        "persons). For damage on its disk run pg_amcheck on the server."
    )


def back_up() -> str:
    """What the host does instead."""
    raise StorageError(BACKUP)


def restore() -> str:
    """What the host does instead."""
    raise StorageError(RESTORE)


def rekey(place: "PostgresPlace", new: str | None, old: str | None) -> str:
    """Lock every person's key with another master key; what was done, as a sentence."""
    from bot.storage.postgres import by_hand

    if new is None:
        raise StorageError("EASEBACK_KEY is not set: set it to the new key, and EASEBACK_KEY_OLD to the one of before.")
    count = by_hand.rekey(place, new, old)
    if count < 0:
        return f"{place.address.name} is locked with EASEBACK_KEY already."
    return (
        f"{place.address.name} is locked with EASEBACK_KEY now ({count} persons). Copies of its keys from before open "
        "with the old key: delete them."
    )
