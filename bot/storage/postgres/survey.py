"""A look at a server for whoever runs the bot; nothing is changed."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime

from bot.storage.errors import StorageError
from bot.storage.master import Master, key_file
from bot.storage.postgres import key_store
from bot.storage.postgres.connect import Raw, connect, translating
from bot.storage.postgres.errors import sentence_of
from bot.storage.postgres.keys import SCHEMA
from bot.storage.postgres.migrate import revision_of
from bot.storage.postgres.place import PostgresPlace
from bot.storage.postgres.starting import check_server
from bot.storage.survey import Timers

_MAY = """
SELECT has_schema_privilege(current_schema(), 'CREATE') AND has_database_privilege(current_database(), 'CREATE')
"""
_DEAD = """
SELECT kind, coalesce(error, 'no reason'), count(*) FROM jobs WHERE state = 'dead'
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
_DUE = "SELECT count(*), min(due_at) FROM jobs WHERE state IN ('pending', 'claimed') AND due_at <= %s"
_COUNTED = "SELECT name, sum(value) FROM counts WHERE guild_id = '' AND day >= %s GROUP BY name"


@dataclass(frozen=True, slots=True)
class Seen:
    """The server's version, the tables' revision (None: still to be made), who runs on them, and what they tell."""

    version: str
    revision: str | None
    holder: str
    persons: int
    timers: Timers
    counted: dict[str, int]


def look(place: PostgresPlace, master: Master, now: datetime, since: date) -> Seen:
    """Everything at once; StorageError says why the bot would not start."""
    secret = key_store.secret_of(master, key_file(place.instead_of))
    with closing(connect(place.address, "easeback doctor", reads_only=True)) as raw, translating(raw, place.address):
        # Before the session is read-only, a server that is says so by itself.
        check_server(raw, place.address)
        revision = revision_of(raw, place.address)
        opened = key_store.check(raw, place.address, secret)
        if (revision is None or opened is None) and not _one(raw, _MAY):
            raise StorageError(sentence_of("42501", place.address) or "")
        return Seen(
            version=str(_one(raw, "SELECT current_setting('server_version')")).split()[0],
            revision=revision,
            holder=place.lock.holder(),
            persons=_one(raw, f"SELECT count(*) FROM {SCHEMA}.keys") if opened else 0,
            timers=_timers(raw, now) if revision else Timers(),
            counted=dict(raw.execute(_COUNTED, (since,)).fetchall()) if revision else {},
        )


def _one(raw: Raw, sql: str) -> int:
    row = raw.execute(sql.encode()).fetchone()
    return row[0] if row else 0


def _timers(raw: Raw, now: datetime) -> Timers:
    due, oldest = raw.execute(_DUE, (now,)).fetchone() or (0, None)
    return Timers(tuple(raw.execute(_DEAD).fetchall()), due, oldest)
