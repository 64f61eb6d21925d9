"""What is remembered of people, sessions and timers: plain values, the same on every database.

Ids that Discord gives (user, guild, channel, message) are text; ids that we give are integers. Times are aware.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Diary = Literal["unset", "keep", "nothing"]
Mode = Literal["quiet", "buzz"]
SurfaceKind = Literal["ephemeral", "dm", "public"]
JobState = Literal["pending", "claimed", "dead"]
Feel = Literal["easier", "same", "worse"]
AnythingNew = Literal["no", "not_sure", "yes"]
Done = Literal["all", "part", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One member: what they chose, and what the questions left behind (never a cause)."""

    user_id: str
    created_at: datetime
    age: str | None = None
    diary: Diary = "unset"
    screened_at: datetime | None = None
    hold: bool = False
    stop: str | None = None
    """The name under which safety.yaml keeps a stop, such as `r4_only`."""
    stop_until: datetime | None = None
    limits: dict[str, datetime | None] = field(default_factory=dict[str, datetime | None])
    """Limit id to its end; None where it has no end of its own."""
    stop_list_on: date | None = None
    """The member's day on which the stop list was last shown."""
    retired: tuple[str, ...] = ()
    mode: Mode = "quiet"
    dm_channel_id: str | None = None
    told_intro: bool = False
    facts: dict[str, object] = field(default_factory=dict[str, object])
    purge_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Where a session's newest card lives; the token edits it until it expires."""

    kind: SurfaceKind
    token: str | None = None
    token_expires_at: datetime | None = None
    channel_id: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A conversation. `revision` grows with each step, so that a press on an old card is known as old."""

    id: int
    user_id: str
    guild_id: str | None
    topic: str
    pack_hash: str
    revision: int
    state: dict[str, object]
    open: bool
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    surface: Surface | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A timer. `key` names what it is for: putting the same key again replaces the timer."""

    id: int
    kind: str
    key: str
    due_at: datetime
    user_id: str | None = None
    session_id: int | None = None
    payload: dict[str, object] = field(default_factory=dict[str, object])
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    attempts: int = 0
    state: JobState = "pending"
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """How one routine went; `before` and `after` are NRS, 0 to 10. `id` is 0 until it is stored."""

    user_id: str
    session_id: int
    seq: int
    at: datetime
    topic: str
    routines: tuple[str, ...]
    pack_hash: str
    done: Done
    id: int = 0
    plan: str | None = None
    before: int | None = None
    after: int | None = None
    feel: Feel | None = None
    anything_new: AnythingNew | None = None
    purge_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivePlan:
    """A plan that runs over days, and how far a member is in it."""

    id: int
    user_id: str
    topic: str
    outcome: str
    started_on: date
    pack_hash: str
    position: int = 0
    last_done_on: date | None = None
    state: dict[str, object] = field(default_factory=dict[str, object])
    active: bool = True
