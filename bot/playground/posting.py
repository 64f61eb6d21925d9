"""Messages come into being, change and go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from . import wire
from .errors import check, empty_message
from .files import attachments_of, finished
from .model import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Channel,
    Interaction,
    Json,
    Message,
    Notification,
    User,
    as_list,
    as_object,
)
from .rest import Upload
from .validate import message_flaws, refuse_empty
from .validate_components import TEXT, walk
from .world import World

SETTABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
USER_MENTION = re.compile(r"<@!?(\d+)>")


def full_text(message: Message) -> str:
    """All text of a message: its content and its text displays."""
    parts = [message.content] + [str(c.get("content", "")) for c in walk(message.components) if c.get("type") == TEXT]
    return "\n".join(part for part in parts if part)


def pinged(world: World, text: str, allowed: Any) -> list[str]:
    """Whose mention in the text rings, as `allowed_mentions` permits."""
    named = [user_id for user_id in dict.fromkeys(USER_MENTION.findall(text)) if user_id in world.users]
    if allowed is None:
        return named
    rules = as_object(allowed)
    if "users" in as_list(rules.get("parse")):
        return named
    listed_ids = {str(user_id) for user_id in as_list(rules.get("users"))}
    return [user_id for user_id in named if user_id in listed_ids]


def create(
    world: World,
    channel: Channel,
    body: Json,
    files: Sequence[Upload] = (),
    interaction: Interaction | None = None,
    *,
    ephemeral: bool = False,
) -> Message:
    """A new message of the bot, checked as Discord checks it."""
    check(message_flaws(body, files))
    refuse_empty(body, files)
    message = Message(world.snowflakes.next(), channel.id, world.bot.id, world.clock.now_ms())
    message.flags = ((body.get("flags") or 0) & SETTABLE) | (EPHEMERAL if ephemeral else 0)
    message.nonce = body.get("nonce")
    _fill(world, message, body, files)
    if interaction is not None:
        message.interaction_id = interaction.id
        message.viewer_id = interaction.user_id if ephemeral else None
        message.reach_ms = interaction.expires_ms
    _refer(world, message, body)
    publish(world, message)
    return message


def _refer(world: World, message: Message, body: Json) -> None:
    reference: Json = body.get("message_reference") or {}
    target = world.messages.get(str(reference.get("message_id")))
    if target is None:
        return
    message.reference_id = target.id
    allowed: Json = body.get("allowed_mentions") or {"replied_user": True}
    if allowed.get("replied_user", "parse" not in allowed) and target.author_id != world.bot.id:
        message.mentions = list(dict.fromkeys([*message.mentions, target.author_id]))


def thinking(world: World, channel: Channel, interaction: Interaction, *, ephemeral: bool) -> Message:
    """The "thinking…" message of a deferred answer."""
    message = Message(world.snowflakes.next(), channel.id, world.bot.id, world.clock.now_ms())
    message.flags = LOADING | (EPHEMERAL if ephemeral else 0)
    message.interaction_id, message.viewer_id = interaction.id, interaction.user_id if ephemeral else None
    message.reach_ms = interaction.expires_ms
    publish(world, message)
    return message


def say(world: World, user: User, channel: Channel, text: str, reply_to: Message | None, ping: bool) -> Message:
    """A person writes something."""
    message = Message(world.snowflakes.next(), channel.id, user.id, world.clock.now_ms(), content=text)
    message.mentions = pinged(world, text, None)
    if reply_to is not None:
        message.reference_id = reply_to.id
        if ping:
            message.mentions = list(dict.fromkeys([*message.mentions, reply_to.author_id]))
    publish(world, message)
    return message


def _fill(world: World, message: Message, body: Json, files: Sequence[Upload]) -> None:
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = body["embeds"] or []
    if files or "attachments" in body:
        message.attachments = attachments_of(world, body, files, message.attachments)
    if "components" in body:
        message.components = finished(world, message.channel_id, body["components"] or [], message.attachments)
    message.mentions = pinged(world, full_text(message), body.get("allowed_mentions"))


def edit(world: World, message: Message, body: Json, files: Sequence[Upload] = ()) -> None:
    """Change a message; a "thinking…" one becomes the answer and counts as new."""
    check(message_flaws(body, files, message))
    was_loading = message.loading
    mentions = message.mentions
    message.flags = (message.flags | ((body.get("flags") or 0) & SETTABLE)) & ~LOADING
    _fill(world, message, body, files)
    if not (message.content or message.embeds or message.components or message.attachments):
        raise empty_message()
    if was_loading:
        message.created_ms = world.clock.now_ms()
        _notify(world, message)
    else:
        message.mentions = mentions
        message.edited_ms = world.clock.now_ms()
    announce(world, "MESSAGE_UPDATE", message)


def publish(world: World, message: Message) -> None:
    """Put a new message in its channel."""
    world.messages[message.id] = message
    if not message.ephemeral:
        world.channels[message.channel_id].last_message_id = message.id
    if not message.loading:
        _notify(world, message)
    announce(world, "MESSAGE_CREATE", message)


def announce(world: World, event: str, message: Message) -> None:
    """Tell the bot and the page; ephemeral messages reach no gateway."""
    world.touch(message)
    if not message.ephemeral:
        world.emit(event, wire.event_json(world, message))


def delete(world: World, message: Message) -> None:
    """Take a message away."""
    message.deleted = True
    world.touch()
    if not message.ephemeral:
        channel = world.channels[message.channel_id]
        gone: Json = {"id": message.id, "channel_id": channel.id}
        world.emit("MESSAGE_DELETE", gone if channel.is_dm else gone | {"guild_id": wire.ids.GUILD})


def _notify(world: World, message: Message) -> None:
    if message.ephemeral or message.author_id != world.bot.id or message.flags & SUPPRESS_NOTIFICATIONS:
        return
    channel = world.channels[message.channel_id]
    if channel.recipient and message.interaction_id:
        return  # they typed the command or pressed the button, so they are looking
    ringing = [channel.recipient] if channel.recipient else message.mentions
    for user_id in ringing:
        world.notifications.append(
            Notification(
                message.id, user_id, world.clock.now_ms(), world.bot.name, _plain(world, message), message.channel_id
            )
        )


def _plain(world: World, message: Message) -> str:
    """What a lock screen shows: the plain content; Components V2 have none."""
    named = USER_MENTION.sub(lambda m: f"@{world.users[m[1]].name}" if m[1] in world.users else m[0], message.content)
    return re.sub(r"<t:\d+(?::\w)?>", "a time", named)


def bot_messages_since(world: World, channel_id: str, after: int) -> list[Message]:
    """The bot's messages in a channel that were touched later than `after`."""
    return [
        m for m in world.messages.values()
        if m.channel_id == channel_id and m.author_id == world.bot.id and m.touched > after and not m.deleted
    ]  # fmt: skip
