"""Sessions: a conversation is a row, so that a restart loses nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.core.records import Session, Surface
from bot.storage.columns import in_utc
from bot.storage.tables import sessions
from bot.storage.tx import Tx

PLACE = "sessions"
_GET = select(sessions).where(sessions.c.id == bindparam("which"))
_OPEN_FOR = select(sessions).where(sessions.c.user_id == bindparam("who"), sessions.c.open.is_(True))
_INSERT = insert(sessions).returning(sessions.c.id)
_SAVE = update(sessions).where(sessions.c.id == bindparam("which"), sessions.c.revision == bindparam("was"))
_CHANGE = update(sessions).where(sessions.c.id == bindparam("which"))
_SURFACE = ("kind", "token", "token_expires_at", "channel_id", "message_id")


class StaleSessionError(Exception):
    """The session has moved on, or is gone, since it was loaded."""


def get(tx: Tx, session_id: int) -> Session | None:
    """The session, open or not, until it is erased."""
    return _session(tx, tx.execute(_GET, {"which": session_id}).first())


def open_for(tx: Tx, user_id: str) -> Session | None:
    """The one open session of a person."""
    return _session(tx, tx.execute(_OPEN_FOR, {"who": user_id}).first())


def all_open(tx: Tx) -> list[Session]:
    """Every open session; only the try-out, where nobody real is, may look at all of them."""
    rows = tx.execute(select(sessions).where(sessions.c.open.is_(True))).rows
    return [session for row in rows if (session := _session(tx, row)) is not None]


def insert_open(
    tx: Tx,
    *,
    user_id: str,
    topic: str,
    pack_hash: str,
    state: dict[str, object],
    now: datetime,
    expires_at: datetime,
    guild_id: str | None = None,
    surface: Surface | None = None,
) -> Session:
    """Open a session at revision 0; ConflictError where the person has one, or the pack was not kept first."""
    session = Session(
        id=0,
        user_id=user_id,
        guild_id=guild_id,
        topic=topic,
        pack_hash=pack_hash,
        revision=0,
        state=state,
        open=True,
        created_at=in_utc(now),
        updated_at=in_utc(now),
        expires_at=in_utc(expires_at),
        surface=surface,
    )
    _make_room(tx, user_id)
    born = {name: getattr(session, name) for name in ("user_id", "created_at", "guild_id", "pack_hash", "open")}
    row = tx.execute(_INSERT, born | _mutable(tx, session) | _surface_row(surface))
    return replace(session, id=row.scalar())


def save(tx: Tx, session: Session, now: datetime, surface: Surface | None = None) -> Session:
    """Store a step (topic, state, expiry), one revision on, and where its card will be if that is given."""
    saved = replace(session, revision=session.revision + 1, updated_at=in_utc(now), surface=surface or session.surface)
    values = {"which": session.id, "was": session.revision, **_mutable(tx, saved)}
    if surface is not None:
        # At most presses only the token is another; every column less is time off each of them.
        old = _surface_row(session.surface)
        values |= {name: value for name, value in _surface_row(surface).items() if value != old[name]}
    if not tx.execute(_SAVE, values).count:
        raise StaleSessionError(f"session {session.id} is not at revision {session.revision}")
    return saved


def close(tx: Tx, session_id: int, now: datetime) -> bool:
    """End a session but keep its row until it expires; whether there was an open one."""
    stmt = _CHANGE.where(sessions.c.open.is_(True))
    return tx.execute(stmt, {"which": session_id, "open": False, "updated_at": now}).count > 0


def erase(tx: Tx, session_id: int) -> bool:
    """Delete a session and, with it, its timers."""
    return tx.execute(delete(sessions).where(sessions.c.id == session_id)).count > 0


def set_surface(tx: Tx, session_id: int, surface: Surface | None) -> None:
    """Remember where the newest card lives."""
    tx.execute(_CHANGE, {"which": session_id, **_surface_row(surface)})


def erase_expired_tokens(tx: Tx, now: datetime) -> int:
    """Forget tokens that edit nothing any more; how many."""
    gone = update(sessions).where(sessions.c.token_expires_at <= now)
    return tx.execute(gone.values(token=None, token_expires_at=None)).count


def erase_over(tx: Tx, now: datetime) -> list[int]:
    """Delete the sessions whose time is over, with their timers; which ones."""
    return tx.execute(delete(sessions).where(sessions.c.expires_at <= now).returning(sessions.c.id)).scalars()


def _make_room(tx: Tx, user_id: str) -> None:
    """Erase an open session that no key opens any more: nobody can go on in it."""
    row = tx.execute(_OPEN_FOR, {"who": user_id}).first()
    if row is not None and _session(tx, row) is None:
        erase(tx, row["id"])


def _mutable(tx: Tx, session: Session) -> dict[str, Any]:
    names = ("topic", "revision", "updated_at", "expires_at")
    sealed = tx.seal(session.user_id, session.state, PLACE)
    return {name: getattr(session, name) for name in names} | {"sealed": sealed}


def _surface_row(surface: Surface | None) -> dict[str, Any]:
    values = {name: getattr(surface, name, None) for name in _SURFACE}
    return {"surface_kind": values.pop("kind"), **values}


def _session(tx: Tx, row: Any) -> Session | None:
    if row is None:
        return None
    values = dict(row)
    values["state"] = tx.unseal(values["user_id"], values.pop("sealed"), PLACE)
    if values["state"] is None:
        return None
    parts = {"kind": values.pop("surface_kind")} | {name: values.pop(name) for name in _SURFACE[1:]}
    return Session(**values, surface=None if parts["kind"] is None else Surface(**parts))
