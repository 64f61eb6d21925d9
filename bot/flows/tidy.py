"""What is forgotten when its time is over."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.mention import AGAIN, AGAIN_AFTER, HEARD
from bot.flows.revive import revive
from bot.storage import checkins, people, retention, sessions, versions
from bot.storage.tx import Tx

DRAFT = timedelta(days=90)
"""After which a moderator's draft that nobody has touched is thrown away."""


def tidy(tx: Tx, now: datetime) -> None:
    """Expired tokens, sessions that are over, check-ins and people that nobody agreed to keep."""
    sessions.erase_expired_tokens(tx, now)
    sessions.erase_over(tx, now)
    _forget_public_answers(tx, now)
    checkins.purge(tx, now)
    versions.drop_old_drafts(tx, now - DRAFT)
    retention.look_after_some(tx, now)
    revive(tx, now)
    for user_id in (*people.due_for_purge(tx, now), *tx.half_forgotten()):
        people.forget(tx, user_id)


def _forget_public_answers(tx: Tx, now: datetime) -> None:
    """When someone was answered in public is of use for ten minutes only."""
    for person in people.heard_before(tx, now - AGAIN_AFTER):
        left = {name: fact for name, fact in person.facts.items() if name not in (HEARD, AGAIN)}
        people.save(tx, replace(person, facts=left, heard_at=None))
