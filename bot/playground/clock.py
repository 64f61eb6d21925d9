"""The playground's time: real time plus an offset that only moves forward. The bot's machine may have a wrong clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from .signal import Signal

POLL_LIMIT = 25.0
FOLLOW_LIMIT = 2.0
SETTLE_LIMIT = 3.0
POLL_GAP = 5.0
JUST_AFTER = 0.05
# How long a bot may take to tell of a timer that a press has just set.
REPORT_LAG = 0.25


class PlayClock:
    """Tells and moves the time, and knows when the bot's next timer is due."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = start.timestamp() - time.time() if start else 0.0
        self._signal = Signal()
        self._asked_version = 0
        self._asked_at = float("-inf")
        self._acted_at = float("-inf")
        self._reports = self._reports_before_act = 0
        self._closed = False
        self.version = 1
        self.ahead = 0.0
        """How far the clock of the bot's machine is ahead of Discord's, in seconds."""
        self._due_there: float | None = None

    @property
    def next_due(self) -> float | None:
        """When the bot's next timer is due; None where it has none, or has told of none."""
        return None if self._due_there is None else self._due_there - self.ahead

    def timestamp(self) -> float:
        """Seconds since 1970 in playground time."""
        return time.time() + self._offset

    def now(self) -> datetime:
        """The playground's time with its zone (UTC)."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def now_ms(self) -> int:
        """Milliseconds since 1970 in playground time."""
        return int(self.timestamp() * 1000)

    async def move(self, seconds: float) -> None:
        """Move forward; return once a bot that follows this clock has asked for the new time (2 s at most)."""
        if not 0 <= seconds < 400 * 86400:
            raise ValueError("The clock only moves forward, by up to 400 days at a time.")
        self._offset += seconds
        await self._tell()

    async def step(self, ahead: float) -> None:
        """Put the clock of the bot's machine so many seconds ahead of Discord's, or behind it; returns as `move`."""
        self.ahead = ahead
        await self._tell()

    async def _tell(self) -> None:
        self.version += 1
        followed = time.monotonic() - self._asked_at < POLL_LIMIT + POLL_GAP
        self._signal.fire()
        if followed:
            await self._signal.until(lambda: self._asked_version == self.version, FOLLOW_LIMIT)

    async def to_next_timer(self) -> None:
        """Move to just after the bot's next timer."""
        since_act = time.monotonic() - self._acted_at
        await self._signal.until(lambda: self._reports != self._reports_before_act, REPORT_LAG - since_act)
        if self.next_due is None:
            raise LookupError("The bot has no timer to move to.")
        await self.move(max(0.0, self.next_due - self.timestamp()) + JUST_AFTER)

    async def settle(self, limit: float = SETTLE_LIMIT) -> bool:
        """Wait until the bot's next timer lies in the future (or there is none); say whether it does."""
        return await self._signal.until(self._is_settled, limit)

    def _is_settled(self) -> bool:
        return self.next_due is None or self.next_due > self.timestamp()

    async def answer_poll(self, after: int | None) -> dict[str, float | int]:
        """Answer the bot: at once without `after` or when the version differs, else when the clock has moved."""
        if after is not None:
            self._asked_version, self._asked_at = after, time.monotonic()
            self._signal.fire()
            await self._signal.until(lambda: self._closed or self.version != after, POLL_LIMIT)
        return {"now": self.timestamp() + self.ahead, "version": self.version}

    def report_due(self, next_due: float | None) -> None:
        """Keep what the bot says about its next timer."""
        self._due_there = next_due
        self._reports += 1
        self._signal.fire()

    def note_act(self) -> None:
        """A person does something that may change the bot's timers."""
        self._acted_at, self._reports_before_act = time.monotonic(), self._reports

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closed = True
        self._signal.fire()

    def forget_follower(self) -> None:
        """The bot is gone: wait for it no more and forget its timers."""
        self._asked_at, self._due_there = float("-inf"), None
        self._signal.fire()
