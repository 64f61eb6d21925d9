"""A new master key: every person's key is locked anew, in one transaction, so that a crash leaves all or none of it."""

import secrets
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.errors import StorageError, sentences
from bot.storage.key_lock import Facts, connect, facts_of, new_facts, opens, unwrap, wrap, write_facts
from bot.storage.keys import keys_file
from bot.storage.master import derive, key_file, read_key_file


def rekey(database: Path, new: str, old: str | None) -> int:
    """Lock the store with the new key; how many persons' keys that were, or -1 where it is locked with it already.

    The old key is the one given, or the one in the key file.
    """
    path = keys_file(database)
    if not path.exists():
        raise StorageError(f"{path} does not exist: the first start makes it, with the key that is set then.")
    with sentences(path), closing(connect(path)) as raw:
        facts = facts_of(raw)
        if not facts or opens(facts, new) is not None:
            return -1
        before = AESGCM(_old_key(path, facts, old, read_key_file(key_file(database))))
        salt = secrets.token_bytes(16)
        derived = derive(new, salt)
        after = AESGCM(derived)
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA secure_delete=ON")
        raw.execute("BEGIN IMMEDIATE")
        rows = raw.execute("SELECT user_id, wrapped FROM keys").fetchall()
        again = [(wrap(after, user_id, unwrap(before, user_id, wrapped)), user_id) for user_id, wrapped in rows]
        raw.executemany("UPDATE keys SET wrapped = ? WHERE user_id = ?", again)
        write_facts(raw, new_facts(derived, salt, facts["id"]).items())
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return len(again)


def _old_key(path: Path, facts: Facts, old: str | None, in_file: str | None) -> bytes:
    for secret in (old, in_file):
        derived = opens(facts, secret) if secret else None
        if derived is not None:
            return derived
    raise StorageError(
        f"{path} opens neither with EASEBACK_KEY_OLD nor with {key_file(path)}: set EASEBACK_KEY_OLD to the key of "
        "before. Nothing was changed."
    )
