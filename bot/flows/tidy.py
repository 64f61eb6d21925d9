"""What is forgotten when its time is over."""

from datetime import datetime

from bot.storage import checkins, people, sessions
from bot.storage.tx import Tx


def tidy(tx: Tx, now: datetime) -> None:
    """Expired tokens, sessions that are over, check-ins and people that nobody agreed to keep."""
    sessions.erase_expired_tokens(tx, now)
    sessions.erase_over(tx, now)
    checkins.purge(tx, now)
    for user_id in people.due_for_purge(tx, now):
        people.forget(tx, user_id)
