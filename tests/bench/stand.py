"""The lightest server that discord.py takes for Discord: REST and gateway without a model, so that it dilutes no ratio.

Every bot gets one of its own, in the measuring process. It checks nothing: that is what `bot.playground` is for.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]
APPLICATION, GUILD, CHANNEL, OWNER = "9001", "9002", "9003", "9004"
BOT: Json = {
    "id": APPLICATION, "username": "bench", "discriminator": "0000", "avatar": None, "global_name": None,
    "bot": True, "public_flags": 0,
}  # fmt: skip
EVERYONE = str((1 << 50) - 1)
GUILD_JSON: Json = {
    "id": GUILD, "name": "bench", "icon": None, "splash": None, "owner_id": OWNER, "description": None,
    "afk_timeout": 300, "afk_channel_id": None, "verification_level": 0, "default_message_notifications": 1,
    "explicit_content_filter": 0, "features": [], "emojis": [], "stickers": [], "mfa_level": 0, "nsfw_level": 0,
    "premium_tier": 0, "preferred_locale": "en-US", "system_channel_id": None, "system_channel_flags": 0,
    "nsfw": False, "rules_channel_id": None, "public_updates_channel_id": None, "large": False, "unavailable": False,
    "member_count": 1000, "joined_at": "2024-01-01T00:00:00+00:00", "threads": [], "presences": [],
    "voice_states": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
    "roles": [{"id": GUILD, "name": "@everyone", "position": 0, "permissions": EVERYONE, "color": 0, "hoist": False,
               "managed": False, "mentionable": False, "flags": 0}],
    "members": [{"user": BOT, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False,
                 "flags": 0}],
    "channels": [{"id": CHANNEL, "type": 0, "guild_id": GUILD, "name": "general", "position": 0, "topic": None,
                  "nsfw": False, "parent_id": None, "permission_overwrites": [], "rate_limit_per_user": 0,
                  "flags": 0, "last_message_id": None}],
}  # fmt: skip
_FIRST = re.compile(rb'name="payload_json".*?\r\n\r\n(.*?)\r\n--', re.DOTALL)
_CALLBACK = re.compile(r"/interactions/\d+/([^/]+)/callback")


class Stand:
    """One bot's Discord. `answer` waits for what the bot says to an interaction."""

    def __init__(self) -> None:
        self.online = asyncio.Event()
        self.url = ""
        self.commands: list[Json] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._put_off: dict[str, asyncio.Future[Json]] = {}
        self._coming: dict[str, asyncio.Future[None]] = {}
        self._socket: web.WebSocketResponse | None = None
        self._sequence = 0
        self.ids = count(1_300_000_000_000_000_000)

    # What members do

    async def ask(self, event: Json) -> Json:
        """Send an interaction, and wait for the callback: its body."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[event["token"]] = waiting
        await self.emit("INTERACTION_CREATE", event)
        try:
            return await waiting
        finally:
            self._waiting.pop(event["token"], None)

    async def card(self, token: str) -> Json:
        """What comes in the place of an answer that was put off."""
        return await self._put_off[token]

    def next_in(self, channel: str) -> asyncio.Future[None]:
        """The next message of the bot in this channel."""
        coming = self._coming[channel] = asyncio.get_running_loop().create_future()
        return coming

    async def emit(self, event: str, data: Json) -> None:
        """Send an event to the bot."""
        assert self._socket is not None
        self._sequence += 1
        await self._socket.send_str(json.dumps({"op": 0, "t": event, "s": self._sequence, "d": data}))

    # What the bot asks

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Any request."""
        path = request.path
        if path == "/gateway":
            return await self._gateway(request)
        body = _body(await request.read())
        found = _CALLBACK.fullmatch(path, 4)
        if found:
            return _json(self._called_back(found[1], body))
        return _json(self._other(request.method, path[4:], body))

    def _called_back(self, token: str, body: Json) -> Json:
        waiting = self._waiting.get(token)
        if waiting is not None and not waiting.done():
            waiting.set_result(body)
        kind, about = body["type"], {"id": token[:19], "type": 3}
        if kind in (5, 6):
            self._put_off[token] = asyncio.get_running_loop().create_future()
        if kind not in (4, 7):
            return {"interaction": about}
        return {"interaction": about, "resource": {"type": kind, "message": self._message(body["data"], CHANNEL)}}

    def _other(self, method: str, path: str, body: Any) -> Any:
        if path == "/users/@me":
            return BOT
        if path.endswith("/applications/@me"):
            return {"id": APPLICATION, "name": "bench", "description": "", "icon": None, "owner": BOT, "flags": 0,
                    "bot_public": False, "bot_require_code_grant": False, "team": None, "verify_key": "0" * 64,
                    "summary": "", "hook": True, "tags": []}  # fmt: skip
        if path.startswith("/gateway"):
            limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            return {"url": self.url.replace("http", "ws") + "/gateway", "shards": 1, "session_start_limit": limit}
        if path.endswith("/commands"):
            self.commands = [one | {"id": str(next(self.ids)), "version": "1"} for one in body or ()]
            return [{"description": "", "application_id": APPLICATION} | one for one in self.commands]
        if path == "/users/@me/channels":
            return direct_channel(body["recipient_id"])
        if path.startswith("/webhooks/"):
            late = self._put_off.pop(path.split("/")[3], None)
            if late is not None and not late.done():
                late.set_result(body)
            return self._message(body, CHANNEL)
        if path.startswith("/channels/"):
            channel = path.split("/")[2]
            if method == "POST" and (coming := self._coming.pop(channel, None)) is not None and not coming.done():
                coming.set_result(None)
            return self._message(body, channel)
        return {}

    def _message(self, data: Json, channel: str) -> Json:
        return message_json(str(next(self.ids)), channel, data.get("components") or [], data.get("flags") or 0)

    # The gateway

    async def _gateway(self, request: web.BaseRequest) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._received(socket, json.loads(frame.data))
        return socket

    async def _received(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if frame["op"] == 1:
            # discord.py notes when it sent this after it was sent; an answer before that counts from the one before.
            await asyncio.sleep(0.05)
            await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
        elif frame["op"] == 2:
            self._socket, self._sequence = socket, 0
            await self.emit("READY", {
                "v": 10, "user": BOT, "session_id": "bench", "guilds": [{"id": GUILD, "unavailable": True}],
                "resume_gateway_url": self.url.replace("http", "ws") + "/gateway", "private_channels": [],
                "application": {"id": APPLICATION, "flags": 0},
            })  # fmt: skip
            await self.emit("GUILD_CREATE", GUILD_JSON)
            self.online.set()


def direct_channel(user_id: str) -> Json:
    """A person's direct messages: the channel has their number, with a 7 before it."""
    user = {"id": user_id, "username": "m", "discriminator": "0", "avatar": None, "global_name": "M"}
    return {"id": f"7{user_id}", "type": 1, "recipients": [user], "last_message_id": None, "flags": 0}


def message_json(message_id: str, channel: str, components: list[Json], flags: int) -> Json:
    """A message of the bot."""
    return {
        "id": message_id, "type": 0, "channel_id": channel, "tts": False, "author": BOT, "content": "",
        "timestamp": "2026-03-02T18:00:00+00:00", "edited_timestamp": None, "pinned": False, "flags": flags,
        "mention_everyone": False, "mention_roles": [], "mentions": [], "attachments": [], "embeds": [],
        "components": components, "webhook_id": APPLICATION, "application_id": APPLICATION,
    }  # fmt: skip


def _body(raw: bytes) -> Any:
    """JSON, or the JSON part of a body with files."""
    if raw.startswith(b"--") and (found := _FIRST.search(raw)):
        raw = found[1]
    return json.loads(raw) if raw else {}


def _json(value: Any) -> web.Response:
    return web.Response(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})


@asynccontextmanager
async def standing() -> AsyncGenerator[Stand]:
    """A stand that listens on loopback."""
    stand = Stand()
    runner = web.ServerRunner(web.Server(stand.handle, access_log=None), shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        stand.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield stand
    finally:
        await runner.cleanup()
