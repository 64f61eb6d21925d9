"""The playground for tests and for `try`: `async with Playground() as play`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Self

from .acts import Acts
from .clock import PlayClock
from .commands import NotPossible
from .faults import Trouble
from .gateway import Gateway
from .ids import MODERATOR_ROLE
from .model import Interaction, Json, Message, Notification, Recorded, Refusal, User
from .posting import bot_messages_since
from .server import Server
from .supervisor import BotProcess
from .views import Card, ModalView, Outcome
from .wire import channel_json
from .world import World

ONLINE_LIMIT = 30.0
QUIET = 0.1


class Person:
    """One member, as a test drives them."""

    def __init__(self, world: World, acts: Acts, user: User) -> None:
        self._world, self._acts, self._user = world, acts, user
        self.id, self.name = user.id, user.name

    def _channel(self, name: str) -> Any:
        return self._world.channel_by_name(name, self.id)

    async def slash(self, name: str, /, channel: str = "general", **options: Any) -> Outcome:
        """Use a slash command; "group sub" for one in a group."""
        return await self._do(lambda: self._acts.slash(self._user, self._channel(channel), name, options))

    async def context(self, name: str, message_id: str | Card) -> Outcome:
        """Use a context menu command on a message."""
        return await self._do(lambda: self._acts.context(self._user, self._message(message_id), name))

    async def autocomplete(
        self, name: str, option: str, text: str, /, channel: str = "general", **options: Any
    ) -> Outcome:
        """Type into an option; the suggestions are in `.choices`."""
        values = {**options, option: text}
        return await self._do(lambda: self._acts.autocomplete(self._user, self._channel(channel), name, option, values))

    async def press(
        self, label: str | None = None, *, custom_id: str | None = None, message: str | Card | None = None
    ) -> Outcome:
        """Press a button of the newest card (or of `message`), by label or custom_id."""
        return await self._do(lambda: self._press(label, custom_id, message))

    def _press(self, label: str | None, custom_id: str | None, where: str | Card | None) -> Interaction:
        message = self._message(where)
        wanted = custom_id or Card(message).button_id(label or "")
        if wanted is None:
            raise NotPossible(f"There is no button “{label}”; there are: {', '.join(Card(message).buttons) or 'none'}.")
        return self._acts.press(self._user, message, wanted)

    async def select(self, *values: str, custom_id: str | None = None, message: str | Card | None = None) -> Outcome:
        """Choose in the select of the newest card (or of `message`), by value or label."""
        return await self._do(lambda: self._select(list(values), custom_id, message))

    def _select(self, values: list[str], custom_id: str | None, where: str | Card | None) -> Interaction:
        message = self._message(where)
        menus = Card(message).selects
        if not menus:
            raise NotPossible("There is no menu on this message.")
        return self._acts.select(self._user, message, custom_id or menus[0]["custom_id"], values)

    async def submit(self, values: Json | None = None) -> Outcome:
        """Send the open window; `values` by custom_id or label, what is left out keeps its preset."""
        return await self._do(lambda: self._acts.submit(self._user, values or {}))

    async def dismiss_modal(self) -> None:
        """Close the open window without sending."""
        self._acts.close_modal(self._user)

    async def dismiss(self, message: str | Card | None = None) -> None:
        """Dismiss an ephemeral message."""
        self._acts.dismiss(self._user, self._message(message))

    async def restart_app(self) -> None:
        """Close and open Discord: ephemeral messages vanish."""
        self._acts.restart_app(self._user)

    async def mention(self, text: str = "", channel: str = "general", wait: float = 20.0) -> Outcome:
        """Write a message that mentions the bot; waits for an answer there unless `wait` is 0."""
        text = text if "@ease" in text.lower() else f"@Ease {text}"
        return await self.say(text, channel, wait=wait)

    async def dm(self, text: str, wait: float = 20.0) -> Outcome:
        """Write a direct message; waits for an answer there unless `wait` is 0."""
        return await self.say(text, "dm", wait=wait)

    async def say(
        self, text: str, channel: str = "general", *, reply_to: str | Card | None = None, ping: bool = True,
        wait: float = 0.0,
    ) -> Outcome:  # fmt: skip
        """Write anything anywhere; a reply pings its author unless `ping` is false."""
        place = self._channel(channel)
        since = self._world.revision
        target = self._message(reply_to) if reply_to else None
        self._acts.say(self._user, place, text, target, ping=ping)
        if wait == 0:
            return Outcome(True)
        answers = await self._answers(place.id, since, wait)
        if not answers:
            return Outcome(False, f"The bot said nothing within {wait:g} s.")
        return Outcome(True, message=Card(max(answers, key=lambda m: m.touched)))

    async def _answers(self, channel_id: str, since: int, wait: float) -> list[Message]:
        """The bot's messages there, once none has followed or changed for a moment (what rings is edited at once)."""
        seen = since
        while await self._world.changed.until(partial(bot_messages_since, self._world, channel_id, seen), wait):
            seen, wait = self._world.revision, QUIET
        return bot_messages_since(self._world, channel_id, since)

    async def _do(self, act: Callable[[], Interaction]) -> Outcome:
        refused = len(self._world.refusals)
        try:
            interaction = act()
        except (NotPossible, LookupError) as problem:
            return Outcome(False, str(problem))
        error = await self._acts.answered(interaction)
        if error and len(self._world.refusals) > refused:
            error += f" Refused: {self._world.refusals[-1].text}"
        return self._outcome(interaction, error)

    def _outcome(self, interaction: Interaction, error: str | None) -> Outcome:
        shown = self._world.messages.get(interaction.shown_id or "")
        card = Card(shown) if shown and not shown.deleted else None
        modal = ModalView(interaction.modal) if interaction.modal else None
        return Outcome(error is None, error, card, modal, tuple(interaction.choices or ()), interaction.token)

    def _message(self, which: str | Card | None) -> Message:
        if which is None:
            shown = self._bot_messages()
            if not shown:
                raise NotPossible(f"{self.name} sees no message of the bot.")
            return shown[-1]
        message = self._world.messages.get(which if isinstance(which, str) else which.id)
        if message is None:
            raise NotPossible(f"There is no message {which}.")
        return message

    def _bot_messages(self) -> list[Message]:
        mine = [m for m in self._world.visible(self._user) if m.author_id == self._world.bot.id]
        return sorted(mine, key=lambda m: m.touched)

    def card(self) -> Card:
        """The message of the bot that came or changed last, among those that this person sees.

        NotPossible when there is none.
        """
        return Card(self._message(None))

    def messages(self, channel: str | None = None) -> list[Card]:
        """What this person sees, oldest first; `channel` is a name or "dm"."""
        place = self._channel(channel) if channel else None
        return [Card(m) for m in self._world.visible(self._user) if place is None or m.channel_id == place.id]

    def modal(self) -> ModalView | None:
        """The open window."""
        opened = self._world.modals.get(self.id)
        return ModalView(opened.modal) if opened and opened.modal else None

    def notifications(self) -> list[Notification]:
        """What the locked phone showed, oldest first."""
        return [n for n in self._world.notifications if n.user_id == self.id]

    def commands(self, channel: str = "general") -> list[str]:
        """The commands that this person may use."""
        from .commands import leaves_for

        return [leaf.name for leaf in leaves_for(self._world, self._user, self._channel(channel))]

    async def until(self, seen: Callable[[], bool], limit: float = 5.0) -> bool:
        """Wait until something holds, looking again at every change."""
        return await self._world.changed.until(seen, limit)

    def close_dms(self, closed: bool = True) -> None:
        """Stop (or begin again) taking direct messages."""
        self._user.dms_open = not closed
        self._world.touch()

    def moderates(self, whether: bool) -> None:
        """Take the moderators' role from them, or give it back."""
        self._user.roles = (MODERATOR_ROLE,) if whether else ()
        self._world.touch()


class Playground:
    """The stand-in for Discord; `limit` is the time for a first answer, 3 s as on Discord."""

    def __init__(self, port: int = 0, start: datetime | None = None, limit: float = 3.0) -> None:
        self.clock = PlayClock(start)
        self._world = World(self.clock)
        self.faults = Trouble(self._world)
        self._server = Server(self._world, self.faults, port, limit)
        self._acts = self._server.acts
        self.bot: BotProcess = self._server.bot
        self.gateway: Gateway = self._server.gateway

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.close()

    @property
    def base_url(self) -> str:
        """Where the page is."""
        return self._world.base_url

    @property
    def api_url(self) -> str:
        """For DISCORD_API_URL."""
        return f"{self.base_url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """For DISCORD_GATEWAY_URL."""
        return self.base_url.replace("http", "ws", 1) + "/gateway"

    @property
    def clock_url(self) -> str:
        """For EASEBACK_CLOCK_URL."""
        return f"{self.base_url}/clock"

    def bot_env(self) -> dict[str, str]:
        """The environment in which the bot finds the playground."""
        return {
            "DISCORD_TOKEN": self._server.token,
            "DISCORD_API_URL": self.api_url,
            "DISCORD_GATEWAY_URL": self.gateway_url,
            "EASEBACK_CLOCK_URL": self.clock_url,
        }

    def deny(self, channel: str, permissions: int) -> None:
        """Deny the bot's role these permissions in a channel of the guild; 0 denies nothing."""
        place = self._world.channel_by_name(channel, "")
        place.denied = permissions
        self._world.emit("CHANNEL_UPDATE", channel_json(self._world, place))
        self._world.touch()

    def user(self, key: str) -> Person:
        """ "mia", "tom" or "rosa"."""
        return Person(self._world, self._acts, self._world.user_by_key(key))

    def join(self, key: str) -> Person:
        """Somebody else joins the server."""
        user = User(self._world.snowflakes.next(), key, key.capitalize())
        self._world.users[user.id] = user
        return Person(self._world, self._acts, user)

    async def online(self, limit: float = ONLINE_LIMIT) -> None:
        """Wait until a bot is connected and its commands are known; TimeoutError with the log if it does not come."""
        ready = await self._world.changed.until(self._is_online, limit)
        if not ready:
            tail = "\n".join(list(self.bot.log)[-20:])
            raise TimeoutError(f"No bot came online within {limit:g} s. Its log ends with:\n{tail}")

    def _is_online(self) -> bool:
        return self.gateway.online and self._world.commands_synced

    async def settle(self, limit: float = 3.0) -> bool:
        """Wait until the bot has done what was due."""
        return await self.clock.settle(limit)

    @property
    def content(self) -> Json:
        """What the bot has told the page of its content; empty before it has."""
        return self._world.content

    @property
    def requests(self) -> Sequence[Recorded]:
        """What the bot asked of Discord, oldest first."""
        return list(self._world.requests)

    @property
    def refusals(self) -> list[str]:
        """What Discord would have refused, each a sentence."""
        return [refusal.text for refusal in self._world.refusals]

    @property
    def refused(self) -> list[Refusal]:
        """The same with codes and times."""
        return list(self._world.refusals)
