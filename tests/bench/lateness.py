"""A thousand timers of one second, carried out by our sleeper, beside the same sleeper whose claims are not written."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bot.core.records import Job
from bot.ops.clock import SystemClock
from bot.ops.sleeper import Sleeper, take
from bot.storage import jobs
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.bench.figure import Figure
from tests.bench.sizes import Sizes

SECOND = timedelta(seconds=1)


class InMemory:
    """A store without a disk: timers in a heap, handed out without a claim that lasts."""

    run_id = "bench"

    def __init__(self, due: list[datetime]) -> None:
        self._heap = [(at, number) for number, at in enumerate(due)]
        heapq.heapify(self._heap)

    async def run(self, flow: Callable[..., Any], *args: Any) -> Any:
        """Only `take` does anything."""
        if flow is not take:
            return 0
        now, _, limit = args
        taken: list[Job] = []
        while self._heap and self._heap[0][0] <= now and len(taken) < limit:
            at, number = heapq.heappop(self._heap)
            taken.append(Job(id=number, kind="cue", key=f"cue:{number}", due_at=at, attempts=1))
        return tuple(taken), self._heap[0][0] if self._heap else None


async def lateness(sizes: Sizes, folder: Path) -> list[Figure]:
    """One line of the table: the 99th percentile of how late sending begins. Sending takes no time."""
    name = f"lateness of {sizes.lateness:,} timers of one second, p99"
    figure = Figure(name, "the same loop without the claim", 5.0, False, "ms")
    async with Store.open(folder / "easeback.db", run_id="bench", now=lambda: datetime.now(UTC)) as store:
        for _ in range(sizes.rounds):
            due = [datetime.now(UTC) + SECOND] * sizes.lateness
            await store.run(_put, due)
            ours = await _late(store, sizes.lateness)
            due = [datetime.now(UTC) + SECOND] * sizes.lateness
            figure.add(ours, await _late(cast("Store", InMemory(due)), sizes.lateness))
    return [figure]


def _put(tx: Tx, due: list[datetime]) -> None:
    for number, at in enumerate(due):
        jobs.put(tx, "cue", f"cue:{number}", at)


async def _late(store: Store, count: int) -> float:
    late: list[float] = []
    done = asyncio.Event()

    async def deliver(job: Job) -> None:
        late.append((datetime.now(UTC) - job.due_at).total_seconds())
        if len(late) == count:
            done.set()

    sleeper = Sleeper(store, SystemClock(), deliver)
    running = asyncio.create_task(sleeper.run())
    await done.wait()
    await sleeper.stop(5)
    running.cancel()
    await asyncio.wait({running})
    return 1000 * sorted(late)[min(count - 1, int(count * 0.99))]
