"""Work that hangs, or fails by a mistake: it is put off, then given up visibly, and holds nobody else up.

Presses: tests/ui/test_errors.py, tests/ui/test_turns.py and tests/e2e/test_faults.py.
"""

import asyncio
from pathlib import Path

import pytest

from bot.core.records import Job
from bot.ops import sleeper as module
from bot.ops.sleeper import FIRST_BACKOFF, Sleeper
from bot.storage import jobs
from bot.storage.store import Store
from tests.ops.manual import START, ManualClock


async def test_a_delivery_that_hangs_is_cut_off_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DELIVERY_LIMIT", 0.01)
    clock, tried = ManualClock(), list[str]()

    async def deliver(job: Job) -> None:
        tried.append(job.key)
        if job.key == "hangs" and tried.count("hangs") == 1:
            await asyncio.Event().wait()

    async with Store.open(tmp_path / "easeback.db", run_id="r", now=clock.now) as store:
        for key in ("hangs", "goes"):
            await store.run(lambda tx, key=key: jobs.put(tx, "cue", key, START))
        sleeper = Sleeper(store, clock, deliver)
        running = asyncio.create_task(sleeper.run())
        await clock.settled()
        waiting = await store.read(jobs.get, "hangs")
        assert waiting is not None
        assert (waiting.state, waiting.error, waiting.attempts) == ("pending", "took too long", 1)
        assert await store.read(jobs.get, "goes") is None
        await clock.move(FIRST_BACKOFF)
        await clock.settled()
        await sleeper.stop(1)
        await running
        assert await store.read(jobs.get, "hangs") is None
    assert sorted(tried) == ["goes", "hangs", "hangs"]
