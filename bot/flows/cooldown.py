"""Not again for a while: a timer that does nothing, so that all that is kept is when it ends, and only until then."""

from datetime import datetime, timedelta

from bot.core.effects import Spoken
from bot.core.records import Job
from bot.flows.env import Env
from bot.storage import jobs
from bot.storage.tx import Tx

KIND = "cooldown"


def is_cooling(tx: Tx, now: datetime, what: str, user_id: str, lasts: timedelta) -> bool:
    """Whether this person did this a short while ago; if not, from now on they did. The person must be known."""
    key = f"{KIND}:{what}:{user_id}"
    known = jobs.get(tx, key)
    if known is not None and known.due_at > now:
        return True
    jobs.put(tx, KIND, key, now + lasts, user_id=user_id)
    return False


def over(tx: Tx, env: Env, now: datetime, job: Job) -> tuple[Spoken, ...]:
    """It may happen again; the timer's row goes by itself."""
    return ()
