"""A message that has time waits while a routine runs: its buzz in a hold would be taken for the end of that hold."""

from datetime import datetime, timedelta

from bot.core.records import Job
from bot.storage import jobs, sessions
from bot.storage.tx import Tx

AGAIN = timedelta(minutes=3)
"""After so long it is looked again."""
WAITED = "waited"
"""In the timer's payload from then on: that it comes late is nobody's absence."""


def routine_runs(tx: Tx, user_id: str) -> bool:
    """Whether a routine is under way and not paused."""
    session = sessions.open_for(tx, user_id)
    playing = session.state.get("playing") if session is not None and session.state.get("node") == "play" else None
    return isinstance(playing, dict) and playing.get("phase") in ("running", "ready")  # pyright: ignore[reportUnknownMemberType]


def wait(tx: Tx, job: Job, now: datetime) -> None:
    """Set this very timer again, a little later."""
    jobs.put(tx, job.kind, job.key, now + AGAIN, user_id=job.user_id, payload={**job.payload, WAITED: True})
