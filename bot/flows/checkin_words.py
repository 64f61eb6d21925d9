"""Days, times and schedules in the words of the pack, always as they stand on the member's own wall."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core import schedule as clock
from bot.core.places import largest
from bot.core.records import Schedule
from bot.flows import schedule_next
from bot.flows.visit import Visit

COMING = 3
"""How many of the next check-ins are shown."""


def date_words(visit: Visit, day: date) -> str:
    """Such as "Monday 2 March"."""
    weekday, month = visit.text(f"day.{day.isoweekday()}"), visit.text(f"month.{day.month}")
    return visit.text("date.day", weekday=weekday, day=day.day, month=month)


def days_words(visit: Visit, days: tuple[int, ...]) -> str:
    """Such as "Mon, Wed, Fri, Sun"; all seven have a name of their own."""
    return visit.text("day.every") if len(days) == 7 else ", ".join(visit.text(f"day.short_{day}") for day in days)


def time_words(at: time | datetime) -> str:
    """Such as "08:00"."""
    return at.strftime("%H:%M")


def place_words(zone: str) -> str:
    """A zone by its largest place."""
    found = largest(zone)
    return found.label if found else zone.rpartition("/")[2].replace("_", " ")


def quiet_words(visit: Visit, quiet: clock.Quiet) -> str:
    """The quiet hours, or that there are none."""
    if quiet is None:
        return visit.text("checkins.quiet_none")
    return visit.text("checkins.quiet_span", start=time_words(quiet[0]), end=time_words(quiet[1]))


def quiet_line(visit: Visit, quiet: clock.Quiet) -> str:
    """A line of its own about the quiet hours."""
    if quiet is None:
        return visit.text("checkins.no_quiet")
    return visit.text("checkins.quiet", start=time_words(quiet[0]), end=time_words(quiet[1]))


def coming(visit: Visit, schedule: Schedule, after: datetime) -> str:
    """The next times, one a line, and what a change of the clocks between them means."""
    return "\n".join((visit.text("checkins.next"), *_lines(visit, schedule, after)))


def _lines(visit: Visit, schedule: Schedule, after: datetime) -> Iterator[str]:
    place, before = ZoneInfo(schedule.zone), after
    if schedule.why == "holiday" and schedule.resumes_on is not None:
        after = max(after, datetime.combine(schedule.resumes_on, time(), place) - timedelta(seconds=1))
    for found in schedule_next.coming(visit.tx, schedule, after, COMING):
        day, at = found.day, found.at
        wall = at.astimezone(place)
        changed = clock.clock_change(schedule.zone, before, at)
        yield "- " + visit.text("checkins.one", date=date_words(visit, wall.date()), time=time_words(wall))
        if changed is not None:
            moved = wall.time() != schedule.at
            key = "checkins.change_gap" if moved and changed == day else "checkins.change_kept"
            fill = {"date": date_words(visit, changed), "time": time_words(schedule.at), "instead": time_words(wall)}
            yield "-# " + visit.text(key, **fill)
        before = at


def when(visit: Visit, schedule: Schedule, key: str) -> str:
    """The days, the time and the place in a line."""
    fill = {
        "days": days_words(visit, schedule.days),
        "time": time_words(schedule.at),
        "place": place_words(schedule.zone),
        "now": time_words(visit.now.astimezone(ZoneInfo(schedule.zone))),
    }
    return visit.text(f"checkins.{key}", **fill)


def why_paused(visit: Visit, schedule: Schedule) -> str:
    """Why nothing comes now, and what to do or until when."""
    back = date_words(visit, schedule.resumes_on) if schedule.resumes_on else ""
    return visit.text(f"checkins.paused_{schedule.why or 'silence'}", date=back)
