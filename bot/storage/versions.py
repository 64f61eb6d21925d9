"""Servers' published content and moderators' drafts."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from bot.core.versions import Draft, Version
from bot.storage.tables import drafts, overlays
from bot.storage.tx import Tx


def head(tx: Tx, guild_id: str) -> Version | None:
    """What the server's members meet; None for the shipped content."""
    stmt = select(overlays).where(overlays.c.guild_id == guild_id).order_by(overlays.c.number.desc()).limit(1)
    row = tx.execute(stmt).first()
    return None if row is None else _version(dict(row))


def heads(tx: Tx) -> list[Version]:
    """What the members of each server meet."""
    newest = select(overlays.c.guild_id, func.max(overlays.c.number).label("number")).group_by(overlays.c.guild_id)
    top = newest.subquery()
    here = (overlays.c.guild_id == top.c.guild_id) & (overlays.c.number == top.c.number)
    stmt = select(overlays).join(top, here).order_by(overlays.c.guild_id)
    return [_version(dict(row)) for row in tx.execute(stmt).rows]


def get(tx: Tx, guild_id: str, number: int) -> Version | None:
    """One version of a server's content."""
    stmt = select(overlays).where(overlays.c.guild_id == guild_id, overlays.c.number == number)
    row = tx.execute(stmt).first()
    return None if row is None else _version(dict(row))


def history(tx: Tx, guild_id: str, limit: int = 25) -> list[Version]:
    """The last versions, newest first."""
    stmt = select(overlays).where(overlays.c.guild_id == guild_id).order_by(overlays.c.number.desc()).limit(limit)
    return [_version(dict(row)) for row in tx.execute(stmt).rows]


def publish(tx: Tx, version: Version) -> None:
    """Store a version; its number must be the next one."""
    tx.execute(insert(overlays), asdict(version) | {"changes": list(version.changes)})


def draft_of(tx: Tx, guild_id: str, author: str) -> Draft | None:
    """What this moderator is working on."""
    stmt = select(drafts).where(drafts.c.guild_id == guild_id, drafts.c.author == author)
    row = tx.execute(stmt).first()
    return None if row is None else _draft(dict(row))


def draft(tx: Tx, draft_id: int) -> Draft | None:
    """A draft by its id."""
    row = tx.execute(select(drafts).where(drafts.c.id == draft_id)).first()
    return None if row is None else _draft(dict(row))


def waiting(tx: Tx, guild_id: str) -> list[Draft]:
    """Drafts that wait for a second moderator, oldest first."""
    mine = select(drafts).where(drafts.c.guild_id == guild_id, drafts.c.status == "waiting").order_by(drafts.c.at)
    return [_draft(dict(row)) for row in tx.execute(mine).rows]


def save_draft(tx: Tx, changed: Draft) -> Draft:
    """Store a draft, in place of the one that this moderator had; as it is stored now."""
    values = asdict(changed) | {"changes": list(changed.changes)}
    values.pop("id")
    known = draft_of(tx, changed.guild_id, changed.author)
    if known is not None:
        tx.execute(update(drafts).where(drafts.c.id == known.id).values(**values))
        return _draft(values | {"id": known.id})
    row = tx.execute(insert(drafts).returning(drafts.c.id), values).scalar()
    return _draft(values | {"id": row})


def drop_draft(tx: Tx, draft_id: int) -> None:
    """The work is published, or thrown away."""
    tx.execute(delete(drafts).where(drafts.c.id == draft_id))


def drop_old_drafts(tx: Tx, before: datetime) -> int:
    """Throw away what nobody has touched since; how many."""
    return tx.execute(delete(drafts).where(drafts.c.at < before)).count


def _version(row: dict[str, Any]) -> Version:
    values: dict[str, Any] = {**row, "changes": tuple(row["changes"])}
    return Version(**values)


def _draft(row: dict[str, Any]) -> Draft:
    values: dict[str, Any] = {**row, "changes": tuple(row["changes"])}
    return Draft(**values)
