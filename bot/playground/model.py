"""What the playground remembers: people, channels, messages, interactions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, cast

Json = dict[str, Any]


def as_object(value: Any) -> Json:
    """The value if it is a JSON object, else an empty one."""
    return cast(Json, value) if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value if it is a JSON list, else an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def objects(value: Any) -> list[Json]:
    """The objects of a JSON list."""
    return [cast(Json, entry) for entry in as_list(value) if isinstance(entry, dict)]


VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15
SUPPRESS_EMBEDS = 1 << 2
TOKEN_LIFE_MS = 15 * 60 * 1000


class Kind(IntEnum):
    """Types of interaction."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Answer(IntEnum):
    """Types of interaction callback."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass
class User:
    """A person or the bot."""

    id: str
    key: str
    name: str
    bot: bool = False
    roles: tuple[str, ...] = ()
    dms_open: bool = True


@dataclass
class Channel:
    """A text channel of the guild, or the direct messages between the bot and one person."""

    id: str
    name: str
    recipient: str | None = None
    last_message_id: str | None = None
    private: bool = False
    """Whether only moderators (and the bot) see it."""
    denied: int = 0
    """Permissions that the bot's role is denied here."""

    @property
    def is_dm(self) -> bool:
        """Whether this is somebody's direct messages with the bot."""
        return self.recipient is not None


@dataclass
class Attachment:
    """A file that came with a message."""

    id: str
    filename: str
    content: bytes
    content_type: str
    description: str | None = None
    size: tuple[int, int] | None = None


@dataclass
class Message:
    """A message as it stands now, after its edits; `reach_ms` is when the last token that may edit it ends."""

    id: str
    channel_id: str
    author_id: str
    created_ms: int
    content: str = ""
    components: list[Json] = field(default_factory=list[Json])
    embeds: list[Json] = field(default_factory=list[Json])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    flags: int = 0
    mentions: list[str] = field(default_factory=list[str])
    mention_everyone: bool = False
    mention_roles: list[str] = field(default_factory=list[str])
    nonce: str | int | None = None
    reference_id: str | None = None
    viewer_id: str | None = None
    interaction_id: str | None = None
    edited_ms: int | None = None
    touched: int = 0
    reach_ms: int = 0
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def is_v2(self) -> bool:
        """Whether it is built of Components V2."""
        return bool(self.flags & COMPONENTS_V2)

    @property
    def loading(self) -> bool:
        """Whether it only says "thinking…" so far."""
        return bool(self.flags & LOADING)


@dataclass
class Interaction:
    """Something a person did that the bot must answer."""

    id: str
    token: str
    kind: Kind
    user_id: str
    channel_id: str
    data: Json
    created_ms: int
    started: float
    name: str = ""
    message_id: str | None = None
    parent_id: str | None = None
    answer: Answer | None = None
    late: bool = False
    original_id: str | None = None
    made: list[str] = field(default_factory=list[str])
    shown_id: str | None = None
    edits: int = 0
    modal: Json | None = None
    choices: list[Json] | None = None

    @property
    def expires_ms(self) -> int:
        """When the token stops working, in playground time."""
        return self.created_ms + TOKEN_LIFE_MS

    @property
    def deferred(self) -> bool:
        """Whether the bot only promised an answer so far."""
        return self.answer in (Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE) and self.edits == 0


@dataclass(frozen=True)
class Notification:
    """What a locked phone shows."""

    id: str
    user_id: str
    at_ms: int
    title: str
    body: str
    channel_id: str


@dataclass(frozen=True)
class Refusal:
    """Something that Discord would have refused."""

    at_ms: int
    text: str
    code: int


@dataclass(frozen=True)
class Recorded:
    """One request of the bot: `route` is the template as in Discord's description."""

    method: str
    route: str
    path: str
    body: Any
    files: tuple[str, ...]
    status: int
    answer: Any
