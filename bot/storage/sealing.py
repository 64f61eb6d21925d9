"""What a person reported, as bytes that only their own key opens."""

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.key_lock import NONCE
from bot.storage.seams import PersonKeys

_FORMAT = b"\x01"


def seal(keys: PersonKeys, user_id: str, value: object, place: str) -> bytes:
    """Plain data as AES-256-GCM; whose it is and which table it belongs to are bound to it."""
    nonce = secrets.token_bytes(NONCE)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return _FORMAT + nonce + keys.of_or_new(user_id).encrypt(nonce, text, _bound(user_id, place))


def unseal(keys: PersonKeys, user_id: str, sealed: bytes, place: str) -> Any:
    """What was sealed; None where the key is gone, or is a newer one of a person who deleted everything once."""
    key = keys.of(user_id)
    return None if key is None else unseal_with(key, user_id, sealed, place)


def unseal_with(key: AESGCM, user_id: str, sealed: bytes, place: str) -> Any:
    """The same with this key; None where it does not open it."""
    if sealed[:1] != _FORMAT:
        return None
    try:
        text = key.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], _bound(user_id, place))
    except InvalidTag:
        return None
    return json.loads(text)


def _bound(user_id: str, place: str) -> bytes:
    return f"{user_id}\0{place}".encode()
