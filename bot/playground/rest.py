"""The REST side: finds the route, records the request, turns refusals into Discord's errors."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import BodyPartReader, web

from .errors import Refused, unauthorized
from .model import Json, Recorded, as_object
from .world import World

Handler = Callable[["Call"], Awaitable["Reply"]]
Fault = Callable[["Call"], Awaitable["Reply | None"]]
log = logging.getLogger(__name__)
TOKEN_ROUTES = ("/interactions/", "/webhooks/")


@dataclass
class Upload:
    """A file of a multipart request."""

    field: str
    filename: str
    content: bytes


@dataclass
class Call:
    """One request of the bot."""

    method: str
    path: str
    route: str = ""
    params: dict[str, str] = field(default_factory=dict[str, str])
    query: dict[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    files: list[Upload] = field(default_factory=list[Upload])
    perform: Callable[[], Awaitable[Reply]] = field(default=lambda: _undone(), repr=False)
    """Does what is asked; for faults that come afterwards."""

    def json(self) -> Json:
        """The body as an object; anything else counts as empty."""
        return as_object(self.body)


@dataclass
class Reply:
    """One answer; headers only where a fault wants them."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut: bool = False
    """The connection ends, and nothing of this arrives."""


async def _undone() -> Reply:
    raise Refused(404, 0, "404: Not Found")


@dataclass
class Faults:
    """Asked before each request is handled: the first one that returns a reply answers in Discord's place."""

    before: list[Fault] = field(default_factory=list[Fault])

    async def answer(self, call: Call) -> Reply | None:
        """The first reply of a fault, if any."""
        for fault in list(self.before):
            reply = await fault(call)
            if reply is not None:
                return reply
        return None


class Routes:
    """The routes that the stand-in knows, by method and template."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, str, re.Pattern[str], Handler]] = []

    def add(self, method: str, template: str, handler: Handler) -> None:
        """Add a route; templates name their parts as Discord's description does."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        self._routes.append((method, template, re.compile(pattern), handler))

    def find(self, call: Call) -> Handler | None:
        """Find the handler and fill in the call's route and parameters."""
        for method, template, pattern, handler in self._routes:
            match = pattern.fullmatch(call.path)
            if match and method == call.method:
                call.route, call.params = template, match.groupdict()
                return handler
        return None


class Rest:
    """Serves `/api/v10`."""

    def __init__(self, world: World, token: str, routes: Routes, faults: Faults) -> None:
        self._world, self._authorization = world, f"Bot {token}"
        self._routes, self._faults = routes, faults

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request."""
        call = await _read(request)
        handler = self._routes.find(call)
        try:
            reply = await self._answer(call, handler, request.headers.get("Authorization", ""))
        except Refused as refused:
            reply = Reply(refused.status, refused.body())
            self._world.refuse(f"{call.method} {call.route or call.path}: {refused.sentence()}", refused.code)
        except Exception as error:  # A fault of the stand-in must neither pass in silence nor be retried.
            log.exception("%s %s", call.method, call.path)
            reply = Reply(501, {"message": "The stand-in failed", "code": 0})
            self._world.refuse(f"{call.method} {call.path}: the stand-in itself failed: {error!r}", 0)
        self._record(call, reply)
        if reply.cut and request.transport is not None:
            request.transport.abort()
        return _response(reply)

    async def _answer(self, call: Call, handler: Handler | None, authorization: str) -> Reply:
        call.perform = partial(self._perform, call, handler, authorization)
        fault = await self._faults.answer(call)
        return fault if fault is not None else await call.perform()

    async def _perform(self, call: Call, handler: Handler | None, authorization: str) -> Reply:
        if handler is None:
            raise Refused(404, 0, "404: Not Found. The stand-in does not know this route")
        if not call.path.startswith(TOKEN_ROUTES) and authorization != self._authorization:
            raise unauthorized()
        return await handler(call)

    def _record(self, call: Call, reply: Reply) -> None:
        files = tuple(upload.filename for upload in call.files)
        self._world.requests.append(
            Recorded(call.method, call.route, call.path, call.body, files, reply.status, reply.body)
        )
        self._world.touch()


async def _read(request: web.Request) -> Call:
    path = "/" + request.match_info["path"].rstrip("/")
    call = Call(request.method, path, query=dict(request.query))
    if request.content_type.startswith("multipart/"):
        await _read_parts(request, call)
    elif request.can_read_body:
        call.body = _parse(await request.text())
    return call


async def _read_parts(request: web.Request, call: Call) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        if part.name == "payload_json":
            call.body = _parse(content.decode("utf-8", "replace"))
        else:
            call.files.append(Upload(part.name or "", part.filename or "file", content))


def _parse(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def _response(reply: Reply) -> web.Response:
    if reply.cut or reply.body is None:
        return web.Response(status=reply.status or 200, headers=reply.headers)
    # discord.py parses a body only when the type is exactly this, without a charset.
    headers = {"Content-Type": "application/json", **reply.headers}
    return web.Response(status=reply.status, body=json.dumps(reply.body).encode(), headers=headers)
