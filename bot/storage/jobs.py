"""Timers as rows: claimed by a run, done, and finished after they were done.

    put ──▶ pending ──claim_due──▶ claimed ──finish──▶ (gone)
               ▲                     │  │
               ├──── retry ──────────┘  └──bury──▶ dead
               └──── take_back (claims of earlier runs)

Putting a key again replaces its row under a new id: whoever still works on the old one finishes nothing of the new.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, insert, or_, select, update

from bot.core.records import Job
from bot.storage.tables import jobs
from bot.storage.tx import Tx

_PENDING = jobs.c.state == "pending"
_CLAIMED = jobs.c.state == "claimed"
_DROP = delete(jobs).where(jobs.c.key == bindparam("the_key"))
_INSERT = insert(jobs).returning(jobs.c.id)
_NEXT = select(func.min(jobs.c.due_at)).where(_PENDING)
_DUE = (
    select(jobs.c.id)
    .where(_PENDING, jobs.c.due_at <= bindparam("at"))
    .order_by(jobs.c.due_at, jobs.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(jobs)
    .where(jobs.c.id.in_(_DUE))
    .values(state="claimed", claimed_by=bindparam("run"), claimed_at=bindparam("at"), attempts=jobs.c.attempts + 1)
    .returning(jobs)
)
_FINISH = delete(jobs).where(jobs.c.id.in_(bindparam("which", expanding=True)), _CLAIMED)
_BACK = update(jobs).where(jobs.c.id == bindparam("which"), _CLAIMED)
_UNCLAIMED: dict[str, Any] = {"claimed_by": None, "claimed_at": None}


def put(
    tx: Tx,
    kind: str,
    key: str,
    due: datetime,
    *,
    user_id: str | None = None,
    session_id: int | None = None,
    payload: dict[str, object] | None = None,
) -> int:
    """Set a timer, in place of the one with the same key; its id."""
    tx.execute(_DROP, {"the_key": key})
    row = {
        "kind": kind,
        "key": key,
        "due_at": due,
        "user_id": user_id,
        "session_id": session_id,
        "payload": payload or {},
        "attempts": 0,
        "state": "pending",
    }
    return tx.execute(_INSERT, row).scalar()


def cancel(tx: Tx, key: str) -> bool:
    """Remove a timer; whether there was one."""
    return tx.execute(_DROP, {"the_key": key}).count > 0


def cancel_for_session(tx: Tx, session_id: int, *, but: int | None = None) -> int:
    """Remove all timers of a session, except the one that is being carried out; how many."""
    stmt = delete(jobs).where(jobs.c.session_id == session_id)
    return tx.execute(stmt if but is None else stmt.where(jobs.c.id != but)).count


def get(tx: Tx, key: str) -> Job | None:
    """The timer with this key, whatever its state."""
    row = tx.execute(select(jobs).where(jobs.c.key == key)).first()
    return None if row is None else Job(**row)


def of_person(tx: Tx, user_id: str) -> list[Job]:
    """All timers of a person, whatever their state, earliest first."""
    stmt = select(jobs).where(jobs.c.user_id == user_id).order_by(jobs.c.due_at, jobs.c.id)
    return [Job(**row) for row in tx.execute(stmt).rows]


def next_due(tx: Tx) -> datetime | None:
    """When the earliest pending timer is due."""
    return tx.execute(_NEXT).scalar()


def claim_due(tx: Tx, now: datetime, run_id: str, limit: int = 64) -> list[Job]:
    """Take the earliest due timers for this run, earliest first. Each claim counts as an attempt."""
    rows = tx.execute(_CLAIM, {"at": now, "run": run_id, "most": limit}).rows
    return sorted((Job(**row) for row in rows), key=lambda job: (job.due_at, job.id))


def finish(tx: Tx, *job_ids: int) -> int:
    """Remove claimed timers whose work is done; how many. Not counted is what was replaced or cancelled meanwhile."""
    return tx.execute(_FINISH, {"which": job_ids}).count


def retry(tx: Tx, job_id: int, at: datetime, error: str, payload: dict[str, object] | None = None) -> bool:
    """Give a claimed timer back, to be tried again then; with another payload, if one is given."""
    changed: dict[str, Any] = {"state": "pending", "due_at": at, "error": error, **_UNCLAIMED}
    if payload is not None:
        changed["payload"] = payload
    return tx.execute(_BACK, {"which": job_id, **changed}).count > 0


def bury(tx: Tx, job_id: int, error: str) -> bool:
    """Give up a claimed timer, and keep it visible with its reason."""
    return tx.execute(_BACK, {"which": job_id, "state": "dead", "error": error, **_UNCLAIMED}).count > 0


def buried_before(tx: Tx, due: datetime, kinds: Sequence[str], limit: int) -> list[Job]:
    """The timers of these kinds that were given up and had been due before then, earliest first."""
    dead = select(jobs).where(jobs.c.state == "dead", jobs.c.due_at < due, jobs.c.kind.in_(kinds))
    return [Job(**row) for row in tx.execute(dead.order_by(jobs.c.due_at, jobs.c.id).limit(limit)).rows]


def drop_buried(tx: Tx, due: datetime) -> int:
    """Forget the timers that were given up and had been due before then; how many."""
    return tx.execute(delete(jobs).where(jobs.c.state == "dead", jobs.c.due_at < due)).count


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many timers are due and not done, how many of those are late, and how many were given up."""

    due: int = 0
    late: int = 0
    dead: int = 0


def waiting(tx: Tx, now: datetime, late_before: Mapping[str, datetime]) -> Waiting:
    """Count them; late is what was due before its kind's moment."""
    late = or_(*(and_(jobs.c.kind == kind, jobs.c.due_at < moment) for kind, moment in late_before.items()))
    lately = func.coalesce(func.sum(case((late, 1), else_=0)), 0)
    due = tx.execute(select(func.count(), lately).where(jobs.c.state.in_(("pending", "claimed")), jobs.c.due_at <= now))
    dead = tx.execute(select(func.count()).where(jobs.c.state == "dead")).scalar()
    (row,) = due.rows
    due_count, late_count = row.values()
    return Waiting(due_count, late_count, dead)


def take_back(tx: Tx, run_id: str) -> int:
    """Make pending again what earlier runs had claimed and never finished; how many."""
    theirs = update(jobs).where(_CLAIMED, jobs.c.claimed_by != run_id)
    return tx.execute(theirs.values(state="pending", **_UNCLAIMED)).count
