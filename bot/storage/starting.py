"""What is done to the rows before anybody is served: deletions are finished, and what is readable is sealed.

Each step may be cut short at any instant and is taken up at the next start.
"""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.engine import RowMapping

from bot.storage import meta, people
from bot.storage.errors import StorageError
from bot.storage.files import drop_readable_copies
from bot.storage.keys import Keys
from bot.storage.seams import Link
from bot.storage.sqlite import SqliteLink
from bot.storage.tables import metadata, unsealed
from bot.storage.tx import Tx

T = TypeVar("T")
BOUND, READABLE, RESTORED = "keys", "readable", "restored"
"""In `meta`: the key store that goes with these rows; that pages of the file may hold readable reports; that the file
was put in place from a copy."""
AT_ONCE = 500
"""Rows sealed in one transaction."""
_log = logging.getLogger(__name__)


def bound_to(path: Path) -> str | None:
    """The key store that a database's rows were sealed with, as far as the file can be read; nothing is changed."""
    if not path.is_file():
        return None
    try:
        # Not read-only: such a connection leaves its log lying beside the file.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as raw:
            row = raw.execute("SELECT value FROM meta WHERE key = ?", (BOUND,)).fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row else None


def prepare(link: SqliteLink, path: Path, keys: Keys) -> None:
    """Do all of it, on the thread of the database."""
    for user_id in keys.unfinished():
        within(link, people.forget, user_id)
    if keys.id:
        within(link, _bind, keys.id)
    _seal_readable(link, path)
    if not keys.id or within(link, meta.get, RESTORED):
        sweep(link)


def within(link: Link, flow: Callable[..., T], *args: Any) -> T:
    """Run one flow in a transaction of its own, on the thread of the database."""
    tx = link.tx()
    link.begin()
    try:
        value = flow(tx, *args)
        link.commit()
        return value
    finally:
        tx.end()
        link.rollback()


def _bind(tx: Tx, name: str) -> None:
    if meta.get(tx, BOUND) is None:
        meta.put(tx, BOUND, name)


def _seal_readable(link: SqliteLink, path: Path) -> None:
    if not within(link, mark_readable):
        return
    _log.info("What members reported is being sealed; this is done once.")
    while within(link, seal_some):
        pass
    try:
        link.vacuum()
    except (sqlite3.Error, StorageError) as error:
        _log.warning("Readable pages could not be overwritten yet (%s); the next start tries again.", error)
        return
    for copy in drop_readable_copies(path):
        _log.info("Deleted %s: what members had reported stood readable in it.", copy.name)
    within(link, meta.drop, READABLE)


def mark_readable(tx: Tx) -> bool:
    """Whether there is, or was, something readable that is not known to be off the disk."""
    if meta.get(tx, READABLE) is None and tx.execute(select(unsealed.c.id).limit(1)).first() is None:
        return False
    meta.put(tx, READABLE, "1")
    return True


def seal_some(tx: Tx, most: int = AT_ONCE) -> int:
    """Seal the next rows that wait for it; how many."""
    rows = tx.execute(select(unsealed).order_by(unsealed.c.id).limit(most)).rows
    for place in {row["place"] for row in rows}:
        table = metadata.tables[place]
        key = next(iter(table.primary_key.columns))
        stmt = update(table).where(key == bindparam("which")).values(sealed=bindparam("bytes"))
        tx.execute(stmt, [_sealed(tx, row) for row in rows if row["place"] == place])
    if rows:
        tx.execute(delete(unsealed).where(unsealed.c.id <= rows[-1]["id"]))
    return len(rows)


def _sealed(tx: Tx, row: RowMapping) -> dict[str, object]:
    which = row["row"] if row["place"] == people.PLACE else int(row["row"])
    return {"which": which, "bytes": tx.seal(row["owner"], row["data"], row["place"])}


def sweep(link: Link) -> None:
    """Forget whoever no key opens: they deleted everything after the copy was made, or the keys ended with a run."""
    gone = within(link, people.unreadable)
    for user_id in gone:
        within(link, people.forget, user_id)
    if gone:
        _log.warning("%d persons' rows could not be read with any key and were deleted.", len(gone))
    within(link, meta.drop, RESTORED)
