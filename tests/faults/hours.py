"""The town's two clocks: Discord's, which is right, and that of the bot's machine, which may be put wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.playground.clock import PlayClock

JUST_AFTER, A_MOMENT = 0.05, 5.0
DECIDED = timedelta(seconds=3)
"""What arrives so soon after a step may have been decided before it."""


class Hours:
    """Moves time; `note` is called before each move, while it is still known what waits. While a message is on its way
    (`sending`), no more time passes than a delivery may take: by its own rules it is as late as when it began.
    """

    def __init__(self, clock: PlayClock, note: Callable[[], None], sending: Callable[[], bool]) -> None:
        self._clock, self._note, self._sending = clock, note, sending
        self._steps: list[tuple[datetime, float]] = []
        self._jumps: list[tuple[datetime, datetime]] = []
        self.furthest = self.now()
        """The latest time that the bot's machine has shown."""

    def now(self) -> datetime:
        """What the clock of the bot's machine shows."""
        return self._clock.now() + timedelta(seconds=self._clock.ahead)

    def stamp(self) -> str:
        """The same as it stands in a row."""
        return self.now().replace(tzinfo=None).isoformat(sep=" ")

    @property
    def is_wrong(self) -> bool:
        """Whether the two are apart now."""
        return self._clock.ahead != 0

    @property
    def next_due(self) -> float | None:
        """Seconds until the bot's next timer, as far as it has told."""
        due = self._clock.next_due
        return None if due is None else due - self._clock.timestamp()

    async def move(self, seconds: float) -> None:
        """Let so much time pass."""
        self._note()
        if seconds > A_MOMENT and self._sending():
            seconds = A_MOMENT
        before = self.now()
        await self._clock.move(seconds)
        self._jumped(before)

    async def to(self, shown: datetime) -> None:
        """Let time pass until the machine shows this."""
        await self.move(max(0.0, (shown - self.now()).total_seconds()) + JUST_AFTER)

    async def step(self, ahead: float) -> None:
        """Put the machine's clock wrong, or right (0)."""
        if ahead == self._clock.ahead or self._sending():
            return
        self._note()
        self._steps.append((self._clock.now(), self._clock.ahead))
        before = self.now()
        await self._clock.step(ahead)
        self._jumped(before)

    def _jumped(self, before: datetime) -> None:
        self._jumps.append((before, self.now()))
        self.furthest = max(self.furthest, self.now())

    def jumped_over(self, due: datetime, by: timedelta) -> bool:
        """Whether the machine's clock ever went over this instant by more than that at once, or back over it."""
        return any(one < due < other - by or other < due < one for one, other in self._jumps)

    def shown(self, created_ms: int) -> tuple[datetime, ...]:
        """What the machine may have shown when a message was decided that Discord took at this time."""
        at = datetime.fromtimestamp(created_ms / 1000, UTC)
        later = [ahead for when, ahead in self._steps if when > at]
        ways = {later[0] if later else self._clock.ahead}
        ways |= {ahead for when, ahead in self._steps if when <= at < when + DECIDED}
        return tuple(at + timedelta(seconds=ahead) for ahead in ways)

    def stepped_since(self, shown: datetime) -> bool:
        """Whether it was put forward or back after it had shown this, or about then."""
        return any(when + timedelta(seconds=ahead) > shown - timedelta(days=3) for when, ahead in self._steps)
