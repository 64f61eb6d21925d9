"""What is remembered of people, sessions and timers: plain values, the same on every database.

Ids that Discord gives (user, guild, channel, message) are text; ids that we give are integers. Times are aware.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
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
    heard_at: datetime | None = None
    """When they were last answered in public; forgotten soon after."""
    keep_days: int | None = 365
    """How long what they report is kept; None for as long as they like."""


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


ScheduleStatus = Literal["active", "paused", "stopped"]
PauseReason = Literal["holiday", "closed", "silence", "hold"]
"""Asked for; direct messages closed; three in a row without an answer; a stop that a clinician has to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a member wants to be asked how it is going: on `days` at `at`, both on the wall in `zone`."""

    user_id: str
    topic: str
    zone: str
    """An IANA name, such as `Europe/Berlin`."""
    days: tuple[int, ...]
    """1 (Monday) to 7."""
    at: time
    started_on: date
    """Their day 0, in `zone`."""
    quiet: tuple[time, time] | None = None
    """From, to: may go over midnight. Nothing is sent in it."""
    status: ScheduleStatus = "active"
    why: PauseReason | None = None
    resumes_on: date | None = None
    silent: int = 0
    """Check-ins in a row without an answer."""
    own: dict[str, object] = field(default_factory=dict[str, object])
    """What is theirs alone and kept sealed, such as the activities that they named (PSFS)."""


PromptStatus = Literal["planned", "sent", "answered", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A check-in that was due on a day of theirs, and what became of it; `id` is 0 until it is stored."""

    user_id: str
    day: date
    kind: str
    due_at: datetime
    id: int = 0
    status: PromptStatus = "planned"
    why: str | None = None
    """Why it was skipped: `late`, `holiday`, `hold`, `closed`, `silence`, `asked`, `stopped` or `changed`."""
    late: bool = False
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    channel_id: str | None = None
    message_id: str | None = None
    draft: dict[str, object] = field(default_factory=dict[str, object])
    """The answers so far, kept sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a member reported outside of a routine, for a day of theirs; `values` are kept sealed.

    `kind`: `micro` (nrs, feel, done, anything_new), `peg` (p, e, g: each 0 to 10), `psfs` (an activity's number to 0 to
    10), `change` (-5 to 5). `key` makes it one row, however often it is sent.
    """

    user_id: str
    kind: str
    key: str
    day: date
    at: datetime
    topic: str
    pack_hash: str
    values: dict[str, object]
    id: int = 0
    purge_at: datetime | None = None
