"""Who was active, without keeping who: a hash under a key that is thrown away when its period has been counted up.

While a period runs its key lies beside the hashes, so this hides nobody from who holds the database; it makes sure that
nothing is left to find anybody by once the period is over. Whoever is deleted is taken out of the running ones, too.
"""

import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import delete

from bot.storage import counts, meta
from bot.storage.tables import seen
from bot.storage.tx import Tx

_KEY = "presence-key:"


def see(tx: Tx, periods: Sequence[int], user_id: str, guild_id: str, names: Sequence[str]) -> None:
    """The person was there: under these names, in each of these periods."""
    counts.see(tx, guild_id, names, [(period, _hash(_key(tx, period), user_id)) for period in periods])


def forget(tx: Tx, user_id: str) -> int:
    """Take the person out of the periods that run; how many rows went."""
    theirs = [_hash(_key(tx, int(period)), user_id) for period in meta.names(tx, _KEY)]
    return tx.execute(delete(seen).where(seen.c.who.in_(theirs))).count if theirs else 0


def end(tx: Tx, up_to: int) -> None:
    """This period and earlier ones are over: their hashes go, and the keys to them."""
    counts.drop_seen(tx, up_to)
    for period in meta.names(tx, _KEY):
        if int(period) <= up_to:
            meta.drop(tx, f"{_KEY}{period}")


def _key(tx: Tx, period: int) -> str:
    known = meta.get(tx, f"{_KEY}{period}")
    if known is not None:
        return known
    made = secrets.token_hex(32)
    meta.put(tx, f"{_KEY}{period}", made)
    return made


def _hash(key: str, user_id: str) -> str:
    return hmac.new(bytes.fromhex(key), user_id.encode(), sha256).hexdigest()[:24]
