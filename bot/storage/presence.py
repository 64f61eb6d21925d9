"""Who was active, without keeping who: a hash under the person's own key, another one in each period.

Only that key leads from a hash to a person. It goes first when somebody deletes everything, so that a copy made before
tells as little of them here as elsewhere; the hashes go when their period has been counted up.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.storage import counts
from bot.storage.tables import seen
from bot.storage.tx import Tx


def see(tx: Tx, periods: Sequence[int], user_id: str, guild_id: str, names: Sequence[str]) -> None:
    """The person was there: under these names, in each of these periods."""
    tx.need_key(user_id)
    whos = [(period, who) for period in periods if (who := _hash(tx, user_id, period)) is not None]
    counts.see(tx, guild_id, names, whos)


def forget(tx: Tx, user_id: str) -> int:
    """Take the person out of the periods that run, before their key goes; how many rows went."""
    running = tx.execute(select(seen.c.period).distinct()).scalars()
    theirs = [who for period in running if (who := _hash(tx, user_id, period)) is not None]
    return tx.execute(delete(seen).where(seen.c.who.in_(theirs))).count if theirs else 0


def end(tx: Tx, up_to: int) -> None:
    """This period and earlier ones are over: their hashes go."""
    counts.drop_seen(tx, up_to)


def _hash(tx: Tx, user_id: str, period: int) -> str | None:
    """None where the person has no key, or none any more."""
    return tx.pseudonym(user_id, f"seen in {period}")
