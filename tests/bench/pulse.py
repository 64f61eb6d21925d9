"""Whether the machine itself stood still: a pulse on each processor, ahead of everything else that runs there.

A host holds a whole virtual machine for some hundredths of a second now and then, and the machine counts that as work
of whatever ran: no load and no count of stolen time shows it. A process that sleeps for a millisecond with real-time
priority, and wakes late on every processor at once, does.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.ops.watchdog import TOO_LONG
from bot.storage.slow import SAID, SLOW_SECONDS

ROOT = Path(__file__).resolve().parents[2]
BEAT = 0.001
MISSED = 0.005
"""Seconds between two beats that are a standstill."""
EXACT = 0.002
"""A log's stamps are in milliseconds, and a line is written after what it tells of."""
URGENT = 90
LINES = (
    (re.compile(r" (\d+)" + re.escape(SAID.rpartition("%.0f")[2]) + "$"), SLOW_SECONDS),
    (re.compile(r" The event loop was held up, .* ms=(\d+) unlogged_before=0$"), TOO_LONG),
)
"""What tells of milliseconds, and from how many seconds on it is told."""
Span = tuple[float, float]


class Pulse:
    """What the pulses of all processors noted."""

    def __init__(self, notes: list[Path], pids: list[int]) -> None:
        self._notes, self.pids = notes, pids

    def standstills(self) -> list[Span]:
        """When no processor did anything, in seconds since 1970; nothing where there is no pulse."""
        spans = [_read(note) for note in self._notes]
        still = spans[0] if spans else []
        for more in spans[1:]:
            still = [both for one in still for other in more if (both := _both(one, other))]
        return [span for span in still if span[1] - span[0] > MISSED]


def _read(note: Path) -> list[Span]:
    lines = note.read_text().split("\n")[:-1]
    return [(float(began), float(ended)) for began, ended in map(str.split, lines)]


def _both(one: Span, other: Span) -> Span | None:
    began, ended = max(one[0], other[0]), min(one[1], other[1])
    return (began, ended) if began < ended else None


def stood_still(line: str, standstills: list[Span]) -> float | None:
    """Seconds for which the machine stood still in what a line of the log tells of, if it would not have been written
    without them; else None.
    """
    for pattern, limit in LINES:
        found = pattern.search(line)
        if found is None:
            continue
        took = int(found[1]) / 1000
        ended = datetime.fromisoformat(line.partition(" ")[0]).timestamp()
        spans = [_both(span, (ended - took - EXACT, ended + EXACT)) for span in standstills]
        still = sum(span[1] - span[0] for span in spans if span)
        return still if still and took - still <= limit else None
    return None


def its_own(lines: list[str], standstills: list[Span]) -> list[str]:
    """The lines that are the bot's own doing; what is said of the others is printed."""
    longest = max((ended - began for began, ended in standstills), default=0.0)
    print(f"the machine stood still {len(standstills)} times, {longest * 1000:.0f} ms at the longest")
    own: list[str] = []
    for line in lines:
        still = stood_still(line, standstills)
        if still is None:
            own.append(line)
        else:
            print(f"not counted, the machine stood still for {still * 1000:.0f} ms of it: {line}")
    return own


@contextmanager
def pulse(folder: Path) -> Generator[Pulse]:
    """A pulse on each processor; none where this system or user may not have one."""
    processors = sorted(os.sched_getaffinity(0)) if _may() else []
    notes = [folder / f"pulse-{processor}" for processor in processors]
    children: list[subprocess.Popen[bytes]] = []
    for processor, note in zip(processors, notes, strict=True):
        with note.open("wb") as file:
            children.append(subprocess.Popen((sys.executable, "-m", __name__, str(processor)), cwd=ROOT, stdout=file))
    try:
        yield Pulse(notes, [child.pid for child in children])
    finally:
        for child in children:
            child.kill()
            child.wait()


def _may() -> bool:
    if not hasattr(os, "sched_setscheduler"):
        return False
    was = os.sched_getscheduler(0)
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(URGENT))
    except OSError:
        return False
    os.sched_setscheduler(0, was, os.sched_param(0))
    return True


def beat(processor: int) -> None:
    """Note each standstill of one processor on standard output, for as long as the one who asked lives."""
    os.sched_setaffinity(0, {processor})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(URGENT))
    asked_by, last = os.getppid(), time.time()
    while os.getppid() == asked_by:
        time.sleep(BEAT)
        now = time.time()
        if now - last > MISSED:
            print(f"{last + BEAT:.6f} {now:.6f}", flush=True)
            now = time.time()
        last = now


if __name__ == "__main__":
    beat(int(sys.argv[1]))
