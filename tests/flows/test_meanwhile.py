"""A check-in that waits for the end of a routine, where something else goes wrong as well."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.effects import Direct
from bot.core.records import Job
from bot.flows import due
from bot.storage import jobs, sessions
from bot.storage.store import Store

from .life import MONDAY, Life, plays, shipped_env, told


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    """A member with check-ins, the first in an hour."""
    async with Store.open(tmp_path / "easeback.db", run_id="test", now=lambda: MONDAY) as store:
        life = Life(store, shipped_env(), "20")
        await life.begin()
        yield life


async def test_one_that_waited_and_then_met_an_absence_says_so(life: Life) -> None:
    life.now = MONDAY + timedelta(minutes=59)
    session = await life.store.run(plays, life.env, life.user_id, life.now)
    await life.until(MONDAY + timedelta(hours=1, minutes=5))
    assert life.inbox == {}
    await life.store.run(sessions.erase, session)
    life.now = MONDAY + timedelta(hours=3)
    await life.until(life.now)
    (sent,) = life.inbox.values()
    waited_until = MONDAY + timedelta(hours=1, minutes=6)
    told = re.search(r"away at <t:(\d+):t>", " ".join(sent.card.body))
    assert told is not None
    assert abs(int(told[1]) - waited_until.timestamp()) < 3 * 60, "when it would have come, not when it was due"


async def test_one_that_may_have_been_sent_does_not_wait_under_a_new_timer(life: Life) -> None:
    """Killed before it was heard of, and then a routine begins: the same timer goes on, and knows of its attempt."""
    life.now = MONDAY + timedelta(hours=1, minutes=1)

    async def claimed() -> Job:
        taken = await life.store.run(jobs.claim_due, life.now, life.store.run_id)
        (mine,) = [job for job in taken if job.user_id == life.user_id]
        return mine

    decides = await claimed()
    await life.store.run(due.due, life.env, life.now, job=decides)
    sends = await claimed()
    (first,) = await life.store.run(due.due, life.env, life.now, job=sends)
    await life.store.run(jobs.take_back, "another run")
    await life.store.run(plays, life.env, life.user_id, life.now)
    again = await claimed()
    assert (again.id, again.attempts) == (sends.id, 2)
    assert await life.store.run(due.due, life.env, life.now, job=again) == (first,)


async def test_one_that_was_late_and_comes_again_in_time_makes_no_excuse(life: Life) -> None:
    life.now = MONDAY + timedelta(hours=1, minutes=40)
    await life.until(life.now)
    assert life.card is not None
    assert "I was away" in " ".join(life.card.body)
    await life.press("Ask me in 1 hour")
    await life.until(life.now + timedelta(hours=1, minutes=1))
    assert len(life.inbox) == 2
    assert "I was away" not in " ".join(life.card.body)


async def test_one_that_was_sent_by_a_run_that_died_can_be_answered_however_late_that_is_known(life: Life) -> None:
    """Nobody heard that it had arrived, and when the bot is back it is too late to send it."""
    life.now, message = MONDAY + timedelta(hours=1, minutes=1), None
    for kind in ("checkin", "prompt"):
        (job,) = await life.store.run(jobs.claim_due, life.now, life.store.run_id)
        assert job.kind == kind
        message = next(iter(await life.store.run(due.due, life.env, life.now, job=job)), None)
    assert isinstance(message, Direct)
    life.inbox[message.nonce], life.card = message, message.card
    await life.store.run(jobs.take_back, "another run")
    life.now += timedelta(hours=6)
    await life.until(life.now)
    assert len(life.inbox) == 1
    assert await told(life) == [(0, "skipped", "late")]
    await life.press("5", "Same", "No")
    assert await told(life) == [(0, "answered", None)]


async def test_one_that_was_put_off_and_could_not_come_again_is_skipped_for_that(life: Life) -> None:
    """It counts as nothing; who finds the first message again can still answer it."""
    await life.until(MONDAY + timedelta(hours=1, minutes=1))
    asked = life.card
    await life.press("Ask me in 1 hour")
    life.now += timedelta(hours=7)
    await life.until(life.now)
    assert await told(life) == [(0, "skipped", "late")]
    life.card = asked
    await life.press("5", "Same", "No")
    assert await told(life) == [(0, "answered", None)]


async def test_one_that_comes_again_late_says_so(life: Life) -> None:
    await life.until(MONDAY + timedelta(hours=1, minutes=1))
    await life.press("Ask me in 1 hour")
    life.now += timedelta(hours=2)
    await life.until(life.now)
    assert len(life.inbox) == 2
    assert life.card is not None
    assert "I was away" in " ".join(life.card.body)
