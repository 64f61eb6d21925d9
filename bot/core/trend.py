"""A plain sentence about the trend of check-ins; never "it worked".

Source: the evidence pack, section 5: a change counts from 2 points and 30 %, on a 0 to 10 scale.
"""

from dataclasses import dataclass
from statistics import median

from bot.core.records import CheckIn

ENOUGH = 4
"""Check-ins below which nothing can be told."""
POINTS = 2.0
SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Sentence:
    """Which sentence to say, and by how many points (0 to 10) strength has changed."""

    key: str
    points: float = 0.0


def sentence(newest_first: tuple[CheckIn, ...]) -> Sentence:
    """The median of the first three strengths against that of the last three."""
    values = [check.before for check in reversed(newest_first) if check.before is not None]
    if len(values) < ENOUGH:
        return Sentence("too_few")
    first, last = median(values[:3]), median(values[-3:])
    change = round(first - last, 1)
    if change >= POINTS and change >= SHARE * first:
        return Sentence("down", change)
    return Sentence("up", -change) if change <= -POINTS else Sentence("cant_tell")
