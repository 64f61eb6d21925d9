"""How the key store is locked: with which master key, how that is told from a wrong one, and how a file begins."""

import contextlib
import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.errors import StorageError
from bot.storage.files import make_private
from bot.storage.master import Master, derive, key_file, read_key_file

NONCE = 12
_CHECK = b"easeback key store"
SCHEMA = """
CREATE TABLE IF NOT EXISTS store (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys (user_id TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tombstones (user_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""

Facts = dict[str, bytes]
"""What a key store says of itself: `id`, `salt`, and `check`, which tells a wrong master key from the right one."""


def wrap(master: AESGCM, user_id: str, key: bytes) -> bytes:
    """A person's key, locked with the master key; bound to the person, so that no two can be swapped."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + master.encrypt(nonce, key, user_id.encode())


def unwrap(master: AESGCM, user_id: str, wrapped: bytes) -> bytes:
    """The key itself; InvalidTag where it was locked with another master key, or for somebody else."""
    return master.decrypt(wrapped[:NONCE], wrapped[NONCE:], user_id.encode())


def new_facts(derived: bytes, salt: bytes, name: bytes) -> Facts:
    """What a key store says of itself; `check` tells a wrong master key from the right one."""
    nonce = secrets.token_bytes(NONCE)
    return {"id": name, "salt": salt, "check": nonce + AESGCM(derived).encrypt(nonce, _CHECK, name)}


def opens(facts: Facts, secret: str) -> bytes | None:
    """The master key made from this secret, if the store is locked with it."""
    derived, check = derive(secret, facts["salt"]), facts["check"]
    try:
        AESGCM(derived).decrypt(check[:NONCE], check[NONCE:], facts["id"])
    except InvalidTag:
        return None
    return derived


def unlock(path: Path, facts: Facts, master: Master) -> bytes:
    """The master key of this store, or a sentence that says which key to set."""
    file = key_file(path)
    in_file = read_key_file(file)
    secret = master.given or in_file
    if secret is None:
        raise StorageError(
            f"{path} is locked with a key that is not there: set EASEBACK_KEY to what it was, or put back {file}."
        )
    derived = opens(facts, secret)
    if derived is not None:
        return derived
    if master.given and in_file and opens(facts, in_file):
        raise StorageError(
            f"{path} is locked with the key in {file}: unset EASEBACK_KEY, "
            "or change to it with `python -m bot db rekey`, once."
        )
    what = "EASEBACK_KEY" if master.given else str(file)
    raise StorageError(f"{what} is not the key that locks {path}: put back the one it was. Nothing was changed.")


def derive_ahead(path: Path, master: Master) -> None:
    """Do the slow part of `unlock` beforehand, beside other work. What is wrong is told by `unlock` itself."""
    with contextlib.suppress(sqlite3.Error, OSError, StorageError, KeyError):
        secret = master.given or read_key_file(key_file(path))
        with contextlib.closing(connect(path)) as raw:
            salt = facts_of(raw)["salt"]
        if secret is not None:
            derive(secret, salt)


def facts_of(raw: sqlite3.Connection) -> Facts:
    """What the open file says of itself; nothing where a crash left it before it was made whole."""
    if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'store'").fetchone() is None:
        return {}
    return dict(raw.execute("SELECT name, value FROM store"))


def write_facts(raw: sqlite3.Connection, facts: Iterable[tuple[str, bytes]]) -> None:
    """Put them into the file, within a transaction that is begun."""
    raw.executemany("INSERT OR REPLACE INTO store VALUES (?, ?)", facts)


def connect(path: Path) -> sqlite3.Connection:
    """Open a file that exists, for use on several threads, one at a time."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None, timeout=1.5)


def refuse_strange(path: Path, facts: Facts, bound_to: str | None) -> None:
    """StorageError where the rows were sealed with another store than this one."""
    if bound_to is None or facts.get("id") == bound_to.encode():
        return
    what = "belongs to another database" if facts else "is missing"
    raise StorageError(
        f"{path} {what}, and what members reported cannot be read without it: put back its newest copy "
        f"({path.with_name('keys-backups')}). Nothing was changed."
    )


def make(path: Path, secret: str) -> tuple[sqlite3.Connection, Facts, bytes]:
    """A new store, or one whose making a crash cut short; with its facts and the master key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        make_private(path)
    salt, name = secrets.token_bytes(16), secrets.token_hex(8).encode()
    derived = derive(secret, salt)
    facts = new_facts(derived, salt, name)
    raw = connect(path)
    try:
        raw.execute("PRAGMA synchronous=FULL")
        raw.executescript(f"BEGIN IMMEDIATE; {SCHEMA}")
        write_facts(raw, facts.items())
        raw.execute("COMMIT")
    except BaseException:
        raw.close()
        raise
    return raw, facts, derived
