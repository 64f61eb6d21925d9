"""What a soak takes for the machine's own standstill, and what not."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.slow import SAID
from tests.bench.pulse import Pulse, pulse
from tests.bench.standstill import stood_still

ENDED = 1_790_000_000.0
SLOW = 0.030


def line(message: str, ended: float = ENDED) -> str:
    stamp = datetime.fromtimestamp(ended, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    return f"{stamp}Z INFO bot.storage.slow: {message}"


FLOW = line(SAID % ("press", SLOW * 1000))
HELD = line("The event loop was held up, by: one.py:1 a < two.py:2 b ms=70 unlogged_before=0")


@pytest.mark.parametrize(
    ("told", "still"),
    [
        (FLOW, (ENDED - 0.025, ENDED)),
        (FLOW, (ENDED - 0.030, ENDED - 0.019)),
        (FLOW, (ENDED - 1, ENDED + 1)),
        (HELD, (ENDED - 0.050, ENDED - 0.025)),
    ],
)
def test_a_line_that_only_a_standstill_explains_is_told_apart(told: str, still: tuple[float, float]) -> None:
    assert stood_still(told, [still]) is not None


@pytest.mark.parametrize(
    ("told", "still"),
    [
        (FLOW, (ENDED - 0.008, ENDED)),
        (FLOW, (ENDED - 0.100, ENDED - 0.050)),
        (FLOW, (ENDED + 0.010, ENDED + 0.100)),
        (HELD, (ENDED - 0.015, ENDED)),
        (HELD.replace("before=0", "before=2"), (ENDED - 0.070, ENDED)),
        (line("a commit of 3 flows failed (30 ms); each is run again"), (ENDED - 0.030, ENDED)),
    ],
)
def test_every_other_line_counts_against_the_bot(told: str, still: tuple[float, float]) -> None:
    assert stood_still(told, [still]) is None


def test_what_is_told_without_any_standstill_counts_against_the_bot() -> None:
    assert stood_still(FLOW, []) is None


def test_only_what_all_processors_missed_is_a_standstill(tmp_path: Path) -> None:
    notes = [tmp_path / "a", tmp_path / "b"]
    notes[0].write_text("10.000000 10.030000 0\n20.000000 20.030000 0\n30.000000 30.009000 0\n")
    notes[1].write_text("10.010000 10.040000 0\n25.000000 25.030000 0\n30.006000 30.030000 0\n40.0 40.1")
    watched = Pulse(notes, [])
    assert watched.standstills() == [(10.010, 10.030)]
    assert watched.one_by_one((10.0, 10.02)) == pytest.approx([0.020, 0.010])
    assert Pulse([], []).standstills() == []


def test_one_processor_is_enough_where_the_bot_was_about_to_use_it(tmp_path: Path) -> None:
    notes = [tmp_path / "a", tmp_path / "b"]
    notes[0].write_text("10.000000 10.030000 1\n20.000000 20.030000 0\n30.000000 30.030000 0\n")
    notes[1].write_text("10.010000 10.040000 1\n30.010000 30.040000 0\n50.000000 50.008000 1\n")
    assert Pulse(notes, []).standstills() == [(10.0, 10.040), (30.010, 30.030), (50.0, 50.008)]


def test_processes_that_are_stopped_together_are_a_standstill(tmp_path: Path) -> None:
    with pulse(tmp_path, os.getpid()) as watched:
        stopped(watched.pids, watched.pids)
        assert longest(watched) > 0.29


@pytest.mark.parametrize(("does", "counts"), [("while True: pass", True), ("input()", False)])
def test_a_process_that_could_run_is_told_from_one_that_waits(tmp_path: Path, does: str, counts: bool) -> None:
    with subprocess.Popen((sys.executable, "-c", does), stdin=subprocess.PIPE) as bot:
        try:
            with pulse(tmp_path, bot.pid) as watched:
                # The stopped pulse is that of the only processor on which the process may run.
                os.sched_setaffinity(bot.pid, {min(os.sched_getaffinity(0))})
                stopped(watched.pids[:1], watched.pids)
                assert (longest(watched) > 0.29) is counts
        finally:
            bot.kill()


def stopped(pids: list[int], all_pids: list[int]) -> None:
    """Keep these pulses from beating for a while."""
    if not all_pids:
        pytest.skip("this user may not have real-time priority")
    while not all(map(_beats, all_pids)):
        time.sleep(0.01)
    for number in (signal.SIGSTOP, signal.SIGCONT):
        for pid in pids:
            os.kill(pid, number)
        time.sleep(0.3)


def longest(watched: Pulse) -> float:
    return max((ended - began for began, ended in watched.standstills()), default=0.0)


def _beats(pid: int) -> bool:
    return os.sched_getscheduler(pid) == os.SCHED_FIFO
