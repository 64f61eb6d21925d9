"""How fast one person may go: a token bucket for each, so that nobody floods the bot or the database."""

import time
from collections.abc import Callable
from dataclasses import dataclass

BURST = 30.0
"""Presses and messages at once: more than a hurried thumb makes in the main job."""
PER_SECOND = 3.0
"""And so many a second afterwards, for as long as one likes."""
SUGGESTIONS, SUGGESTIONS_PER_SECOND = 30.0, 5.0
"""The same for what is offered while somebody types: Discord asks at about every third key."""
SWEEP = 1_000
"""Buckets after which the full ones are forgotten; doubled where fewer than half are full."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


def pace_of_typing() -> "Pace":
    """For suggestions: a bucket of its own, so that nobody who types has to wait with a press."""
    return Pace(SUGGESTIONS, SUGGESTIONS_PER_SECOND)


class Pace:
    """A bucket for each person; one that is full again is the same as none, and is forgotten."""

    def __init__(
        self,
        burst: float = BURST,
        per_second: float = PER_SECOND,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst, self._per_second, self._ticks = burst, per_second, ticks
        self._buckets: dict[str, _Bucket] = {}
        self._sweep_at = SWEEP

    def allows(self, user_id: str) -> bool:
        """Whether one more may be done for this person now; it is taken from their bucket then."""
        now = self._ticks()
        bucket = self._buckets.get(user_id)
        if bucket is None:
            self._sweep(now)
            bucket = self._buckets[user_id] = _Bucket(self._burst, now)
        bucket.left, bucket.at = self._filled(bucket, now), now
        if bucket.left < 1:
            return False
        bucket.left -= 1
        bucket.told = False
        return True

    def first_refusal(self, user_id: str) -> bool:
        """Whether this person has not been told yet since they were last allowed anything."""
        bucket = self._buckets[user_id]
        first, bucket.told = not bucket.told, True
        return first

    def __len__(self) -> int:
        return len(self._buckets)

    def _filled(self, bucket: _Bucket, now: float) -> float:
        return min(self._burst, bucket.left + (now - bucket.at) * self._per_second)

    def _sweep(self, now: float) -> None:
        if len(self._buckets) < self._sweep_at:
            return
        self._buckets = {who: b for who, b in self._buckets.items() if self._filled(b, now) < self._burst}
        self._sweep_at = max(SWEEP, 2 * len(self._buckets))
