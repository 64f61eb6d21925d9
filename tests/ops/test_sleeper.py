import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.records import Job
from bot.flows.tidy import tidy
from bot.ops.sleeper import AT_ONCE, ATTEMPTS, LaterError, NeverError, Sleeper, backoff
from bot.storage import jobs, packs, people, sessions
from bot.storage.errors import StorageError
from bot.storage.store import Store
from bot.storage.tx import Tx

from .manual import START, ManualClock


@dataclass
class Bench:
    """A store, a clock, and a sleeper whose deliveries are noted and may be made to fail."""

    store: Store
    clock: ManualClock
    delivered: list[str] = field(default_factory=list)
    act: Callable[[Job], Awaitable[None]] | None = None

    async def deliver(self, job: Job) -> None:
        self.delivered.append(job.key)
        if self.act is not None:
            await self.act(job)

    async def put(self, key: str, seconds: float = 0, session_id: int | None = None) -> None:
        due = START + timedelta(seconds=seconds)
        await self.store.run(lambda tx: jobs.put(tx, "cue", key, due, session_id=session_id))

    async def job(self, key: str) -> Job | None:
        return await self.store.run(jobs.get, key)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[Sleeper]:
        sleeper = Sleeper(self.store, self.clock, self.deliver, tidy)
        task = asyncio.create_task(sleeper.run())
        try:
            yield sleeper
        finally:
            await sleeper.stop(5)
            await asyncio.wait_for(task, 5)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    clock = ManualClock()
    async with Store.open(tmp_path / "easeback.db", run_id="this", now=clock.now) as store:
        yield Bench(store, clock)


async def open_session(store: Store, user_id: str) -> int:
    def flow(tx: Tx) -> int:
        packs.keep(tx, "hash", "{}", START)
        people.get_or_create(tx, user_id, START)
        session = sessions.insert_open(
            tx, user_id=user_id, topic="back", pack_hash="hash", state={}, now=START, expires_at=START + timedelta(1)
        )
        return session.id

    return await store.run(flow)


async def test_a_job_is_done_when_it_is_due_and_not_before(bench: Bench) -> None:
    await bench.put("a", 60)
    async with bench.running():
        await bench.clock.settled()
        assert (bench.delivered, bench.clock.waiting_for) == ([], START + timedelta(seconds=60))
        await bench.clock.move(59)
        await bench.clock.settled()
        assert bench.delivered == []
        await bench.clock.move(1)
        await bench.clock.settled()
    assert bench.delivered == ["a"]
    assert await bench.job("a") is None


async def test_a_nudge_is_enough_for_a_job_written_later(bench: Bench) -> None:
    async with bench.running() as sleeper:
        await bench.clock.settled()
        await bench.put("a", 30)
        sleeper.nudge()
        await bench.clock.move(30)
        await bench.clock.settled()
    assert bench.delivered == ["a"]


async def test_what_an_earlier_run_had_claimed_is_taken_back(bench: Bench) -> None:
    await bench.put("a")
    await bench.store.run(jobs.claim_due, START, "before")
    async with bench.running():
        await bench.clock.settled()
    assert bench.delivered == ["a"]


async def test_a_failure_is_tried_again_later_and_given_up_in_the_end(bench: Bench) -> None:
    async def fail(job: Job) -> None:
        raise ZeroDivisionError

    bench.act = fail
    await bench.put("a")
    async with bench.running():
        for attempt in range(1, ATTEMPTS):
            await bench.clock.settled()
            assert len(bench.delivered) == attempt
            assert bench.clock.waiting_for == bench.clock.now() + timedelta(seconds=backoff(attempt))
            await bench.clock.move(backoff(attempt))
        await bench.clock.settled()
    job = await bench.job("a")
    assert job is not None
    assert (job.state, len(bench.delivered)) == ("dead", ATTEMPTS)
    assert "ZeroDivisionError" in (job.error or "")


async def test_what_will_never_work_is_buried_with_its_reason(bench: Bench) -> None:
    async def never(job: Job) -> None:
        raise NeverError("the member is gone")

    bench.act = never
    await bench.put("a")
    async with bench.running():
        await bench.clock.settled()
    job = await bench.job("a")
    assert job is not None
    assert (job.state, job.error, bench.delivered) == ("dead", "the member is gone", ["a"])


async def test_a_wait_that_discord_asks_for_is_kept(bench: Bench) -> None:
    async def later(job: Job) -> None:
        if len(bench.delivered) == 1:
            raise LaterError("rate limit", 40)

    bench.act = later
    await bench.put("a")
    async with bench.running():
        await bench.clock.settled()
        assert bench.clock.waiting_for == START + timedelta(seconds=40)
        await bench.clock.move(40)
        await bench.clock.settled()
    assert bench.delivered == ["a", "a"]
    assert await bench.job("a") is None


async def test_one_that_hangs_holds_up_only_its_own_session(bench: Bench) -> None:
    release, others = asyncio.Event(), asyncio.Event()

    async def hang(job: Job) -> None:
        if job.key == "first":
            await release.wait()
        elif job.key == "other":
            others.set()

    bench.act = hang
    session = await open_session(bench.store, "1")
    await bench.put("first", 0, session_id=session)
    await bench.put("second", 1, session_id=session)
    await bench.put("other", 2)
    await bench.clock.move(2)
    async with bench.running():
        await asyncio.wait_for(others.wait(), 5)
        assert bench.delivered == ["first", "other"]
        release.set()
        await bench.clock.settled()
    assert bench.delivered == ["first", "other", "second"]


async def test_only_so_many_at_once_and_all_in_the_end(bench: Bench) -> None:
    release, full = asyncio.Event(), asyncio.Event()

    async def hold(job: Job) -> None:
        if len(bench.delivered) == AT_ONCE:
            full.set()
        await release.wait()

    bench.act = hold
    for number in range(AT_ONCE + 5):
        await bench.put(f"{number:02}", number / 100)
    await bench.clock.move(1)
    async with bench.running() as sleeper:
        await asyncio.wait_for(full.wait(), 5)
        sleeper.nudge()
        await bench.store.run(lambda tx: None)
        assert len(bench.delivered) == AT_ONCE
        release.set()
        await bench.clock.settled()
    assert sorted(bench.delivered) == [f"{number:02}" for number in range(AT_ONCE + 5)]


async def test_a_timer_set_again_during_its_work_stays(bench: Bench) -> None:
    async def again(job: Job) -> None:
        if len(bench.delivered) == 1:
            await bench.put("a", 90)

    bench.act = again
    await bench.put("a")
    async with bench.running():
        await bench.clock.settled()
        assert bench.clock.waiting_for == START + timedelta(seconds=90)
        await bench.clock.move(90)
        await bench.clock.settled()
    assert bench.delivered == ["a", "a"]


async def test_what_is_under_way_at_the_end_is_waited_for(bench: Bench) -> None:
    begun, release = asyncio.Event(), asyncio.Event()

    async def slow(job: Job) -> None:
        begun.set()
        await release.wait()

    bench.act = slow
    await bench.put("a")
    async with bench.running() as sleeper:
        await asyncio.wait_for(begun.wait(), 5)
        stopping = asyncio.create_task(sleeper.stop(5))
        await asyncio.sleep(0)
        release.set()
        await stopping
    assert await bench.job("a") is None


async def test_what_does_not_end_in_time_is_left_for_the_next_start(bench: Bench) -> None:
    begun = asyncio.Event()

    async def hang(job: Job) -> None:
        begun.set()
        await asyncio.Event().wait()

    bench.act = hang
    await bench.put("a")
    async with bench.running() as sleeper:
        await asyncio.wait_for(begun.wait(), 5)
        await sleeper.stop(0)
    job = await bench.job("a")
    assert job is not None
    assert job.state == "claimed"


async def test_the_loop_outlives_a_database_that_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = asyncio.Event()
    real = bench.store.run

    async def fail(flow: Callable[..., object], *args: object, **more: object) -> object:
        broken.set()
        raise StorageError("The disk is full: free some space.")

    async with bench.running() as sleeper:
        await bench.clock.settled()
        await bench.put("a", 10)
        monkeypatch.setattr(bench.store, "run", fail)
        sleeper.nudge()
        await asyncio.wait_for(broken.wait(), 5)
        monkeypatch.setattr(bench.store, "run", real)
        for _ in range(3):
            await bench.clock.move(10)
            await real(lambda tx: None)
        await bench.clock.settled()
    assert bench.delivered == ["a"]


async def test_an_end_that_cannot_be_written_does_not_do_the_work_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failed = bench.store.run, asyncio.Event()

    async def fail_once(flow: Callable[..., object], *args: object, **more: object) -> object:
        if flow is jobs.finish and not failed.is_set():
            failed.set()
            raise StorageError("The disk is full: free some space.")
        return await real(flow, *args, **more)

    monkeypatch.setattr(bench.store, "run", fail_once)
    await bench.put("a")
    await bench.put("b")
    async with bench.running():
        await asyncio.wait_for(failed.wait(), 5)
        await bench.clock.move(5)
        await bench.clock.settled()
    assert sorted(bench.delivered) == ["a", "b"]
    assert await bench.job("a") is None
    assert await bench.job("b") is None


async def test_sessions_that_are_over_are_erased_in_passing(bench: Bench) -> None:
    session = await open_session(bench.store, "1")
    async with bench.running():
        await bench.clock.settled()
        assert await bench.store.run(sessions.get, session) is not None
        await bench.clock.move(86400)
        await bench.clock.settled()
    assert await bench.store.run(sessions.get, session) is None


async def test_what_is_too_late_is_dropped_unsent(bench: Bench) -> None:
    await bench.put("old")
    await bench.put("young", 5)
    await bench.clock.move(24 * 3600 + 4)
    async with bench.running():
        await bench.clock.settled()
    assert bench.delivered == ["young"]
    assert await bench.job("old") is None


async def test_lateness_counts_from_the_first_time_that_it_was_due(bench: Bench) -> None:
    async def unreachable(job: Job) -> None:
        raise LaterError("Discord cannot be reached.", 13 * 3600)

    bench.act = unreachable
    await bench.put("a")
    async with bench.running():
        for _ in range(2):
            await bench.clock.settled()
            await bench.clock.move(13 * 3600)
        await bench.clock.settled()
    assert bench.delivered == ["a", "a"]
    assert await bench.job("a") is None


async def test_a_timer_of_another_version_is_kept_visibly(bench: Bench) -> None:
    await bench.store.run(lambda tx: jobs.put(tx, "horoscope", "a", START))
    async with bench.running():
        await bench.clock.settled()
    job = await bench.job("a")
    assert job is not None
    assert (job.state, bench.delivered) == ("dead", [])
