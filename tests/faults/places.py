"""When towns begin, and where their members live: most within a day of a night on which some clocks change."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

USUAL = ("Lisbon, Portugal", "8:00")


@dataclass(frozen=True, slots=True)
class Time:
    """When a town begins, and for some of its members where they are asked at what time."""

    start: datetime
    homes: tuple[tuple[str, str], ...]


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


EUROPE = (("Lisbon, Portugal", "1:30"), ("Berlin, Germany", "2:15"), USUAL)
AMERICA = (("New York", "2:30"), ("New York", "1:30"), USUAL)
SOUTH = (("Sydney, Australia", "2:30"), ("Lord Howe", "2:10"), ("Sydney, Australia", "8:00"))
TIMES = (
    Time(_at(3, 2, 18), (USUAL,)),
    Time(_at(3, 28, 13), EUROPE),
    Time(_at(10, 24, 13), EUROPE),
    Time(_at(3, 7, 19), AMERICA),
    Time(_at(10, 31, 19), AMERICA),
    Time(_at(10, 3, 4), SOUTH),
    Time(_at(4, 4, 4), SOUTH),
)
"""An ordinary week; then both nights of Europe, of North America, and of Australia (Lord Howe by half an hour)."""


def some_time(rng: Random) -> Time:
    """One of them."""
    return rng.choice(TIMES)
