"""Which flows hold up everyone else: those that are slow again and again, and those that are very slow once.

Single runs of flows that take a millisecond were seen to compute for some hundredths of a second, and not all by their
own doing: a whole virtual machine that is held counts as computing. So one slow run is noted, and a warning is what a
host can do something about.
"""

import logging
from collections import Counter

log = logging.getLogger(__name__)

SLOW_SECONDS = 0.020
"""A flow that computes for longer holds up everyone else, and is logged by name. What it waits for a processor that
others use does not count: on a busy machine that would blame one flow after the other.
"""
BLOCKED_SECONDS = 0.050
"""A warning the first time already: nobody is to wait for so long."""
STUCK_SECONDS = 0.250
"""So long a wait is a warning too, whatever it was for."""
OFTEN = 1_000
"""A flow that was slow in so many of its runs before is slow by itself."""

SAID = "the flow %s took %.0f ms, and everyone waited for it"


class Slowness:
    """What is known of each flow by its name."""

    def __init__(self) -> None:
        self._runs: Counter[str] = Counter()
        self._slow: dict[str, int] = {}

    def note(self, name: str, waited: float, worked: float) -> None:
        """A flow took so many seconds, and computed for so many of them."""
        self._runs[name] += 1
        if worked <= SLOW_SECONDS and waited <= STUCK_SECONDS:
            return
        run = self._runs[name]
        again = run - self._slow.get(name, -OFTEN) < OFTEN
        self._slow[name] = run
        serious = again or worked > BLOCKED_SECONDS or waited > STUCK_SECONDS
        log.log(logging.WARNING if serious else logging.INFO, SAID, name, waited * 1000)
