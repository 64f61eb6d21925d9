"""The page's side: files, snapshots over a WebSocket, acts and controls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from .acts import Acts
from .commands import NotPossible
from .faults import Trouble
from .faults_page import FaultBoard
from .gateway import Gateway
from .model import Interaction, Json, Message, User, as_list, as_object
from .snapshot import snapshot
from .supervisor import BotProcess
from .world import World

COALESCE = 0.05
NO_CACHE = {"Cache-Control": "no-store"}


class Page:
    """Serves the page and does what it asks."""

    def __init__(
        self, world: World, acts: Acts, bot: BotProcess, gateway: Gateway, faults: Trouble, static: Path
    ) -> None:
        self._board = FaultBoard(faults, gateway)
        self._world, self._acts, self._bot, self._gateway, self._static = world, acts, bot, gateway, static
        self._closing = False
        self._deeds: dict[str, Callable[[User, Json], Interaction]] = {
            "slash": self._slash, "context": self._context, "press": self._press, "select": self._select,
            "submit": self._submit, "autocomplete": self._autocomplete,
        }  # fmt: skip
        self._simple: dict[str, Callable[[User, Json], None]] = {
            "close_modal": lambda user, ask: acts.close_modal(user),
            "dismiss": lambda user, ask: acts.dismiss(user, self._message(ask)),
            "say": self._say,
        }

    def register(self, router: web.UrlDispatcher) -> None:
        """Add the page's routes."""
        router.add_get("/", self._index)
        router.add_get("/static/{path:.+}", self._file)
        router.add_get("/attachments/{channel}/{id}/{name}", self._attachment)
        router.add_get("/page/state", self._state)
        router.add_get("/page/ws", self._push)
        router.add_post("/page/act", self._act)
        router.add_post("/page/control", self._control)

    def close(self) -> None:
        """End every push."""
        self._closing = True
        self._world.touch()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return self._static_file("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._static_file(request.match_info["path"])

    def _static_file(self, name: str) -> web.StreamResponse:
        path = (self._static / name).resolve()
        if not path.is_relative_to(self._static.resolve()) or not path.is_file():
            return web.Response(status=404, text="There is no such file.")
        return web.FileResponse(path, headers=NO_CACHE)

    async def _attachment(self, request: web.Request) -> web.Response:
        found = self._world.attachment(request.match_info["id"])
        if found is None:
            return web.Response(status=404, text="There is no such attachment.")
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return web.Response(body=found.content, content_type=found.content_type, headers=headers)

    def _viewer(self, key: str) -> User:
        return self._world.user_by_key(key or "mia")

    def _snapshot(self, user: User) -> Json:
        return snapshot(self._world, user, self._bot, self._gateway)

    async def _state(self, request: web.Request) -> web.Response:
        try:
            return web.json_response(self._snapshot(self._viewer(request.query.get("viewer", ""))), headers=NO_CACHE)
        except LookupError as error:
            return web.json_response({"error": str(error)}, status=404)

    async def _push(self, request: web.Request) -> web.WebSocketResponse:
        user = self._viewer(request.query.get("viewer", ""))
        socket = web.WebSocketResponse(heartbeat=20.0)
        await socket.prepare(request)
        sender = asyncio.create_task(self._send_changes(socket, user))
        try:
            async for _ in socket:
                pass
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
        return socket

    async def _send_changes(self, socket: web.WebSocketResponse, user: User) -> None:
        while not self._closing and not socket.closed:
            seen = self._world.revision
            try:
                await socket.send_str(json.dumps(self._snapshot(user)))
            except ConnectionError:
                return
            await self._world.changed.until(lambda seen=seen: self._world.revision != seen, 3600)
            await asyncio.sleep(COALESCE)
        await socket.close()

    async def _act(self, request: web.Request) -> web.Response:
        return await _answered(request, self._perform)

    async def _perform(self, ask: Json) -> Json:
        user, deed = self._viewer(ask.get("viewer", "")), ask.get("do")
        if deed in self._simple:
            self._simple[deed](user, ask)
            return {}
        if deed not in self._deeds:
            raise NotPossible(f"The page cannot do “{deed}”.")
        interaction = self._deeds[deed](user, ask)
        problem = await self._acts.answered(interaction)
        if problem and deed != "autocomplete":
            raise NotPossible(problem)
        if deed == "autocomplete":
            return {"choices": interaction.choices or []}
        modal = interaction.id if interaction.modal else None
        return {"message_id": interaction.shown_id, "modal_id": modal}

    def _message(self, ask: Json) -> Message:
        message = self._world.messages.get(str(ask.get("message_id")))
        if message is None:
            raise NotPossible("This message is gone.")
        return message

    def _slash(self, user: User, ask: Json) -> Interaction:
        channel = self._world.channel_by_name(str(ask.get("channel_id")), user.id)
        return self._acts.slash(user, channel, str(ask.get("command_id")), as_object(ask.get("options")))

    def _context(self, user: User, ask: Json) -> Interaction:
        return self._acts.context(user, self._message(ask), str(ask.get("command_id")))

    def _press(self, user: User, ask: Json) -> Interaction:
        return self._acts.press(user, self._message(ask), str(ask.get("custom_id")))

    def _select(self, user: User, ask: Json) -> Interaction:
        return self._acts.select(user, self._message(ask), str(ask.get("custom_id")), as_list(ask.get("values")))

    def _submit(self, user: User, ask: Json) -> Interaction:
        opened = self._world.modals.get(user.id)
        if opened is None or opened.id != ask.get("modal_id"):
            raise NotPossible("This window is no longer open.")
        return self._acts.submit(user, as_object(ask.get("values")))

    def _autocomplete(self, user: User, ask: Json) -> Interaction:
        channel = self._world.channel_by_name(str(ask.get("channel_id") or "general"), user.id)
        option = str(ask.get("option"))
        values: Json = {**as_object(ask.get("options")), option: ask.get("text") or ""}
        return self._acts.autocomplete(user, channel, str(ask.get("command_id")), option, values)

    def _say(self, user: User, ask: Json) -> None:
        channel = self._world.channel_by_name(str(ask.get("channel_id")), user.id)
        target = self._message({"message_id": ask["reply_to"]}) if ask.get("reply_to") else None
        self._acts.say(user, channel, str(ask.get("text") or ""), target)

    async def _control(self, request: web.Request) -> web.Response:
        return await _answered(request, self._steer)

    async def _steer(self, ask: Json) -> Json:
        match ask:
            case {"do": "clock", "to": "next_timer"}:
                await self._world.clock.to_next_timer()
            case {"do": "clock", "seconds": int() | float() as seconds}:
                await self._world.clock.move(seconds)
            case {"do": "bot", "action": "kill" | "start" | "stop" | "restart" as action}:
                await self._steer_bot(action)
            case {"do": "dms", "viewer": str() as key, "open": bool() as is_open}:
                self._viewer(key).dms_open = is_open
            case {"do": "fault", "kind": str() as kind}:
                await self._board.make(kind)
            case {"do": "restart_app", "viewer": str() as key}:
                self._acts.restart_app(self._viewer(key))
            case _:
                raise NotPossible("The page asked for something that the playground does not know.")
        self._world.touch()
        return {}

    async def _steer_bot(self, action: str) -> None:
        if not self._bot.known:
            raise NotPossible("This playground does not start the bot itself.")
        await getattr(self._bot, action)()


async def _answered(request: web.Request, do: Callable[[Json], Awaitable[Json]]) -> web.Response:
    """Run one ask; what is not possible becomes a sentence."""
    if request.content_type != "application/json":
        return web.json_response({"ok": False, "error": "Send JSON.", "result": None}, status=415)
    try:
        result = await do(as_object(json.loads(await request.text())))
    except (NotPossible, LookupError, ValueError, RuntimeError) as problem:
        return web.json_response({"ok": False, "error": str(problem), "result": None})
    return web.json_response({"ok": True, "error": None, "result": result})
