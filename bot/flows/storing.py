"""From a turn back to rows, and to what is said."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation import checking, path
from bot.core.conversation.turn import Turn
from bot.core.effects import Close, Direct, Edit, Kept, Record, Show, Spoken, StartTimer, StopTimers
from bot.core.lateness import ASK_FOR_TAP
from bot.core.records import CheckIn, Session, Surface
from bot.flows import tally
from bot.flows.aside import met
from bot.flows.loading import UNKEPT, Scene, expiry
from bot.storage import checkins, jobs, people, plans, sessions
from bot.storage.tx import Tx

Spare = int | None
A_MOMENT = timedelta(minutes=10)
"""By how much somebody who keeps nothing may be forgotten sooner than a day after their last step; never later."""


def store(
    tx: Tx, now: datetime, before: Scene, after: Turn, *, surface: Surface | None, working: Spare = None
) -> Scene:
    """Write what the step changed. `working` is the timer that is being carried out; it finishes by itself."""
    session = before.session
    if after.aside is not None:
        # The session's own card stays where it is: what comes is no card of its.
        surface, after = None, met(tx, now, session, after)
    after = after if surface is None else _tapped(after)
    _save_person(tx, now, after, before)
    closed = any(isinstance(effect, Close) for effect in after.effects)
    _save_plan(tx, before.turn, after, session)
    tally.stopped(tx, now, before.turn, after)
    for effect in after.effects:
        _keep(tx, now, session, after, effect, working)
    if closed:
        sessions.erase(tx, session.id)
        return Scene(replace(session, open=False), after)
    changed = replace(
        session, topic=after.topic.id, state=after.state.model_dump(mode="json"), expires_at=expiry(after, now)
    )
    saved = sessions.save(tx, changed, now, surface)
    if _runs(before.turn) or _runs(after):
        _warn_in_time(tx, now, saved, after)
    return Scene(saved, after)


def put_away(tx: Tx, now: datetime, here: Scene | None) -> None:
    """End a session for another: what was done in it is logged first, then its answers are erased."""
    if here is None:
        return
    after = checking.saved(here.turn)
    if after is not here.turn:
        store(tx, now, here, after, surface=None)
    sessions.erase(tx, here.session.id)


def _tapped(turn: Turn) -> Turn:
    """Whatever brought a new surface has renewed its token, too: nothing is left to ask a tap for."""
    playing = turn.state.playing
    if playing is None or not playing.needs_tap:
        return turn
    return turn.with_state(playing=playing.model_copy(update={"needs_tap": False}))


def _save_person(tx: Tx, now: datetime, after: Turn, before: Scene) -> None:
    """Whoever has not chosen to keep a diary is forgotten a day after their last step."""
    purge = None if after.person.diary == "keep" else _end_of_day(now, before.turn.person.purge_at)
    person = after.person if after.person.purge_at == purge else replace(after.person, purge_at=purge)
    if person != before.turn.person:
        people.save(tx, person)
    if after.person.diary == "keep" and before.turn.person.diary != "keep":
        checkins.set_keep(tx, person.user_id)


def _end_of_day(now: datetime, known: datetime | None) -> datetime:
    """A day from now, or up to a few minutes less: then the row of the person need not be written at each press."""
    new = now + UNKEPT
    return known if known is not None and new - A_MOMENT <= known <= new else new


def _save_plan(tx: Tx, before: Turn, after: Turn, session: Session) -> None:
    plan = after.plan
    if plan is None or plan == before.plan:
        return
    if plan.id == 0:
        born = plans.start(
            tx,
            user_id=plan.user_id,
            topic=plan.topic,
            outcome=plan.outcome,
            started_on=plan.started_on,
            pack_hash=session.pack_hash,
            state=plan.state,
        )
        plan = replace(plan, id=born.id, pack_hash=session.pack_hash)
    plans.save(tx, plan)


def _keep(tx: Tx, now: datetime, session: Session, turn: Turn, effect: Kept | Spoken, working: Spare) -> None:
    match effect:
        case StartTimer(kind, key, due, payload):
            # The sequence is part of the key, so that the timer that is being carried out is not replaced under it.
            full = f"{key}:{session.id}:{payload.get('seq', 0)}"
            jobs.put(tx, kind, full, due, user_id=session.user_id, session_id=session.id, payload=payload)
        case StopTimers():
            jobs.cancel_for_session(tx, session.id, but=working)
        case Record():
            check = _check_in(tx, now, session, turn, effect)
            if checkins.add(tx, check):
                tally.logged(tx, now, turn.person, session.guild_id, check)
        case _:
            pass


def _check_in(tx: Tx, now: datetime, session: Session, turn: Turn, record: Record) -> CheckIn:
    return CheckIn(
        user_id=session.user_id,
        session_id=session.id,
        seq=session.revision,
        at=now,
        topic=session.topic,
        routines=record.routines,
        pack_hash=session.pack_hash,
        done=record.done,  # pyright: ignore[reportArgumentType]
        plan=record.plan,
        before=record.before,
        after=record.after,
        feel=record.feel,  # pyright: ignore[reportArgumentType]
        anything_new=record.anything_new,  # pyright: ignore[reportArgumentType]
        purge_at=None if turn.person.diary == "keep" else now + UNKEPT,
    )


def _runs(turn: Turn) -> bool:
    """Whether a routine runs; where none did and none does, no request for a tap can be waiting."""
    playing = turn.state.playing
    return playing is not None and playing.phase in ("running", "ready") and turn.state.node == "play"


def _warn_in_time(tx: Tx, now: datetime, session: Session, turn: Turn) -> None:
    """While a routine runs in a private answer, ask for a tap before that answer can no longer be edited."""
    key = f"token:{session.id}"
    surface = session.surface
    playing = turn.state.playing
    if surface is None or surface.kind != "ephemeral" or surface.token_expires_at is None or not _runs(turn):
        jobs.cancel(tx, key)
        return
    due = surface.token_expires_at - ASK_FOR_TAP
    if due > now and not (playing and playing.needs_tap):
        jobs.put(tx, "token", key, due, user_id=session.user_id, session_id=session.id)


def show(scene: Scene) -> Show:
    """The card of where the session is now."""
    session = scene.session
    mine = session.open and scene.turn.aside is None
    return Show(path.card_of(scene.turn), session.id if mine else None, session.revision)


def edit(scene: Scene, at: Surface | None = None) -> Edit:
    """The same, brought to the session's own card where it stands, or to where it stood before."""
    own = replace(scene.turn, aside=None)
    return Edit(scene.session.id, scene.session.revision, path.card_of(own), at)


def direct(scene: Scene, notify: str = "notify.next") -> Direct:
    """The same as a new direct message, which becomes the session's card. The nonce makes it go out once."""
    session = scene.session
    card = path.card_of(scene.turn)
    nonce = f"s{session.id}r{session.revision}"
    told = replace(card, notify=scene.turn.text(notify))
    if scene.turn.aside is not None:
        return Direct(session.user_id, told, nonce, surface=False)
    session_id = session.id if session.open else None
    return Direct(session.user_id, told, nonce, session_id, session.revision)
