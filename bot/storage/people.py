"""People: what a member chose and what the questions left behind."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, delete, insert, or_, select, update

from bot.core.records import Person
from bot.storage.columns import in_utc
from bot.storage.tables import checkins, jobs, people, plans, sessions
from bot.storage.tx import Tx

_GET = select(people).where(people.c.user_id == bindparam("who"))
_SAVE = update(people).where(people.c.user_id == bindparam("who"))
_INSERT = insert(people)


def get(tx: Tx, user_id: str) -> Person | None:
    """The person, if we know them."""
    row = tx.execute(_GET, {"who": user_id}).first()
    return None if row is None else _person(dict(row))


def get_or_create(tx: Tx, user_id: str, now: datetime) -> Person:
    """The person; a new one has chosen nothing yet."""
    known = get(tx, user_id)
    if known is not None:
        return known
    person = Person(user_id=user_id, created_at=in_utc(now))
    tx.execute(_INSERT, _row(person))
    return person


def save(tx: Tx, person: Person) -> None:
    """Store everything about a person who is there already."""
    row = _row(person)
    if not tx.execute(_SAVE, {"who": row.pop("user_id"), **row}).count:
        raise LookupError("this person has been deleted")


def due_for_purge(tx: Tx, now: datetime) -> list[str]:
    """Whose data has outlived what they agreed to."""
    rows = tx.execute(select(people.c.user_id).where(people.c.purge_at <= now).order_by(people.c.user_id))
    return rows.scalars()


def with_fact(tx: Tx, name: str) -> list[Person]:
    """Whoever has this fact remembered of them."""
    rows = tx.execute(select(people).where(cast(people.c.facts, Text).contains(f'"{name}"'))).rows
    return [person for row in rows if name in (person := _person(dict(row))).facts]


def forget(tx: Tx, user_id: str) -> dict[str, int]:
    """Delete everything of a person; how many rows went, by table."""
    theirs = select(sessions.c.id).where(sessions.c.user_id == user_id)
    return {
        "jobs": tx.execute(delete(jobs).where(or_(jobs.c.user_id == user_id, jobs.c.session_id.in_(theirs)))).count,
        "checkins": tx.execute(delete(checkins).where(checkins.c.user_id == user_id)).count,
        "plans": tx.execute(delete(plans).where(plans.c.user_id == user_id)).count,
        "sessions": tx.execute(delete(sessions).where(sessions.c.user_id == user_id)).count,
        "people": tx.execute(delete(people).where(people.c.user_id == user_id)).count,
    }


def _row(person: Person) -> dict[str, Any]:
    ends = {name: None if end is None else in_utc(end).isoformat() for name, end in person.limits.items()}
    return asdict(person) | {"limits": ends, "retired": list(person.retired)}


def _person(row: dict[str, Any]) -> Person:
    ends = {name: None if end is None else datetime.fromisoformat(end) for name, end in row["limits"].items()}
    values: dict[str, Any] = {**row, "limits": ends, "retired": tuple(row["retired"])}
    return Person(**values)
