"""The clock moves forward, and waits for a bot that follows it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.clock import PlayClock


class Follower:
    """Follows the clock as the bot does, and does one thing when a timer is due."""

    def __init__(self, play: Playground) -> None:
        self._url = play.clock_url
        self.timers: list[float] = []
        self.fired: list[float] = []

    async def run(self) -> None:
        async with aiohttp.ClientSession() as session:
            version = 0
            while True:
                async with session.get(self._url, params={"after": version}) as response:
                    clock = await response.json()
                version = clock["version"]
                self.fired += [due for due in self.timers if due <= clock["now"]]
                self.timers = [due for due in self.timers if due > clock["now"]]
                due = min(self.timers, default=None)
                await session.post(f"{self._url}/due", json={"next_due": due})


async def test_moving_to_timers(play: Playground) -> None:
    begin = play.clock.timestamp()
    follower = Follower(play)
    follower.timers = [begin + 60, begin + 3600]
    task = asyncio.create_task(follower.run())
    mia = play.user("mia")
    assert await mia.until(lambda: play.clock.next_due == begin + 60)
    await play.clock.to_next_timer()
    assert await play.settle()
    assert follower.fired == [begin + 60]
    await play.clock.move(7200)
    assert await play.settle()
    assert follower.fired == [begin + 60, begin + 3600]
    assert play.clock.next_due is None
    with pytest.raises(LookupError, match="no timer"):
        await play.clock.to_next_timer()
    task.cancel()


async def test_it_starts_where_it_is_told_and_only_moves_forward() -> None:
    clock = PlayClock(datetime(2031, 3, 30, 0, 30, tzinfo=UTC))
    assert (clock.now().year, clock.now().month, clock.now().day) == (2031, 3, 30)
    before = clock.timestamp()
    await clock.move(86400)
    assert clock.timestamp() >= before + 86400
    with pytest.raises(ValueError, match="only moves forward"):
        await clock.move(-1)


async def test_ids_follow_the_clock(play: Playground) -> None:
    mia = play.user("mia")
    await mia.say("today")
    await play.clock.move(86400)
    await mia.say("tomorrow")
    first, second = (int(m.id) >> 22 for m in mia.messages())
    assert second - first >= 86_400_000


async def test_the_bot_s_machine_may_have_a_wrong_clock(play: Playground) -> None:
    """What it does by that clock comes too early or too late; Discord's own time goes on as it was."""
    begin = play.clock.timestamp()
    follower = Follower(play)
    follower.timers = [begin + 3600]
    task = asyncio.create_task(follower.run())
    assert await play.user("mia").until(lambda: play.clock.next_due == begin + 3600)
    await play.clock.step(-600)
    assert play.clock.next_due == begin + 4200
    assert play.clock.timestamp() < begin + 60
    await play.clock.step(3700)
    assert await play.settle()
    assert (follower.fired, play.clock.timestamp() < begin + 60) == ([begin + 3600], True)
    task.cancel()
