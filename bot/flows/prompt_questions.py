"""From a check-in to the questions: a session begins where the check-in stood."""

from bot.core.conversation import reported, urgent
from bot.core.effects import Spoken
from bot.flows.loading import current, fresh
from bot.flows.storing import put_away, show, store
from bot.flows.visit import Visit

URGENT = ("urgent", "crisis")


def ask_questions(visit: Visit, topic: str, note: str, strength: int | None) -> tuple[Spoken, ...]:
    """All questions, with one line on why. An urgent card that waits or stands comes first; the questions then come
    with the next start, since none counts as passed any more.
    """
    tx, env, now = visit.tx, visit.env, visit.now
    here = current(tx, env, now, visit.who)
    if here is not None and (here.turn.state.unseen or here.turn.state.node.partition(":")[0] in URGENT):
        return (show(store(tx, now, here, urgent.seen(here.turn), surface=visit.surface)),)
    put_away(tx, now, here)
    new = fresh(tx, env, now, visit.who, surface=visit.surface, topic=topic)
    begun = reported.questions(new.turn, note, strength)
    return (show(store(tx, now, new, begun, surface=visit.surface)),)
