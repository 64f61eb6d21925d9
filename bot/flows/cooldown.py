"""Not again for a while: a timer that does nothing, so that all that is kept is when it ends, and only until then."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.effects import Spoken
from bot.core.records import Job
from bot.flows.env import Env
from bot.storage import jobs, people
from bot.storage.tx import Tx

KIND = "cooldown"


def is_cooling(tx: Tx, now: datetime, what: str, user_id: str, lasts: timedelta) -> bool:
    """Whether this person did this a short while ago; if not, from now on they did. Somebody new is known only for as
    long as that.
    """
    key = f"{KIND}:{what}:{user_id}"
    known = jobs.get(tx, key)
    if known is not None and known.due_at > now:
        return True
    if people.get(tx, user_id) is None:
        people.save(tx, replace(people.get_or_create(tx, user_id, now), purge_at=now + lasts))
    jobs.put(tx, KIND, key, now + lasts, user_id=user_id)
    return False


def over(tx: Tx, env: Env, now: datetime, job: Job) -> tuple[Spoken, ...]:
    """It may happen again; the timer's row goes by itself."""
    return ()
