"""What a timer that fell due does: the routine moves to where the clock says."""

from datetime import datetime

from bot.core.content.routine import StepKind
from bot.core.conversation import running
from bot.core.conversation.turn import Turn
from bot.core.effects import Spoken
from bot.core.lateness import manner
from bot.core.records import Job
from bot.flows.env import Env
from bot.flows.loading import scene
from bot.flows.storing import direct, edit, store
from bot.storage import sessions
from bot.storage.tx import Tx

BUZZ_AT_LEAST = 20
"""Steps under this many seconds don't buzz; they are joined to the next."""


def due(tx: Tx, env: Env, now: datetime, job: Job) -> tuple[Spoken, ...]:
    """Carry out a timer. Done twice (after a crash in between) it shows the same card again and moves nothing."""
    session = sessions.get(tx, job.session_id) if job.session_id is not None else None
    in_dm = session is not None and session.surface is not None and session.surface.kind == "dm"
    here = scene(tx, env, now, session, in_dm) if session else None
    if here is None:
        return ()
    rings = in_dm and manner(job, now) in ("on_time", "marked")
    playing = here.turn.state.playing
    if job.kind == "token":
        return (edit(store(tx, now, here, running.needs_tap(here.turn), surface=None, working=job.id)),)
    if playing is None or job.payload.get("seq") != playing.seq:
        return (direct(here) if rings and _buzzes(here.turn) else edit(here),)
    moved = running.on_clock(here.turn)
    there = store(tx, now, here, moved, surface=None, working=job.id)
    return (direct(there) if rings and _buzzes(there.turn) else edit(there),)


def _buzzes(turn: Turn) -> bool:
    """Whether this card is a change that a locked phone should tell: a hold begins, a side changes, or the end."""
    playing = turn.state.playing
    if playing is None or not playing.buzz:
        return False
    if turn.state.node != "play":
        return True
    steps = running.steps_of(turn)
    if playing.phase != "running":
        return True
    step = steps[playing.index]
    kinds: tuple[StepKind, ...] = ("hold", "move")
    side_changes = playing.index > 0 and steps[playing.index - 1].side != step.side
    return (step.kind in kinds and step.seconds >= BUZZ_AT_LEAST) or side_changes
