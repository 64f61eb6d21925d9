"""A look at the timers for whoever runs the bot: what was given up and why, and what waits."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Timers:
    """Kind, reason and number of the timers that were given up, most first; and those that are due and not done."""

    dead: tuple[tuple[str, str, int], ...] = ()
    due: int = 0
    oldest: datetime | None = None


def look_at_counts(raw: sqlite3.Connection, since: date) -> dict[str, int]:
    """What was counted for the host alone since a day, by name."""
    if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'counts'").fetchone():
        return {}  # The file is older than the counters.
    rows = raw.execute(
        "SELECT name, sum(value) FROM counts WHERE guild_id = '' AND day >= ? GROUP BY name", (since.isoformat(),)
    )
    return dict(rows.fetchall())


def look_at_timers(raw: sqlite3.Connection, now: datetime) -> Timers:
    """Read them on a connection of its own, as the host's tools do."""
    dead = raw.execute(
        "SELECT kind, coalesce(error, 'no reason'), count(*) FROM jobs WHERE state = 'dead' "
        "GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    # As the column's type writes it: UTC without its zone.
    at = now.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    waiting = "state IN ('pending', 'claimed') AND due_at <= ?"
    due, oldest = raw.execute(f"SELECT count(*), min(due_at) FROM jobs WHERE {waiting}", (at,)).fetchone()
    return Timers(tuple(dead), due, datetime.fromisoformat(oldest).replace(tzinfo=UTC) if oldest else None)
