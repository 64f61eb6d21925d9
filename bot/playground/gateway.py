"""The gateway: one WebSocket for each connection of the bot, with sessions that can be resumed."""

from __future__ import annotations

import json
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from . import ids, wire
from .model import Json, as_list
from .world import World

HEARTBEAT_MS = 41_250
PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
REPLAY = 500
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11


@dataclass
class Session:
    """What the bot identified as; it outlives a lost connection."""

    id: str
    intents: int
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque[Json](maxlen=REPLAY))
    socket: Pipe | None = None
    ready: bool = False

    def wants(self, event: str, data: Json) -> bool:
        """Whether the intents cover an event."""
        if event.startswith(("MESSAGE_", "TYPING_")):
            return bool(self.intents & (GUILD_MESSAGES if data.get("guild_id") else DIRECT_MESSAGES))
        return event not in ("GUILD_CREATE", "CHANNEL_UPDATE") or bool(self.intents & GUILDS)


class Pipe:
    """One WebSocket with the compression that the client asked for."""

    def __init__(self, socket: web.WebSocketResponse, compress: str) -> None:
        self.socket = socket
        # A client that asks for another compression takes plain text frames as well.
        self._deflate = zlib.compressobj() if compress == "zlib-stream" else None

    async def send(self, frame: Json) -> None:
        """Send one frame; a connection that has just gone is no error."""
        text = json.dumps(frame)
        try:
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except ConnectionError:
            pass


class Gateway:
    """Accepts the bot's connections and sends it what happens."""

    def __init__(self, world: World, token: str) -> None:
        self._world, self._token = world, token
        self._sessions: dict[str, Session] = {}
        self._queue: deque[tuple[Session, Json]] = deque()
        self._sending = False
        self.down = False
        """While this holds, nobody gets a connection; `drop()` ends those that stand."""
        self.identified = 0
        self.resumed = 0

    @property
    def online(self) -> bool:
        """Whether a bot is connected and was told READY."""
        return any(s.ready and s.socket is not None and not s.socket.socket.closed for s in self._sessions.values())

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection from hello to its end."""
        if self.down:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        pipe = Pipe(socket, request.query.get("compress", ""))
        await pipe.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}, "s": None, "t": None})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    session = await self._receive(pipe, session, json.loads(message.data))
        finally:
            if session is not None and session.socket is pipe:
                session.socket = None
            self._world.touch()
        return socket

    async def _receive(self, pipe: Pipe, session: Session | None, frame: Json) -> Session | None:
        op, data = frame.get("op"), frame.get("d")
        if op == HEARTBEAT:
            await pipe.send({"op": ACK, "d": None, "s": None, "t": None})
        elif op == IDENTIFY:
            return await self._identify(pipe, data)
        elif op == RESUME:
            return await self._resume(pipe, data)
        elif op == MEMBERS and session is not None:
            self._send_members(session, data)
        return session

    async def _identify(self, pipe: Pipe, data: Any) -> Session | None:
        if data["token"] != self._token:
            await pipe.socket.close(code=4004, message=b"Authentication failed.")
            return None
        if data["intents"] & PRIVILEGED:
            self._world.refuse("The bot asks for a privileged intent, which it has not been given (4014).", 4014)
            await pipe.socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        self._sessions = {k: s for k, s in self._sessions.items() if s.socket is not None}
        session = Session(secrets.token_hex(16), data["intents"], socket=pipe)
        self._sessions[session.id] = session
        await self._greet(session)
        return session

    async def _greet(self, session: Session) -> None:
        world = self._world
        ready = {
            "v": 10, "user": wire.bot_json(world), "session_id": session.id, "session_type": "normal",
            "guilds": [{"id": ids.GUILD, "unavailable": True}], "resume_gateway_url": self._url(),
            "application": {"id": ids.APPLICATION, "flags": 0}, "shard": [0, 1], "private_channels": [],
        }  # fmt: skip
        self._enqueue(session, "READY", ready)
        if session.wants("GUILD_CREATE", {}):
            self._enqueue(session, "GUILD_CREATE", wire.guild_create_json(world))
        await self._flush()
        session.ready = True
        self.identified += 1
        world.touch()

    def _url(self) -> str:
        return self._world.base_url.replace("http", "ws", 1) + "/gateway"

    async def _resume(self, pipe: Pipe, data: Any) -> Session | None:
        session = self._sessions.get(data["session_id"])
        oldest = session.sent[0]["s"] if session and session.sent else 0
        if session is None or data["token"] != self._token or data["seq"] < oldest - 1:
            await pipe.send({"op": INVALID, "d": False, "s": None, "t": None})
            return None
        session.socket = pipe
        for frame in [f for f in session.sent if f["s"] > data["seq"]]:
            await pipe.send(frame)
        self._enqueue(session, "RESUMED", {"_trace": []})
        await self._flush()
        self.resumed += 1
        self._world.touch()
        return session

    def _send_members(self, session: Session, data: Any) -> None:
        wanted = {str(i) for i in as_list(data.get("user_ids"))}
        people = [wire.member_json(self._world, u) for u in self._world.users.values() if u.id in wanted or u.bot]
        chunk = {"guild_id": ids.GUILD, "members": people, "chunk_index": 0, "chunk_count": 1, "not_found": []}
        self._enqueue(session, "GUILD_MEMBERS_CHUNK", chunk | {"nonce": data.get("nonce")})

    def emit(self, event: str, data: Json) -> None:
        """Queue an event for every session whose intents cover it."""
        for session in self._sessions.values():
            if session.wants(event, data):
                self._enqueue(session, event, data)

    def _enqueue(self, session: Session, event: str, data: Json) -> None:
        session.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": session.sequence, "d": data}
        session.sent.append(frame)
        self._queue.append((session, frame))
        self._world.changed.fire()

    async def pump(self) -> None:
        """Send what is queued, for as long as the playground runs."""
        while True:
            await self._world.changed.until(lambda: bool(self._queue), 3600)
            await self._flush()

    async def _flush(self) -> None:
        if self._sending:
            return
        self._sending = True
        try:
            while self._queue:
                session, frame = self._queue.popleft()
                if session.socket is not None:
                    await session.socket.send(frame)
        finally:
            self._sending = False

    async def drop(self, *, forget: bool = False) -> None:
        """Close every connection, as after a network failure; `forget` ends the sessions as well."""
        sockets = [s.socket for s in self._sessions.values() if s.socket is not None]
        if forget:
            self._sessions.clear()
        for pipe in sockets:
            await pipe.socket.close(code=4000, message=b"Connection lost")
        self._world.touch()

    async def reconnect(self) -> None:
        """Ask every client to connect again and to resume (op 7), as before a maintenance."""
        await self._tell({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell every client that its session does not stand any more (op 9); one that is not resumable is forgotten."""
        pipes = [s.socket for s in self._sessions.values() if s.socket is not None]
        if not resumable:
            self._sessions.clear()
        for pipe in pipes:
            await pipe.send({"op": INVALID, "d": resumable, "s": None, "t": None})

    async def _tell(self, frame: Json) -> None:
        for session in list(self._sessions.values()):
            if session.socket is not None:
                await session.socket.send(frame)
