"""Whether the machine itself stood still: a pulse on each processor, ahead of everything else that runs there.

A host holds a virtual machine, or one of its processors, for some hundredths of a second now and then, and the machine
counts that as work of whatever ran: no load and no count of stolen time shows it. A process that sleeps for a
millisecond with real-time priority, and wakes late, does. It held up the bot where every processor stood still at once,
or where one did on which a thread of the bot ran or waited: what runs there cannot be moved meanwhile.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEAT = 0.001
MISSED = 0.005
"""Seconds between two beats that are a standstill."""
URGENT = 90
PROCESSOR = 36
"""Which field of a thread's `stat` after its name is the processor that it is on."""
Span = tuple[float, float]


class Pulse:
    """What the pulses of all processors noted."""

    def __init__(self, notes: list[Path], pids: list[int]) -> None:
        self._notes, self.pids = notes, pids

    def standstills(self) -> list[Span]:
        """When the bot could not go on, in seconds since 1970, one after the other; none where there is no pulse."""
        notes = [_read(note) for note in self._notes]
        still = [span for span, _ in notes[0]] if notes else []
        for more in notes[1:]:
            still = [both for one in still for other, _ in more if (both := _both(one, other))]
        of_all = [span for span in still if span[1] - span[0] > MISSED]
        return _joined(of_all + [span for note in notes for span, ours in note if ours])

    def one_by_one(self, window: Span) -> list[float]:
        """Seconds for which each processor stood still in this time, whoever was to use it."""
        return [within([span for span, _ in _read(note)], window) for note in self._notes]


def _read(note: Path) -> list[tuple[Span, bool]]:
    """The standstills of a processor, and whether the bot was about to use it."""
    lines = [line.split() for line in note.read_text().split("\n")[:-1]]
    return [((float(began), float(ended)), ours == "1") for began, ended, ours in lines]


def _joined(spans: list[Span]) -> list[Span]:
    """The same time, and no instant of it twice."""
    joined: list[Span] = []
    for began, ended in sorted(spans):
        if joined and began <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ended, joined[-1][1]))
        else:
            joined.append((began, ended))
    return joined


def within(spans: list[Span], window: Span) -> float:
    """Seconds of this time that lie in one of the spans."""
    return sum(both[1] - both[0] for span in spans if (both := _both(span, window)))


def _both(one: Span, other: Span) -> Span | None:
    began, ended = max(one[0], other[0]), min(one[1], other[1])
    return (began, ended) if began < ended else None


@contextlib.contextmanager
def pulse(folder: Path, bot: int) -> Generator[Pulse]:
    """A pulse on each processor that looks for threads of the process `bot`; none where this user may not have one."""
    processors = sorted(os.sched_getaffinity(0)) if _may() else []
    notes = [folder / f"pulse-{processor}" for processor in processors]
    children: list[subprocess.Popen[bytes]] = []
    for processor, note in zip(processors, notes, strict=True):
        with note.open("wb") as file:
            command = (sys.executable, "-m", __name__, str(processor), str(bot))
            children.append(subprocess.Popen(command, cwd=ROOT, stdout=file))
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


def beat(processor: int, bot: int) -> None:
    """Note each standstill of one processor on standard output, for as long as the one who asked lives."""
    os.sched_setaffinity(0, {processor})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(URGENT))
    asked_by, last = os.getppid(), time.time()
    while os.getppid() == asked_by:
        time.sleep(BEAT)
        now = time.time()
        if now - last > MISSED:
            print(f"{last + BEAT:.6f} {now:.6f} {about_to_use(processor, bot):d}", flush=True)
            now = time.time()
        last = now


def about_to_use(processor: int, bot: int) -> bool:
    """Whether a thread of this process could run, and waits for this processor."""
    for task in Path(f"/proc/{bot}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            fields = task.read_text().rpartition(")")[2].split()
            if fields[0] == "R" and int(fields[PROCESSOR]) == processor:
                return True
    return False


if __name__ == "__main__":
    beat(int(sys.argv[1]), int(sys.argv[2]))
