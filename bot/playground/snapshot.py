"""What one viewer sees, as the page wants it."""

from __future__ import annotations

from . import wire
from .commands import leaves_for
from .errors import DM_CLOSED
from .gateway import Gateway
from .ids import MODERATOR_ROLE
from .model import Channel, Interaction, Json, Kind, Message, User
from .supervisor import BotProcess
from .world import World

LOG_TAIL = 40
RECENT_REFUSALS = 50


def user_view(user: User) -> Json:
    """A person for the viewer switch."""
    moderator = MODERATOR_ROLE in user.roles
    return {"id": user.id, "name": user.name, "key": user.key, "moderator": moderator, "dms_open": user.dms_open}


def message_view(world: World, message: Message) -> Json:
    """A message for the page."""
    author = world.users[message.author_id]
    interaction = world.interactions.get(message.interaction_id or "")
    command = interaction if interaction and interaction.kind is Kind.COMMAND else None
    return {
        "id": message.id, "channel_id": message.channel_id, "content": message.content,
        "author": {"id": author.id, "name": author.name, "bot": author.bot},
        "components": message.components, "embeds": message.embeds, "flags": message.flags,
        "ephemeral": message.ephemeral, "loading": message.loading,
        "attachments": [wire.attachment_json(world, message.channel_id, a) for a in message.attachments],
        "timestamp_ms": message.created_ms, "edited": message.edited_ms is not None,
        "interaction": {"user": world.users[command.user_id].name, "name": command.name} if command else None,
        "reply_to": _reply(world, message), "deleted": False,
        "token_expired": message.ephemeral and world.clock.now_ms() >= message.reach_ms,
    }  # fmt: skip


def _reply(world: World, message: Message) -> Json | None:
    target = world.messages.get(message.reference_id or "")
    if target is None:
        return None
    return {"author": world.users[target.author_id].name, "content": "" if target.deleted else target.content}


def _channel_view(world: World, user: User, channel: Channel) -> Json:
    shown = [message_view(world, m) for m in world.visible(user) if m.channel_id == channel.id]
    kind = "dm" if channel.is_dm else "text"
    return {"id": channel.id, "name": channel.name, "kind": kind, "messages": shown}


def _channels(world: World, user: User) -> list[Json]:
    world.dm_of(user.id)
    return [_channel_view(world, user, c) for c in world.channels.values() if world.enters(user, c)]


def _commands(world: World, user: User) -> list[Json]:
    return [
        {"id": leaf.id, "name": leaf.name, "type": leaf.command["type"], "description": leaf.description,
         "options": leaf.options, "guild": "guild_id" in leaf.command}
        for leaf in leaves_for(world, user)
    ]  # fmt: skip


def _modal(world: World, user: User) -> Json | None:
    opened = world.modals.get(user.id)
    if opened is None or opened.modal is None:
        return None
    return {"id": opened.id} | {key: opened.modal[key] for key in ("title", "custom_id", "components")}


def _pending(world: World, user: User) -> list[Json]:
    mine = [i for i in world.interactions.values() if i.user_id == user.id and i.kind is not Kind.AUTOCOMPLETE]
    return [_waiting(world, i) for i in mine[-1:] if i.answer is None or i.deferred]


def _waiting(world: World, interaction: Interaction) -> Json:
    name = world.bot.name
    if interaction.late:
        return {"id": interaction.id, "text": f"This interaction failed: {name} did not answer.", "state": "failed"}
    thinking = interaction.deferred
    text = f"{name} is thinking…" if thinking else f"Waiting for {name}…"
    return {"id": interaction.id, "text": text, "state": "thinking" if thinking else "waiting"}


def _bot(bot: BotProcess, gateway: Gateway) -> Json:
    status = "online" if gateway.online else "starting" if bot.running else "crashed" if bot.crashed else "offline"
    return {"status": status, "pid": bot.pid, "log": list(bot.log)[-LOG_TAIL:]}


def _refusals(world: World) -> list[Json]:
    """What the bot did wrong; that a person takes no direct messages is no fault of its."""
    faults = [r for r in world.refusals if r.code != DM_CLOSED]
    return [{"at_ms": r.at_ms, "text": r.text} for r in faults[-RECENT_REFUSALS:]]


def snapshot(world: World, user: User, bot: BotProcess, gateway: Gateway) -> Json:
    """Everything that the page shows to this viewer."""
    due = world.clock.next_due
    return {
        "revision": world.revision,
        "roles": [{"id": role["id"], "name": role["name"].lstrip("@")} for role in wire.roles_json()],
        "viewer": user_view(user), "users": [user_view(u) for u in world.viewers()],
        "bot_user": {"id": world.bot.id, "name": world.bot.name},
        "channels": _channels(world, user), "commands": _commands(world, user), "modal": _modal(world, user),
        "notifications": [
            {"id": n.id, "at": n.at_ms, "title": n.title, "body": n.body, "channel_id": n.channel_id}
            for n in world.notifications if n.user_id == user.id
        ],
        "clock": {"now_ms": world.clock.now_ms(), "next_due_ms": None if due is None else int(due * 1000)},
        "bot": _bot(bot, gateway), "pending": _pending(world, user),
        "refusals": _refusals(world),
        "content": world.content,
    }  # fmt: skip
