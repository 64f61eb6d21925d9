"""The answer to one interaction: exactly one within 3 seconds, everything else afterwards on its token."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, Literal, TypeVar

import discord

from bot.core.effects import Ask, AskPage, Show
from bot.core.records import Surface
from bot.ui import sentences
from bot.ui.faults import ALREADY_ANSWERED, UNKNOWN_INTERACTION, twice
from bot.ui.forms import render_form
from bot.ui.ids import PagePress, SessionPress, mark_in
from bot.ui.render import Rendered, render_card

log = logging.getLogger(__name__)

T = TypeVar("T")
State = Literal["open", "updating", "thinking", "done", "void"]
"""`updating`: deferred, the card stays; `thinking`: deferred, a new message comes; `void`: Discord knows it no more."""


class Answer:
    """Speaks to whoever caused an interaction. A card is replaced only where nobody else sees it."""

    def __init__(self, interaction: discord.Interaction[Any], patience: float) -> None:
        self.interaction = interaction
        self.state: State = "done" if interaction.response.is_done() else "open"
        self.told: Surface | None = None
        message = interaction.message
        self.private = interaction.guild_id is not None
        """Whether a new message has to be ephemeral; in a direct message everything is private."""
        self.shown = False
        """Whether "@original" is a card of this answer, so that a second one takes its place."""
        self.in_place = message is not None and (message.flags.ephemeral or not self.private)
        self._mark = mark_in(str((interaction.data or {}).get("custom_id", "")))
        """What names the message under the button: it stays on the card that takes its place, for later it may have to
        be found (see `bot.ui.history`).
        """
        self.deferred = False
        self.first: float | None = None
        """Seconds until Discord had its first answer."""
        self._began = asyncio.get_running_loop().time()
        self._until = self._began + patience

    def surface(self) -> Surface:
        """Where the card will be: the one under the button, or a new message."""
        message = self.interaction.message if self.in_place else None
        ephemeral = message.flags.ephemeral if message else self.private
        self.told = Surface(
            kind="ephemeral" if ephemeral else "dm",
            token=self.interaction.token,
            token_expires_at=self.interaction.expires_at,
            channel_id=str(self.interaction.channel_id) if self.interaction.channel_id else None,
            message_id=str(message.id) if message else None,
        )
        return self.told

    async def patiently(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for the work; where it takes too long, tell Discord meanwhile that the answer will come."""
        task = asyncio.create_task(work)
        try:
            if self.state == "open":
                left = self._until - asyncio.get_running_loop().time()
                done, _ = await asyncio.wait({task}, timeout=max(0.0, left))
                if not done:
                    await self.defer()
            return await task
        except BaseException:
            task.cancel()
            raise

    async def defer(self) -> None:
        """Keep the interaction alive without an answer yet."""
        if self.state != "open":
            return
        response = self.interaction.response
        thinking = not self.in_place
        if await self._once(lambda: response.defer(ephemeral=self.private, thinking=thinking)):
            self.state = "thinking" if thinking else "updating"
            self.deferred = True

    async def show(self, show: Show) -> Surface:
        """Show a card; the place where it is now."""
        here = self.told or self.surface()
        instead = not show.fresh and (self.in_place or self.shown)
        mark = self._mark if instead and self.in_place else ""
        rendered = render_card(show.card, show.session_id, show.revision, show.files, mark)
        if instead:
            await self._replace(rendered)
            return here
        message_id = await self._add(rendered)
        self.shown = self.shown or not self.in_place
        if not self.in_place and here.kind == "ephemeral":
            return here  # A command's own answer is "@original" for as long as its token lives.
        return replace(here, message_id=str(message_id) if message_id else None)

    async def _replace(self, rendered: Rendered) -> None:
        def changes() -> dict[str, Any]:
            return {"content": None, "embeds": [], "attachments": rendered.files(), "view": rendered.view}

        response = self.interaction.response
        if self.state == "open":
            await self._once(lambda: response.edit_message(**changes()))
        elif self.state == "done" and self.in_place and (message := self.interaction.message) is not None:
            # "@original" may be something newer by now.
            await twice(lambda: self.interaction.followup.edit_message(message.id, **changes()))
        elif self.state != "void":
            await twice(lambda: self.interaction.edit_original_response(**changes()))
            self.state = "done"

    async def _add(self, rendered: Rendered) -> int | None:
        match self.state:
            case "open":
                response = self.interaction.response
                sent = await self._once(
                    lambda: response.send_message(view=rendered.view, files=rendered.files(), ephemeral=self.private)
                )
                return sent.message_id if isinstance(sent, discord.InteractionCallbackResponse) else None
            case "thinking":
                original = self.interaction.edit_original_response
                edited = await twice(lambda: original(view=rendered.view, attachments=rendered.files()))
                self.state = "done"
                return edited.id
            case "void":
                return None
            case _:
                more = await self.interaction.followup.send(
                    view=rendered.view, files=rendered.files(), ephemeral=self.private, wait=True
                )
                return more.id

    async def ask(self, ask: Ask | AskPage) -> None:
        """Open a form. Discord takes one only as the first answer."""
        if self.state != "open":
            await self.say(sentences.AGAIN)
            return
        page = isinstance(ask, AskPage)
        press = PagePress(ask.path) if page else SessionPress(ask.session_id, ask.revision, ask.position)
        await self._once(lambda: self.interaction.response.send_modal(render_form(ask.form, press, self._mark)))

    async def say(self, sentence: str) -> None:
        """A plain sentence that only this person sees and that replaces no card."""
        match self.state:
            case "open":
                await self._once(lambda: self.interaction.response.send_message(sentence, ephemeral=True))
            case "thinking":
                await twice(lambda: self.interaction.edit_original_response(content=sentence))
                self.state = "done"
            case "void":
                pass
            case _:
                await self.interaction.followup.send(sentence, ephemeral=True)

    async def _once(self, send: Callable[[], Awaitable[T]]) -> T | bool:
        """The one callback. That it was answered already, by our own earlier attempt, means delivered."""
        try:
            result = await twice(send)
        except discord.HTTPException as error:
            if error.code == ALREADY_ANSWERED:
                log.info("An answer had arrived already.")
            elif error.code == UNKNOWN_INTERACTION:
                log.warning("An answer came too late for Discord, and was not shown.")
                self.state = "void"
                return False
            else:
                raise
            result = True
        self.state = "done"
        if self.first is None:
            self.first = asyncio.get_running_loop().time() - self._began
        return result
