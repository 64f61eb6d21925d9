"""A plain sentence about the trend of a series; never "it worked".

Source: the evidence pack, section 5: a change counts from 2 points and 30 %, on a 0 to 10 scale; up by 2 on three days
is worth a question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.core.series import Point, spell_of

ENOUGH = 4
"""Check-ins below which nothing can be told."""
BASE = 3
"""From so many first ones the baseline is taken, and from as many at least what it is lately."""
POINTS = 2.0
SHARE = 0.3
DAYS_UP = 3
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Which sentence to say, and by how many points (0 to 10) strength has changed."""

    key: str
    points: float = 0.0
    first: float = 0.0
    last: float = 0.0

    @property
    def counts(self) -> bool:
        """Whether it has come down by as much as most people would notice."""
        return self.key == "down"

    @property
    def shown_points(self) -> str:
        """As it is written: 2 or 2.5."""
        return number(self.points)


def number(value: float) -> str:
    """A figure with one place at most, and none where it is whole."""
    return f"{round(value, 1):g}"


def of_points(points: Sequence[Point]) -> Sentence:
    """The trend of the present spell: its first three against the last week (or, where that has fewer, the last three).
    Up on three days wins over all else.
    """
    spell = spell_of(points)
    values = [point.nrs for point in spell]
    if not values:
        return Sentence("none")
    later = [point.nrs for point in spell[BASE:] if spell[-1].day - point.day < WEEK]
    told = _told(values, later if len(later) >= BASE else values[-BASE:])
    return _up_for_days(spell, told) or told


def baseline(spell: Sequence[Point]) -> float | None:
    """What normal ups and downs are counted from; None where too few are known."""
    return float(median(point.nrs for point in spell[:BASE])) if len(spell) >= BASE else None


def _told(values: Sequence[int], lately: Sequence[int]) -> Sentence:
    if len(values) < ENOUGH:
        return Sentence("too_few")
    first, last = float(median(values[:BASE])), float(median(lately))
    change = round(first - last, 1)
    if change >= POINTS and change >= SHARE * first:
        return Sentence("down", change, first, last)
    return Sentence("up" if change <= -POINTS else "cant_tell", -change, first, last)


def _up_for_days(spell: Sequence[Point], told: Sentence) -> Sentence | None:
    """The last three days that were told of, within a week, each 2 above the baseline."""
    usual = baseline(spell)
    days: dict[object, list[int]] = {}
    for point in spell:
        days.setdefault(point.day, []).append(point.nrs)
    last = list(days.items())[-DAYS_UP:]
    if usual is None or len(spell) < ENOUGH or len(last) < DAYS_UP:
        return None
    recent = spell[-1].day - next(p.day for p in spell if p.day == last[0][0]) < WEEK
    if not recent or any(median(values) - usual < POINTS for _, values in last):
        return None
    rise = min(float(median(values)) for _, values in last) - usual
    return Sentence("up_days", round(rise, 1), usual, told.last)
