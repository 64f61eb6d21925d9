"""Content as text, kept by its hash for as long as something refers to it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.tables import drafts, overlays, packs, plans, sessions
from bot.storage.tx import Tx


def keep(tx: Tx, pack_hash: str, text: str, now: datetime) -> bool:
    """Store a pack; False where it is stored already."""
    stmt = insert(packs).on_conflict_do_nothing(index_elements=["hash"])
    return tx.execute(stmt, {"hash": pack_hash, "text": text, "created_at": now}).count > 0


def load(tx: Tx, pack_hash: str) -> str | None:
    """The text of a pack."""
    return tx.execute(select(packs.c.text).where(packs.c.hash == pack_hash)).scalar()


def hashes(tx: Tx) -> list[str]:
    """All packs that are kept, oldest first."""
    return tx.execute(select(packs.c.hash).order_by(packs.c.created_at, packs.c.hash)).scalars()


def drop_unreferenced(tx: Tx, keep: Collection[str]) -> int:
    """Delete packs that no session, plan, version or draft needs, but for those named; how many."""
    users = (
        sessions.c.pack_hash, plans.c.pack_hash, overlays.c.base_hash, overlays.c.pack_hash,
        drafts.c.base_hash, drafts.c.pack_hash,
    )  # fmt: skip
    used = or_(*(exists().where(column == packs.c.hash) for column in users))
    return tx.execute(delete(packs).where(~used, packs.c.hash.not_in(list(keep)))).count
