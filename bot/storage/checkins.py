"""Check-ins: how a routine went. One for each session and number, however often it is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.core.records import CheckIn
from bot.storage.columns import plain
from bot.storage.tables import checkins
from bot.storage.tx import Tx

PLACE = "checkins"
_SEALED = ("routines", "plan", "before", "after", "feel", "anything_new", "done")
# ON CONFLICT is the same text on Postgres, which has a function of its own for it in SQLAlchemy.
_ADD = insert(checkins).on_conflict_do_nothing(index_elements=["session_id", "seq"])
_RECENT = (
    select(checkins)
    .where(checkins.c.user_id == bindparam("who"))
    .order_by(checkins.c.at.desc(), checkins.c.id.desc())
    .limit(bindparam("most"))
)


def add(tx: Tx, checkin: CheckIn) -> bool:
    """Store a check-in; False where the same one is stored already."""
    row = plain(checkin)
    row.pop("id")
    reported = {name: row.pop(name) for name in _SEALED}
    row["sealed"] = tx.seal(checkin.user_id, reported, PLACE)
    return tx.execute(_ADD, row).count > 0


def recent(tx: Tx, user_id: str, limit: int) -> list[CheckIn]:
    """The last check-ins, newest first."""
    rows = tx.execute(_RECENT, {"who": user_id, "most": limit}).rows
    return [found for row in rows if (found := _checkin(tx, dict(row))) is not None]


def set_keep(tx: Tx, user_id: str) -> int:
    """The person keeps a diary: nothing of it is purged any more; how many check-ins that saved."""
    mine = update(checkins).where(checkins.c.user_id == user_id, checkins.c.purge_at.is_not(None))
    return tx.execute(mine.values(purge_at=None)).count


def purge(tx: Tx, now: datetime) -> int:
    """Delete what was kept for a while only; how many."""
    return tx.execute(delete(checkins).where(checkins.c.purge_at <= now)).count


def _checkin(tx: Tx, row: dict[str, Any]) -> CheckIn | None:
    reported = tx.unseal(row["user_id"], row.pop("sealed"), PLACE)
    if reported is None:
        return None
    values: dict[str, Any] = row | reported | {"routines": tuple(reported["routines"])}
    return CheckIn(**values)
