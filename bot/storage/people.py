"""People: what a member chose and what the questions left behind."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update

from bot.core.records import Person
from bot.storage import presence
from bot.storage.columns import in_utc, plain
from bot.storage.tables import checkins, jobs, people, plans, prompts, reports, schedules, sessions
from bot.storage.tx import Tx

PLACE = "people"
_SEALED = ("age", "screened_at", "hold", "stop", "stop_until", "limits", "stop_list_on", "retired", "facts")
"""What the person said, or what follows from it."""
_GET = select(people).where(people.c.user_id == bindparam("who"))
_SAVE = update(people).where(people.c.user_id == bindparam("who"))
_INSERT = insert(people)


def get(tx: Tx, user_id: str) -> Person | None:
    """The person, if we know them. Whoever cannot be read any more has said nothing, and is asked everything again."""
    row = tx.execute(_GET, {"who": user_id}).first()
    return None if row is None else _person(tx, dict(row))


def get_or_create(tx: Tx, user_id: str, now: datetime) -> Person:
    """The person; a new one has chosen nothing yet."""
    known = get(tx, user_id)
    if known is not None:
        return known
    person = Person(user_id=user_id, created_at=in_utc(now))
    tx.execute(_INSERT, _row(tx, person))
    return person


def save(tx: Tx, person: Person) -> None:
    """Store everything about a person who is there already."""
    row = _row(tx, person)
    if not tx.execute(_SAVE, {"who": row.pop("user_id"), **row}).count:
        raise LookupError("this person has been deleted")


def due_for_purge(tx: Tx, now: datetime) -> list[str]:
    """Whose data has outlived what they agreed to."""
    rows = tx.execute(select(people.c.user_id).where(people.c.purge_at <= now).order_by(people.c.user_id))
    return rows.scalars()


def heard_before(tx: Tx, moment: datetime) -> list[Person]:
    """Whoever was answered in public until then, and still has it remembered of them."""
    rows = tx.execute(select(people).where(people.c.heard_at <= moment).order_by(people.c.user_id)).rows
    return [_person(tx, dict(row)) for row in rows]


def unreadable(tx: Tx) -> list[str]:
    """Whose rows no key opens: copies from before they deleted everything, put back since."""
    rows = tx.execute(select(people.c.user_id, people.c.sealed).where(people.c.sealed.is_not(None))).rows
    return [row["user_id"] for row in rows if tx.unseal(row["user_id"], row["sealed"], PLACE) is None]


def forget(tx: Tx, user_id: str) -> dict[str, int]:
    """Delete everything of a person, their key first; how many rows went, by table."""
    presence.forget(tx, user_id)
    tx.forget_key(user_id)
    theirs = select(sessions.c.id).where(sessions.c.user_id == user_id)
    of_session = or_(jobs.c.user_id == user_id, jobs.c.session_id.in_(theirs))
    gone = {"jobs": tx.execute(delete(jobs).where(of_session)).count}
    for table in (checkins, reports, prompts, schedules, plans, sessions, people):
        gone[table.name] = tx.execute(delete(table).where(table.c.user_id == user_id)).count
    return gone


def _row(tx: Tx, person: Person) -> dict[str, Any]:
    row = plain(person)
    said = {name: row.pop(name) for name in _SEALED}
    if said == _NOTHING_SAID:
        return row | {"sealed": None}
    said["limits"] = {name: None if end is None else in_utc(end).isoformat() for name, end in person.limits.items()}
    for name in ("screened_at", "stop_until"):
        said[name] = None if said[name] is None else in_utc(said[name]).isoformat()
    said["stop_list_on"] = None if person.stop_list_on is None else person.stop_list_on.isoformat()
    return row | {"sealed": tx.seal(person.user_id, said, PLACE)}


def _person(tx: Tx, row: dict[str, Any]) -> Person:
    sealed = row.pop("sealed")
    if sealed is None:
        return Person(**row)
    said = tx.unseal(row["user_id"], sealed, PLACE)
    if said is None:
        return Person(user_id=row["user_id"], created_at=row["created_at"], purge_at=row["purge_at"])
    ends = {name: _moment(end) for name, end in said["limits"].items()}
    times = {name: _moment(said[name]) for name in ("screened_at", "stop_until")}
    day = None if said["stop_list_on"] is None else date.fromisoformat(said["stop_list_on"])
    typed: dict[str, Any] = {"limits": ends, "stop_list_on": day, "retired": tuple(said["retired"])}
    return Person(**row | said | times | typed)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


_NEW = plain(Person(user_id="", created_at=datetime(2000, 1, 1, tzinfo=UTC)))
_NOTHING_SAID = {name: _NEW[name] for name in _SEALED}
