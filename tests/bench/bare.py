"""Baselines: the bare library, as its own documentation would write it, with the guilds intent only.

`python -m tests.bench.bare ping|button`. The button edits the card that stands in the file named by BENCH_CARD, the
same one that our members have before them, and keeps nothing. Don't tune these.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

TOKEN = "OTAwMQ.bench.bench"


class Again(ui.Button["Card"]):
    """Edits the card that it is on."""

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the same card."""
        assert self.view is not None
        await interaction.response.edit_message(view=Card(self.view.like))


class Card(ui.LayoutView):
    """A container with texts and rows of buttons."""

    def __init__(self, like: dict[str, Any]) -> None:
        super().__init__(timeout=None)
        self.like = like
        box: ui.Container[Card] = ui.Container(accent_colour=0x4F8A8B)
        for text in like["texts"]:
            box.add_item(ui.TextDisplay(text))
        for y, row in enumerate(like["rows"]):
            buttons = [Again(label=label, custom_id=f"again:{y}:{x}") for x, label in enumerate(row)]
            box.add_item(ui.ActionRow(*buttons))
        self.add_item(box)


class Bare(discord.Client):
    """Answers /ping, and a button where there is a card for it."""

    def __init__(self, card: dict[str, Any] | None) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.card = card
        tree = app_commands.CommandTree(self)

        @tree.command(description="Answers.")
        async def ping(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("pong")

        del ping

    async def setup_hook(self) -> None:
        """Make the button answer for ever."""
        if self.card is not None:
            self.add_view(Card(self.card))


def main() -> None:
    """Run until killed."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    card = os.environ.get("BENCH_CARD")
    asyncio.run(Bare(json.loads(Path(card).read_text()) if card else None).start(TOKEN))


if __name__ == "__main__":
    sys.exit(main())
