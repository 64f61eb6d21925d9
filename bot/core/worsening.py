"""Whether what was reported has become so much worse that the questions are asked again.

Source: the evidence pack, section 5 ("Worsening triggers") and 1.1 (8 and over, 2 above the usual). What was there when
the questions were last passed has been asked about, so a bad spell that stays as it is does not bring them every day.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import mean, median
from typing import Literal

from bot.core.series import Peg, Point, spell_of

Trigger = Literal["day", "days", "high", "peg", "psfs"]

UP_ON_ONE_DAY = 3
UP_ON_DAYS = 2
DAYS = 3
HIGH = 8
ABOVE_USUAL = 2
PEG_UP = 1.0
PSFS_DOWN = 2.0
USUAL = 7
"""From how many days, at most, the usual strength is taken."""
SAME_SPELL = timedelta(days=7)
"""For how long a strength that was asked about is not asked about again."""
NEXT_WEEK = timedelta(days=21)
"""How far apart two PEGs may be to be of weeks that follow each other; they come every two weeks after the sixth."""


def by_strength(points: Sequence[Point], asked_on: date | None) -> Trigger | None:
    """What the newest strength means; `points` are oldest first, `asked_on` is when the questions were last passed."""
    *earlier, now = spell_of(_one_a_day(points)) or (None,)
    if now is None or not earlier:
        return None
    usual = _usual(earlier)
    if not _asked_about(now, earlier, asked_on):
        if now.nrs - min(usual, earlier[-1].nrs) >= UP_ON_ONE_DAY:
            return "day"
        if now.nrs >= HIGH and now.nrs - usual >= ABOVE_USUAL:
            return "high"
    return "days" if _up_on_days([*earlier, now], asked_on) else None


def _one_a_day(points: Sequence[Point]) -> tuple[Point, ...]:
    """The last one of each day, by days: a late answer counts for the day that it is about."""
    return tuple({point.day: point for point in sorted(points, key=lambda point: point.day)}.values())


def _usual(points: Sequence[Point]) -> float:
    return median(point.nrs for point in points[-USUAL:])


def _asked_about(now: Point, earlier: Sequence[Point], asked_on: date | None) -> bool:
    """Whether it was as strong as that already when the questions were last passed, a few days ago."""
    if asked_on is None:
        return False
    return any(now.day - SAME_SPELL <= point.day <= asked_on and point.nrs >= now.nrs for point in earlier)


def _up_on_days(points: Sequence[Point], asked_on: date | None) -> bool:
    before, lately = points[:-DAYS], points[-DAYS:]
    if not before or (asked_on is not None and asked_on >= lately[0].day):
        return False
    usual = _usual(before)
    return all(point.nrs - usual >= UP_ON_DAYS for point in lately)


def by_peg(pegs: Sequence[Peg], asked_on: date | None) -> Trigger | None:
    """Up by one or more in two weeks that follow each other; `pegs` are oldest first, the newest is new."""
    if len(pegs) < 3 or (asked_on is not None and asked_on >= pegs[-1].day):
        return None
    before, *two = pegs[-3:]
    near = all(later.day - sooner.day <= NEXT_WEEK for sooner, later in zip(pegs[-3:], two, strict=False))
    return "peg" if near and all(peg.score - before.score >= PEG_UP for peg in two) else None


def by_activities(before: Mapping[str, int], now: Mapping[str, int]) -> Trigger | None:
    """The mean of the activities that were asked about both times is down by two or more."""
    both = before.keys() & now.keys()
    if not both:
        return None
    down = mean(before[name] for name in both) - mean(now[name] for name in both)
    return "psfs" if down >= PSFS_DOWN else None
