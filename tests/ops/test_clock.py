import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.ops.clock import SystemClock, open_clock


class Page:
    """The page's end of the clock, as the try-out speaks it."""

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 1, tzinfo=UTC).timestamp()
        self.version = 1
        self.due: asyncio.Queue[float | None] = asyncio.Queue()
        self.followed: asyncio.Queue[int] = asyncio.Queue()
        self.moved = asyncio.Condition()
        self.failing = False

    async def tell(self, request: web.Request) -> web.Response:
        if self.failing:
            self.failing = False
            return web.Response(status=500)
        if "after" in request.query:
            after = int(request.query["after"])
            self.followed.put_nowait(after)
            async with self.moved:
                await self.moved.wait_for(lambda: self.version != after)
        return web.json_response({"now": self.now, "version": self.version})

    async def hear(self, request: web.Request) -> web.Response:
        self.due.put_nowait((await request.json())["next_due"])
        return web.json_response({})

    async def move(self, seconds: float) -> None:
        async with self.moved:
            self.now += seconds
            self.version += 1
            self.moved.notify_all()


@pytest.fixture
async def page() -> AsyncIterator[tuple[Page, str]]:
    page = Page()
    app = web.Application()
    app.router.add_get("/clock", page.tell)
    app.router.add_post("/clock/due", page.hear)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield page, f"http://127.0.0.1:{runner.addresses[0][1]}/clock"
    await runner.cleanup()


async def test_the_page_s_time_is_taken_over_at_once(page: tuple[Page, str]) -> None:
    async with open_clock(page[1]) as clock:
        assert clock.now() - datetime(2030, 1, 1, tzinfo=UTC) < timedelta(minutes=1)


async def test_a_move_ends_a_wait_and_is_followed(page: tuple[Page, str]) -> None:
    server, url = page
    async with open_clock(url) as clock:
        assert await server.followed.get() == 1
        due = clock.now() + timedelta(hours=1)
        waiting = asyncio.create_task(clock.wait_until(due, asyncio.Event()))
        assert await server.due.get() == due.timestamp()
        await server.move(3601)
        await asyncio.wait_for(waiting, 5)
        assert clock.now() >= due
        assert await server.followed.get() == 2


async def test_due_times_are_told_once_and_not_while_busy(page: tuple[Page, str]) -> None:
    server, url = page
    async with open_clock(url) as clock:
        wake = asyncio.Event()
        wake.set()
        due = clock.now()
        await clock.wait_until(due, wake, busy=True)
        assert server.due.empty()
        for when in (due, due, None, None):
            await clock.wait_until(when, wake)
        assert [server.due.get_nowait() for _ in range(server.due.qsize())] == [due.timestamp(), None]


async def test_a_page_that_fails_is_asked_again(page: tuple[Page, str], caplog: pytest.LogCaptureFixture) -> None:
    server, url = page
    async with open_clock(url) as clock:
        await server.followed.get()
        server.failing = True
        await server.move(60)
        while await server.followed.get() != 2:
            pass
        server.failing = True
        await server.move(86400)
        assert await asyncio.wait_for(server.followed.get(), 5) == 3
        assert clock.now() > datetime(2030, 1, 2, tzinfo=UTC)


async def test_the_system_s_clock_returns_at_once_when_due_or_woken() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    wake = asyncio.Event()
    await asyncio.wait_for(clock.wait_until(clock.now(), wake), 5)
    wake.set()
    await asyncio.wait_for(clock.wait_until(None, wake), 5)
