"""Snowflakes, Discord's ids: 42 bits of milliseconds since 2015, then a counter."""

from __future__ import annotations

import secrets
from collections.abc import Callable

EPOCH_MS = 1_420_070_400_000
GUILD = "1100000000000000001"
APPLICATION = "1100000000000000002"
GENERAL = "1100000000000000010"
BACK_CORNER = "1100000000000000011"
MODERATORS = "1100000000000000012"
MODERATOR_ROLE = "1100000000000000020"
BOT_ROLE = "1100000000000000021"
OWNER = "1100000000000000030"
MIA = "1100000000000000031"
TOM = "1100000000000000032"
ROSA = "1100000000000000033"


class Snowflakes:
    """Makes ids that grow with the playground's clock and never repeat."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._last = 0

    def next(self) -> str:
        """A new id."""
        fresh = (self._now_ms() - EPOCH_MS) << 22
        self._last = max(fresh, self._last + 1)
        return str(self._last)


def new_token() -> str:
    """An interaction token, about as long as Discord's."""
    return "play_" + secrets.token_urlsafe(150)
