"""Servers' settings: one row for each server that has set anything."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.core.guild import GuildSettings
from bot.storage.tables import guilds
from bot.storage.tx import Tx

# ON CONFLICT is the same text on Postgres, which has a function of its own for it in SQLAlchemy.
_ADD = insert(guilds)
_PUT = _ADD.on_conflict_do_update(
    index_elements=["guild_id"], set_={"settings": _ADD.excluded.settings, "updated_at": _ADD.excluded.updated_at}
)


def get(tx: Tx, guild_id: str | None) -> GuildSettings:
    """The server's settings; those of a server that has set nothing, or of no server, are the defaults."""
    if guild_id is None:
        return GuildSettings()
    row = tx.execute(select(guilds.c.settings).where(guilds.c.guild_id == guild_id)).first()
    return GuildSettings() if row is None else GuildSettings.model_validate(row["settings"])


def save(tx: Tx, guild_id: str, settings: GuildSettings, now: datetime) -> None:
    """Store all settings of a server."""
    row = {"guild_id": guild_id, "settings": settings.model_dump(mode="json"), "updated_at": now}
    tx.execute(_PUT, row)


def every(tx: Tx) -> dict[str, GuildSettings]:
    """All servers that have set anything, by id."""
    rows = tx.execute(select(guilds.c.guild_id, guilds.c.settings).order_by(guilds.c.guild_id)).rows
    return {row["guild_id"]: GuildSettings.model_validate(row["settings"]) for row in rows}


def forget(tx: Tx, guild_id: str) -> bool:
    """The server's settings go; whether there were any."""
    return tx.execute(delete(guilds).where(guilds.c.guild_id == guild_id)).count > 0
