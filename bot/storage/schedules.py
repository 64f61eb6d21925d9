"""When members want to be asked: one schedule for each person."""

from datetime import time
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.sqlite import insert

from bot.core.records import Schedule
from bot.storage.tables import schedules
from bot.storage.tx import Tx

PLACE = "schedules"

# ON CONFLICT is the same text on Postgres, which has a function of its own for it in SQLAlchemy.
_ADD = insert(schedules)
_PUT = _ADD.on_conflict_do_update(
    index_elements=["user_id"],
    set_={column.name: _ADD.excluded[column.name] for column in schedules.c if column.name != "user_id"},
)
_GET = select(schedules).where(schedules.c.user_id == bindparam("who"))


def get(tx: Tx, user_id: str) -> Schedule | None:
    """The person's schedule, whatever its status."""
    row = tx.execute(_GET, {"who": user_id}).first()
    return None if row is None else _schedule(tx, dict(row))


def save(tx: Tx, schedule: Schedule) -> None:
    """Store the schedule of a person we know, in place of the one they had."""
    own = tx.seal(schedule.user_id, schedule.own, PLACE) if schedule.own else None
    row = {
        "user_id": schedule.user_id,
        "topic": schedule.topic,
        "zone": schedule.zone,
        "days": list(schedule.days),
        "at": _on_the_wall(schedule.at),
        "quiet": None if schedule.quiet is None else [_on_the_wall(end) for end in schedule.quiet],
        "status": schedule.status,
        "why": schedule.why,
        "resumes_on": schedule.resumes_on,
        "started_on": schedule.started_on,
        "silent": schedule.silent,
        "sealed": own,
    }
    tx.execute(_PUT, row)


def delete(tx: Tx, user_id: str) -> bool:
    """Forget the schedule; whether there was one."""
    return tx.execute(delete_from(schedules).where(schedules.c.user_id == user_id)).count > 0


def active(tx: Tx) -> list[Schedule]:
    """All schedules by which somebody is asked now."""
    rows = tx.execute(select(schedules).where(schedules.c.status == "active").order_by(schedules.c.user_id)).rows
    return [_schedule(tx, dict(row)) for row in rows]


def following(tx: Tx, user_id: str, limit: int) -> list[Schedule]:
    """Schedules that were not stopped, of the people after this one, in the order of their ids."""
    stmt = select(schedules).where(schedules.c.user_id > user_id, schedules.c.status != "stopped")
    rows = tx.execute(stmt.order_by(schedules.c.user_id).limit(limit)).rows
    return [_schedule(tx, dict(row)) for row in rows]


def _on_the_wall(at: time) -> str:
    return at.strftime("%H:%M")


def _schedule(tx: Tx, row: dict[str, Any]) -> Schedule:
    sealed, quiet = row.pop("sealed"), row["quiet"]
    own = tx.unseal(row["user_id"], sealed, PLACE) if sealed is not None else None
    values: dict[str, Any] = row | {
        "days": tuple(row["days"]),
        "at": time.fromisoformat(row["at"]),
        "quiet": None if quiet is None else (time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])),
        "own": own or {},
    }
    return Schedule(**values)
