"""The guild of the try-out and everything in it, in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import ids
from .clock import PlayClock
from .model import SEND_MESSAGES, Attachment, Channel, Interaction, Json, Message, Notification, Recorded, Refusal, User
from .signal import Signal

MANAGE_GUILD = 1 << 5
# View, send (in threads too), embed, attach, history, external emoji, application commands, mention everyone off.
EVERYONE = (1 << 10) | (1 << 38) | SEND_MESSAGES | (1 << 14) | (1 << 15) | (1 << 16) | (1 << 18) | (1 << 31) | (1 << 6)
KEPT_REQUESTS = 20_000


def _users() -> dict[str, User]:
    people = (
        User(ids.MIA, "mia", "Mia"),
        User(ids.TOM, "tom", "Tom"),
        User(ids.ROSA, "rosa", "Rosa", roles=(ids.MODERATOR_ROLE,)),
        User(ids.OWNER, "host", "Host"),
        User(ids.APPLICATION, "ease", "Ease", bot=True, roles=(ids.BOT_ROLE,)),
    )
    return {user.id: user for user in people}


def _channels() -> dict[str, Channel]:
    open_ones = (Channel(ids.GENERAL, "general"), Channel(ids.BACK_CORNER, "back-corner"))
    return {c.id: c for c in (*open_ones, Channel(ids.MODERATORS, "moderators", private=True))}


@dataclass
class World:
    """All state; whoever changes it calls `touch()`."""

    clock: PlayClock
    users: dict[str, User] = field(default_factory=_users)
    channels: dict[str, Channel] = field(default_factory=_channels)
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    interactions: dict[str, Interaction] = field(default_factory=dict[str, Interaction])
    commands: list[Json] = field(default_factory=list[Json])
    guild_commands: list[Json] = field(default_factory=list[Json])
    commands_synced: bool = False
    modals: dict[str, Interaction] = field(default_factory=dict[str, Interaction])
    uploads: dict[str, Attachment] = field(default_factory=dict[str, Attachment])
    hidden: set[str] = field(default_factory=set[str])
    notifications: list[Notification] = field(default_factory=list[Notification])
    refusals: list[Refusal] = field(default_factory=list[Refusal])
    requests: deque[Recorded] = field(default_factory=lambda: deque[Recorded](maxlen=KEPT_REQUESTS))
    base_url: str = ""
    content: Json = field(default_factory=dict[str, Any])
    """What the page shows of the content that is being written; empty where nobody tells."""

    def __post_init__(self) -> None:
        self.snowflakes = ids.Snowflakes(self.clock.now_ms)
        self.changed = Signal()
        self.emit: Callable[[str, Json], None] = lambda event, data: None
        self._tokens: dict[str, str] = {}
        self._touches = 0

    @property
    def bot(self) -> User:
        """The bot's own user."""
        return self.users[ids.APPLICATION]

    def touch(self, message: Message | None = None) -> None:
        """Say that something changed; a message is from now on the newest one."""
        self._touches += 1
        if message is not None:
            message.touched = self._touches
        self.changed.fire()

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._touches

    def viewers(self) -> Iterator[User]:
        """The people one can be."""
        return (user for user in self.users.values() if not user.bot and user.key != "host")

    def user_by_key(self, key: str) -> User:
        """Find a person by key ("mia") or id."""
        for user in self.users.values():
            if key in (user.key, user.id):
                return user
        raise LookupError(f"There is nobody called “{key}”; there are {', '.join(u.key for u in self.viewers())}.")

    def dm_of(self, user_id: str) -> Channel:
        """The direct messages of a person with the bot, opened when there are none."""
        for channel in self.channels.values():
            if channel.recipient == user_id:
                return channel
        channel = Channel(self.snowflakes.next(), self.bot.name, recipient=user_id)
        self.channels[channel.id] = channel
        return channel

    def channel_by_name(self, name: str, user_id: str) -> Channel:
        """Find a channel by name, id, or "dm"."""
        if name == "dm":
            return self.dm_of(user_id)
        for channel in self.channels.values():
            if channel.id == name or (not channel.is_dm and channel.name == name.lstrip("#")):
                return channel
        raise LookupError(f"There is no channel “{name}”.")

    def permissions(self, user: User) -> int:
        """What a person may do anywhere in the guild."""
        extra = MANAGE_GUILD | (1 << 13) if ids.MODERATOR_ROLE in user.roles else 0
        return EVERYONE | extra

    def keep(self, interaction: Interaction) -> None:
        """Remember an interaction by id and token."""
        self.interactions[interaction.id] = interaction
        self._tokens[interaction.token] = interaction.id

    def by_token(self, token: str) -> Interaction | None:
        """The interaction that this token belongs to."""
        return self.interactions.get(self._tokens.get(token, ""))

    def sees(self, user: User, message: Message) -> bool:
        """Whether this person has this message on their screen."""
        if message.deleted or message.id in self.hidden:
            return False
        channel = self.channels[message.channel_id]
        if not self.enters(user, channel):
            return False
        return message.viewer_id in (None, user.id)

    def enters(self, user: User, channel: Channel) -> bool:
        """Whether this person sees this channel."""
        if channel.is_dm:
            return channel.recipient == user.id
        return not channel.private or ids.MODERATOR_ROLE in user.roles or user.bot

    def visible(self, user: User) -> list[Message]:
        """What this person sees, oldest first."""
        return [m for m in self.messages.values() if self.sees(user, m)]

    def attachment(self, wanted: str) -> Attachment | None:
        """A file by id, of a message that is still there or uploaded by a person."""
        shown = (a for m in self.messages.values() if not m.deleted for a in m.attachments)
        return next((a for a in shown if a.id == wanted), self.uploads.get(wanted))

    def refuse(self, text: str, code: int) -> None:
        """Keep a refusal for the page and the tests."""
        self.refusals.append(Refusal(self.clock.now_ms(), text, code))
        self.touch()
