"""A message that has time waits while a routine runs: its buzz in a hold would be taken for the end of that hold."""

from datetime import datetime, timedelta

from bot.core.records import Job
from bot.storage import jobs, sessions
from bot.storage.tx import Tx

AGAIN = timedelta(minutes=3)
"""After so long it is looked again."""
WAITED = "waited"
"""In the timer's payload from then on: up to when it is set anew, that it comes late is nobody's absence."""


def routine_runs(tx: Tx, user_id: str) -> bool:
    """Whether a routine is under way and not paused."""
    session = sessions.open_for(tx, user_id)
    playing = session.state.get("playing") if session is not None and session.state.get("node") == "play" else None
    return isinstance(playing, dict) and playing.get("phase") in ("running", "ready")  # pyright: ignore[reportUnknownMemberType]


def waits(tx: Tx, job: Job, now: datetime) -> bool:
    """Whether it waits; then this very timer is set again, a little later.

    What may have been sent in an earlier attempt goes on as it is: a new timer would not know that it has to be looked
    for, and a second message would buzz as much.
    """
    if job.attempts > 1 or job.user_id is None or not routine_runs(tx, job.user_id):
        return False
    jobs.put(tx, job.kind, job.key, now + AGAIN, user_id=job.user_id, payload={**job.payload, WAITED: True})
    return True
