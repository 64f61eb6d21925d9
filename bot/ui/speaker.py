"""Carries out what a flow has decided to say: first the answer to the interaction, then the rest."""

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import aiohttp
import discord

from bot.core.effects import Announce, Ask, AskPage, Direct, Edit, Examine, Post, Reload, Show, Spoken
from bot.core.records import Surface
from bot.flows.env import Who
from bot.library.findings import Findings, Request
from bot.storage import sessions
from bot.ui import sentences
from bot.ui.answer import Answer
from bot.ui.chart import with_picture
from bot.ui.direct import Postman, changes
from bot.ui.faults import (
    NO_DIRECT_MESSAGE,
    OPEN_AGAIN,
    TOO_MANY_OPENED,
    GoneError,
    LostReason,
    RetryError,
    is_gone,
    lasting,
    twice,
)
from bot.ui.render import Rendered, open_button, render_card
from bot.ui.services import Flow, Services

log = logging.getLogger(__name__)

FORBIDDEN = 403
"""A channel of a server in which we may not write; who decided on the message is told."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where we are heard: the interaction to answer or the message to reply to; neither where a timer speaks."""

    who: Who | None = None
    answer: Answer | None = None
    message: discord.Message | discord.PartialMessage | None = None
    since: datetime | None = None
    """When a timer fell due at first, where an earlier attempt may have arrived and its nonce is forgotten by now."""
    nested: bool = False
    """These effects come from a flow that was told of a failure; a second failure is not told again."""

    def deeper(self) -> "Stage":
        """The same place, for the effects of a failure."""
        return replace(self, since=None, nested=True)


class Speaker:
    """Carries effects to a person."""

    def __init__(self, services: Services, client: discord.Client) -> None:
        self._services = services
        self._flows = services.flows
        self._client = client
        self._postman = Postman(services, client)

    async def deliver(self, effects: Sequence[Spoken], since: datetime | None = None) -> None:
        """Say what a timer has decided; RetryError or GoneError where that did not work."""
        try:
            await self.carry_out(effects, Stage(since=since))
        except Exception as error:
            raise lasting(error) or error from error

    async def carry_out(self, effects: Sequence[Spoken], stage: Stage) -> None:
        """Say everything; the answer to an interaction goes first."""
        for effect in effects:
            if isinstance(effect, Reload):  # Before anybody is told that it is so.
                await self._services.reload(effect.guild_id, effect.pack_hash)
        effects = [effect for effect in effects if not isinstance(effect, Reload)]
        answers = [effect for effect in effects if isinstance(effect, Show | Ask | AskPage)]
        rest = [effect for effect in effects if not isinstance(effect, Show | Ask | AskPage)]
        for effect in answers:
            await self._answer(effect, stage)
        if not answers and not any(isinstance(effect, Examine) for effect in rest):
            await self._acknowledge(rest, stage)
        for effect in rest:
            await self._say(effect, stage)

    async def _acknowledge(self, effects: Sequence[Spoken], stage: Stage) -> None:
        """Nothing to show is an answer, too."""
        answer = stage.answer
        if answer is None or answer.state == "done":
            return
        if answer.in_place:
            await answer.defer()
        else:
            directly = any(isinstance(effect, Direct) for effect in effects)
            await answer.say(sentences.SENT_DIRECTLY if directly else sentences.NOTHING_ELSE)

    async def _answer(self, effect: Show | Ask | AskPage, stage: Stage) -> None:
        if stage.answer is None:
            await self._without_interaction(effect, stage)
        elif isinstance(effect, Ask | AskPage):
            await stage.answer.ask(effect)
        else:
            await self._show(effect, stage.answer, stage)

    async def _without_interaction(self, effect: Show | Ask | AskPage, stage: Stage) -> None:
        """A timer cannot answer; what it shows goes where the session's card is."""
        if isinstance(effect, Ask | AskPage) or effect.session_id is None:
            raise TypeError(f"{type(effect).__name__} needs an interaction to answer")
        await self._edit(Edit(effect.session_id, effect.revision, effect.card), stage)

    async def _show(self, show: Show, answer: Answer, stage: Stage) -> None:
        told = answer.told
        if show.card.chart is not None:
            show = replace(show, card=await answer.patiently(with_picture(show.card)))
        here = await answer.show(show)
        if show.session_id is not None and here != told and answer.state != "void":
            await self._sent(show.session_id, here, stage)

    async def _sent(self, session_id: int, surface: Surface, stage: Stage) -> None:
        effects = await self._services.run(self._flows.sent, session_id=session_id, surface=surface)
        await self.carry_out(effects, stage.deeper()) if effects else None

    async def _say(self, effect: Spoken, stage: Stage) -> None:
        match effect:
            case Edit():
                await self._edit(effect, stage)
            case Direct():
                await (self._direct(effect, stage) if effect.about is None else self._told(effect, effect.about, stage))
            case Examine():
                await self._examine(effect, stage)
            case Announce():
                await self._announce(effect, stage)
            case Post():
                await self._post(effect, stage)
            case _:
                raise TypeError(f"{type(effect).__name__} is an answer")

    async def _direct(self, direct: Direct, stage: Stage) -> None:
        try:
            surface = await self._postman.send(direct, stage.since)
        except discord.HTTPException as error:
            if error.code not in NO_DIRECT_MESSAGE or stage.nested:
                raise
            log.info("A direct message was refused.", extra={"easeback": {"code": error.code}})
            await self._dm_failed(direct, stage)
            return
        if direct.surface and direct.session_id is not None:
            await self._sent(direct.session_id, surface, stage)

    async def _told(self, direct: Direct, about: str, stage: Stage) -> None:
        """A direct message that is no session's card; whoever decided on it hears what became of it."""
        try:
            surface = await self._postman.send(direct, stage.since)
        except discord.HTTPException as error:
            if error.code == TOO_MANY_OPENED:
                raise RetryError(OPEN_AGAIN, "Too many direct messages were opened in a short time.") from error
            if error.code not in NO_DIRECT_MESSAGE:
                raise
            await self._heard(self._flows.undelivered, stage, about=about, code=error.code)
            return
        await self._heard(self._flows.delivered, stage, about=about, surface=surface)

    async def _announce(self, announce: Announce, stage: Stage) -> None:
        """A card in a server's channel."""
        if announce.private and announce.about is not None and self._is_public(announce.channel_id):
            await self._heard(self._flows.undelivered, stage, about=announce.about, code=0)
            return
        try:
            surface = await self._postman.announce(announce, stage.since)
        except discord.HTTPException as error:
            if announce.about is None or not (is_gone(error) or error.status == FORBIDDEN):
                raise
            await self._heard(self._flows.undelivered, stage, about=announce.about, code=error.code)
            return
        if announce.about is not None:
            await self._heard(self._flows.delivered, stage, about=announce.about, surface=surface)

    async def _examine(self, examine: Examine, stage: Stage) -> None:
        """It may take longer than Discord waits for an answer."""
        if stage.who is None or stage.answer is None:
            raise TypeError("Examine needs somebody to answer")
        today = self._services.now().date()
        request = Request(today=today, name=examine.name, raw=examine.raw, changes=examine.changes)
        findings = await stage.answer.patiently(_awaiting(self._services.examine(request)))
        effects = await self._services.run(self._flows.examined, stage.who, then=examine.then, findings=findings)
        await self.carry_out(effects, stage)

    def _is_public(self, channel_id: str) -> bool:
        """Whether every member of the server can read this channel, as far as we know."""
        channel = self._client.get_channel(int(channel_id))
        if not isinstance(channel, discord.abc.GuildChannel):
            return False
        return channel.permissions_for(channel.guild.default_role).view_channel

    async def _heard(self, flow: Flow, stage: Stage, **named: Any) -> None:
        effects = await self._services.run(flow, **named)
        await self.carry_out(effects, stage.deeper()) if effects else None

    async def _dm_failed(self, direct: Direct, stage: Stage) -> None:
        who = stage.who or Who(direct.user_id, "", direct=True)
        surface = stage.answer.surface() if stage.answer else None
        effects = await self._services.run(self._flows.dm_failed, who, session_id=direct.session_id, surface=surface)
        await self.carry_out(effects, stage.deeper()) if effects else None

    async def _post(self, post: Post, stage: Stage) -> None:
        if stage.message is None:
            raise TypeError("Post needs a message to reply to")
        try:
            await stage.message.reply(post.text, view=open_button(post.button_label), mention_author=False)
        except discord.HTTPException as error:
            # The message may be gone by now, or the channel closed to us: there is nobody to tell but the presser.
            log.info("A public line was refused.", extra={"easeback": {"code": error.code}})
            if stage.answer is not None:
                await stage.answer.say(sentences.CANNOT_POST)

    async def _edit(self, edit: Edit, stage: Stage) -> None:
        session = await self._services.store.read(sessions.get, edit.session_id)
        if session is None or session.revision > edit.revision:
            return  # Whoever moved it on has shown it.
        where = edit.at or session.surface
        reason = await self._edit_at(where, render_card(edit.card, edit.session_id, edit.revision))
        if reason is None or edit.at is not None:
            return
        if stage.nested:
            raise GoneError(f"The card cannot be edited any more ({reason}).")
        effects = await self._services.run(self._flows.lost, session_id=edit.session_id, reason=reason)
        await self.carry_out(effects, stage.deeper()) if effects else None

    async def _edit_at(self, surface: Surface | None, rendered: Rendered) -> LostReason | None:
        """Edit the card where it stands; the reason if that is over for good."""
        if surface is None:
            return "nowhere"
        try:
            if surface.kind != "ephemeral" and surface.channel_id and surface.message_id:
                await self._edit_by_bot(int(surface.channel_id), int(surface.message_id), rendered)
            elif surface.token is None:
                return "nowhere"
            elif surface.token_expires_at is not None and surface.token_expires_at <= self._services.now():
                return "expired"
            else:
                await self._edit_by_token(surface.token, surface.message_id, rendered)
        except discord.HTTPException as error:
            if not is_gone(error):
                raise
            return "gone"
        return None

    async def _edit_by_bot(self, channel_id: int, message_id: int, rendered: Rendered) -> None:
        channel = self._client.get_partial_messageable(channel_id)
        message = channel.get_partial_message(message_id)
        await twice(lambda: message.edit(**changes(rendered)))

    async def _edit_by_token(self, token: str, message_id: str | None, rendered: Rendered) -> None:
        application_id = self._client.application_id
        if application_id is None:
            raise aiohttp.ClientConnectionError("not logged in yet")
        webhook = discord.Webhook.partial(application_id, token, client=self._client)
        # "@original" is what a command's answer is called until its id is known.
        which: Any = message_id or "@original"
        await twice(lambda: webhook.edit_message(which, **changes(rendered)))


async def _awaiting(findings: Awaitable[Findings]) -> Findings:
    return await findings
