"""From rows to a turn of the conversation."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.content.pack import Pack
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.records import CheckIn, Person, Session, Surface
from bot.core.reentry import DAYS
from bot.flows.aside import SERVER
from bot.flows.env import Env, Who
from bot.storage import checkins, packs, people, plans, reports, sessions
from bot.storage.tx import Tx

UNKEPT = timedelta(hours=24)
"""How long anything lives for someone who has not chosen to keep it."""
KEPT = timedelta(days=30)
"""How long an unfinished session can be taken up with a diary."""
URGENT = ("urgent", "held")
TAKE_BACK = timedelta(hours=1)
HISTORY = 30
"""How many check-ins a turn looks back on."""
WHOLE = 150
"""How many where a plan's weeks are to be told."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A session with its pack and the turn made from both."""

    session: Session
    turn: Turn


def person_of(tx: Tx, now: datetime, who: Who) -> Person:
    """The person, made known for a day if they are new, and the server in which they use the bot."""
    person = people.get_or_create(tx, who.user_id, now)
    if who.guild_id is None or person.facts.get(SERVER) == who.guild_id:
        return person
    person = replace(person, facts={**person.facts, SERVER: who.guild_id})
    people.save(tx, person)
    return person


def current(tx: Tx, env: Env, now: datetime, who: Who) -> Scene | None:
    """The person's open session, unless its time is over or its pack is lost."""
    session = sessions.open_for(tx, who.user_id)
    return scene(tx, env, now, session, who.direct) if session else None


def scene(tx: Tx, env: Env, now: datetime, session: Session, direct: bool) -> Scene | None:
    """The session as a turn; one whose time is over is erased."""
    pack = env.packs.get(session.pack_hash)
    person = people.get(tx, session.user_id)
    if pack is None or person is None or session.expires_at <= now or session.topic not in pack.topic_by_id:
        sessions.erase(tx, session.id)
        return None
    state = State.model_validate(session.state)
    return Scene(session, make_turn(tx, env, now, person, pack, session.topic, state, direct))


def make_turn(
    tx: Tx, env: Env, now: datetime, person: Person, pack: Pack, topic: str, state: State, direct: bool
) -> Turn:
    """A turn with what the person has kept."""
    running = tuple(plans.active(tx, person.user_id)) if person.diary == "keep" else ()
    plan = next((plan for plan in running if plan.topic == topic), None)
    # Whether a plan has changed anything is asked after two weeks, and told from its first days on.
    weeks = plan is not None and (now.date() - plan.started_on).days >= DAYS
    return Turn(
        pack=pack,
        topic=pack.topic_by_id[topic],
        person=person,
        state=state,
        now=now,
        history=_history(tx, person, WHOLE if weeks else HISTORY),
        reports=tuple(reports.since(tx, person.user_id, plan.started_on)) if plan is not None and weeks else (),
        plan=plan,
        plans=running,
        keeps=env.host.keeps,
        unreviewed=not pack.reviewed,
        direct=direct,
        listed=env.host.listed,
    )


def _history(tx: Tx, person: Person, most: int) -> tuple[CheckIn, ...]:
    return tuple(checkins.recent(tx, person.user_id, most)) if person.diary == "keep" else ()


def fresh(tx: Tx, env: Env, now: datetime, who: Who, *, surface: Surface | None, topic: str | None = None) -> Scene:
    """A new session on the active pack; one that was open has been put away before (`storing.put_away`)."""
    person = person_of(tx, now, who)
    chosen = topic if topic in env.pack.topic_by_id else env.pack.info.default_topic
    packs.keep(tx, env.active, env.texts[env.active], now)
    session = sessions.insert_open(
        tx,
        user_id=who.user_id,
        topic=chosen,
        pack_hash=env.active,
        state=State().model_dump(mode="json"),
        now=now,
        expires_at=now + UNKEPT,
        guild_id=who.guild_id,
        surface=surface,
    )
    return Scene(session, make_turn(tx, env, now, person, env.pack, chosen, State(), who.direct))


def expiry(turn: Turn, now: datetime) -> datetime:
    """When an untouched session is erased. Behind an urgent card its answers stay only as long as a tap can be taken
    back.
    """
    if turn.state.unseen:
        return now + UNKEPT
    if turn.state.node.partition(":")[0] in URGENT:
        return now + TAKE_BACK
    return now + (KEPT if turn.person.diary == "keep" else UNKEPT)
