"""What a server's members may see of each other: sums over 30 days that tell nothing of anybody.

Nothing for servers under 30 active members; no figure with fewer than five people behind it; all rounded to 5; made
once a week, so that nobody can watch a figure change by one. People are counted by period: each ends on a Monday and
looks back on the 30 days before it, so four or five run at any time, each with a key of its own that ends with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

ACTIVE = "active"
"""Under this name whoever logs anything is counted."""
DONE = "done"
FEELS = ("easier", "same", "worse")
FEWEST_ACTIVE = 30
FEWEST_BEHIND = 5
STEP = 5
WINDOW = timedelta(days=30)
WEEK = timedelta(days=7)
HOUR = time(6, tzinfo=UTC)
_FIRST = date(1970, 1, 5)
"""A Monday."""


@dataclass(frozen=True, slots=True)
class Line:
    """One routine: sessions and how moving felt afterwards; None where too few people are behind a figure."""

    routine: str
    sessions: int
    easier: int | None = None
    same: int | None = None
    worse: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A server's 30 days; no lines where too few were active or too few did any one routine."""

    until: date
    enough: bool
    sessions: int | None = None
    lines: tuple[Line, ...] = ()


def monday(period: int) -> date:
    """The day on which a period is counted up; its 30 days end the day before."""
    return _FIRST + period * WEEK


def due(period: int) -> datetime:
    """When it is counted up."""
    return datetime.combine(monday(period), HOUR)


def newest_over(day: date) -> int:
    """The last period that is over on this day."""
    return (day - _FIRST).days // 7


def periods(day: date) -> tuple[int, ...]:
    """The periods whose 30 days this day is one of."""
    first = newest_over(day) + 1
    last = (day + WINDOW - _FIRST).days // 7
    return tuple(range(first, last + 1))


def window(period: int) -> tuple[date, date]:
    """Its first and its last day."""
    end = monday(period)
    return end - WINDOW, end - timedelta(days=1)


def name_of(what: str, routine: str) -> str:
    """Under which name a routine's figure is counted."""
    return f"{what}:{routine}"


def rounded(count: int) -> int:
    """To the nearest 5; what lies between goes up."""
    return (2 * count + STEP) // (2 * STEP) * STEP


def figures(period: int, totals: Mapping[str, int], people: Mapping[str, int]) -> Figures:
    """What may be shown of these sums, with so many people behind each."""
    until = window(period)[1]
    if people.get(ACTIVE, 0) < FEWEST_ACTIVE:
        return Figures(until, enough=False)

    def shown(what: str, routine: str) -> int | None:
        name = name_of(what, routine)
        return rounded(totals.get(name, 0)) if people.get(name, 0) >= FEWEST_BEHIND else None

    routines = sorted(name.partition(":")[2] for name in totals if name.startswith(f"{DONE}:"))
    lines = tuple(
        Line(routine, sessions, *(shown(feel, routine) for feel in FEELS))
        for routine in routines
        if (sessions := shown(DONE, routine)) is not None
    )
    ordered = tuple(sorted(lines, key=lambda line: (-line.sessions, line.routine)))
    total = rounded(totals.get(DONE, 0)) if people.get(DONE, 0) >= FEWEST_BEHIND else None
    return Figures(until, enough=True, sessions=total, lines=ordered)
