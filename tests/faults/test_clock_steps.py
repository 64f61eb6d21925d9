"""A clock that is put right by hours, either way, under the timers. Nights on which the clocks change: see
tests/flows/test_checkin_nights.py.
"""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.lateness import manner
from bot.core.records import Job
from bot.ops.sleeper import Sleeper
from bot.storage import jobs
from bot.storage.store import Store
from tests.ops.manual import START, ManualClock

HOUR = 3600.0


@pytest.mark.parametrize(
    "steps", [(-HOUR, HOUR), (-26 * HOUR, 27 * HOUR), (5 * HOUR, -5 * HOUR), (0.5 * HOUR, -9 * HOUR)]
)
async def test_each_timer_is_carried_out_once_whatever_the_clock_does(tmp_path: Path, steps: tuple[float, ...]) -> None:
    """A step forward brings what is due then; a step back brings nothing twice, and holds nothing up for ever."""
    clock = ManualClock()
    done: list[tuple[str, str]] = []

    async def deliver(job: Job) -> None:
        done.append((job.key, manner(job, clock.now())))

    async with Store.open(tmp_path / "easeback.db", run_id="r", now=clock.now) as store:
        for number in range(6):
            due = START + timedelta(minutes=30 * number + 1)
            await store.run(lambda tx, n=number, at=due: jobs.put(tx, "cue", f"cue {n}", at))
        sleeper = Sleeper(store, clock, deliver)
        running = asyncio.create_task(sleeper.run())
        await clock.settled()
        for step in (90, *steps, 12 * HOUR):
            await clock.move(step)
            await clock.settled()
        await sleeper.stop(1)
        await running
    assert sorted(key for key, _ in done) == [f"cue {number}" for number in range(6)]
    assert done[0] == ("cue 0", "marked")


def test_a_clock_that_is_put_back_marks_nothing_as_late() -> None:
    job = Job(id=1, kind="cue", key="cue", due_at=START)
    assert manner(job, START - timedelta(hours=9)) == "on_time"
