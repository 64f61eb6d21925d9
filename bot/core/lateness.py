"""How late a timer may be: the one table of what is then still sent, how it is marked, and when it is dropped.

What is dropped loses nothing but its message: a routine goes on from its row as soon as the member presses or comes
back, and asks about the step that ended unseen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.core.records import Job

Manner = Literal["on_time", "marked", "quiet", "dropped"]
"""`marked`: the card says since when nobody was told; `quiet`: the same without ringing; `dropped`: nothing is sent."""


@dataclass(frozen=True, slots=True)
class Rule:
    """For how long after its due time a timer's message is sent in which manner; each includes its end."""

    on_time: timedelta
    marked: timedelta
    quiet: timedelta


ASK_FOR_TAP = timedelta(seconds=90)
"""How long before a private answer can no longer be edited its card asks for a tap."""

_FOUR_HOURS = timedelta(hours=4)
"""Later than this a message would ask about, or come at, another time of the day."""
# Never dropped by the sleeper: `bot.core.schedule.fate` decides by these times, by quiet hours and by the member's day,
# and keeps why a check-in was not sent. Nobody is told of it then, and nothing is held against anybody.
_CHECK_IN = Rule(on_time=timedelta(minutes=5), marked=_FOUR_HOURS, quiet=timedelta.max)

RULES: Mapping[str, Rule] = {
    # A hold that is 15 s too long harms nobody; later than that nobody knows if it was held. After ten minutes who
    # waited has gone, and a phone that rings would only puzzle; after a day the session is over for most.
    "cue": Rule(on_time=timedelta(seconds=15), marked=timedelta(minutes=10), quiet=timedelta(hours=24)),
    # Asking for the tap is of use for as long as the private answer lives.
    "token": Rule(on_time=ASK_FOR_TAP, marked=ASK_FOR_TAP, quiet=ASK_FOR_TAP),
    "checkin": _CHECK_IN,
    "prompt": _CHECK_IN,
    "checkin_again": _CHECK_IN,
    # As true at nine as at five, so it makes no excuse; later, the next one comes on its day, and nobody is told.
    "tip": Rule(on_time=_FOUR_HOURS, marked=_FOUR_HOURS, quiet=timedelta.max),
    # A moderator who is told an hour later that someone may need a person would look for them in vain.
    "alert": Rule(on_time=timedelta(hours=1), marked=timedelta(hours=1), quiet=timedelta(hours=1)),
    # Counts what was logged by days, whenever that is.
    "community": Rule(on_time=timedelta(hours=1), marked=timedelta.max, quiet=timedelta.max),
    # Its words say up to which day it counts; after two days it is left out, and the next one comes in its week.
    "community_post": Rule(on_time=timedelta(hours=1), marked=timedelta(days=2), quiet=timedelta(days=2)),
    # Whether a server's people to talk to were checked is no less worth asking after a long downtime.
    "lines": Rule(on_time=timedelta(days=365), marked=timedelta(days=365), quiet=timedelta(days=365)),
    # Sends nothing: that it is over is all.
    "cooldown": Rule(on_time=timedelta(0), marked=timedelta(0), quiet=timedelta(0)),
}
"""By kind of job: the cue of a routine, and the tap that renews a private answer. Each kind needs a rule."""

_FIRST_DUE = "first_due"


def first_due(job: Job) -> datetime:
    """When the timer was due at first; each further attempt moves `due_at`."""
    kept = job.payload.get(_FIRST_DUE)
    return datetime.fromisoformat(kept) if isinstance(kept, str) else job.due_at


NONCE_LIVES = timedelta(minutes=3)
"""For how long Discord surely knows a nonce again: "a few minutes", it says."""


def unsure_since(job: Job) -> datetime | None:
    """When the timer was due at first, where an earlier attempt may have sent its message: then it is looked for.

    Also where that seems to be less long ago than a nonce lives: this computer's clock may have been put back since.
    """
    return first_due(job) if job.attempts > 1 else None


def remembering(job: Job) -> dict[str, object]:
    """The timer's payload for another attempt, with when it was due at first."""
    return {**job.payload, _FIRST_DUE: first_due(job).isoformat()}


def manner(job: Job, now: datetime) -> Manner:
    """How this timer's message is sent now. KeyError where its kind has no rule."""
    rule, late = RULES[job.kind], now - first_due(job)
    if late <= rule.on_time:
        return "on_time"
    if late <= rule.marked:
        return "marked"
    return "quiet" if late <= rule.quiet else "dropped"
