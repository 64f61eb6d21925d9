"""Plain counters without persons, and who was behind them by a keyed hash: enough to count people, not to find them.

An empty `guild_id` stands for what only the host sees.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, distinct, func, select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.tables import counts, seen
from bot.storage.tx import Tx

# ON CONFLICT is the same text on Postgres, which has a function of its own for it in SQLAlchemy.
_NEW = insert(counts)
_ADD = _NEW.on_conflict_do_update(
    index_elements=["day", "guild_id", "name"], set_={"value": counts.c.value + _NEW.excluded.value}
)
_SEE = insert(seen).on_conflict_do_nothing(index_elements=["period", "guild_id", "name", "who"])


def add(tx: Tx, day: date, guild_id: str, name: str, by: int = 1) -> None:
    """Count one more (or several) on this day."""
    tx.execute(_ADD, {"day": day, "guild_id": guild_id, "name": name, "value": by})


def totals(tx: Tx, guild_id: str, first: date, last: date) -> dict[str, int]:
    """The sums by name from the first day to the last, both included."""
    within = (counts.c.guild_id == guild_id, counts.c.day >= first, counts.c.day <= last)
    stmt = select(counts.c.name, func.sum(counts.c.value).label("total")).where(*within).group_by(counts.c.name)
    return {row["name"]: row["total"] for row in tx.execute(stmt).rows}


def of_host(tx: Tx) -> dict[str, int]:
    """All that was ever counted for the host alone."""
    return totals(tx, "", date.min, date.max)


def see(tx: Tx, guild_id: str, names: Sequence[str], whos: Sequence[tuple[int, str]]) -> None:
    """Someone was there: under each name, once in each period, by their hash of that period."""
    rows = [
        {"period": period, "guild_id": guild_id, "name": name, "who": who} for name in names for period, who in whos
    ]
    if rows:
        tx.execute(_SEE, rows)


def people(tx: Tx, period: int, guild_id: str) -> dict[str, int]:
    """How many people were behind each name in the period."""
    mine = (seen.c.period == period, seen.c.guild_id == guild_id)
    stmt = select(seen.c.name, func.count(distinct(seen.c.who)).label("people")).where(*mine).group_by(seen.c.name)
    return {row["name"]: row["people"] for row in tx.execute(stmt).rows}


def servers(tx: Tx, period: int) -> list[str]:
    """The servers in which anybody was seen in the period."""
    stmt = select(seen.c.guild_id).where(seen.c.period == period).distinct().order_by(seen.c.guild_id)
    return [guild for guild in tx.execute(stmt).scalars() if guild]


def drop_seen(tx: Tx, up_to: int) -> int:
    """Forget who was seen in this period and in earlier ones; how many rows went."""
    return tx.execute(delete(seen).where(seen.c.period <= up_to)).count


def drop_up_to(tx: Tx, day: date) -> int:
    """Forget the servers' counters up to this day, included; the host's stay. How many rows went."""
    return tx.execute(delete(counts).where(counts.c.day <= day, counts.c.guild_id != "")).count
