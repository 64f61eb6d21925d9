"""What the bot may do in a channel, as Discord tells it, and what happens where it tries all the same."""

from __future__ import annotations

import discord
import pytest

from bot.playground import Playground
from bot.playground.ids import BACK_CORNER, GENERAL
from bot.playground.model import SEND_MESSAGES, VIEW_CHANNEL
from tests.playground.conftest import Bot, Connect


async def test_a_denied_permission_is_known_and_holds(play: Playground, bot: Bot, go: Connect) -> None:
    told: list[tuple[int, bool]] = []

    @bot.tree.command(name="look", description="Look")
    async def _look(interaction: discord.Interaction, where: discord.TextChannel | None = None) -> None:
        told.append((interaction.channel_id or 0, interaction.app_permissions.send_messages))
        await interaction.response.send_message("seen", ephemeral=True)

    await go()
    mia = play.user("mia")
    assert (await mia.slash("look", channel="general")).ok
    (guild,) = bot.guilds
    corner = guild.get_channel(int(BACK_CORNER))
    assert isinstance(corner, discord.TextChannel)
    assert corner.permissions_for(guild.me).send_messages
    play.deny("back-corner", SEND_MESSAGES)
    assert await mia.until(lambda: not corner.permissions_for(guild.me).send_messages)
    assert (await mia.slash("look", channel="back-corner")).ok
    assert (await mia.slash("look", channel="general", where=GENERAL)).ok
    assert told == [(int(GENERAL), True), (int(BACK_CORNER), False), (int(GENERAL), True)]
    with pytest.raises(discord.Forbidden) as refused:
        await corner.send("no")
    assert refused.value.code == 50013
    play.deny("back-corner", SEND_MESSAGES | VIEW_CHANNEL)
    with pytest.raises(discord.Forbidden) as refused:
        await corner.send("no")
    assert refused.value.code == 50001
    play.deny("back-corner", 0)
    assert (await corner.send("yes")).content == "yes"
