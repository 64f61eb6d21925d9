"""What can go wrong between a bot and Discord, made to happen: `play.faults.lost("POST", "/messages")`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from . import ids
from .model import TOKEN_LIFE_MS, Message
from .posting import delete
from .rest import Call, Faults, Reply
from .world import World

Scope = Literal["user", "shared", "global"]
Happening = Callable[[Call], Awaitable[Reply | None]]
CUT = Reply(0, cut=True)
"""The connection ends without an answer."""


class Fault:
    """One kind of trouble for requests of a method whose path holds `part`; `hits` counts how often it came."""

    def __init__(self, faults: Faults, happening: Happening, method: str, part: str, times: int | None) -> None:
        self._faults, self._happening = faults, happening
        self._method, self._part, self._left = method, part, times
        self.hits = 0

    async def __call__(self, call: Call) -> Reply | None:
        """The reply in Discord's place; None where this request is spared."""
        if self._left == 0 or self._method not in ("", call.method) or self._part not in call.path:
            return None
        self.hits += 1
        if self._left is not None:
            self._left -= 1
        return await self._happening(call)

    def end(self) -> None:
        """It happens no more."""
        if self in self._faults.before:
            self._faults.before.remove(self)


class Trouble(Faults):
    """Makes faults. Each takes a method ("" for any), a part of the path, and how often it happens (None: always)."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def add(self, happening: Happening, method: str = "", part: str = "", times: int | None = 1) -> Fault:
        """Any trouble: what `happening` returns is answered in Discord's place; None lets the request pass."""
        fault = Fault(self, happening, method, part, times)
        self.before.append(fault)
        return fault

    def clear(self) -> None:
        """Everything works again."""
        self.before.clear()

    def status(self, status: int, method: str = "", part: str = "", *, code: int = 0, times: int | None = 1) -> Fault:
        """Discord answers with this status: 500, 502, 503, or a refusal with its `code`."""

        async def happening(call: Call) -> Reply:
            return Reply(status, {"message": f"{status}: made by the stand-in", "code": code})

        return self.add(happening, method, part, times)

    def rate_limit(
        self, method: str = "", part: str = "", *,
        seconds: float = 0.2, scope: Scope = "user", via: bool = True, times: int | None = 1,
    ) -> Fault:  # fmt: skip
        """429 for a route or for all. Without a Via header it comes from the wall before Discord, not from Discord."""

        async def happening(call: Call) -> Reply:
            headers = {"Retry-After": f"{seconds:.3f}", "X-RateLimit-Scope": scope}
            headers |= {"X-RateLimit-Global": "true"} if scope == "global" else {}
            headers |= {"Via": "1.1 google"} if via else {}
            body = {"message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global"}
            return Reply(429, body, headers)

        return self.add(happening, method, part, times)

    def lost(self, method: str = "", part: str = "", *, times: int | None = 1) -> Fault:
        """Discord does what is asked, and its answer never arrives."""

        async def happening(call: Call) -> Reply:
            done = await call.perform()
            return Reply(done.status, done.body, cut=True)

        return self.add(happening, method, part, times)

    def cut(self, method: str = "", part: str = "", *, times: int | None = 1) -> Fault:
        """The connection ends before anything is done."""

        async def happening(call: Call) -> Reply:
            return CUT

        return self.add(happening, method, part, times)

    def slow(self, seconds: float, method: str = "", part: str = "", *, times: int | None = 1) -> Fault:
        """Discord takes its time (real seconds), and then does what is asked."""

        async def happening(call: Call) -> None:
            await asyncio.sleep(seconds)

        return self.add(happening, method, part, times)

    # What happens on Discord itself

    def expire_tokens(self) -> None:
        """The 15 minutes of every interaction so far are over."""
        for interaction in self._world.interactions.values():
            interaction.created_ms = min(interaction.created_ms, self._world.clock.now_ms() - TOKEN_LIFE_MS)

    def delete_message(self, message_id: str) -> None:
        """A moderator, or the person, deletes a message."""
        message = self._world.messages[message_id]
        if not message.deleted:
            delete(self._world, message)

    def delete_channel(self, name: str) -> None:
        """A channel of the server is deleted, with all that was in it."""
        channel = self._world.channel_by_name(name, "")
        del self._world.channels[channel.id]
        for message in [m for m in self._world.messages.values() if m.channel_id == channel.id]:
            _vanish(message)
        gone = {"id": channel.id, "guild_id": ids.GUILD, "name": channel.name, "type": 0, "position": 0}
        self._world.emit("CHANNEL_DELETE", gone)
        self._world.touch()

    def remove_from_server(self) -> None:
        """The bot is thrown out of the server: its channels are closed to it, and nobody shares a server with it."""
        self._world.emit("GUILD_DELETE", {"id": ids.GUILD})
        self.status(403, "", f"/guilds/{ids.GUILD}", code=50001, times=None)
        for channel in self._world.channels.values():
            code = 50278 if channel.is_dm else 50001
            self.status(403, "POST", f"/channels/{channel.id}/messages", code=code, times=None)
        self.status(403, "POST", "/users/@me/channels", code=50278, times=None)
        self._world.touch()


def _vanish(message: Message) -> None:
    message.deleted = True
