"""What is done before anybody is served: the server is looked at, keys and tables are made, deletions made good."""

import logging
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from bot.storage import meta
from bot.storage.errors import StorageError
from bot.storage.migrate import BIRTH
from bot.storage.postgres import key_store
from bot.storage.postgres.address import Address
from bot.storage.postgres.connect import Raw, translating, unhurried
from bot.storage.postgres.keys import PostgresKeys
from bot.storage.postgres.link import PostgresLink
from bot.storage.postgres.migrate import migrate, revision_of
from bot.storage.starting import BOUND, sweep, within
from bot.storage.tx import Tx

OLDEST = 130_000
"""Postgres 13, the first that tells what became of a transaction by its number."""
_SPREAD = text(
    "SELECT setval(s, greatest(CAST(:first AS bigint), nextval(s))) FROM pg_get_serial_sequence(:which, 'id') AS s"
)
_log = logging.getLogger(__name__)


def check_server(raw: Raw, address: Address) -> None:
    """StorageError where this server cannot hold our rows."""
    if raw.info.server_version < OLDEST:
        major = raw.info.server_version // 10_000
        raise StorageError(f"{address.name} runs Postgres {major}: use 13 or newer.")
    if (raw.info.parameter_status("server_encoding") or "UTF8") != "UTF8":
        raise StorageError(
            f"{address.name} is not encoded in UTF-8: create one with ENCODING 'UTF8' TEMPLATE template0."
        )
    row = raw.execute("SELECT pg_is_in_recovery()").fetchone()
    if row and row[0]:
        raise StorageError(f"{address.name} is a standby that cannot be written: set DATABASE_URL to the primary.")


def make_whole(raw: Raw, address: Address, secret: str, left_behind: Path) -> bytes:
    """Make or bring up to date whatever is missing, all or nothing; the master key."""
    with translating(raw, address):
        check_server(raw, address)
        derived = key_store.check(raw, address, secret)
        if revision_of(raw, address) is None and left_behind.exists() and left_behind.stat().st_size:
            raise StorageError(
                f"{left_behind} holds what members logged until now, and {address.low} "
                "is empty: unset DATABASE_URL to go on with the file, or move the file away to begin anew."
            )
        raw.execute("BEGIN")
        try:
            applied = migrate(raw, address)
            derived = derived or key_store.make(raw, secret)
            raw.execute("COMMIT")
        except BaseException:
            if not raw.closed:
                raw.execute("ROLLBACK")
            raise
    if applied:
        _log.info("The database was brought to %s.", applied[-1])
    return derived


def prepare(raw: Raw, link: PostgresLink, keys: PostgresKeys, name: str, now: datetime) -> None:
    """Bind the rows to their keys, and forget whoever deleted everything since these rows were dumped."""
    within(link, _bind, name)
    within(link, spread_ids, now)
    if keys.rows_are_behind():
        with unhurried(raw):
            sweep(link)
            within(link, _agree, keys)


def _agree(tx: Tx, keys: PostgresKeys) -> None:
    del tx
    keys.count_deletion()


def _bind(tx: Tx, name: str) -> None:
    if meta.get(tx, BOUND) is None:
        meta.put(tx, BOUND, name)


def spread_ids(tx: Tx, now: datetime) -> None:
    """Let ids go on from the age in seconds, at each start: rows put back from a dump would give some a second time."""
    first = max(1, int((now - BIRTH).total_seconds()))
    for table in ("sessions", "jobs"):
        tx.execute(_SPREAD, {"first": first, "which": table})
