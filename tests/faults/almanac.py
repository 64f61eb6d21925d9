"""Wall clocks reckoned in another way than the bot's, and whether each check-in was for its day and at its time."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def instant(day: date, at: time, zone: str) -> datetime:
    """When a wall in this zone shows this for the first time that day; where it never does, the end of the gap."""
    wall, place = datetime.combine(day, at), ZoneInfo(zone)
    moment = wall.replace(tzinfo=UTC) - DAY
    while (shown := moment.astimezone(place).replace(tzinfo=None)) < wall:
        # By hours while it is far, so that nothing is jumped over.
        moment += timedelta(hours=1) if wall - shown > timedelta(hours=4) else MINUTE
    return moment


def changes(day: date, zone: str) -> bool:
    """Whether the clocks change on this day."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    place = ZoneInfo(zone)
    return (noon - DAY).astimezone(place).utcoffset() != (noon + DAY).astimezone(place).utcoffset()


class Almanac:
    """Everybody's days; `resumed` holds when a member's check-ins were switched on again."""

    def __init__(self) -> None:
        self.resumed: defaultdict[str, list[datetime]] = defaultdict(list)

    def wrong(self, base: Connection) -> Iterable[str]:
        """Check-ins at another time than the wall's, and days without one and without a reason."""
        days: defaultdict[str, list[date]] = defaultdict(list)
        chosen: dict[str, str] = {}
        for user, day, due, at, zone, weekdays, why in base.execute(_PROMPTS):
            when, meant = datetime.fromisoformat(due), instant(date.fromisoformat(day), time.fromisoformat(at), zone)
            if when.replace(tzinfo=UTC) != meant and why != "no_such_day":
                yield f"at the wrong time: {day} {at} in {zone} is {meant:%d %H:%M} UTC, not {when:%d %H:%M}"
            days[user].append(date.fromisoformat(day))
            chosen[user] = weekdays
        for user, all_days in days.items():
            yield from self._left_out(user, sorted(all_days), chosen[user])

    def _left_out(self, user: str, days: list[date], chosen: str) -> Iterable[str]:
        for before, after in pairwise(days):
            if any(before - DAY <= when.date() <= after + DAY for when in self.resumed[user]):
                continue
            between = [before + DAY * number for number in range(1, (after - before).days)]
            for day in between:
                if str(day.isoweekday()) in chosen:
                    yield f"left out without a word: the check-in of {day} of {user}"

    def counts(self, base: Connection) -> Counter[str]:
        """What fell on nights on which the clocks change."""
        found: Counter[str] = Counter()
        rows: list[tuple[Any, ...]] = base.execute(_PROMPTS).fetchall()
        for _, day, _, _, zone, _, _ in rows:
            found["check-ins of a day on which the clocks change"] += changes(date.fromisoformat(day), zone)
        return found


_PROMPTS = """select user_id, prompts.day, due_at, at, zone, days, prompts.why
    from prompts join schedules using (user_id)"""
