"""The schema that holds the keys: what it says of itself, how it is unlocked, made, and locked anew."""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.errors import StorageError
from bot.storage.key_lock import Facts, new_facts, opens, unwrap, wrap
from bot.storage.master import Master, derive, read_key_file
from bot.storage.postgres.address import Address
from bot.storage.postgres.connect import Raw
from bot.storage.postgres.keys import SCHEMA
from bot.storage.starting import BOUND

NO_KEY = (
    "EASEBACK_KEY is not set, and DATABASE_URL is: what members report is locked with it, and a key file on this disk "
    'would be lost. Set it to what python3 -c "import secrets; print(secrets.token_urlsafe(32))" '
    "prints, and keep it elsewhere, too."
)
_MAKE = f"""
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.store (name text COLLATE "C" PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE {SCHEMA}.keys (user_id text COLLATE "C" PRIMARY KEY, wrapped bytea NOT NULL)
"""


def secret_of(master: Master, key_file: Path) -> str:
    """The master key's text: EASEBACK_KEY, or a key file that the host has put there; none is ever made."""
    secret = master.given or read_key_file(key_file)
    if secret is None:
        raise StorageError(NO_KEY)
    return secret


def facts_of(raw: Raw) -> Facts:
    """What the store says of itself; nothing where there is none."""
    if not _has(raw, f"{SCHEMA}.store"):
        return {}
    return {name: bytes(value) for name, value in raw.execute(f"SELECT name, value FROM {SCHEMA}.store")}


def bound_to(raw: Raw) -> str | None:
    """The key store that the rows were sealed with."""
    row = raw.execute("SELECT value FROM meta WHERE key = %s", (BOUND,)).fetchone() if _has(raw, "meta") else None
    return row[0] if row else None


def _has(raw: Raw, table: str) -> bool:
    row = raw.execute("SELECT to_regclass(%s)", (table,)).fetchone()
    return bool(row and row[0])


def check(raw: Raw, address: Address, secret: str) -> bytes | None:
    """The master key of the store, or None where the store is still to be made; nothing is changed.

    StorageError where the secret is another one, or where the rows were sealed with keys that are not there.
    """
    facts, bound = facts_of(raw), bound_to(raw)
    if bound is not None and facts.get("id", b"").decode() != bound:
        what = "are those of another database" if facts else "are missing"
        raise StorageError(
            f"{address.name}: the keys in its schema {SCHEMA} {what}, and what members reported cannot be read without "
            "them: put back the copy of that schema that goes with these rows. Nothing was changed."
        )
    if not facts:
        return None
    derived = opens(facts, secret)
    if derived is None:
        raise StorageError(
            f"EASEBACK_KEY is not the key that locks {address.low}: put back the one it was. Nothing was changed."
        )
    return derived


def make(raw: Raw, secret: str) -> bytes:
    """A new store, within a transaction that is begun; the master key."""
    salt, name = secrets.token_bytes(16), secrets.token_hex(8).encode()
    derived = derive(secret, salt)
    raw.execute(_MAKE.encode())
    _write(raw, new_facts(derived, salt, name))
    return derived


def _write(raw: Raw, facts: Facts) -> None:
    put = f"INSERT INTO {SCHEMA}.store VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    for fact in facts.items():
        raw.execute(put.encode(), fact)


def lock_anew(raw: Raw, address: Address, new: str, old: str | None) -> int:
    """Lock every person's key with another master key, all or none; how many, or -1 where it is the one already."""
    facts = facts_of(raw)
    if not facts or opens(facts, new) is not None:
        return -1
    known = opens(facts, old) if old else None
    if known is None:
        raise StorageError(
            f"{address.name}: EASEBACK_KEY_OLD does not open its keys: set it to the old one. Nothing was changed."
        )
    before, salt = AESGCM(known), secrets.token_bytes(16)
    derived = derive(new, salt)
    after = AESGCM(derived)
    with raw.transaction():
        rows = raw.execute(f"SELECT user_id, wrapped FROM {SCHEMA}.keys FOR UPDATE".encode()).fetchall()
        again = [(wrap(after, user, unwrap(before, user, bytes(wrapped))), user) for user, wrapped in rows]
        raw.cursor().executemany(f"UPDATE {SCHEMA}.keys SET wrapped = %s WHERE user_id = %s".encode(), again)
        _write(raw, new_facts(derived, salt, facts["id"]))
    return len(again)
