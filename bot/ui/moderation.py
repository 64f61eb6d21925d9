"""What is done in public: the lasting panel, and the menu on a message."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.core.cards import Button, Card
from bot.core.effects import Show
from bot.ui import sentences
from bot.ui.answer import Answer
from bot.ui.render import open_button, render_card
from bot.ui.tree import CommandTree

if TYPE_CHECKING:
    from bot.ui.client import EasebackClient

Interaction = discord.Interaction[Any]
OFFER = "/offer/"
"""The page that posts the neutral line under someone's message: /offer/<channel>/<message>."""


def add_panel(tree: CommandTree, client: "EasebackClient") -> None:
    """/panel posts the lasting way in. A server can change its default permission, so it is checked here, too."""

    async def post(answer: Answer) -> None:
        interaction = answer.interaction
        if not interaction.permissions.manage_guild:
            await answer.say(sentences.PANEL_DENIED)
            return
        await answer.patiently(_post_panel(client, interaction))
        await answer.say(sentences.PANEL_DONE)

    async def try_to_post(answer: Answer) -> None:
        try:
            await post(answer)
        except discord.Forbidden:
            await answer.say(sentences.CANNOT_POST)

    @tree.command(name="panel", description="Post a lasting button to start privately in this channel")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def _panel(interaction: Interaction) -> None:
        await client.guarded(interaction, "/panel", try_to_post)


async def _post_panel(client: "EasebackClient", interaction: Interaction) -> None:
    texts = client.services.env().pack.texts
    start = Button(texts.get("panel_button", sentences.PANEL_BUTTON), "open", "primary")
    card = Card(texts.get("panel", sentences.PANEL), rows=((start,),))
    channel = client.get_partial_messageable(interaction.channel_id or 0)
    await channel.send(view=render_card(card, None, 0).view)


def add_menu(tree: CommandTree, client: "EasebackClient") -> None:
    """“Ease this” on a message: one's own starts a session; on another's nothing is classified."""

    @tree.context_menu(name="Ease this")
    async def _ease(interaction: Interaction, message: discord.Message) -> None:
        async def show(answer: Answer) -> None:
            if message.author.id != interaction.user.id and interaction.guild_id is not None:
                where: dict[str, Any] = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
                await client.converse(answer, client.flows.offer, **where)
                return
            start: dict[str, Any] = {"surface": answer.surface(), "topic": None}
            if message.author.id == interaction.user.id and message.content.strip():
                start["text"] = message.content.strip()
            await client.converse(answer, client.flows.open_session, **start)

        await client.guarded(interaction, "Ease this", show)


async def post_line(client: "EasebackClient", answer: Answer, message: discord.PartialMessage) -> None:
    """Post the neutral line under someone's message, for a member who may write there."""
    allowed = answer.interaction.permissions
    if not (allowed.send_messages or allowed.send_messages_in_threads):
        await answer.say(sentences.MAY_NOT_WRITE)
        return
    texts = client.services.env().pack.texts
    line = texts.get("public.line", sentences.PANEL)
    button = open_button(texts.get("public.button", sentences.PANEL_BUTTON))
    try:
        await answer.patiently(message.reply(line, view=button, mention_author=False))
    except discord.HTTPException as error:
        if error.status not in (400, 403, 404):
            raise
        await answer.say(sentences.CANNOT_POST)
        return
    await answer.show(Show(Card(sentences.POSTED)))
