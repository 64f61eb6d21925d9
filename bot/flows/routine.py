"""Open a routine by its name: the same questions first, the same limits."""

from datetime import datetime

from bot.core.cards import Card
from bot.core.conversation import hello, urgent
from bot.core.effects import Show, Spoken
from bot.core.records import Surface
from bot.flows.env import Env, Who
from bot.flows.loading import current, fresh
from bot.flows.storing import put_away, show, store
from bot.storage.tx import Tx


def open_routine(tx: Tx, env: Env, now: datetime, who: Who, *, routine_id: str, surface: Surface) -> tuple[Spoken, ...]:
    """What runs already goes on; otherwise a session that leads to this routine."""
    here = current(tx, env, now, who)
    if here is not None and (here.turn.state.unseen or here.turn.state.node == "urgent"):
        return (show(store(tx, now, here, urgent.seen(here.turn), surface=surface)),)
    if here is not None and here.turn.state.node in ("play", "stoplist"):
        running = here.turn.with_state(note="routine.running")
        return (show(store(tx, now, here, running, surface=surface)),)
    if routine_id not in env.pack.routine_by_id:
        texts = env.pack.texts
        return (Show(Card(texts["routine.unknown_title"], (texts["routine.unknown_body"],))),)
    put_away(tx, now, here)
    new = fresh(tx, env, now, who, surface=surface)
    return (show(store(tx, now, new, hello.start(new.turn.with_state(wanted=routine_id)), surface=surface)),)
