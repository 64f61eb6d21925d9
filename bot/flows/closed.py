"""Telling that direct messages are closed: once, at the next command, where nobody else sees it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from bot.core.effects import Show, Spoken
from bot.core.records import Schedule
from bot.flows.env import Env, Who
from bot.storage import schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
OWN_WORDS = "checkins.paused_closed"
"""What `/checkins` says of it itself, with the way on."""
TOLD = "closed_told"
"""In a schedule's `own`: that they know. It ends when messages are found closed anew."""


def telling(flow: Callable[..., Said]) -> Callable[..., Said]:
    """The flow of a command with that line above its card, for whom it is true and new. Never above an urgent card:
    then it waits for the next command.
    """

    @wraps(flow)
    def told(tx: Tx, env: Env, now: datetime, who: Who, **named: Any) -> Said:
        said = flow(tx, env, now, who, **named)
        at = next((i for i, one in enumerate(said) if isinstance(one, Show)), None)
        schedule = None if who.direct or at is None else _untold(tx, who)
        if schedule is None or at is None:
            return said
        with_line = _with_line(env, said, at)
        if with_line is not None:
            schedules.save(tx, replace(schedule, own={**schedule.own, TOLD: True}))
        return with_line or said

    return told


def _untold(tx: Tx, who: Who) -> Schedule | None:
    """The schedule that waits for open messages, where its owner does not know."""
    schedule = schedules.get(tx, who.user_id)
    closed = schedule is not None and schedule.status == "paused" and schedule.why == "closed"
    return schedule if closed and schedule is not None and TOLD not in schedule.own else None


def _with_line(env: Env, said: Said, at: int) -> Said | None:
    shown = said[at]
    if not isinstance(shown, Show) or shown.card.tone == "urgent":
        return None
    if env.pack.texts[OWN_WORDS] in shown.card.body:
        return said
    card = replace(shown.card, body=(env.pack.texts["prompt.closed"], *shown.card.body))
    return (*said[:at], replace(shown, card=card), *said[at + 1 :])


def found_closed(schedule: Schedule) -> Schedule:
    """The schedule paused because a message did not arrive; its owner is to be told."""
    own = {name: value for name, value in schedule.own.items() if name != TOLD}
    return replace(schedule, status="paused", why="closed", own=own)
