"""One series of what a member reported on a topic: check-ins after routines, and those that came by themselves.

Each has its day on the member's own wall. Strength counts as it was before a routine: what a routine left behind is
no measure of how the day is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from bot.core.records import ActivePlan, CheckIn, Feel, Report

NEW_SPELL = timedelta(days=28)
"""After so long without a word a new spell begins, with a baseline of its own; all questions are asked again, too."""


@dataclass(frozen=True, slots=True)
class Point:
    """One strength, 0 to 10 (NRS)."""

    day: date
    nrs: int


@dataclass(frozen=True, slots=True)
class Peg:
    """One week's PEG: the mean of its three answers, 0 to 10."""

    day: date
    score: float


@dataclass(frozen=True, slots=True)
class Activity:
    """How one activity of their own went, 0 (unable) to 10 (as before); `which` is its number (PSFS)."""

    day: date
    which: str
    score: int


@dataclass(frozen=True, slots=True)
class Change:
    """A plan that began, under the id of its outcome."""

    day: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One check-in as a diary shows it."""

    at: datetime
    day: date
    topic: str
    before: int | None
    after: int | None
    feel: Feel | None
    routines: tuple[str, ...] = ()
    done: str = "none"


@dataclass(frozen=True, slots=True)
class Series:
    """Everything on one topic, oldest first."""

    topic: str
    points: tuple[Point, ...] = ()
    pegs: tuple[Peg, ...] = ()
    activities: tuple[Activity, ...] = ()
    overall: tuple[tuple[date, int], ...] = ()
    """The change on the whole, -5 to 5 (global change)."""
    changes: tuple[Change, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def spell(self) -> tuple[Point, ...]:
        """The points of the present spell: since the last long silence."""
        return spell_of(self.points)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.entries or self.pegs or self.activities)


def series_of(
    topic: str, checks: Iterable[CheckIn], reports: Iterable[Report], plans: Iterable[ActivePlan], zone: tzinfo
) -> Series:
    """The series of a topic; days are those of this zone."""
    ours = [report for report in reports if report.topic == topic]
    entries = sorted(
        entries_of((c for c in checks if c.topic == topic), ours, zone), key=lambda entry: (entry.day, entry.at)
    )
    return Series(
        topic,
        points=points_of(entries),
        pegs=tuple(sorted(_pegs(ours), key=lambda peg: peg.day)),
        activities=tuple(sorted(_activities(ours), key=lambda one: (one.day, one.which))),
        overall=tuple(sorted(_overall(ours))),
        changes=tuple(Change(plan.started_on, plan.outcome) for plan in plans if plan.topic == topic),
        entries=tuple(entries),
    )


def entries_of(checks: Iterable[CheckIn], reports: Iterable[Report], zone: tzinfo) -> list[Entry]:
    """Check-ins of both kinds, as they come."""
    return [*(_of_check(check, zone) for check in checks), *(_of_report(r) for r in reports if r.kind == "micro")]


def points_of(entries: Sequence[Entry]) -> tuple[Point, ...]:
    """The strengths of these entries."""
    return tuple(Point(entry.day, nrs) for entry in entries if (nrs := strength(entry)) is not None)


def strength(entry: Entry) -> int | None:
    """How strong it was: before the routine, or now where none was done."""
    return entry.after if entry.before is None and not entry.routines else entry.before


def spell_of(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points since the last silence that was long enough to begin anew."""
    start = 0
    for i in range(1, len(points)):
        if points[i].day - points[i - 1].day > NEW_SPELL:
            start = i
    return tuple(points[start:])


def _of_check(check: CheckIn, zone: tzinfo) -> Entry:
    day = check.at.astimezone(zone).date()
    return Entry(check.at, day, check.topic, check.before, check.after, check.feel, check.routines, check.done)


def _of_report(report: Report) -> Entry:
    """A check-in that came by itself; what was done that day is asked there, which routine is not."""
    feel, done = _feel(report.values.get("feel")), report.values.get("done")
    nrs = scale(report.values.get("nrs"))
    return Entry(report.at, report.day, report.topic, nrs, None, feel, (), done if isinstance(done, str) else "none")


def _feel(value: object) -> Feel | None:
    known: dict[object, Literal["easier", "same", "worse"]] = {"easier": "easier", "same": "same", "worse": "worse"}
    return known.get(value)


def scale(value: object) -> int | None:
    """An answer from 0 to 10; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10 else None


def _pegs(reports: Iterable[Report]) -> Iterable[Peg]:
    for report in reports:
        answers = [scale(report.values.get(name)) for name in ("p", "e", "g")]
        given = [answer for answer in answers if answer is not None]
        if report.kind == "peg" and len(given) == 3:
            yield Peg(report.day, round(sum(given) / 3, 1))


def _activities(reports: Iterable[Report]) -> Iterable[Activity]:
    for report in reports:
        if report.kind == "psfs":
            for which, value in report.values.items():
                if (score := scale(value)) is not None:
                    yield Activity(report.day, which, score)


def _overall(reports: Iterable[Report]) -> Iterable[tuple[date, int]]:
    for report in reports:
        value = report.values.get("change")
        if report.kind == "change" and isinstance(value, int) and -5 <= value <= 5:
            yield report.day, value
