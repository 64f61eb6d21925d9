"""Each person's own key, in a small database of its own beside the rows.

Here the order of writes is what counts. A key lasts before the first row that it seals, so that rows without a key
cannot be; a key without rows harms nobody. A deletion begins here: the key goes and a tombstone stays, both durable
before the rows are touched, and the tombstone goes when the rows are gone from the disk. Copies of the rows are worth
nothing without this file, so no copy of the rows holds it (`keys_copies` makes its own).

The store's thread writes, and the reader's looks: hence the lock. The transaction here follows that of the rows.
"""

import contextlib
import hmac
import secrets
import sqlite3
import threading
from collections import OrderedDict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.errors import StorageError, sentences
from bot.storage.key_lock import SCHEMA, connect, facts_of, make, refuse_strange, unlock, unwrap, wrap
from bot.storage.master import Master, key_file, make_key_file, read_key_file

CACHED = 10_000
"""Persons whose keys are held open in memory, those seen last."""
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=1500")


def keys_file(database: Path) -> Path:
    """Where the keys of a database's persons are."""
    return database.with_name("keys.db")


class Keys:
    """The open key store. `id` ties it to the rows; it is empty where the keys live in memory only."""

    def __init__(self, raw: sqlite3.Connection, path: Path, master: bytes, name: str) -> None:
        self.id = name
        self.path = path
        self._raw = raw
        self._master = AESGCM(master)
        self._lock = threading.RLock()
        self._cache: OrderedDict[str, AESGCM] = OrderedDict()
        self._in_flow = False
        self._touched: set[str] = set()
        self._leaving: list[str] = []
        """Deleted in this transaction; those of the flow that runs come after `_kept`."""
        self._kept = 0
        self._left: list[str] = []
        """Whose rows are deleted for good, but not yet known to be gone from the disk."""
        self._unfinished = {user_id for (user_id,) in raw.execute("SELECT user_id FROM tombstones")}

    @classmethod
    def in_memory(cls) -> "Keys":
        """Keys that end with this run."""
        raw = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        raw.executescript(SCHEMA)
        return cls(raw, Path("memory"), secrets.token_bytes(32), "")

    @classmethod
    def open(cls, database: Path, master: Master, bound_to: str | None = None) -> "Keys":
        """Open or make the key store beside a database; `bound_to` is the one that its rows were sealed with.

        StorageError where the key is not the one that this store is locked with: then nothing was changed.
        """
        path = keys_file(database)
        with sentences(path), contextlib.ExitStack() as opened:
            raw = opened.enter_context(contextlib.closing(connect(path))) if path.exists() else None
            facts = facts_of(raw) if raw else {}
            refuse_strange(path, facts, bound_to)
            if raw is not None and facts:
                derived = unlock(path, facts, master)
                opened.pop_all()
            else:
                secret = master.given or read_key_file(key_file(database))
                if secret is None and not master.makes_file:
                    return cls.in_memory()
                raw, facts, derived = make(path, secret or make_key_file(key_file(database)))
            for pragma in _PRAGMAS:
                raw.execute(f"PRAGMA {pragma}")
            return cls(raw, path, derived, facts["id"].decode())

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._raw.close()

    # One person's key

    def of(self, user_id: str) -> AESGCM | None:
        """The person's key; None where there is none, or none any more."""
        with self._lock:
            known = self._cache.get(user_id)
            if known is None:
                row = self._raw.execute("SELECT wrapped FROM keys WHERE user_id = ?", (user_id,)).fetchone()
                known = AESGCM(unwrap(self._master, user_id, row[0])) if row else None
                if known is not None:
                    self._remember(user_id, known)
            else:
                self._cache.move_to_end(user_id)
            return known

    def of_or_new(self, user_id: str) -> AESGCM:
        """The person's key, made now if there is none; it lasts from `flush` on."""
        with self._lock:
            known = self.of(user_id)
            if known is not None:
                return known
            key = secrets.token_bytes(32)
            self._begin()
            self._raw.execute("INSERT INTO keys VALUES (?, ?)", (user_id, wrap(self._master, user_id, key)))
            self._touched.add(user_id)
            self._remember(user_id, AESGCM(key))
            return self._cache[user_id]

    def pseudonym(self, user_id: str, what: str) -> str | None:
        """A name that nobody can lead back to the person without their key; None where there is no key."""
        with self._lock:
            row = self._raw.execute("SELECT wrapped FROM keys WHERE user_id = ?", (user_id,)).fetchone()
            if row is None:
                return None
            key = unwrap(self._master, user_id, row[0])
        return hmac.new(key, what.encode(), sha256).hexdigest()[:24]

    def forget(self, user_id: str) -> None:
        """Remove the person's key and note that their rows are to go."""
        with self._lock:
            self._begin()
            self._raw.execute("DELETE FROM keys WHERE user_id = ?", (user_id,))
            at = datetime.now(UTC).isoformat(timespec="seconds")
            self._raw.execute("INSERT OR IGNORE INTO tombstones VALUES (?, ?)", (user_id, at))
            self._cache.pop(user_id, None)
            self._touched.add(user_id)
            self._leaving.append(user_id)

    def _remember(self, user_id: str, key: AESGCM) -> None:
        self._cache[user_id] = key
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)

    # The transaction, beside that of the rows

    def _begin(self) -> None:
        if not self._raw.in_transaction:
            self._refuse_lost()
            self._raw.execute("BEGIN IMMEDIATE")
            if self._in_flow:
                self._raw.execute("SAVEPOINT flow")

    def save(self) -> None:
        """A flow begins."""
        with self._lock:
            self._in_flow = True
            self._kept = len(self._leaving)
            if self._raw.in_transaction:
                self._raw.execute("SAVEPOINT flow")

    def release(self) -> None:
        """What the flow did stays."""
        with self._lock:
            self._in_flow = False
            if self._raw.in_transaction:
                self._raw.execute("RELEASE flow")

    def undo(self) -> None:
        """What the flow did never was."""
        with self._lock:
            self._in_flow = False
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK TO flow")
                self._raw.execute("RELEASE flow")
            del self._leaving[self._kept :]
            self._drop_touched()

    def flush(self) -> None:
        """Make the keys of this transaction last: before the rows do."""
        with self._lock, sentences(self.path):
            if self._raw.in_transaction:
                self._raw.execute("COMMIT")
                self._touched.clear()
                self._unfinished.update(self._leaving)
            else:
                self._refuse_lost()

    def _refuse_lost(self) -> None:
        # SQLite has ended the transaction by itself (a full disk): the rows that go with its keys must not be written.
        if self._touched:
            raise StorageError(f"The disk that holds {self.path} is full: free some space.")

    def committed(self) -> None:
        """The rows last now: whoever was deleted with them is off the tables."""
        with self._lock:
            self._left += self._leaving
            self._leaving = []

    def rollback(self) -> None:
        """The rows were not written. Keys that last already stay: they harm nobody."""
        with self._lock:
            self._in_flow = False
            self._leaving = []
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            self._drop_touched()
            self._touched.clear()

    def _drop_touched(self) -> None:
        for user_id in self._touched:
            self._cache.pop(user_id, None)

    # Deletions that are under way

    def unfinished(self) -> list[str]:
        """Whose key is gone, but whose rows may still be there."""
        with self._lock:
            return sorted(self._unfinished.difference(self._left))

    @property
    def leaves_traces(self) -> bool:
        """Whether deleted rows may still stand in the log of the rows."""
        return bool(self._left)

    def finish(self) -> None:
        """The rows are gone from the disk: the deletions are complete."""
        with self._lock, sentences(self.path):
            self._raw.execute("BEGIN IMMEDIATE")
            self._raw.executemany("DELETE FROM tombstones WHERE user_id = ?", [(user_id,) for user_id in self._left])
            self._raw.execute("COMMIT")
            self._unfinished.difference_update(self._left)
            self._left = []
            # What was deleted stands in the log, too, until it is taken in.
            self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
