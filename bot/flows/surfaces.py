"""Where a session's card lives: it has moved, or it can't be edited any more."""

from dataclasses import replace
from datetime import datetime

from bot.core.effects import Spoken
from bot.core.player.playing import pause
from bot.core.records import Surface
from bot.flows.env import Env
from bot.flows.loading import scene
from bot.flows.storing import store
from bot.storage import jobs, people, sessions
from bot.storage.tx import Tx


def sent(tx: Tx, env: Env, now: datetime, *, session_id: int, surface: Surface) -> tuple[Spoken, ...]:
    """The card is there now; the direct message's channel is remembered for the next time."""
    session = sessions.get(tx, session_id)
    if session is None:
        return ()
    sessions.set_surface(tx, session_id, surface)
    person = people.get(tx, session.user_id)
    if surface.kind == "dm":
        jobs.cancel(tx, f"token:{session_id}")
        if person is not None and surface.channel_id and person.dm_channel_id != surface.channel_id:
            people.save(tx, replace(person, dm_channel_id=surface.channel_id))
    return ()


def lost(tx: Tx, env: Env, now: datetime, *, session_id: int, reason: str) -> tuple[Spoken, ...]:
    """Nobody can see the card move any more: what runs is paused, and `/back` shows it again."""
    session = sessions.get(tx, session_id)
    here = scene(tx, env, now, session, False) if session else None
    if here is None:
        return ()
    sessions.set_surface(tx, session_id, None)
    playing = here.turn.state.playing
    if playing is None or playing.phase not in ("running", "ready"):
        return ()
    jobs.cancel_for_session(tx, session_id)
    paused = here.turn.with_state(playing=pause(playing, now))
    store(tx, now, here, paused, surface=None)
    return ()
