"""Which lines of a soak's log are the bot's own doing, and which only tell that the machine stood still."""

import re
from datetime import datetime

from bot.ops.watchdog import TOO_LONG
from bot.storage.slow import SAID, SLOW_SECONDS
from tests.bench.pulse import Pulse, Span, within

EXACT = 0.002
"""A log's stamps are in milliseconds, and a line is written after what it tells of."""
LINES = (
    (re.compile(r" (\d+)" + re.escape(SAID.rpartition("%.0f")[2]) + "$"), SLOW_SECONDS),
    (re.compile(r" The event loop was held up, .* ms=(\d+) unlogged_before=0$"), TOO_LONG),
)
"""What tells of milliseconds, and from how many seconds on it is told."""


def told_of(line: str) -> tuple[Span, float] | None:
    """The time that a line of the log tells of, and how many seconds of it would have been worth no line."""
    for pattern, limit in LINES:
        found = pattern.search(line)
        if found is not None:
            ended = datetime.fromisoformat(line.partition(" ")[0]).timestamp()
            return (ended - int(found[1]) / 1000, ended), limit
    return None


def stood_still(line: str, standstills: list[Span]) -> float | None:
    """Seconds for which the machine stood still in what a line of the log tells of, if it would not have been written
    without them; else None.
    """
    told = told_of(line)
    if told is None:
        return None
    (began, ended), limit = told
    still = within(standstills, (began - EXACT, ended + EXACT))
    return still if still and ended - began - still <= limit else None


def its_own(lines: list[str], watched: Pulse) -> list[str]:
    """The lines that are the bot's own doing; what the pulses say of each is printed."""
    standstills = watched.standstills()
    longest = max((ended - began for began, ended in standstills), default=0.0)
    print(f"the machine stood still {len(standstills)} times, {longest * 1000:.0f} ms at the longest")
    own: list[str] = []
    for line in lines:
        still = stood_still(line, standstills)
        if still is not None:
            print(f"not counted, the machine stood still for {still * 1000:.0f} ms of it: {line}")
            continue
        own.append(line)
        if (told := told_of(line)) is not None:
            each = ", ".join(f"{seconds * 1000:.0f}" for seconds in watched.one_by_one(told[0]))
            print(f"counted, the processors stood still for {each} ms of it: {line}")
    return own
