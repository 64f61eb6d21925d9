"""`/healthz` and `/metrics` on a port of this machine only (setting EASEBACK_HEALTH_PORT)."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.ops.figures import Figures, on_time_until
from bot.ops.metrics import CONTENT_TYPE
from bot.ops.watchdog import Watchdog
from bot.storage import counts, jobs
from bot.storage.errors import StorageError
from bot.storage.jobs import Waiting
from bot.storage.store import Store

LOOPBACK = "127.0.0.1"
PATIENCE = 2.0
"""Seconds for the database to answer."""


class HealthPortError(Exception):
    """The port cannot be used; `sentence` says what to do."""

    def __init__(self, port: int) -> None:
        self.sentence = f"Port {port} is taken, or may not be used: set EASEBACK_HEALTH_PORT to another one."
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the answers are about."""

    store: Store
    now: Callable[[], datetime]
    figures: Figures
    watchdog: Watchdog
    connected: Callable[[], bool]
    """Whether the gateway stands."""
    timers_run: Callable[[], bool]
    """Whether the sleeper has not ended by mistake."""


class Health:
    """The two pages."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    async def healthz(self, request: web.Request) -> web.Response:
        """200 while the bot can work, 503 where only a new start helps.

        A gateway that is down is told and is still 200: the bot connects again by itself, and a host that restarted
        it meanwhile would use up the logins that Discord allows in a day.
        """
        del request
        database = await self._waiting() is not None
        timers = self._watched.timers_run()
        state = {
            "status": "ok" if database and timers else "failing",
            "database": "ok" if database else "does not answer",
            "timers": "ok" if timers else "have ended",
            "gateway": "connected" if self._watched.connected() else "not connected",
        }
        return web.json_response(state, status=200 if state["status"] == "ok" else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        """Everything for Prometheus."""
        del request
        waiting = await self._waiting()
        if waiting is None:
            return web.Response(status=503, text="The database does not answer.\n")
        watched = self._watched
        counted = await watched.store.read(counts.of_host)
        dog = watched.watchdog
        text = watched.figures.text(waiting, watched.connected(), dog.blocks, dog.longest(), counted)
        return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE})

    async def _waiting(self) -> Waiting | None:
        now = self._watched.now()
        with contextlib.suppress(StorageError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                return await self._watched.store.read(jobs.waiting, now, on_time_until(now))
        return None


@contextlib.asynccontextmanager
async def serve_health(port: int | None, watched: Watched) -> AsyncGenerator[int | None]:
    """Answer on this port for the length of a block (0: any free one); the port, or None where none was set."""
    if port is None:
        yield None
        return
    health = Health(watched)
    app = web.Application()
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/metrics", health.metrics)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, LOOPBACK, port).start()
        except OSError as error:
            raise HealthPortError(port) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
