"""Each person's own key, in a schema of its own beside the rows, locked by the master key as in `bot.storage.keys`.

One transaction holds rows and keys, so here a key lasts neither before nor after what it seals, and a deletion takes
both at once. A dump that leaves the schema out holds no key. Deletions are counted on both sides: where the rows know
of fewer, they were put back from a dump that is older than the keys.
"""

import hmac
import secrets
from collections import OrderedDict
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.key_lock import unwrap, wrap
from bot.storage.keys import CACHED
from bot.storage.postgres.line import Line

SCHEMA = "easeback_keys"
DELETIONS = "deletions"
"""In `meta` and in the key store's facts: how many there were."""
_GET = f"SELECT wrapped FROM {SCHEMA}.keys WHERE user_id = %s"
_ADD = f"INSERT INTO {SCHEMA}.keys VALUES (%s, %s)"
_DROP = f"DELETE FROM {SCHEMA}.keys WHERE user_id = %s"
_HERE = f"coalesce((SELECT value::bigint FROM meta WHERE key = '{DELETIONS}'), 0)"
_THERE = f"coalesce((SELECT convert_from(value, 'UTF8')::bigint FROM {SCHEMA}.store WHERE name = '{DELETIONS}'), 0)"
_COUNT = f"""
WITH next AS (SELECT (1 + greatest({_HERE}, {_THERE}))::text AS number),
here AS (INSERT INTO meta (key, value) SELECT '{DELETIONS}', number FROM next
    ON CONFLICT (key) DO UPDATE SET value = excluded.value)
INSERT INTO {SCHEMA}.store SELECT '{DELETIONS}', convert_to(number, 'UTF8') FROM next
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
_IS_BEHIND = f"SELECT {_HERE} < {_THERE}"


class PostgresKeys:
    """The open key store, on the connection and within the transaction of whoever asks."""

    def __init__(self, line: Line, master: bytes) -> None:
        self._line = line
        self._master = AESGCM(master)
        self._cache: OrderedDict[str, AESGCM] = OrderedDict()
        self._touched: set[str] = set()

    def of(self, user_id: str) -> AESGCM | None:
        """The person's key; None where there is none, or none any more."""
        known = self._cache.get(user_id)
        if known is not None:
            self._cache.move_to_end(user_id)
            return known
        wrapped = self._line.ask(_GET, user_id)
        return None if wrapped is None else self._remember(user_id, unwrap(self._master, user_id, wrapped))

    def of_or_new(self, user_id: str) -> AESGCM:
        """The person's key, made now if there is none; it lasts when the transaction does."""
        known = self.of(user_id)
        if known is not None:
            return known
        key = secrets.token_bytes(32)
        self._line.do(_ADD, user_id, wrap(self._master, user_id, key))
        self._touched.add(user_id)
        return self._remember(user_id, key)

    def pseudonym(self, user_id: str, what: str) -> str | None:
        """A name that nobody can lead back to the person without their key; None where there is no key."""
        wrapped = self._line.ask(_GET, user_id)
        if wrapped is None:
            return None
        key = unwrap(self._master, user_id, wrapped)
        return hmac.new(key, what.encode(), sha256).hexdigest()[:24]

    def forget(self, user_id: str) -> None:
        """Remove the person's key, before their rows."""
        self._line.do(_DROP, user_id)
        self.count_deletion()
        self._cache.pop(user_id, None)
        self._touched.add(user_id)

    def count_deletion(self) -> None:
        """One more, on both sides; from then on they agree."""
        self._line.do(_COUNT)

    def rows_are_behind(self) -> bool:
        """Whether the rows come from before a deletion that the keys know of."""
        return bool(self._line.ask(_IS_BEHIND))

    def unfinished(self) -> list[str]:
        """Nobody: the key and the rows go in one transaction."""
        return []

    def _remember(self, user_id: str, key: bytes) -> AESGCM:
        known = self._cache[user_id] = AESGCM(key)
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)
        return known

    # The transaction

    def undo(self) -> None:
        """What the flow did never was."""
        for user_id in self._touched:
            self._cache.pop(user_id, None)

    def committed(self) -> None:
        """What was done lasts."""
        self._touched.clear()

    def rollback(self) -> None:
        """Nothing since the transaction began ever was."""
        self.undo()
        self._touched.clear()

    def start_anew(self) -> None:
        """Somebody else may have written keys since."""
        self._cache.clear()
        self._touched.clear()
