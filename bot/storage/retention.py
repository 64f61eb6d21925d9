"""How long what a person reported is kept: as long as they chose, looked after a few persons at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, func, select

from bot.storage import meta
from bot.storage.tables import checkins, people, plans, prompts, reports, schedules
from bot.storage.tx import Tx

AT_ONCE = 200
"""Persons looked after in one go: a few milliseconds for the one writer."""
_CURSOR = "retention"
_NEXT = (
    select(people.c.user_id, people.c.keep_days)
    .where(people.c.user_id > bindparam("after"), people.c.keep_days.is_not(None))
    .order_by(people.c.user_id)
    .limit(bindparam("most"))
)
_WHO: BindParameter[Any] = bindparam("who", expanding=True)
_FORGET = tuple(
    delete(table).where(table.c.user_id.in_(_WHO), at < bindparam("before"))
    for table, at in ((checkins, checkins.c.at), (reports, reports.c.at), (prompts, prompts.c.due_at))
)
_FORGET_PLANS = delete(plans).where(
    plans.c.user_id.in_(_WHO),
    plans.c.active.is_(False),
    func.coalesce(plans.c.last_done_on, plans.c.started_on) < bindparam("day"),
)


def count_before(tx: Tx, user_id: str, before: datetime) -> int:
    """How much a person reported before this moment."""
    told = select(func.count()).where(checkins.c.user_id == user_id, checkins.c.at < before)
    asked = select(func.count()).where(reports.c.user_id == user_id, reports.c.at < before)
    return tx.execute(told).scalar() + tx.execute(asked).scalar()


def forget_before(tx: Tx, user_ids: Sequence[str], before: datetime) -> None:
    """Delete what these persons told before: check-ins, reports, the ledger of what was asked, and plans that ended."""
    given = {"who": user_ids, "before": before}
    for stmt in _FORGET:
        tx.execute(stmt, given)
    tx.execute(_FORGET_PLANS, {"who": user_ids, "day": before.date()})


def look_after_some(tx: Tx, now: datetime, most: int = AT_ONCE) -> int:
    """Delete what has outlived its person's choice, for the next persons in turn; how many were looked after."""
    after = meta.get(tx, _CURSOR) or ""
    rows = tx.execute(_NEXT, {"after": after, "most": most}).rows
    by_days: dict[int, list[str]] = {}
    for row in rows:
        by_days.setdefault(row["keep_days"], []).append(row["user_id"])
    for days, user_ids in by_days.items():
        forget_before(tx, user_ids, now - timedelta(days=days))
    if rows or after:
        meta.put(tx, _CURSOR, rows[-1]["user_id"] if len(rows) == most else "")
    return len(rows)


def forget_diary(tx: Tx, user_id: str) -> None:
    """Delete everything that they reported or planned; they themselves and an open session stay."""
    for table in (checkins, reports, prompts, schedules, plans):
        tx.execute(delete(table).where(table.c.user_id == user_id))
