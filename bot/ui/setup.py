"""`/setup`: roles and channels come as the command's options, so that Discord itself offers those there are."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.core.cards import FormValues
from bot.core.guild import HISTORY, SEND, VIEW
from bot.flows.env import Who
from bot.ui.answer import Answer
from bot.ui.tree import CommandTree

if TYPE_CHECKING:
    from bot.ui.client import EasebackClient

Interaction = discord.Interaction[Any]
PATH = "/setup"


def add_setup(tree: CommandTree, client: "EasebackClient") -> None:
    """The command is shown to those who may manage the server. A server can change that, so each page checks it."""

    @tree.command(name="setup", description="Set up this server, and see what is missing")
    @app_commands.describe(
        moderators_role="Who moderates here",
        moderators_channel="Where moderators read what is for them",
        answer_in="A channel in which I answer mentions; naming it again takes it out",
        community_channel="Where the weekly community post goes",
    )
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def _setup(
        interaction: Interaction,
        moderators_role: discord.Role | None = None,
        moderators_channel: discord.TextChannel | None = None,
        answer_in: discord.TextChannel | None = None,
        community_channel: discord.TextChannel | None = None,
    ) -> None:
        given = {
            "moderators_role": moderators_role,
            "moderators_channel": moderators_channel,
            "answer_in": answer_in,
            "community_channel": community_channel,
        }
        values: FormValues = {name: (str(chosen.id),) for name, chosen in given.items() if chosen is not None}
        if interaction.guild is not None:
            values["server"] = (interaction.guild.name,)

        async def show(answer: Answer) -> None:
            await client.converse(answer, client.flows.page, path=PATH, values=values, surface=answer.surface())

        await client.guarded(interaction, PATH, show)


def surveyed(who: Who, interaction: Interaction) -> Who:
    """The person, with what the bot lacks in the server's channels, and which of them every member can read."""
    return replace(who, lacks=dict(_lacks(interaction)), public=frozenset(_public(interaction)))


def _lacks(interaction: Interaction) -> Iterator[tuple[str, frozenset[str]]]:
    guild = interaction.guild
    me = guild.me if guild is not None else None
    if guild is not None and me is not None:
        for channel in guild.text_channels:
            yield str(channel.id), _missing(channel.permissions_for(me))
    # Discord's own word on the channel in which this was pressed.
    if interaction.channel_id is not None:
        yield str(interaction.channel_id), _missing(interaction.app_permissions)


def _public(interaction: Interaction) -> Iterator[str]:
    if interaction.guild is not None:
        everyone = interaction.guild.default_role
        for channel in interaction.guild.text_channels:
            if channel.permissions_for(everyone).view_channel:
                yield str(channel.id)


def _missing(allowed: discord.Permissions) -> frozenset[str]:
    has = {VIEW: allowed.view_channel, SEND: allowed.send_messages, HISTORY: allowed.read_message_history}
    return frozenset(name for name, granted in has.items() if not granted)
