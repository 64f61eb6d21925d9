"""The loopback server: REST, gateway, clock and page on one port."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from aiohttp import web

from .acts import Acts
from .faults import Trouble
from .gateway import Gateway
from .model import as_object
from .page import Page
from .rest import Rest, Routes
from .rest_app import AppRoutes
from .rest_interactions import InteractionRoutes
from .rest_messages import MessageRoutes
from .supervisor import BotProcess
from .world import World

HOST = "127.0.0.1"
# Not a token of Discord's form, so nobody can take it for one.
TOKEN = "playground-no-token"
STATIC = Path(__file__).parent / "static"
UPLOAD_LIMIT = 32 * 1024 * 1024


class PortInUse(OSError):  # noqa: N818 -- reads as what happened
    """Somebody else listens on the port; the text says what to do."""


class Server:
    """Everything behind one port."""

    def __init__(self, world: World, faults: Trouble, port: int, limit: float) -> None:
        self._world, self._port = world, port
        self.token = TOKEN
        self.gateway = Gateway(world, TOKEN)
        self.acts = Acts(world, limit)
        self.bot = BotProcess(world.touch, self._bot_gone)
        world.emit = self.gateway.emit
        routes = Routes()
        for part in (AppRoutes(world), MessageRoutes(world), InteractionRoutes(world, limit)):
            part.register(routes)
        self._rest = Rest(world, TOKEN, routes, faults)
        self._page = Page(world, self.acts, self.bot, self.gateway, faults, STATIC)
        self._runner: web.AppRunner | None = None
        self._pump: asyncio.Task[None] | None = None

    async def _bot_gone(self) -> None:
        self._world.clock.forget_follower()
        await self.gateway.drop(forget=True)

    async def start(self) -> None:
        """Listen on loopback; PortInUse when the port is taken."""
        app = web.Application(client_max_size=UPLOAD_LIMIT, middlewares=[_same_origin])
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest.serve)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/clock", self._clock)
        app.router.add_post("/clock/due", self._due)
        app.router.add_post("/live", self._live)
        self._page.register(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise self._explained(error) from error
        port = self._runner.addresses[0][1]
        self._world.base_url = f"http://{HOST}:{port}"
        self._pump = asyncio.create_task(self.gateway.pump())

    def _explained(self, error: OSError) -> OSError:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            return error
        why = "is already in use" if error.errno == errno.EADDRINUSE else "may not be used by this account"
        return PortInUse(f"Port {self._port} {why}. Choose another one, for example with --port {self._port + 1}.")

    async def close(self) -> None:
        """End the bot, then the server."""
        await self.bot.kill()
        self._page.close()
        self._world.clock.close()
        await self.gateway.drop(forget=True)
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        if self._runner is not None:
            await self._runner.cleanup()

    async def _clock(self, request: web.Request) -> web.Response:
        after = request.query.get("after", "")
        answer = await self._world.clock.answer_poll(int(after) if after.isdecimal() else None)
        return web.json_response(answer)

    async def _due(self, request: web.Request) -> web.Response:
        try:
            due = json.loads(await request.text())["next_due"]
            self._world.clock.report_due(None if due is None else float(due))
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": 'Send {"next_due": seconds since 1970, or null}.'}, status=400)
        self._world.touch()
        return web.json_response({})

    async def _live(self, request: web.Request) -> web.Response:
        """Whoever runs the bot says what its content is like by now; the page shows it as it comes."""
        try:
            self._world.content = as_object(json.loads(await request.text()))
        except ValueError:
            return web.json_response({"error": "Send a JSON object."}, status=400)
        self._world.touch()
        return web.json_response({})


@web.middleware
async def _same_origin(request: web.Request, handler: Callable[..., object]) -> web.StreamResponse:
    """Only this page may talk to the server: other pages in the same browser are refused."""
    host = request.host.partition(":")[0]
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin.partition("//")[2] != request.host
    if host not in (HOST, "localhost") or foreign:
        return web.json_response({"error": "Only the playground's own page may do this."}, status=403)
    answer = await handler(request)  # type: ignore[misc]
    assert isinstance(answer, web.StreamResponse)
    return answer


async def serve(
    port: int,
    bot_argv: Sequence[str],
    bot_env: Mapping[str, str],
    *,
    cwd: Path | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Run the playground with this bot until cancelled; `on_ready` gets the page's address.

    `bot_env` is added to the environment and to what the bot needs to find the playground.
    Raises PortInUse with a sentence.
    """
    from .driver import Playground

    async with Playground(port) as play:
        await play.bot.start(bot_argv, {**bot_env, **play.bot_env()}, cwd)
        if on_ready is not None:
            on_ready(play.base_url)
        try:
            await asyncio.Event().wait()
        finally:
            await play.bot.stop()
