"""Whoever keeps nothing is forgotten a day after their last step, or up to ten minutes sooner; never later."""

from datetime import datetime, timedelta

from bot.flows.storing import A_MOMENT

from .conftest import Bench

DAY = timedelta(days=1)


async def test_each_step_puts_it_off_to_a_day_from_then_and_never_beyond(bench: Bench) -> None:
    await bench.open()
    await bench.press("18")
    for minutes in (0, 4, 5, 2, 30):
        bench.later(minutes=minutes)
        await bench.press("No")
        assert bench.now + DAY - A_MOMENT <= await forgotten_at(bench) <= bench.now + DAY


async def forgotten_at(bench: Bench) -> datetime:
    return (await bench.person()).purge_at
