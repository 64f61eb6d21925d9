"""Timers that were given up: what comes again and again is set anew after a day, the rest is dropped after a month."""

from datetime import timedelta

from bot.core.records import Job
from bot.flows.tidy import tidy
from bot.storage import jobs
from bot.storage.tx import Tx

from .conftest import Bench
from .life import MONDAY, told
from .test_meanwhile import Life, life
from .test_tips import come, switched_on, timer

__all__ = ["life"]


def give_up(tx: Tx, key: str, run_id: str) -> None:
    """What the sleeper does with a timer whose work Discord refuses for good."""
    job = jobs.get(tx, key)
    assert job is not None
    taken = jobs.claim_due(tx, job.due_at, run_id)
    assert key in [one.key for one in taken]
    jobs.bury(tx, job.id, "Discord refused with status 400, code 20026.")


async def test_tips_go_on_after_one_that_was_refused(bench: Bench) -> None:
    await switched_on(bench)
    bench.now = (await timer(bench)).due_at
    await bench.store.run(give_up, "tip:1", "r")
    await bench.store.run(tidy, bench.now + timedelta(hours=23))
    assert (await timer(bench)).state == "dead", "it is shown for a day"
    bench.later(hours=25)
    await bench.store.run(tidy, bench.now)
    assert (await timer(bench)).state == "pending"
    assert (await timer(bench)).due_at > bench.now
    assert await come(bench) is not None


async def test_check_ins_go_on_and_the_days_between_have_their_reason(life: Life) -> None:
    life.now = MONDAY + timedelta(hours=1, minutes=1)
    await life.store.run(give_up, f"checkin:{life.user_id}", "r")
    life.now += timedelta(days=1, hours=1)
    await life.store.run(tidy, life.now)
    await life.until(life.now)
    assert (await told(life))[0] == (0, "skipped", "late")
    assert (await life.store.read(jobs.of_person, life.user_id))[0].due_at > life.now


async def test_the_rest_is_kept_for_a_month(bench: Bench) -> None:
    def lost(tx: Tx) -> None:
        jobs.put(tx, "alert", "alert:1", bench.now)
        give_up(tx, "alert:1", "r")

    async def shown() -> Job | None:
        return await bench.store.read(jobs.get, "alert:1")

    await bench.store.run(lost)
    for days, there in ((29, True), (2, False)):
        bench.later(days=days)
        await bench.store.run(tidy, bench.now)
        assert (await shown() is not None) is there
