"""Plans that run over days: at most one active for a person and a topic."""

from datetime import date
from typing import Any

from sqlalchemy import Executable, bindparam, insert, select, update

from bot.core.records import ActivePlan
from bot.storage.columns import plain
from bot.storage.tables import plans
from bot.storage.tx import Tx

PLACE = "plans"
_ACTIVE = select(plans).where(plans.c.user_id == bindparam("who"), plans.c.active.is_(True)).order_by(plans.c.topic)


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
        "started_on": started_on,
        "pack_hash": pack_hash,
        "position": 0,
        "sealed": _sealed(tx, user_id, outcome, state or {}),
        "active": True,
    }
    (born,) = _read(tx, insert(plans).values(**values).returning(plans))
    return born


def active(tx: Tx, user_id: str) -> list[ActivePlan]:
    """The plans that run now, by topic."""
    return _read(tx, _ACTIVE, {"who": user_id})


def every(tx: Tx, user_id: str) -> list[ActivePlan]:
    """All plans of a person, stopped ones too, oldest first."""
    stmt = select(plans).where(plans.c.user_id == user_id).order_by(plans.c.id)
    return _read(tx, stmt)


def active_for(tx: Tx, user_id: str, topic: str) -> ActivePlan | None:
    """The plan that runs on this topic."""
    return next((plan for plan in active(tx, user_id) if plan.topic == topic), None)


def get(tx: Tx, plan_id: int) -> ActivePlan | None:
    """The plan, active or not."""
    return next(iter(_read(tx, select(plans).where(plans.c.id == plan_id))), None)


def save(tx: Tx, plan: ActivePlan) -> None:
    """Store how far a plan has come."""
    values = plain(plan)
    values["sealed"] = _sealed(tx, plan.user_id, values.pop("outcome"), values.pop("state"))
    stmt = update(plans).where(plans.c.id == values.pop("id"))
    if not tx.execute(stmt.values(**values)).count:
        raise LookupError("this plan has been deleted")


def stop(tx: Tx, user_id: str, topic: str) -> bool:
    """End the active plan of a topic; whether there was one."""
    mine = update(plans).where(plans.c.user_id == user_id, plans.c.topic == topic, plans.c.active.is_(True))
    return tx.execute(mine.values(active=False)).count > 0


def _sealed(tx: Tx, user_id: str, outcome: str, state: dict[str, object]) -> bytes:
    # The outcome tells what their answers came to.
    return tx.seal(user_id, {"outcome": outcome, "state": state}, PLACE)


def _read(tx: Tx, stmt: Executable, params: dict[str, Any] | None = None) -> list[ActivePlan]:
    """The plans that it gives, without those that no key opens any more."""
    found: list[ActivePlan] = []
    for row in tx.execute(stmt, params).rows:
        values: dict[str, Any] = dict(row)
        said = tx.unseal(values["user_id"], values.pop("sealed"), PLACE)
        if said is not None:
            found.append(ActivePlan(**values, **said))
    return found
