"""INTERACTION_CREATE as the gateway sends it."""

from __future__ import annotations

from . import ids, wire
from .model import Interaction, Json, Kind
from .world import EVERYONE, World

SIZE_LIMIT = 10 * 1024 * 1024


def interaction_json(world: World, interaction: Interaction) -> Json:
    """The event for one interaction."""
    channel = world.channels[interaction.channel_id]
    user = world.users[interaction.user_id]
    data: Json = {
        "id": interaction.id, "application_id": ids.APPLICATION, "type": int(interaction.kind), "version": 1,
        "token": interaction.token, "data": interaction.data, "channel_id": channel.id, "locale": "en-US",
        "channel": wire.channel_json(world, channel), "entitlements": [], "entitlement_sku_ids": [],
        "app_permissions": str(EVERYONE & ~channel.denied), "attachment_size_limit": SIZE_LIMIT,
    }  # fmt: skip
    if channel.is_dm:
        data |= {"user": wire.user_json(user), "context": 1, "authorizing_integration_owners": {"0": "0"}}
    else:
        guild: Json = {"id": ids.GUILD, "locale": "en-US", "features": []}
        data["channel"] |= {"permissions": str(world.permissions(user))}
        data |= {"member": wire.member_json(world, user, permissions=True), "context": 0, "guild": guild}
        data |= {"guild_id": ids.GUILD, "guild_locale": "en-US", "authorizing_integration_owners": wire.OWNERS}
    message = world.messages.get(interaction.message_id or "")
    if message is not None and interaction.kind in (Kind.COMPONENT, Kind.MODAL_SUBMIT):
        data["message"] = wire.message_json(world, message)
    return data
