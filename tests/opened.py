"""A look into a database as it is on the disk, with what its persons' own keys open beside the plain columns."""

import json
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.key_lock import facts_of, opens, unwrap
from bot.storage.keys import keys_file
from bot.storage.master import key_file
from bot.storage.sealing import unseal_with

COLUMNS = {
    "people": ("age", "screened_at", "hold", "stop", "stop_until", "limits", "retired", "facts"),
    "sessions": (),
    "prompts": ("nrs",),
    "reports": ("nrs", "feel", "anything_new"),
    "checkins": ("routines", "plan", "before", "after", "feel", "anything_new", "done"),
}


MIRRORS: dict[Path, Callable[[], bool]] = {}
"""What brings a file up to date that mirrors a server (`tests.postgres_mirror`)."""


def refresh(database: Path) -> bool:
    """See that the file holds what the bot has written; whether it does: a server may be away."""
    return MIRRORS[database]() if database in MIRRORS else True


@contextmanager
def opened(database: Path) -> Generator[sqlite3.Connection]:
    """The tables under their names, each with what was sealed as columns (in sessions: as `state`)."""
    refresh(database)
    with closing(_read(database)) as base:
        base.create_function("said", 3, _opener(database))
        for table, names in COLUMNS.items():
            fields = ", ".join(f"json_extract(text, '$.{name}') AS \"{name}\"" for name in names) or "text AS state"
            base.execute(
                f"CREATE TEMP VIEW {table} AS SELECT *, {fields} FROM "
                f"(SELECT *, said('{table}', user_id, sealed) AS text FROM main.{table})"
            )
        yield base


def _read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _opener(database: Path) -> Callable[[str, str, bytes | None], str | None]:
    """Opens a person's values as JSON text; the bot may be running and making keys."""

    def said(place: str, user_id: str, sealed: bytes | None) -> str | None:
        if sealed is None:
            return None
        with closing(_read(keys_file(database))) as store:
            row = store.execute("SELECT wrapped FROM keys WHERE user_id = ?", (user_id,)).fetchone()
            master = _master(key_file(database).read_text().strip(), tuple(sorted(facts_of(store).items())))
        value = unseal_with(AESGCM(unwrap(AESGCM(master), user_id, row[0])), user_id, sealed, place) if row else None
        return None if value is None else json.dumps(value, separators=(",", ":"))

    return said


@lru_cache
def _master(secret: str, facts: tuple[tuple[str, bytes], ...]) -> bytes:
    derived = opens(dict(facts), secret)
    assert derived is not None, "the key file is not the one of the key store"
    return derived
