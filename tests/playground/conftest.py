"""A real discord.py client in the same loop, talking to the stand-in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.playground import Playground
from bot.playground.ids import GENERAL


class Bot(discord.Client):
    """Syncs its commands before it connects; tests add commands and handlers."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(intents=intents, max_messages=None, member_cache_flags=discord.MemberCacheFlags.none())
        self.tree = app_commands.CommandTree(self)
        self.errors: list[BaseException] = []
        self.presses: Callable[[discord.Interaction], Awaitable[None]] | None = None
        self.hears: Callable[[discord.Message], Awaitable[None]] | None = None
        self.tree.error(self._failed)

    async def _failed(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.errors.append(error.__cause__ or error)

    async def general(self) -> discord.TextChannel:
        """The channel #general, asked for over REST."""
        channel = await self.fetch_channel(int(GENERAL))
        assert isinstance(channel, discord.TextChannel)
        return channel

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if self.presses and interaction.type.value in (3, 5):
            try:
                await self.presses(interaction)
            except discord.HTTPException as error:
                self.errors.append(error)

    async def on_message(self, message: discord.Message) -> None:
        if self.hears and self.user and message.author.id != self.user.id:
            await self.hears(message)


Connect = Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def connecting(play: Playground, bot: Bot, patch: pytest.MonkeyPatch) -> AsyncGenerator[Connect]:
    """Connects the bot when asked, and closes it."""
    patch.setattr(Route, "BASE", play.api_url)
    patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(play.gateway_url))
    running: list[asyncio.Task[None]] = []

    async def connect() -> None:
        running.append(asyncio.create_task(bot.start(play.bot_env()["DISCORD_TOKEN"])))
        await play.online()

    yield connect
    await bot.close()
    for task in running:
        with contextlib.suppress(asyncio.CancelledError, discord.PrivilegedIntentsRequired):
            await task


@pytest.fixture
async def play() -> AsyncIterator[Playground]:
    async with Playground() as playground:
        yield playground


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
async def go(play: Playground, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connect]:
    """Connects the bot; called when its commands are defined."""
    async with connecting(play, bot, monkeypatch) as connect:
        yield connect


@pytest.fixture
async def late_play() -> AsyncIterator[Playground]:
    """A stand-in that waits only 0.3 s for an answer."""
    async with Playground(limit=0.3) as playground:
        yield playground


@pytest.fixture
async def late_go(late_play: Playground, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connect]:
    async with connecting(late_play, bot, monkeypatch) as connect:
        yield connect
