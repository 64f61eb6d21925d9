"""What `doctor` looks at on the side of the keys: whether they open, where the host keeps them, what is readable."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.ops.finding import Finding
from bot.ops.keeping import NO_KEY, Keeping
from bot.storage.errors import StorageError, sentences
from bot.storage.files import SEALED_FROM
from bot.storage.key_lock import facts_of, refuse_strange, unlock
from bot.storage.keys import keys_file
from bot.storage.keys_copies import KEPT, copies
from bot.storage.master import key_file
from bot.storage.starting import bound_to


def keys(database: Path, kept: Keeping, now: datetime) -> Iterable[Finding]:
    """All findings about the keys; nothing is changed."""
    try:
        yield _opens(database, kept)
    except StorageError as error:
        yield Finding("Keys", "cannot be used, so the bot will not start", error.sentence, 82)
        return
    yield _source(database, kept)
    yield from _old_copies(database, now)
    yield from _readable(database)


def _opens(database: Path, kept: Keeping) -> Finding:
    path = keys_file(database)
    with sentences(path):
        if not path.exists():
            refuse_strange(path, {}, bound_to(database))
            return Finding("Keys", f"{path} will be made at the first start")
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as raw:
            facts = facts_of(raw)
            refuse_strange(path, facts, bound_to(database))
            if facts:
                unlock(path, facts, kept.master)
                (count,) = raw.execute("SELECT count(*) FROM keys").fetchone()
                return Finding("Keys", f"{path} opens; it holds the keys of {count} persons")
    return Finding("Keys", f"{path} will be made at the next start")


def _source(database: Path, kept: Keeping) -> Finding:
    if kept.master.given:
        return Finding("Master key", "is EASEBACK_KEY; keep it elsewhere, too")
    file = key_file(database)
    if file.exists() or kept.master.makes_file:
        text = f"{'is' if file.exists() else 'will be'} in the file {file}"
        todo = f"Keep a copy of {file} on another machine, or set EASEBACK_KEY: without it no copy can be read."
        return Finding("Master key", text, todo, 7)
    return Finding("Master key", "there is none, so nothing that members report is kept", NO_KEY, 44)


def _old_copies(database: Path, now: datetime) -> Iterator[Finding]:
    old = [file.name for day, file in copies(database) if now.date() - day >= KEPT]
    if old:
        todo = f"Start the bot, or delete in {database.with_name('keys-backups')}: {', '.join(old)}."
        yield Finding("Key copies", "some are older than 7 days: deleted persons' data can still be read", todo, 33)


def _readable(database: Path) -> Iterator[Finding]:
    """Copies from before anything was sealed; the bot deletes only those that it made itself."""
    places = (*database.with_name("backups").glob("*.db"), *database.parent.glob(f"{database.name}.replaced-*"))
    readable = sorted(file.name for file in places if _revision(file) < SEALED_FROM)
    if readable:
        todo = f"Delete these copies, and those that you carried elsewhere: {', '.join(readable)}."
        yield Finding("Readable copies", "in some, what members reported is readable without a key", todo, 35)


def _revision(file: Path) -> str:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        # Whatever cannot be read here is told by `db check`.
        return SEALED_FROM
    return row[0] if row else SEALED_FROM
