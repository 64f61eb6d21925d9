"""The state of a running routine, moved by presses and by the clock; nothing here waits or tells the time."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.core.lateness import RULES
from bot.core.player.timeline import PlayedStep

Phase = Literal["ready", "running", "paused", "away", "wrong", "finished"]

UNSEEN = RULES["cue"].on_time
"""A step that ended longer ago than this while nobody could be told is asked about, not counted."""

ASK_READY = timedelta(minutes=2)
GIVE_UP_READY = timedelta(minutes=5)

Steps = tuple[PlayedStep, ...]


class Playing(BaseModel):
    """Where a member is in a routine. Times are UTC; `left` is what a paused step still has, in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    routine: str
    parts: tuple[str, ...] = ()
    level: int | None = None
    limits: frozenset[str] = frozenset()
    index: int = 0
    phase: Phase = "ready"
    since: datetime
    """When this phase began."""
    ends_at: datetime | None = None
    left: int | None = None
    asked: bool = False
    """Whether we asked if they are ready yet."""
    seen: frozenset[int] = frozenset()
    """The holds and moves, by position, that were seen to their end; one done twice stands here once."""
    skipped: int = 0
    direct: bool = False
    buzz: bool = False
    clock_times: bool = False
    """DMs are closed: every step's clock time is written out, and Next moves on."""
    needs_tap: bool = False
    seq: int = 0
    """Grows with every change; a timer for an older one is void."""

    @property
    def held(self) -> int:
        """How many holds and moves were seen to their end."""
        return len(self.seen)

    def changed(self, **update: object) -> "Playing":
        """With these changes, as a new step in the sequence."""
        return self.model_copy(update={**update, "seq": self.seq + 1})


def begin(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """Enter the first step."""
    return enter(playing, steps, 0, now)


def enter(playing: Playing, steps: Steps, index: int, at: datetime) -> Playing:
    """Enter a step at this instant; past the last one the routine is finished."""
    if index >= len(steps):
        return playing.changed(index=len(steps), phase="finished", since=at, ends_at=None, left=None, asked=False)
    step = steps[index]
    ends = at + timedelta(seconds=step.seconds) if step.timed else None
    phase: Phase = "running" if step.timed else "ready"
    return playing.changed(index=index, phase=phase, since=at, ends_at=ends, left=None, asked=False)


def ready(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """The member is in position: on to the next step."""
    return enter(playing, steps, playing.index + 1, now) if playing.phase == "ready" else playing


def tick(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """What the clock has brought by now. A step that ended unseen, or began and ended unseen, is asked about."""
    if playing.phase == "ready":
        return _waited(playing, now)
    while playing.phase == "running" and playing.ends_at is not None and playing.ends_at <= now:
        ended = playing.ends_at
        if now - ended > UNSEEN:
            return playing.changed(phase="away", since=ended)
        following = enter(_counted(playing, steps), steps, playing.index + 1, ended)
        if following.ends_at is not None and following.ends_at <= now:
            return following.changed(phase="away", since=ended)
        playing = following
    return playing


def _counted(playing: Playing, steps: Steps) -> Playing:
    worked = steps[playing.index].kind in ("hold", "move")
    return playing.model_copy(update={"seen": playing.seen | {playing.index}}) if worked else playing


def _waited(playing: Playing, now: datetime) -> Playing:
    if now - playing.since >= GIVE_UP_READY:
        return playing.changed(phase="paused", since=now, left=None)
    if now - playing.since >= ASK_READY and not playing.asked:
        return playing.changed(asked=True)
    return playing


def due(playing: Playing) -> datetime | None:
    """When the clock must look again, or None when only the member can move it on."""
    if playing.phase == "running":
        return playing.ends_at
    if playing.phase == "ready":
        return playing.since + (GIVE_UP_READY if playing.asked else ASK_READY)
    return None


def pause(playing: Playing, now: datetime, phase: Phase = "paused") -> Playing:
    """Stop the clock; what the step still has is kept. A step that had ended already, untold, begins anew."""
    if playing.phase not in ("running", "ready"):
        return playing.changed(phase=phase) if playing.phase in ("paused", "away") and phase == "wrong" else playing
    left = max(1, round((playing.ends_at - now).total_seconds())) if playing.ends_at and playing.ends_at > now else None
    return playing.changed(phase=phase, since=now, ends_at=None, left=left)


def resume(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """Go on where it was paused; a step without time left begins anew."""
    if playing.phase not in ("paused", "wrong", "away"):
        return playing
    if playing.left is None or not steps[playing.index].timed:
        return enter(playing, steps, playing.index, now)
    ends = now + timedelta(seconds=playing.left)
    return playing.changed(phase="running", since=now, ends_at=ends, left=None)


def back(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """One step back; from the first it begins anew."""
    return enter(playing, steps, max(0, min(playing.index, len(steps)) - 1), now)


def skip(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """On to the next step; this one does not count as done."""
    return enter(playing, steps, playing.index + 1, now).model_copy(update={"skipped": playing.skipped + 1})


def go_on(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """After being away: the step that ended unseen is passed over, not counted."""
    return enter(playing, steps, playing.index + 1, now) if playing.phase == "away" else playing


def again(playing: Playing, steps: Steps, now: datetime) -> Playing:
    """After being away: the same step from its start."""
    return enter(playing, steps, playing.index, now) if playing.phase == "away" else playing


def how_much(playing: Playing, steps: Steps) -> Literal["all", "part", "none"]:
    """How much of the routine was done, judged by holds and moves that were seen to end."""
    wanted = sum(1 for step in steps if step.kind in ("hold", "move"))
    if playing.held >= wanted:
        return "all"
    return "part" if playing.held else "none"
