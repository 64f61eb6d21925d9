"""The command tree that lets no error of a command pass without a word."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandError, CommandNotFound, CommandSignatureMismatch

from bot.ui import sentences
from bot.ui.answer import Answer
from bot.ui.faults import report

if TYPE_CHECKING:
    from bot.ui.client import EasebackClient

Interaction = discord.Interaction[Any]
CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
INSTALLS = app_commands.AppInstallationType(guild=True, user=False)


class CommandTree(app_commands.CommandTree[Any]):
    """Commands work in servers and in direct messages with the bot; their errors get a sentence and a code."""

    def __init__(self, client: "EasebackClient") -> None:
        super().__init__(client, allowed_contexts=CONTEXTS, allowed_installs=INSTALLS)
        self._ours = client

    async def _call(self, interaction: Interaction) -> None:
        # discord.py passes on its own errors only; any other would end as a task that nobody looks at.
        try:
            await super()._call(interaction)
        except AppCommandError:
            raise
        except Exception as error:
            await self._apologise(interaction, error)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whoever asks for suggestions too fast gets none for a moment; commands have their own pace."""
        services = self._ours.services
        if interaction.type is not discord.InteractionType.autocomplete or services.pace is None:
            return True
        if services.typing.allows(str(interaction.user.id)):
            return True
        services.seen("too_many", None)
        await interaction.response.autocomplete([])
        return False

    async def on_error(self, interaction: Interaction, error: AppCommandError, /) -> None:
        """Where Discord knows a command otherwise than we do, all are synced once; anything else is our mistake."""
        if isinstance(error, CommandNotFound | CommandSignatureMismatch):
            await self._mismatch(interaction)
        else:
            await self._apologise(interaction, error.__cause__ or error)

    async def _mismatch(self, interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            await Answer(interaction, 0).say(sentences.COMMAND_CHANGED)
        await self._ours.syncer.after_mismatch()

    async def _apologise(self, interaction: Interaction, error: BaseException) -> None:
        code = report(error, "A command")
        if interaction.type is not discord.InteractionType.autocomplete:
            await self._ours.apologise(Answer(interaction, 0), code)
