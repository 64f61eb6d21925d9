"""What is said in public: one neutral line and a private button, whatever was written."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cards import Button, Card
from bot.core.conversation import crisis, reading
from bot.core.conversation.turn import Turn
from bot.core.effects import Post, Show, Spoken
from bot.flows import alert
from bot.flows.conversation import PLAYING, off_the_tool
from bot.flows.env import Env, Who
from bot.flows.loading import Scene, current, fresh
from bot.flows.storing import edit, store
from bot.storage import guilds, people
from bot.storage.tx import Tx

AGAIN_AFTER = timedelta(minutes=10)
HEARD, AGAIN = "heard_at", "heard_again_at"
"""When this person was answered in public; urgent words are answered once more. The names tell nothing of the words."""


def hear(
    tx: Tx,
    env: Env,
    now: datetime,
    who: Who,
    *,
    text: str,
    channel_id: str = "",
    message_id: str = "",
    parent_id: str = "",
) -> tuple[Spoken, ...]:
    """Someone mentioned the bot. What the text pointed to waits, private, for its writer to open it. Where the bot may
    not answer, it answers urgent words only: no server's order is worth more than that. A thread goes with the channel
    that it stands in, its `parent_id`.
    """
    urgent = reading.reader_of(env.pack).read(text).label in ("red_flag", "crisis")
    settings = guilds.get(tx, who.guild_id)
    if not urgent and not settings.may_answer(parent_id or channel_id):
        return ()
    here = current(tx, env, now, who) or fresh(tx, env, now, who, surface=None)
    told = reading.read_into(here.turn, text) if urgent else None
    if told is not None and told.aside is not None:
        said = {"channel_id": channel_id, "message_id": message_id}
        alert.raised(tx, now, who, settings=settings, done=told.aside == "done", **said)
    ended = _prepare(tx, now, here, text, told)
    answered = _answered_lately(tx, now, who, urgent)
    return ended if answered else (post(env, urgent), *ended)


def post(env: Env, urgent: bool) -> Post:
    """The one line in public; urgent words of whatever kind all get the same."""
    texts = env.pack.texts
    return Post(texts["public.urgent" if urgent else "public.line"], texts["public.button"])


def _prepare(tx: Tx, now: datetime, here: Scene, text: str, told: Turn | None) -> tuple[Spoken, ...]:
    """A session that is under way is left alone, unless the words are urgent. A hold begins when its card is opened,
    so a message that nobody follows up leaves nothing behind.
    """
    if told is not None and told.aside is not None:
        return _wait(tx, now, here, told)
    if told is not None:
        if here.turn.state.node in PLAYING and here.session.surface is not None:
            return off_the_tool(here, store(tx, now, here, told, surface=None))
        heard = replace(told.with_state(unseen=True), person=here.turn.person)
        store(tx, now, here, heard, surface=None)
        return ()
    if here.turn.state.node == "hello":
        store(tx, now, here, reading.pointed_to(here.turn, text), surface=None)
    return ()


def _wait(tx: Tx, now: datetime, here: Scene, told: Turn) -> tuple[Spoken, ...]:
    """The card beside the conversation waits. A routine's own card shows at once that it was paused; where it goes on,
    its buttons are made good for the step after this one.
    """
    waiting = store(tx, now, here, replace(crisis.waits(told), person=here.turn.person), surface=None)
    was_on = here.turn.state.node in PLAYING and here.session.surface is not None
    return (edit(waiting),) if was_on else ()


def _answered_lately(tx: Tx, now: datetime, who: Who, urgent: bool) -> bool:
    """Whether this person was answered in public within ten minutes; from now on they were. `tidy` forgets it."""
    person = people.get(tx, who.user_id)
    if person is None:
        return False
    last = person.facts.get(AGAIN if urgent else HEARD)
    if isinstance(last, str) and now - datetime.fromisoformat(last) < AGAIN_AFTER:
        return True
    heard = {HEARD: now.isoformat(), **({AGAIN: now.isoformat()} if urgent else {})}
    people.save(tx, replace(person, facts={**person.facts, **heard}, heard_at=now))
    return False


def offer(tx: Tx, env: Env, now: datetime, who: Who, *, channel_id: str, message_id: str) -> tuple[Spoken, ...]:
    """Someone else's message was chosen: nothing of it is read. The neutral button, or how to help."""
    texts = env.pack.texts
    row = (
        Button(texts["offer.post"], f"/offer/{channel_id}/{message_id}", "primary"),
        Button(texts["offer.worried"], "/worried"),
    )
    return (Show(Card(texts["offer.title"], (texts["offer.body"],), (row,))),)
