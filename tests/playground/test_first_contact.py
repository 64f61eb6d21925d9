"""A real client logs in, syncs, answers a command and a press."""

from __future__ import annotations

from typing import Any

import discord

from bot.playground import Playground
from tests.playground.conftest import Bot, Connect


class Counter(discord.ui.LayoutView):
    def __init__(self, count: int) -> None:
        super().__init__(timeout=None)
        row = discord.ui.ActionRow[Counter]()
        row.add_item(discord.ui.Button(label="More", custom_id=f"more:{count}"))
        self.add_item(discord.ui.Container(discord.ui.TextDisplay(f"Count is {count}"), row))
        self.stop()


async def test_command_and_button(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command(description="Count")
    async def count(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Counter(0), ephemeral=True)

    async def more(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        number = int(data["custom_id"].partition(":")[2])
        await interaction.response.edit_message(view=Counter(number + 1))

    bot.presses = more
    await go()
    mia = play.user("mia")
    shown = await mia.slash("count")
    assert shown.ok, shown.error
    assert (shown.card.text, shown.card.ephemeral) == ("Count is 0", True)
    pressed = await mia.press("More")
    assert pressed.ok, pressed.error
    assert mia.card().text == "Count is 1"
    assert mia.card().id == shown.card.id
    assert play.user("tom").messages() == []
    assert play.refusals == []
