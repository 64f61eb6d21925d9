"""How long what a person reported is kept: as long as they chose, looked after a few persons at a time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.storage import meta
from bot.storage.tables import checkins, people, plans, prompts, reports, schedules
from bot.storage.tx import Tx

AT_ONCE = 200
"""Persons looked after in one go: a few milliseconds for the one writer."""
_CURSOR = "retention"


def count_before(tx: Tx, user_id: str, before: datetime) -> int:
    """How much a person reported before this moment."""
    told = select(func.count()).where(checkins.c.user_id == user_id, checkins.c.at < before)
    asked = select(func.count()).where(reports.c.user_id == user_id, reports.c.at < before)
    return tx.execute(told).scalar() + tx.execute(asked).scalar()


def forget_before(tx: Tx, user_id: str, before: datetime) -> None:
    """Delete what is older: check-ins, reports, the ledger of what was asked, and plans that ended."""
    tx.execute(delete(checkins).where(checkins.c.user_id == user_id, checkins.c.at < before))
    tx.execute(delete(reports).where(reports.c.user_id == user_id, reports.c.at < before))
    tx.execute(delete(prompts).where(prompts.c.user_id == user_id, prompts.c.due_at < before))
    ended = delete(plans).where(plans.c.user_id == user_id, plans.c.active.is_(False))
    tx.execute(ended.where(func.coalesce(plans.c.last_done_on, plans.c.started_on) < before.date()))


def look_after_some(tx: Tx, now: datetime, most: int = AT_ONCE) -> int:
    """Delete what has outlived its person's choice, for the next persons in turn; how many were looked after."""
    after = meta.get(tx, _CURSOR) or ""
    mine = select(people.c.user_id, people.c.keep_days).where(people.c.user_id > after, people.c.keep_days.is_not(None))
    rows = tx.execute(mine.order_by(people.c.user_id).limit(most)).rows
    for row in rows:
        forget_before(tx, row["user_id"], now - timedelta(days=row["keep_days"]))
    if rows or after:
        meta.put(tx, _CURSOR, rows[-1]["user_id"] if len(rows) == most else "")
    return len(rows)


def forget_diary(tx: Tx, user_id: str) -> None:
    """Delete everything that they reported or planned; they themselves and an open session stay."""
    for table in (checkins, reports, prompts, schedules, plans):
        tx.execute(delete(table).where(table.c.user_id == user_id))
