"""/content: moderators change what the bot says here. Who may is checked by each page, not by Discord's picker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.flows.desk import texts
from bot.flows.desk.desk import draft_data
from bot.library.upload import too_big
from bot.ui import sentences
from bot.ui.answer import Answer
from bot.ui.faults import report
from bot.ui.limits import OPTION, cut
from bot.ui.tree import CommandTree

if TYPE_CHECKING:
    from bot.ui.client import EasebackClient

Interaction = discord.Interaction[Any]


def add_content(tree: CommandTree, client: EasebackClient) -> None:
    """/content and what stands below it."""
    group = app_commands.Group(
        name="content",
        description="For moderators: what the bot says in this server",
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    )
    _add_page(group, client, "status", "home", "What is published, and what is being worked on")
    _add_page(group, client, "export", "export", "Take the content away as a zip")
    _add_page(group, client, "preview", "preview", "Walk your draft as a member; nothing is recorded")
    _add_page(group, client, "publish", "publish", "Put your draft in front of members")
    _add_page(group, client, "history", "history", "Who changed what, when and why")
    _add_rollback(group, client)
    _add_edit(group, client)
    _add_submit(group, client)
    tree.add_command(group)


async def _visit(client: EasebackClient, answer: Answer, path: str) -> None:
    await client.converse(answer, client.flows.page, path=path, surface=answer.surface())


def _add_page(group: app_commands.Group, client: EasebackClient, name: str, page: str, description: str) -> None:
    async def show(answer: Answer) -> None:
        await _visit(client, answer, f"/content/{page}")

    @group.command(name=name, description=description)
    async def _page(interaction: Interaction) -> None:
        await client.guarded(interaction, f"/content {name}", show)


def _add_rollback(group: app_commands.Group, client: EasebackClient) -> None:
    @group.command(name="rollback", description="Bring an earlier version back")
    @app_commands.describe(version="Its number, from the history; 0 is the shipped content")
    async def _rollback(interaction: Interaction, version: app_commands.Range[int, 0, 999_999]) -> None:
        async def show(answer: Answer) -> None:
            await _visit(client, answer, f"/content/rollback/{version}")

        await client.guarded(interaction, "/content rollback", show)


def _add_edit(group: app_commands.Group, client: EasebackClient) -> None:
    async def suggest(interaction: Interaction, typed: str) -> list[Choice[str]]:
        try:
            files = await _files(client, interaction)
            found = texts.suggest(files, typed) if files is not None else []
        except Exception as error:
            code = report(error, "A suggestion")
            return [Choice(name=cut(sentences.NO_SUGGESTION.format(code=code), OPTION, "suggestion"), value="-")]
        return [Choice(name=text.label, value=text.key) for text in found]

    @group.command(name="edit", description="Change one text")
    @app_commands.describe(text="Type a few of its words, then pick it")
    @app_commands.autocomplete(text=suggest)
    async def _edit(interaction: Interaction, text: str) -> None:
        async def show(answer: Answer) -> None:
            key = text
            if not (text.isalnum() and text.isascii() and len(text) == 12):
                files = await _files(client, interaction)
                found = texts.suggest(files, text, 1) if files is not None else []
                key = found[0].key if found else "none"
            await _visit(client, answer, f"/content/text/{key}")

        await client.guarded(interaction, "/content edit", show)


async def _files(client: EasebackClient, interaction: Interaction) -> Any:
    """The content as this moderator sees it: published, or their own draft."""
    env = client.services.env()
    return await client.services.store.read(draft_data, env, str(interaction.guild_id or 0), str(interaction.user.id))


def _add_submit(group: app_commands.Group, client: EasebackClient) -> None:
    @group.command(name="submit", description="Send a changed file, or the whole zip")
    @app_commands.describe(file="A YAML file of the content, or the zip of /content export")
    async def _submit(interaction: Interaction, file: discord.Attachment) -> None:
        async def take(answer: Answer) -> None:
            refusal = too_big(file.size)
            if refusal is not None:
                await answer.say(refusal)
                return
            raw = await answer.patiently(file.read())
            await client.converse(answer, client.flows.submitted, name=file.filename, raw=raw)

        await client.guarded(interaction, "/content submit", take)
