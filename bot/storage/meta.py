"""Small facts about the database itself, such as the hash of the commands that were synced."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.tables import meta
from bot.storage.tx import Tx


def get(tx: Tx, key: str) -> str | None:
    """The value of a key."""
    return tx.execute(select(meta.c.value).where(meta.c.key == key)).scalar()


def put(tx: Tx, key: str, value: str) -> None:
    """Set the value of a key."""
    stmt = insert(meta).values(key=key, value=value)
    tx.execute(stmt.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def names(tx: Tx, prefix: str) -> list[str]:
    """What stands behind this prefix in the keys that begin with it."""
    keys = tx.execute(select(meta.c.key).where(meta.c.key.startswith(prefix, autoescape=True))).scalars()
    return [key.removeprefix(prefix) for key in keys]


def drop(tx: Tx, key: str) -> None:
    """Remove a key."""
    tx.execute(delete(meta).where(meta.c.key == key))
