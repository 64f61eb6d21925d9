"""The commands of members. Names and descriptions are neutral: they stand in the picker for all to see."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.ui import names, sentences
from bot.ui.answer import Answer
from bot.ui.faults import report
from bot.ui.limits import OPTION, cut
from bot.ui.names import Name
from bot.ui.tree import CommandTree

if TYPE_CHECKING:
    from bot.ui.client import EasebackClient

Interaction = discord.Interaction[Any]


def add_commands(tree: CommandTree, client: "EasebackClient") -> None:
    """/back, /ql, /routine, /learn, /progress, /community, /me."""
    _add_start(tree, client)
    _add_routine(tree, client)
    _add_learn(tree, client)
    _add_page(tree, client, "progress", "How it has been going")
    _add_page(tree, client, "community", "How it goes for everybody here")
    _add_page(tree, client, "me", "Your data, and about this bot")


def _add_start(tree: CommandTree, client: "EasebackClient") -> None:
    """No text option: a command that misses the picker is posted for all to read, with whatever was typed."""

    async def start(answer: Answer) -> None:
        await client.converse(answer, client.flows.open_session, surface=answer.surface(), topic=None)

    @tree.command(name="back", description="Start, or go on where you were")
    async def _back(interaction: Interaction) -> None:
        await client.guarded(interaction, "/back", start)

    @tree.command(name="ql", description="The same as /back")
    async def _ql(interaction: Interaction) -> None:
        await client.guarded(interaction, "/ql", start)


def _add_routine(tree: CommandTree, client: "EasebackClient") -> None:
    def known() -> tuple[Name, ...]:
        return names.routines(client.services.env().pack)

    async def suggest(_interaction: Interaction, typed: str) -> list[Choice[str]]:
        return choices(known, typed)

    @tree.command(name="routine", description="Open a routine")
    @app_commands.describe(name="Which one")
    @app_commands.autocomplete(name=suggest)
    async def _routine(interaction: Interaction, name: str) -> None:
        async def show(answer: Answer) -> None:
            found = names.find(known(), name)
            if found is None:
                await answer.say(sentences.UNKNOWN_ROUTINE)
            else:
                await client.converse(answer, client.flows.open_routine, routine_id=found.id, surface=answer.surface())

        await client.guarded(interaction, "/routine", show)


def _add_learn(tree: CommandTree, client: "EasebackClient") -> None:
    def known() -> tuple[Name, ...]:
        return names.pages(client.services.env().pack)

    async def suggest(_interaction: Interaction, typed: str) -> list[Choice[str]]:
        return choices(known, typed)

    @tree.command(name="learn", description="Read a short page")
    @app_commands.describe(page="Which one")
    @app_commands.autocomplete(page=suggest)
    async def _learn(interaction: Interaction, page: str) -> None:
        async def show(answer: Answer) -> None:
            found = names.find(known(), page)
            if found is None:
                await answer.say(sentences.UNKNOWN_PAGE)
            else:
                await client.converse(answer, client.flows.page, path=f"/learn/{found.id}", surface=answer.surface())

        await client.guarded(interaction, "/learn", show)


def _add_page(tree: CommandTree, client: "EasebackClient", name: str, description: str) -> None:
    async def show(answer: Answer) -> None:
        await client.converse(answer, client.flows.page, path=f"/{name}", surface=answer.surface())

    @tree.command(name=name, description=description)
    async def _page(interaction: Interaction) -> None:
        await client.guarded(interaction, f"/{name}", show)


def choices(known: Callable[[], Sequence[Name]], typed: str) -> list[Choice[str]]:
    """What to offer for what was typed; where that fails, one choice that says so."""
    try:
        found = names.suggest(known(), typed)
    except Exception as error:
        code = report(error, "A suggestion")
        return [Choice(name=cut(sentences.NO_SUGGESTION.format(code=code), OPTION, "suggestion"), value="-")]
    return [Choice(name=cut(name.label, OPTION, "suggestion"), value=name.id) for name in found]
