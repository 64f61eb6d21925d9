"""What a decision leads to. The flow stores those that are rows; the edge carries those that speak to a person."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.cards import Card, Form
from bot.core.records import Surface


@dataclass(frozen=True, slots=True)
class Show:
    """Answer this interaction with a card: in place after a press, privately after a command."""

    card: Card
    session_id: int | None = None
    revision: int = 0
    files: tuple[tuple[str, bytes], ...] = ()
    fresh: bool = False
    """A new private message even after a press, so that the card under the button stays."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Open a form; it comes back under the position of the button that was pressed."""

    form: Form
    session_id: int
    revision: int
    position: int


@dataclass(frozen=True, slots=True)
class AskPage:
    """Open a form that needs no session; its values go to the page at `path`, which begins with "/"."""

    form: Form
    path: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Bring the session's card up to date where it stands, without an interaction (a timer's work)."""

    session_id: int
    revision: int
    card: Card
    at: Surface | None = None
    """Where the card stood before, if that is meant: it has moved, and nobody may go on by the old one."""


@dataclass(frozen=True, slots=True)
class Direct:
    """Send a new direct message. `nonce` makes it go out once; `surface` makes it the session's card from now on."""

    user_id: str
    card: Card
    nonce: str
    session_id: int | None = None
    revision: int = 0
    surface: bool = True
    about: str | None = None
    """What it is about where that is no session, such as `checkin:12`: told of its delivery or its end."""
    opens: str | None = None
    """The page behind the notification's button, should its card not take its place; else that is a session."""


@dataclass(frozen=True, slots=True)
class Post:
    """One neutral public line in answer to a message, with the button that opens the presser's own session."""

    text: str
    button_label: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Send a card to a channel of a server. `nonce` makes it go out once; `about` as with a direct message."""

    channel_id: str
    card: Card
    nonce: str
    about: str | None = None
    private: bool = False
    """Not where every member can read it: then it counts as refused, with the code 0."""
    dated: bool = False
    """The same words do not come again within days, so that it is known by them."""


@dataclass(frozen=True, slots=True)
class Examine:
    """Have content examined outside of this transaction; what comes of it goes to the flow `examined`, with `then`.

    A file as it was sent (`name`, `raw`), or nothing but `changes` of the shipped content.
    """

    then: str
    name: str = ""
    raw: bytes = field(default=b"", repr=False)
    changes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Reload:
    """A server's content is another from now on, or a pack was kept that a preview needs."""

    guild_id: str | None
    pack_hash: str | None = None


Spoken = Show | Ask | AskPage | Edit | Direct | Post | Announce | Examine | Reload
"""What the edge carries out after the transaction is safe."""


@dataclass(frozen=True, slots=True)
class StartTimer:
    """A row that falls due. One key, one timer: a second with the same key takes its place."""

    kind: str
    key: str
    due: datetime
    payload: dict[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class StopTimers:
    """The session's timers are no longer needed."""


@dataclass(frozen=True, slots=True)
class Record:
    """A check-in, to be kept as the member has chosen."""

    before: int | None
    after: int | None
    feel: str | None
    anything_new: str | None
    done: str
    routines: tuple[str, ...]
    plan: str | None


@dataclass(frozen=True, slots=True)
class Close:
    """The session is over; its answers are erased."""


Kept = StartTimer | StopTimers | Record | Close
"""What becomes rows in the same transaction."""
