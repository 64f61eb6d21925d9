"""What is measured, and when: strength (NRS), PEG, a member's own activities (PSFS), and global change.

Sources: the evidence pack, section 5. PEG: Krebs et al. 2009, J Gen Intern Med 24:733, doi 10.1007/s11606-009-0981-1;
its wording stands in texts.yaml word for word, and a test holds it. PSFS: Stratford et al. 1995, Physiother Can 47:258.
Global change: Kamper et al. 2009, J Man Manip Ther 17:163.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from statistics import mean
from typing import Literal

NRS = range(11)
"""Strength, PEG and PSFS alike: 0 to 10. For PSFS 10 is as before, for the others 0 is best."""
CHANGE = range(-5, 6)
"""Global change: -5 very much worse, 0 unchanged, 5 completely recovered."""
PEG = ("p", "e", "g")
"""Average pain, enjoyment of life, general activity; each over the past week."""
MOST_ACTIVITIES = 2

Part = Literal["peg", "change", "psfs"]
"""What is asked now and then after the few taps of every check-in."""

WEEK = 7
FORTNIGHT = 14
SIX_WEEKS = 42
"""Days after which a member is asked whether to go on every two weeks, or stop."""


def score(answers: Iterable[int]) -> float:
    """The mean of PEG's three answers, or of the activities of PSFS, to one place."""
    return round(mean(answers), 1)


def due_parts(started_on: date, day: date, given: Mapping[Part, Iterable[date]], activities: int) -> tuple[Part, ...]:
    """What a check-in on this day asks beside the few taps; `given` are the days on which each was answered last.

    PEG and global change once in each week from day 7, PSFS once in each fortnight from week 2 where activities were
    named. What was left out is asked at the next check-in of that week or fortnight, and never made up for later.
    """
    since = (day - started_on).days
    parts: list[Part] = []
    if since >= WEEK:
        week = since // WEEK
        kinds: tuple[Part, ...] = ("peg", "change")
        parts.extend(kind for kind in kinds if not _given(given.get(kind, ()), started_on, WEEK, week))
    fortnight = since // FORTNIGHT
    if activities and fortnight >= 1 and not _given(given.get("psfs", ()), started_on, FORTNIGHT, fortnight):
        parts.append("psfs")
    return tuple(parts)


def _given(days: Iterable[date], started_on: date, length: int, which: int) -> bool:
    return any((day - started_on).days // length == which for day in days)


def six_weeks_over(started_on: date, day: date) -> bool:
    """Whether it is time to ask how to go on."""
    return (day - started_on).days >= SIX_WEEKS
