"""Plans that run over days: at most one active for a person and a topic."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import insert, select, update

from bot.core.records import ActivePlan
from bot.storage.tables import plans
from bot.storage.tx import Tx


def start(
    tx: Tx,
    *,
    user_id: str,
    topic: str,
    outcome: str,
    started_on: date,
    pack_hash: str,
    state: dict[str, object] | None = None,
) -> ActivePlan:
    """Begin a plan, in place of the one that was active on this topic."""
    stop(tx, user_id, topic)
    values = {
        "user_id": user_id,
        "topic": topic,
        "outcome": outcome,
        "started_on": started_on,
        "pack_hash": pack_hash,
        "position": 0,
        "state": state or {},
        "active": True,
    }
    row = tx.execute(insert(plans).returning(plans), values).first()
    assert row is not None
    return ActivePlan(**row)


def active(tx: Tx, user_id: str) -> list[ActivePlan]:
    """The plans that run now, by topic."""
    stmt = select(plans).where(plans.c.user_id == user_id, plans.c.active.is_(True)).order_by(plans.c.topic)
    return [ActivePlan(**row) for row in tx.execute(stmt).rows]


def every(tx: Tx, user_id: str) -> list[ActivePlan]:
    """All plans of a person, stopped ones too, oldest first."""
    stmt = select(plans).where(plans.c.user_id == user_id).order_by(plans.c.id)
    return [ActivePlan(**row) for row in tx.execute(stmt).rows]


def active_for(tx: Tx, user_id: str, topic: str) -> ActivePlan | None:
    """The plan that runs on this topic."""
    return next((plan for plan in active(tx, user_id) if plan.topic == topic), None)


def get(tx: Tx, plan_id: int) -> ActivePlan | None:
    """The plan, active or not."""
    row = tx.execute(select(plans).where(plans.c.id == plan_id)).first()
    return None if row is None else ActivePlan(**row)


def save(tx: Tx, plan: ActivePlan) -> None:
    """Store how far a plan has come."""
    values = asdict(plan)
    stmt = update(plans).where(plans.c.id == values.pop("id"))
    if not tx.execute(stmt.values(**values)).count:
        raise LookupError("this plan has been deleted")


def stop(tx: Tx, user_id: str, topic: str) -> bool:
    """End the active plan of a topic; whether there was one."""
    mine = update(plans).where(plans.c.user_id == user_id, plans.c.topic == topic, plans.c.active.is_(True))
    return tx.execute(mine.values(active=False)).count > 0
