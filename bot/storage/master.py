"""The master key, which locks every person's own key: what the host set, a file beside the database, or this run's."""

import base64
import binascii
import hashlib
import os
import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.storage.errors import StorageError
from bot.storage.files import make_private, sync_folder

SHORTEST = 16
"""Characters of a key in its file, at least."""
KEY_BYTES = 32
_SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}
"""About 0.1 s and 32 MB, once at start: a passphrase is guessed that much slower."""


@dataclass(frozen=True, slots=True)
class Master:
    """Where the master key comes from. Without both, nothing written in one run can be read in the next."""

    given: str | None = field(default=None, repr=False)
    """What the host set as EASEBACK_KEY."""
    makes_file: bool = True
    """Whether a key may be put into a file beside the database: not on a disk that does not last."""


def key_file(database: Path) -> Path:
    """The file that holds the key of a host who set none."""
    return database.with_name("key")


def read_key_file(path: Path) -> str | None:
    """The key in the file, if there is one."""
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(text) < SHORTEST:
        raise StorageError(f"{path} holds no key: put back the file as it was.")
    return text


def make_key_file(path: Path) -> str:
    """A new random key in a file that only the bot's user may read; it lasts before anything is locked with it."""
    text = secrets.token_urlsafe(KEY_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = make_private(path.with_name(f"{path.name}.partial"))
    with partial.open("w", encoding="ascii") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path)
    return text


@lru_cache(maxsize=1)
def derive(secret: str, salt: bytes) -> bytes:
    """The key itself. 32 random bytes in base64 are strong already; a passphrase is made slow to guess."""
    raw = _random_bytes(secret)
    if raw is not None:
        return HKDF(SHA256(), KEY_BYTES, salt, b"easeback master key").derive(raw)
    typed = unicodedata.normalize("NFC", secret).encode()
    return hashlib.scrypt(typed, salt=salt, dklen=KEY_BYTES, **_SCRYPT)


def _random_bytes(secret: str) -> bytes | None:
    text = secret.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == KEY_BYTES else None
