"""`/checkins`, with a place of the member's own words: no name of a time zone is ever typed."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.core import zones
from bot.ui import sentences
from bot.ui.answer import Answer
from bot.ui.faults import report
from bot.ui.limits import CHOICES, OPTION, cut
from bot.ui.tree import CommandTree

if TYPE_CHECKING:
    from bot.ui.client import EasebackClient

Interaction = discord.Interaction[Any]


def add_checkins(tree: CommandTree, client: "EasebackClient") -> None:
    """`/checkins`; `where` may be left out, and what is in it need not be one of the suggestions."""

    async def suggest(_interaction: Interaction, typed: str) -> list[Choice[str]]:
        return suggested(typed)

    @tree.command(name="checkins", description="When I ask how it's going")
    @app_commands.describe(where="Your city or country, for your local time")
    @app_commands.autocomplete(where=suggest)
    async def _checkins(interaction: Interaction, where: str | None = None) -> None:
        async def show(answer: Answer) -> None:
            path, values = ("/checkins", None) if where is None else ("/checkins/place", {"where": (where,)})
            await client.converse(answer, client.flows.page, path=path, values=values, surface=answer.surface())

        await client.guarded(interaction, "/checkins", show)


def suggested(typed: str) -> list[Choice[str]]:
    """Places that fit what was typed so far; where that fails, one choice that says so."""
    try:
        found = zones.search(typed, CHOICES)
    except Exception as error:
        code = report(error, "A suggestion")
        return [Choice(name=cut(sentences.NO_SUGGESTION.format(code=code), OPTION, "suggestion"), value="-")]
    labels = dict.fromkeys(place.label for place in found)
    return [Choice(name=cut(label, OPTION, "suggestion"), value=label) for label in labels]
