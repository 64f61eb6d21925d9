"""Bring a Postgres database to the newest shape: the same migrations as for a file, all in one transaction."""

from contextlib import closing

from bot.storage.errors import StorageError
from bot.storage.migrate import Scripts
from bot.storage.postgres.address import Address
from bot.storage.postgres.connect import Raw, unhurried
from bot.storage.postgres.dialect import over

_OURS = "SELECT to_regclass('alembic_version') IS NOT NULL, to_regclass('people') IS NOT NULL"


def revision_of(raw: Raw, address: Address) -> str | None:
    """The newest migration that the database has seen; None where it holds nothing of ours."""
    versioned, peopled = raw.execute(_OURS).fetchone() or (False, False)
    if versioned != peopled:
        raise StorageError(
            f"{address.name} holds tables of another program with the names of ours: name a database of its own."
        )
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone() if versioned else None
    return row[0] if row else None


def migrate(raw: Raw, address: Address, scripts: Scripts | None = None) -> tuple[str, ...]:
    """Run what is missing, within a transaction that is begun; the migrations that ran, oldest first."""
    scripts = scripts or Scripts()
    current = revision_of(raw, address)
    if current == scripts.head:
        return ()
    # Imported here because it takes a second on a small machine, and most starts have nothing to migrate.
    from bot.storage.upgrade import Runner, pending

    waiting = pending(scripts.folder, current)
    if waiting is None:
        raise StorageError(
            f"{address.name} was written by a newer Easeback: update the program, or put back an older dump."
        )
    with unhurried(raw), closing(Runner(over(raw, for_tables=True), scripts.folder)) as runner:
        for revision in waiting:
            runner.to(revision)
    return tuple(waiting)
