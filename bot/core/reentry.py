"""What comes next on a plan: go on, try the next idea, or see someone. The same rules for `/back` and `/progress`.

Source: the evidence pack, section 4, "Re-entry".
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from bot.core import trend
from bot.core.records import ActivePlan
from bot.core.series import Point

SESSIONS = 6
"""How often a plan is tried, over DAYS at least, before something else is."""
DAYS = 14
SIX_WEEKS = 42

ROW_ON = "row_on"
"""In a plan's state: since when its row is tried, where the plan is older than that."""

MOVED_ON = "moved_on"
"""In a plan's state: the day on which its pressing last gave way to moving."""
WEEK = 7

Advice = Literal["none", "early", "keep", "switch", "see"]
"""`none`: no plan runs; `early`: too early to tell; `keep`: a change that counts; `switch`: the next idea."""


def row_since(plan: ActivePlan) -> date:
    """Since when the present row of the plan is tried."""
    stored = plan.state.get(ROW_ON)
    return date.fromisoformat(stored) if isinstance(stored, str) else plan.started_on


def row_in_vain(plan: ActivePlan, points: Sequence[Point], today: date) -> bool:
    """Whether its row was tried often and long enough without a change that counts."""
    since = row_since(plan)
    tried = plan.position >= SESSIONS and (today - since).days >= DAYS
    return tried and _changed_nothing([point for point in points if point.day >= since])


def six_weeks_in_vain(plan: ActivePlan, points: Sequence[Point], today: date) -> bool:
    """Six weeks on one plan, whatever its rows, without a change that counts."""
    return (today - plan.started_on).days >= SIX_WEEKS and _changed_nothing(points)


def advice(plan: ActivePlan | None, points: Sequence[Point], today: date) -> Advice:
    """What to do next; points are all of the plan's topic."""
    if plan is None:
        return "none"
    if six_weeks_in_vain(plan, points, today):
        return "see"
    if row_in_vain(plan, points, today):
        return "switch"
    return "keep" if (today - row_since(plan)).days >= DAYS and trend.of_points(points).counts else "early"


def moves_today(plan: ActivePlan, points: Sequence[Point], today: date) -> bool:
    """Whether today's pressing gives way to moving: the plan has brought a change that counts, and a week has passed
    since it did so last (or it did so today).
    """
    stored = plan.state.get(MOVED_ON)
    since = (today - date.fromisoformat(stored)).days if isinstance(stored, str) else WEEK
    return (since == 0 or since >= WEEK) and advice(plan, points, today) == "keep"


def _changed_nothing(points: Sequence[Point]) -> bool:
    return trend.of_points(points).key not in ("down", "too_few", "none")
