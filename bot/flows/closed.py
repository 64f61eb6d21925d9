"""Telling that direct messages are closed and no check-in arrives: at the next command, where nobody else sees it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from bot.core.effects import Show, Spoken
from bot.flows.env import Env, Who
from bot.storage import schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
PATHS = (None, "/me", "/progress")
"""Where it is told: at a start, and on the pages that commands open. `/checkins` says it in its own words."""


def telling(flow: Callable[..., Said]) -> Callable[..., Said]:
    """The flow of a command with that line above its card, for whom it is true."""

    @wraps(flow)
    def told(tx: Tx, env: Env, now: datetime, who: Who, **named: Any) -> Said:
        said = flow(tx, env, now, who, **named)
        if who.direct or named.get("path") not in PATHS or not _closed(tx, who):
            return said
        return tuple(_with_line(env, one) for one in said)

    return told


def _closed(tx: Tx, who: Who) -> bool:
    schedule = schedules.get(tx, who.user_id)
    return schedule is not None and schedule.status == "paused" and schedule.why == "closed"


def _with_line(env: Env, said: Spoken) -> Spoken:
    if not isinstance(said, Show):
        return said
    return replace(said, card=replace(said.card, body=(env.pack.texts["prompt.closed"], *said.card.body)))
