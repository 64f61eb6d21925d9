"""Objects as Discord's API writes them."""

from __future__ import annotations

from datetime import UTC, datetime

from . import ids
from .model import VIEW_CHANNEL, Attachment, Channel, Interaction, Json, Kind, Message, User
from .world import EVERYONE, MANAGE_GUILD, World

JOINED = "2024-01-01T00:00:00+00:00"
OWNERS = {"0": ids.GUILD}


def iso(ms: int) -> str:
    """A time as Discord writes it."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat()


def user_json(user: User) -> Json:
    """A user object."""
    return {
        "id": user.id, "username": user.key, "global_name": None if user.bot else user.name,
        "discriminator": "0000" if user.bot else "0", "avatar": None, "bot": user.bot, "public_flags": 0,
    }  # fmt: skip


def bot_json(world: World) -> Json:
    """The bot's own user object: its name is its username."""
    return user_json(world.bot) | {"username": world.bot.name, "verified": True, "mfa_enabled": True, "flags": 0}


def any_user(world: World, user: User) -> Json:
    """A user object, of the bot or of a person."""
    return bot_json(world) if user.bot else user_json(user)


def member_json(world: World, user: User, *, with_user: bool = True, permissions: bool = False) -> Json:
    """A guild member object."""
    member: Json = {
        "nick": None, "avatar": None, "roles": list(user.roles), "joined_at": JOINED, "deaf": False, "mute": False,
        "flags": 0, "pending": False, "premium_since": None, "communication_disabled_until": None,
    }  # fmt: skip
    if with_user:
        member["user"] = any_user(world, user)
    if permissions:
        member["permissions"] = str(world.permissions(user))
    return member


def channel_json(world: World, channel: Channel) -> Json:
    """A channel object."""
    if channel.recipient is not None:
        who = user_json(world.users[channel.recipient])
        return {
            "id": channel.id, "type": 1, "recipients": [who], "last_message_id": channel.last_message_id, "flags": 0,
        }  # fmt: skip
    position = 0 if channel.id == ids.GENERAL else 1
    return {
        "id": channel.id, "type": 0, "guild_id": ids.GUILD, "name": channel.name, "position": position, "topic": None,
        "nsfw": False, "parent_id": None, "permission_overwrites": _overwrites(channel),
        "rate_limit_per_user": 0, "flags": 0,
        "last_message_id": channel.last_message_id,
    }  # fmt: skip


def _overwrites(channel: Channel) -> list[Json]:
    """What the channel allows and denies beside the roles."""
    hidden = _overwrite(ids.GUILD, deny=VIEW_CHANNEL)
    seen = _overwrite(ids.MODERATOR_ROLE, allow=VIEW_CHANNEL)
    ours = _overwrite(ids.BOT_ROLE, allow=VIEW_CHANNEL & ~channel.denied if channel.private else 0, deny=channel.denied)
    return [hidden, seen, ours] if channel.private else [ours] if channel.denied else []


def _overwrite(role_id: str, *, allow: int = 0, deny: int = 0) -> Json:
    return {"id": role_id, "type": 0, "allow": str(allow), "deny": str(deny)}


def _role(role_id: str, name: str, position: int, permissions: int) -> Json:
    return {
        "id": role_id, "name": name, "position": position, "permissions": str(permissions), "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "managed": role_id == ids.BOT_ROLE, "mentionable": False, "flags": 0, "icon": None, "unicode_emoji": None,
    }  # fmt: skip


def roles_json() -> list[Json]:
    """The roles of the guild."""
    return [
        _role(ids.GUILD, "@everyone", 0, EVERYONE),
        _role(ids.MODERATOR_ROLE, "Moderator", 2, EVERYONE | MANAGE_GUILD),
        _role(ids.BOT_ROLE, "Ease", 1, EVERYONE),
    ]


def guild_json(world: World) -> Json:
    """The guild without what only the gateway adds."""
    return {
        "id": ids.GUILD, "name": "Easeback try-out", "icon": None, "splash": None, "owner_id": ids.OWNER,
        "description": None, "afk_timeout": 300, "afk_channel_id": None, "verification_level": 0,
        "default_message_notifications": 1, "explicit_content_filter": 0, "features": [], "emojis": [],
        "stickers": [], "roles": roles_json(), "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0,
        "preferred_locale": "en-US", "system_channel_id": None, "system_channel_flags": 0, "nsfw": False,
        "premium_progress_bar_enabled": False, "rules_channel_id": None, "public_updates_channel_id": None,
    }  # fmt: skip


def guild_create_json(world: World) -> Json:
    """The guild as the gateway sends it: a bot without the members intent gets only its own member."""
    channels = [channel_json(world, c) for c in world.channels.values() if not c.is_dm]
    return guild_json(world) | {
        "joined_at": JOINED, "large": False, "unavailable": False, "member_count": len(world.users),
        "members": [member_json(world, world.bot)], "channels": channels, "threads": [], "presences": [],
        "voice_states": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
    }  # fmt: skip


def attachment_url(world: World, channel_id: str, attachment: Attachment) -> str:
    """Where a file can be fetched."""
    return f"{world.base_url}/attachments/{channel_id}/{attachment.id}/{attachment.filename}"


def attachment_json(world: World, channel_id: str, attachment: Attachment) -> Json:
    """An attachment object."""
    url = attachment_url(world, channel_id, attachment)
    width, height = attachment.size or (None, None)
    return {
        "id": attachment.id, "filename": attachment.filename, "size": len(attachment.content), "url": url,
        "proxy_url": url, "content_type": attachment.content_type, "description": attachment.description,
        "width": width, "height": height, "flags": 0,
    }  # fmt: skip


def metadata_json(world: World, interaction: Interaction) -> Json:
    """What a message says about the interaction that it answers."""
    data: Json = {
        "id": interaction.id, "type": int(interaction.kind), "authorizing_integration_owners": OWNERS,
        "user": user_json(world.users[interaction.user_id]),
    }  # fmt: skip
    if interaction.kind is Kind.COMPONENT:
        data["interacted_message_id"] = interaction.message_id
    if interaction.kind is Kind.MODAL_SUBMIT and interaction.parent_id:
        data["triggering_interaction_metadata"] = metadata_json(world, world.interactions[interaction.parent_id])
    return data


def _type_of(world: World, message: Message) -> int:
    if message.reference_id:
        return 19
    interaction = world.interactions.get(message.interaction_id or "")
    if interaction is None or interaction.kind is not Kind.COMMAND:
        return 0
    return 20 if interaction.data.get("type") == 1 else 23


def message_json(world: World, message: Message, *, nested: bool = False) -> Json:
    """A message object; a nested one (a reply's target) carries no further message."""
    channel = world.channels[message.channel_id]
    data: Json = {
        "id": message.id, "type": _type_of(world, message), "channel_id": message.channel_id, "tts": False,
        "author": any_user(world, world.users[message.author_id]), "content": message.content,
        "timestamp": iso(message.created_ms), "pinned": False, "flags": message.flags,
        "edited_timestamp": iso(message.edited_ms) if message.edited_ms else None,
        "mention_everyone": message.mention_everyone, "mention_roles": message.mention_roles,
        "mentions": [_mention(world, channel, user_id) for user_id in message.mentions],
        "attachments": [attachment_json(world, channel.id, a) for a in message.attachments],
        "embeds": message.embeds, "components": message.components,
    }  # fmt: skip
    if message.nonce is not None:
        data["nonce"] = message.nonce
    if message.interaction_id:
        data |= {"webhook_id": ids.APPLICATION, "application_id": ids.APPLICATION}
        data["interaction_metadata"] = metadata_json(world, world.interactions[message.interaction_id])
    if message.reference_id and not nested:
        data |= _reference(world, message)
    return data


def _mention(world: World, channel: Channel, user_id: str) -> Json:
    user = world.users[user_id]
    member = {} if channel.is_dm else {"member": member_json(world, user, with_user=False)}
    return any_user(world, user) | member


def _reference(world: World, message: Message) -> Json:
    target = world.messages.get(message.reference_id or "")
    gone = target is None or target.deleted
    reference: Json = {"type": 0, "message_id": message.reference_id, "channel_id": message.channel_id}
    if not world.channels[message.channel_id].is_dm:
        reference["guild_id"] = ids.GUILD
    return {
        "message_reference": reference,
        "referenced_message": None if gone or target is None else message_json(world, target, nested=True),
    }


def event_json(world: World, message: Message) -> Json:
    """A message as the gateway sends it to this bot, which lacks the message content intent."""
    channel = world.channels[message.channel_id]
    data = message_json(world, message)
    if channel.is_dm:
        return data | {"channel_type": 1}
    author = world.users[message.author_id]
    data |= {"guild_id": ids.GUILD, "channel_type": 0, "member": member_json(world, author, with_user=False)}
    if author.id != world.bot.id and world.bot.id not in message.mentions:
        data |= {"content": "", "attachments": [], "embeds": [], "components": []}
    return data
