"""The client: every event of Discord comes in here, and no error leaves without a sentence and a code."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Generator
from dataclasses import replace
from typing import Any, Literal

import discord

from bot.core.cards import FormValues
from bot.core.lateness import unsure_since
from bot.core.records import Job
from bot.flows.env import Who
from bot.ui import sentences
from bot.ui.answer import Answer
from bot.ui.checkins import add_checkins
from bot.ui.commands import add_commands
from bot.ui.content import add_content
from bot.ui.faults import report
from bot.ui.forms import form_values
from bot.ui.ids import OpenPress, PagePress, Press, SessionPress, parse_id
from bot.ui.moderation import OFFER, add_menu, add_panel, post_line
from bot.ui.services import Flow, Services
from bot.ui.setup import PATH as SETUP
from bot.ui.setup import add_setup, surveyed
from bot.ui.speaker import Speaker, Stage
from bot.ui.sync import Syncer
from bot.ui.tree import CommandTree
from bot.ui.turns import Turns

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
COMPONENT = discord.InteractionType.component
MODAL = discord.InteractionType.modal_submit
Outcome = Literal["answered", "deferred", "error", "too_late", "too_many", "restarting"]


def our_intents() -> discord.Intents:
    """No privileged intent: text reaches us in direct messages and where we are mentioned."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class EasebackClient(discord.Client):
    """Turns events into flows, one at a time for each person, and their effects into messages."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            intents=our_intents(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.services = services
        self.flows = services.flows
        self.speaker = Speaker(services, self)
        self.tree = CommandTree(self)
        for add in (add_commands, add_checkins, add_content, add_panel, add_menu, add_setup):
            add(self.tree, self)
        self.syncer = Syncer(self.tree, services.store)
        self.turns = Turns()
        self._stopping = False
        self._busy: set[asyncio.Task[Any] | None] = set()

    # What members do

    async def on_interaction(self, interaction: Interaction) -> None:
        """Every press and modal; commands come by the tree."""
        if interaction.type not in (COMPONENT, MODAL):
            return
        await self.guarded(interaction, "A press", self._pressed)

    async def _pressed(self, answer: Answer) -> None:
        data: dict[str, Any] = dict(answer.interaction.data or {})
        is_form = answer.interaction.type is MODAL
        values = form_values(data.get("components")) if is_form else None
        await self._press(answer, parse_id(str(data.get("custom_id", ""))), values)

    async def _press(self, answer: Answer, press: Press | None, values: FormValues | None) -> None:
        match press:
            case SessionPress(session_id, revision, position, anyway):
                where: dict[str, Any] = {"session_id": session_id, "revision": revision, "position": position}
                if values is None:
                    await self.converse(answer, self.flows.press, surface=answer.surface(), anyway=anyway, **where)
                else:
                    await self.converse(answer, self.flows.submit, surface=answer.surface(), values=values, **where)
            case OpenPress(topic):
                await self.converse(answer, self.flows.open_session, surface=answer.surface(), topic=topic)
            case PagePress(path):
                offered = self._offered(path)
                if offered is not None:
                    await post_line(self, answer, offered)
                else:
                    await self.converse(answer, self.flows.page, path=path, values=values, surface=answer.surface())
            case None:
                await answer.say(sentences.UNKNOWN_BUTTON)

    def _offered(self, path: str) -> discord.PartialMessage | None:
        """The message that a page offers to reply to."""
        ids = path.removeprefix(OFFER).split("/") if path.startswith(OFFER) else []
        if len(ids) != 2 or not all(part.isdecimal() for part in ids):
            return None
        return self.get_partial_messageable(int(ids[0])).get_partial_message(int(ids[1]))

    async def on_message(self, message: discord.Message) -> None:
        """A direct message, or a mention of our user (not of everyone, not of our role)."""
        if message.author.bot or message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        direct = message.guild is None
        if not direct and not self._mentioned(message):
            return
        try:
            if not await self._in_pace(message, direct):
                return
            with self._under_way():
                await self._hear(message, direct)
        except Exception as error:
            code = report(error, "A message")
            with contextlib.suppress(discord.HTTPException, OSError):
                await message.reply(sentences.FAILED.format(code=code), mention_author=False)

    async def _in_pace(self, message: discord.Message, direct: bool) -> bool:
        """Whether this person may go on; if not they are told once, and in public not at all."""
        pace, user_id = self.services.pace, str(message.author.id)
        if pace is None or pace.allows(user_id):
            return True
        if direct and pace.first_refusal(user_id):
            await message.reply(sentences.TOO_MANY, mention_author=False)
        return False

    def _mentioned(self, message: discord.Message) -> bool:
        return self.user is not None and any(user.id == self.user.id for user in message.mentions)

    async def _hear(self, message: discord.Message, direct: bool) -> None:
        who = who_is(message.author, message.guild.id if message.guild else None)
        text = self._without_mention(message.content).strip()
        async with self.turns.of(who.user_id):
            if direct:
                effects = await self.services.run(self.flows.say, who, text=text, message_id=str(message.id))
            else:
                where = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
                if isinstance(message.channel, discord.Thread):
                    where["parent_id"] = str(message.channel.parent_id)
                effects = await self.services.run(self.flows.hear, who, text=text, **where)
            await self.speaker.carry_out(effects, Stage(who, message=message))

    def _without_mention(self, text: str) -> str:
        me = self.user.id if self.user else 0
        return text.replace(f"<@{me}>", "").replace(f"<@!{me}>", "")

    # What flows say

    async def converse(self, answer: Answer, flow: Flow, **named: Any) -> None:
        """Run a flow for whoever caused the interaction, and say what it decided."""
        interaction = answer.interaction
        who = who_asks(interaction)
        if str(named.get("path", "")).startswith(SETUP):
            who = surveyed(who, interaction)
        turn = await self.turns.at_once(who.user_id) or await answer.patiently(self.turns.take(who.user_id))
        try:
            effects = await answer.patiently(self.services.run(flow, who, **named))
            await self.speaker.carry_out(effects, Stage(who, answer))
        finally:
            turn.give_back()

    async def work(self, job: Job) -> None:
        """Do a timer's work: decide, then say. RetryError or GoneError tell the sleeper what became of it."""
        with self._under_way():
            async with self.turns.of(job.user_id or f"job {job.id}"):
                effects = await self.services.run(self.flows.due, job=job)
                await self.speaker.deliver(effects, unsure_since(job))

    # What goes wrong

    async def guarded(self, interaction: Interaction, what: str, work: Callable[[Answer], Awaitable[None]]) -> None:
        """The error boundary of an interaction: a sentence and a code for the person, the cause for the log."""
        answer = Answer(interaction, self.services.patience)
        outcome: Outcome = "error"
        try:
            refused = self._refused(interaction)
            if refused is not None:
                outcome, sentence = refused
                await answer.say(sentence)
                return
            with self._under_way():
                await work(answer)
            outcome = outcome_of(answer)
        except Exception as error:
            outcome = "error"
            await self.apologise(answer, report(error, what))
        finally:
            self.services.seen(outcome, answer.first)

    def _refused(self, interaction: Interaction) -> tuple[Outcome, str] | None:
        """Why this is not done now, if it is not: as it is counted, and as the person is told."""
        if self._stopping:
            return "restarting", sentences.RESTARTING
        pace = self.services.pace
        if pace is not None and not pace.allows(str(interaction.user.id)):
            return "too_many", sentences.TOO_MANY
        return None

    async def apologise(self, answer: Answer, code: str) -> None:
        """Say that something failed; where even that cannot be said, the log knows it."""
        try:
            await answer.say(sentences.FAILED.format(code=code))
        except Exception:
            log.warning("The person could not be told.", exc_info=True, extra={"easeback": {"code": code}})

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """The last resort for an event that nobody caused."""
        log.error("%s failed.", event_method, exc_info=True)

    # Beginning and end

    @property
    def connected(self) -> bool:
        """Whether the gateway stands."""
        ws: Any = getattr(self, "ws", None)
        return ws is not None and bool(ws.open)

    @contextlib.contextmanager
    def _under_way(self) -> Generator[None]:
        task = asyncio.current_task()
        self._busy.add(task)
        try:
            yield
        finally:
            self._busy.discard(task)

    async def wind_down(self, seconds: float) -> None:
        """From now on whoever presses is told to wait; what is under way gets some seconds to end."""
        self._stopping = True
        under_way = {task for task in self._busy if task is not None}
        if under_way:
            await asyncio.wait(under_way, timeout=seconds)


def outcome_of(answer: Answer) -> Outcome:
    """What became of an interaction whose work ended well."""
    if answer.state == "void":
        return "too_late"
    return "deferred" if answer.deferred else "answered"


def who_is(user: discord.abc.User, guild_id: int | None) -> Who:
    """The person as flows know them."""
    guild = str(guild_id) if guild_id is not None else None
    return Who(str(user.id), user.display_name, guild, direct=guild_id is None)


def who_asks(interaction: Interaction) -> Who:
    """The person behind an interaction, with what they may do in the server as Discord says with it."""
    who = who_is(interaction.user, interaction.guild_id)
    roles = getattr(interaction.user, "roles", ())
    return replace(
        who,
        manages=interaction.guild_id is not None and interaction.permissions.manage_guild,
        roles=frozenset(str(role.id) for role in roles),
        locale=str(interaction.locale),
        channel_id=str(interaction.channel_id) if interaction.channel_id else None,
    )
