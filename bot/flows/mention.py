"""What is said in public: one neutral line and a private button, whatever was written."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cards import Button, Card
from bot.core.conversation import reading
from bot.core.effects import Post, Show, Spoken
from bot.flows.env import Env, Who
from bot.flows.loading import UNKEPT, Scene, current, fresh
from bot.flows.storing import store
from bot.storage import people
from bot.storage.tx import Tx

AGAIN_AFTER = timedelta(minutes=10)


def hear(tx: Tx, env: Env, now: datetime, who: Who, *, text: str) -> tuple[Spoken, ...]:
    """Someone mentioned the bot. What the text pointed to waits, private, for its writer to open it."""
    here = current(tx, env, now, who) or fresh(tx, env, now, who, surface=None)
    urgent = bool(reading.dangers(here.turn, text))
    _prepare(tx, now, here, text, urgent)
    if _answered_lately(here, now, urgent):
        return ()
    _remember(tx, here, now, urgent)
    return (post(env, urgent),)


def post(env: Env, urgent: bool) -> Post:
    """The one line in public; urgent words of whatever kind all get the same."""
    texts = env.pack.texts
    return Post(texts["public.urgent" if urgent else "public.line"], texts["public.button"])


def _prepare(tx: Tx, now: datetime, here: Scene, text: str, urgent: bool) -> None:
    """A session that is under way is left alone, unless the words are urgent."""
    fresh_one = here.turn.state.node == "hello"
    if urgent:
        store(tx, now, here, reading.read_into(here.turn, text).with_state(unseen=True), surface=None)
    elif fresh_one:
        store(tx, now, here, here.turn.with_state(found=reading.options_found(here.turn, text)), surface=None)


def _answered_lately(here: Scene, now: datetime, urgent: bool) -> bool:
    last = here.turn.person.facts.get("heard_urgent_at" if urgent else "heard_at")
    return isinstance(last, str) and now - datetime.fromisoformat(last) < AGAIN_AFTER


def _remember(tx: Tx, here: Scene, now: datetime, urgent: bool) -> None:
    person = people.get(tx, here.turn.person.user_id)
    if person is None:
        return
    facts = {**person.facts, "heard_at": now.isoformat()}
    if urgent:
        facts["heard_urgent_at"] = now.isoformat()
    purge = person.purge_at if person.diary == "keep" else now + UNKEPT
    people.save(tx, replace(person, facts=facts, purge_at=purge))


def offer(tx: Tx, env: Env, now: datetime, who: Who, *, channel_id: str, message_id: str) -> tuple[Spoken, ...]:
    """Someone else's message was chosen: nothing of it is read. The neutral button, or how to help."""
    texts = env.pack.texts
    row = (
        Button(texts["offer.post"], f"/offer/{channel_id}/{message_id}", "primary"),
        Button(texts["offer.worried"], "/worried"),
    )
    return (Show(Card(texts["offer.title"], (texts["offer.body"],), (row,))),)
