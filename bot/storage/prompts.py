"""Check-ins that were due: one for each person, day and kind, and what became of it."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.core.records import Prompt
from bot.storage.columns import plain
from bot.storage.tables import prompts
from bot.storage.tx import Tx

PLACE = "prompts"
ALL = 2**31 - 1
"""More rows than anybody has: what stands for no limit differs among databases."""

# ON CONFLICT is the same text on Postgres, which has a function of its own for it in SQLAlchemy.
_PLAN = insert(prompts).on_conflict_do_nothing(index_elements=["user_id", "day", "kind"])
_GET = select(prompts).where(prompts.c.id == bindparam("which"))
_SAVE = update(prompts).where(prompts.c.id == bindparam("which"))
_MINE = prompts.c.user_id == bindparam("who")
_FOR_DAY = select(prompts).where(_MINE, prompts.c.day == bindparam("on"), prompts.c.kind == bindparam("what"))
_OF_PERSON = select(prompts).where(_MINE).order_by(prompts.c.day.desc(), prompts.c.id.desc()).limit(bindparam("most"))
_DAYS = select(prompts.c.day).where(_MINE, prompts.c.day >= bindparam("since"))


def plan(tx: Tx, prompt: Prompt) -> Prompt:
    """Store a prompt; where there is one for that person, day and kind already, that one as it is."""
    tx.execute(_PLAN, _row(tx, prompt))
    stored = for_day(tx, prompt.user_id, prompt.day, prompt.kind)
    assert stored is not None
    return stored


def get(tx: Tx, prompt_id: int) -> Prompt | None:
    """The prompt with this id."""
    row = tx.execute(_GET, {"which": prompt_id}).first()
    return None if row is None else _prompt(tx, dict(row))


def save(tx: Tx, prompt: Prompt) -> None:
    """Store what became of a prompt. LookupError where it was deleted meanwhile."""
    if not tx.execute(_SAVE, {"which": prompt.id, **_row(tx, prompt)}).count:
        raise LookupError("this check-in has been deleted")


def for_day(tx: Tx, user_id: str, day: date, kind: str) -> Prompt | None:
    """The prompt of this kind for a day of theirs."""
    row = tx.execute(_FOR_DAY, {"who": user_id, "on": day, "what": kind}).first()
    return None if row is None else _prompt(tx, dict(row))


def days_since(tx: Tx, user_id: str, day: date) -> frozenset[date]:
    """The days of theirs, from this one on, that have a prompt; nothing is unsealed."""
    return frozenset(tx.execute(_DAYS, {"who": user_id, "since": day}).scalars())


def of_person(tx: Tx, user_id: str, *, limit: int | None = None) -> list[Prompt]:
    """Their prompts, newest day first."""
    rows = tx.execute(_OF_PERSON, {"who": user_id, "most": ALL if limit is None else limit}).rows
    return [_prompt(tx, dict(row)) for row in rows]


def _row(tx: Tx, prompt: Prompt) -> dict[str, Any]:
    row = plain(prompt)
    del row["id"]
    draft = row.pop("draft")
    return row | {"sealed": tx.seal(prompt.user_id, draft, PLACE) if draft else None}


def _prompt(tx: Tx, row: dict[str, Any]) -> Prompt:
    sealed = row.pop("sealed")
    draft = tx.unseal(row["user_id"], sealed, PLACE) if sealed is not None else None
    return Prompt(**row, draft=draft or {})
