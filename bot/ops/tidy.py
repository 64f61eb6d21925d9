"""What the host's side erases by itself: what has outlived what members agreed to."""

from datetime import datetime

from bot.storage import checkins, people, sessions
from bot.storage.tx import Tx


def tidy(tx: Tx, now: datetime) -> None:
    """Erase tokens that edit nothing any more, sessions that are over, and data kept for a while only."""
    sessions.erase_expired_tokens(tx, now)
    sessions.erase_over(tx, now)
    checkins.purge(tx, now)
    for user_id in people.due_for_purge(tx, now):
        people.forget(tx, user_id)
