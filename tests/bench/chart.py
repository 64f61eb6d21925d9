"""How long a picture takes, and how long the loop stands still while 50 are drawn.

`python -m tests.bench chart`. The loop's pause is the longest time between two looks that were to be 1 ms apart.
"""

import asyncio
import random
import sys
import time
from datetime import date, timedelta

from bot.core.cards import Card
from bot.core.chart import Chart, chart_of
from bot.core.series import Change, Peg, Point, Series
from bot.ui.chart import with_picture
from tests.shipped import pack

SIZES = ((0, 0), (1, 0), (3, 4), (30, 42), (400, 364))
AT_ONCE = 50
TODAY = date(2026, 4, 2)


def run() -> None:
    """Print the figures."""
    sys.setswitchinterval(0.0005)  # As the bot runs.
    asyncio.run(_run())


async def _run() -> None:
    print(f"{'points':>8}{'data ms':>10}{'picture ms':>12}{'kB':>6}")
    for points, days in SIZES:
        began = time.perf_counter()
        chart = a_chart(points, days)
        data = time.perf_counter() - began
        first = await _seconds(chart)
        if points == 0:
            print(f"   first:{'':>10}{first * 1000:>12.1f}  with Pillow's import")
        best = min([await _seconds(chart) for _ in range(10)])
        picture = (await with_picture(Card("", chart=chart))).image
        assert picture is not None
        print(f"{points:>8}{data * 1000:>10.1f}{best * 1000:>12.1f}{len(picture.content) / 1000:>6.0f}")
    idle = await _longest_pause(asyncio.sleep(0.5))
    busy = await _longest_pause(_many())
    print(f"longest pause of the loop: {idle * 1000:.1f} ms idle, {busy * 1000:.1f} ms while {AT_ONCE} are drawn")


async def _many() -> None:
    began = time.perf_counter()
    await asyncio.gather(*(with_picture(Card("", chart=a_chart(30, 42))) for _ in range(AT_ONCE)))
    print(f"{AT_ONCE} at once: {time.perf_counter() - began:.2f} s until the last one is there")


async def _seconds(chart: Chart) -> float:
    began = time.perf_counter()
    await with_picture(Card("", chart=chart))
    return time.perf_counter() - began


async def _longest_pause(work: "asyncio.Future[None] | object") -> float:
    """The longest time between two looks at the clock while this is done."""
    task = asyncio.ensure_future(work)  # pyright: ignore[reportUnknownVariableType, reportArgumentType, reportCallIssue]
    longest, before = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return longest


def a_chart(points: int, days: int) -> Chart:
    """A member's chart of so many points over so many days, with weekly scores where it is long enough."""
    numbers = random.Random(points)
    told = tuple(
        Point(TODAY - timedelta(days=round(days * (1 - (i + 1) / points))), numbers.randint(0, 10))
        for i in range(points)
    )
    pegs = tuple(Peg(TODAY - timedelta(days=7 * i), 5.0) for i in reversed(range(days // 7)))
    series = Series("back", told, pegs, changes=(Change(TODAY - timedelta(days=days // 2), "x"),))
    return chart_of(series, TODAY, pack().texts)
