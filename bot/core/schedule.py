"""When a member is asked: their wall-clock time on their days, through every change of the clocks.

08:00 means 08:00 on the wall in their zone. A time that a day has not (the clocks go forward over it) becomes the
first instant after the gap; a time that it has twice, the first of both. A day that a zone leaves out altogether (Samoa
moved over the date line on 30 December 2011) has no check-in, and that is its reason.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.lateness import RULES
from bot.core.records import Schedule
from bot.core.wall_clock import clock_of

ON_TIME = RULES["checkin"].on_time
"""A check-in that comes later than this says that it is late."""
WINDOW = RULES["checkin"].marked
"""Later than this it is not sent any more."""
SNOOZE = timedelta(hours=1)
WEEKS = "weeks"
"""In a schedule's `own`: every how many weeks they are asked, where that is not every week."""
NO_SUCH_DAY = "no_such_day"
QUIET = "quiet"
_SPREAD = 56
_DAY = timedelta(days=1)

Quiet = tuple[time, time] | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A check-in of a day of theirs: at this instant, or skipped for the reason in `why`."""

    day: date
    at: datetime
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a check-in that is due: it is sent (and marked as late), or skipped for the reason in `why`."""

    late: bool = False
    why: str | None = None


def occasion(day: date, at: time, zone: str, quiet: Quiet = None) -> Occasion:
    """The check-in of this day. Skipped where the zone leaves the day out, or the gap moves it into quiet hours."""
    place = clock_of(zone)
    wall = datetime.combine(day, at)
    first = _utc(wall, place, fold=0)
    if first.astimezone(place).replace(tzinfo=None) == wall:
        return Occasion(day, first)
    end = _end_of_gap(_utc(wall, place, fold=1), first, place)
    lands = end.astimezone(place).replace(tzinfo=None)
    before = (end - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
    if before.date() < day < lands.date():
        # Before the next day begins, whose own check-in may be at midnight: one instant would lose one of the two.
        return Occasion(day, end - timedelta(microseconds=1), NO_SUCH_DAY)
    return Occasion(day, end, QUIET if is_quiet(quiet, lands.time()) else None)


def _utc(wall: datetime, place: ZoneInfo, *, fold: int) -> datetime:
    return wall.replace(tzinfo=place, fold=fold).astimezone(UTC)


def _end_of_gap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The first instant of the new offset, to the second; `before` still has the old one, `after` the new one."""
    new = after.astimezone(place).utcoffset()
    low, high = 0, round((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        moment = before + timedelta(seconds=middle)
        low, high = (low, middle) if moment.astimezone(place).utcoffset() == new else (middle, high)
    return before + timedelta(seconds=high)


def occasions(schedule: Schedule, after: datetime) -> Iterator[Occasion]:
    """All check-ins after this instant, without end, skipped ones too, earliest first. None where no day is chosen."""
    if not schedule.days:
        return
    # A zone may jump over a whole day: begin early enough, and let the instants decide.
    day = after.astimezone(clock_of(schedule.zone)).date() - 2 * _DAY
    while True:
        day += _DAY
        if day.isoweekday() in schedule.days and _in_turn(schedule, day):
            found = occasion(day, schedule.at, schedule.zone, schedule.quiet)
            if found.at > after:
                yield found


def _in_turn(schedule: Schedule, day: date) -> bool:
    """Whether the week of this day, counted from their first, is one in which they are asked."""
    every = schedule.own.get(WEEKS)
    return not isinstance(every, int) or every < 2 or (day - schedule.started_on).days // 7 % every == 0


def next_times(schedule: Schedule, after: datetime, count: int) -> tuple[tuple[date, datetime], ...]:
    """The next check-ins that come after this instant: each with the day of theirs that it is for."""
    coming = (found for found in occasions(schedule, after) if found.why is None)
    return tuple((found.day, found.at) for found in islice(coming, count))


def fate(schedule: Schedule, day: date, at: datetime, now: datetime) -> Fate:
    """What becomes now of the check-in of `day`, which was due at `at`. Being late is not held against the member."""
    if schedule.status == "stopped":
        return Fate(why="stopped")
    if schedule.status == "paused" and schedule.why is not None and not is_back(schedule, day):
        return Fate(why=schedule.why)
    wall = now.astimezone(clock_of(schedule.zone))
    due = at.astimezone(clock_of(schedule.zone))
    if now - at > WINDOW or wall.date() > max(day, due.date()):
        return Fate(why="late")
    if now - at > ON_TIME and is_quiet(schedule.quiet, wall.time()):
        return Fate(why="late")
    return Fate(late=now - at > ON_TIME)


def is_back(schedule: Schedule, day: date) -> bool:
    """Whether a pause with an end is over on this day of theirs; any other pause waits for them."""
    return schedule.why == "holiday" and schedule.resumes_on is not None and day >= schedule.resumes_on


def snoozed(schedule: Schedule, day: date, now: datetime) -> datetime | None:
    """An hour from now; None where that is another day of theirs, or quiet."""
    later = now + SNOOZE
    wall = later.astimezone(clock_of(schedule.zone))
    return None if wall.date() != day or is_quiet(schedule.quiet, wall.time()) else later


def clock_change(zone: str, start: datetime, end: datetime) -> date | None:
    """The day of theirs on which the clocks change between two instants; None where both have the same offset."""
    place = clock_of(zone)
    old, new = start.astimezone(place).utcoffset(), end.astimezone(place).utcoffset()
    if old == new:
        return None
    while end - start > timedelta(seconds=1):
        middle = start + (end - start) / 2
        start, end = (start, middle) if middle.astimezone(place).utcoffset() != old else (middle, end)
    return end.astimezone(place).date()


def is_quiet(quiet: Quiet, wall: time) -> bool:
    """Whether nothing may be sent at this time on the wall. The end itself is not quiet any more."""
    if quiet is None or quiet[0] == quiet[1]:
        return False
    start, end = quiet
    return start <= wall < end if start < end else wall >= start or wall < end


def spread(user_id: str) -> timedelta:
    """How far into the minute this person's check-ins go out, so that a thousand at 08:00 are not one burst."""
    return timedelta(seconds=zlib.crc32(user_id.encode()) % _SPREAD)
