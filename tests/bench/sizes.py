"""How much is measured: what the table needs, and the least with which all of it runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """All sizes of the figures."""

    rounds: int = 5
    seconds: float = 4.0
    """Of each load in each round."""
    members: int = 400
    """Who take turns; 50 of them have something under way at once, each within the pace of one person."""
    checkins: int = 300
    """Check-ins of three taps in each round."""
    callers: int = 500
    rows: int = 5_000
    """Check-ins stored in each round."""
    timers: int = 1_000_000
    lateness: int = 1_000
    guilds: int = 1_000
    idle: float = 60.0
    rest: float = 60.0
    """Seconds to wait, at most, until a bot has done what it does once at the start."""


TINY = Sizes(
    rounds=1,
    seconds=0.2,
    members=60,
    checkins=4,
    callers=20,
    rows=40,
    timers=300,
    lateness=30,
    guilds=5,
    idle=0.2,
    rest=0,
)
