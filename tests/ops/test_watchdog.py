"""The event loop held up: seen, counted, and told with what did it."""

import asyncio
import logging
import re
import sys
import time

import pytest

from bot.ops.watchdog import Watchdog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its own loop, which is not watched")


def hold_up(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def run(watchdog: Watchdog, *blocks: float) -> None:
    async def main() -> None:
        with watchdog.watching():
            for seconds in blocks:
                await asyncio.sleep(0.005)
                hold_up(seconds)
            await asyncio.sleep(0.005)

    with asyncio.Runner(loop_factory=watchdog.new_loop) as runner:
        runner.run(main())


def test_what_held_up_the_loop_is_named(caplog: pytest.LogCaptureFixture) -> None:
    watchdog = Watchdog()
    run(watchdog, 0.3)
    assert watchdog.blocks >= 1
    assert watchdog.longest() >= 0.3
    told = "\n".join(record.getMessage() for record in caplog.records if record.levelno == logging.WARNING)
    assert re.search(r"held up, by: ops/test_watchdog\.py:\d+ hold_up < ops/test_watchdog\.py:\d+ main", told)


def test_one_line_in_ten_seconds_and_a_count_of_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    watchdog = Watchdog()
    run(watchdog, 0.1, 0.1, 0.1)
    assert watchdog.blocks >= 3
    assert len([record for record in caplog.records if "held up" in record.getMessage()]) == 1


def test_what_is_not_watched_is_not_counted(caplog: pytest.LogCaptureFixture) -> None:
    watchdog = Watchdog()

    async def main() -> None:
        hold_up(0.1)
        await asyncio.sleep(0)

    with asyncio.Runner(loop_factory=watchdog.new_loop) as runner:
        runner.run(main())
    assert (watchdog.blocks, watchdog.longest()) == (0, 0.0)


def test_an_idle_loop_is_not_woken() -> None:
    watchdog, woken = Watchdog(), list[int]()
    works = watchdog.works

    def counted() -> None:
        woken.append(1)
        works()

    watchdog.works = counted
    run(watchdog)
    before = len(woken)

    async def idle() -> None:
        with watchdog.watching():
            await asyncio.sleep(0.5)

    with asyncio.Runner(loop_factory=watchdog.new_loop) as runner:
        runner.run(idle())
    assert len(woken) - before < 15
