"""Routes of messages in channels."""

from __future__ import annotations

from . import posting, wire
from .errors import Refused, dm_closed, not_permitted, unknown
from .model import SEND_MESSAGES, VIEW_CHANNEL, Channel, Json, Message
from .rest import Call, Reply, Routes
from .world import World

NONCE_LIFE_MS = 5 * 60 * 1000
MESSAGES = "/channels/{channel_id}/messages"
ONE = MESSAGES + "/{message_id}"


class MessageRoutes:
    """What the bot does in channels and direct messages with its own token."""

    def __init__(self, world: World) -> None:
        self._world = world

    def register(self, routes: Routes) -> None:
        """Add these routes."""
        routes.add("POST", MESSAGES, self._post)
        routes.add("GET", MESSAGES, self._list)
        routes.add("GET", ONE, self._get)
        routes.add("PATCH", ONE, self._patch)
        routes.add("DELETE", ONE, self._delete)

    def _channel(self, call: Call) -> Channel:
        channel = self._world.channels.get(call.params["channel_id"])
        if channel is None:
            raise unknown("Channel", 10003)
        return channel

    def _message(self, call: Call) -> Message:
        self._channel(call)
        message = self._world.messages.get(call.params["message_id"])
        gone = message is None or message.deleted or message.channel_id != call.params["channel_id"]
        if message is None or gone or message.ephemeral:
            raise unknown("Message", 10008)
        return message

    def _own(self, call: Call) -> Message:
        message = self._message(call)
        if message.author_id != self._world.bot.id:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        return message

    async def _post(self, call: Call) -> Reply:
        channel, body = self._channel(call), call.json()
        if channel.recipient and not self._world.users[channel.recipient].dms_open:
            raise dm_closed()
        if channel.denied & (VIEW_CHANNEL | SEND_MESSAGES):
            raise not_permitted(channel)
        self._known_reference(channel, body)
        message = self._earlier(channel, body) or posting.create(self._world, channel, body, call.files)
        return Reply(200, wire.message_json(self._world, message))

    def _earlier(self, channel: Channel, body: Json) -> Message | None:
        nonce = body.get("nonce")
        if nonce is None or not body.get("enforce_nonce"):
            return None
        since = self._world.clock.now_ms() - NONCE_LIFE_MS
        for message in self._world.messages.values():
            if message.channel_id == channel.id and message.nonce == nonce and message.created_ms >= since:
                return message
        return None

    def _known_reference(self, channel: Channel, body: Json) -> None:
        reference: Json = body.get("message_reference") or {}
        target = self._world.messages.get(str(reference.get("message_id")))
        missing = target is None or target.deleted or target.channel_id != channel.id
        if reference and missing and reference.get("fail_if_not_exists", True):
            raise Refused(400, 50035, "Invalid Form Body: message_reference: Unknown message")

    async def _list(self, call: Call) -> Reply:
        channel = self._channel(call)
        shown = [
            m for m in self._world.messages.values()
            if m.channel_id == channel.id and not m.deleted and not m.ephemeral
        ]  # fmt: skip
        before, after = int(call.query.get("before", 1 << 63)), int(call.query.get("after", 0))
        wanted = [m for m in shown if after < int(m.id) < before]
        newest = list(reversed(wanted))[: int(call.query.get("limit", 50))]
        return Reply(200, [wire.message_json(self._world, m) for m in newest])

    async def _get(self, call: Call) -> Reply:
        return Reply(200, wire.message_json(self._world, self._message(call)))

    async def _patch(self, call: Call) -> Reply:
        message = self._own(call)
        posting.edit(self._world, message, call.json(), call.files)
        return Reply(200, wire.message_json(self._world, message))

    async def _delete(self, call: Call) -> Reply:
        posting.delete(self._world, self._own(call))
        return Reply(204)
