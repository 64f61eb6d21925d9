"""The one timer of a schedule: set in the same transaction as whatever changes it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from bot.core import schedule as clock
from bot.core.records import Job, Prompt, Schedule
from bot.storage import jobs, prompts, schedules
from bot.storage.tx import Tx

KIND = "checkin"
"""The kind of the timer."""
PROMPT = "micro"
"""The kind of prompt that a scheduled day has."""
AGAIN = "checkin_again"
"""The kind of the timer that brings a check-in once more, an hour later; its payload names the `prompt`."""
_FAR_SIDE = timedelta(days=2)
"""A day of theirs may have begun a day before, and a zone may jump over one more."""


def plan_next(tx: Tx, schedule: Schedule, after: datetime) -> datetime | None:
    """Set the timer for the next check-in after this instant, in place of the one that was; when it comes.

    A change passes the clock. The work of a timer passes `planned(job)`'s instant instead, never the clock: after a
    downtime each missed day then comes up by itself, and is skipped with its reason. The timer is spread over the
    minute already; during a holiday it goes on, so that each day of it is skipped for that reason and the end of it
    needs nothing. A pause without an end, and a stop, have no timer. A day that has its prompt gets no second one.

    What was due and was not carried out yet (within the minute over which they are spread, say, or given up) is not
    passed over by a change: it still comes, or is skipped with its reason.
    """
    waiting = jobs.get(tx, key(schedule.user_id))
    cancel(tx, schedule.user_id)
    if not _is_planned(schedule):
        return None
    if waiting is not None:
        after = min(after, planned(waiting)[1] - timedelta(seconds=1))
    for found in _unasked(tx, schedule, after):
        if found.why is not None:
            skip(tx, schedule.user_id, found.day, found.at, found.why)
            continue
        due = found.at + clock.spread(schedule.user_id)
        payload: dict[str, object] = {"day": found.day.isoformat(), "at": found.at.isoformat()}
        jobs.put(tx, KIND, key(schedule.user_id), due, user_id=schedule.user_id, payload=payload)
        return found.at
    return None


def coming(tx: Tx, schedule: Schedule, after: datetime, count: int) -> tuple[clock.Occasion, ...]:
    """The next check-ins that this schedule brings, without the days that have their prompt already."""
    return tuple(islice((found for found in _unasked(tx, schedule, after) if found.why is None), count))


def _unasked(tx: Tx, schedule: Schedule, after: datetime) -> Iterator[clock.Occasion]:
    asked = prompts.days_since(tx, schedule.user_id, after.date() - _FAR_SIDE)
    return (found for found in clock.occasions(schedule, after) if found.day not in asked)


def mend(tx: Tx, now: datetime, after_user: str = "", most: int = 20) -> str:
    """Look after the timers of the next people's schedules; the last one's id, empty at the end of the list.

    A new version of the time zones may know another instant for a wall time than the one that was planned, and a timer
    that was given up after many failures would have been the last one.
    """
    found = schedules.following(tx, after_user, most)
    for schedule in found:
        if _is_planned(schedule):
            _mend_one(tx, schedule, now)
    return found[-1].user_id if len(found) == most else ""


def _mend_one(tx: Tx, schedule: Schedule, now: datetime) -> None:
    timer = jobs.get(tx, key(schedule.user_id))
    if timer is None or timer.state == "dead":
        plan_next(tx, schedule, now)
        return
    day, at = planned(timer)
    meant = clock.occasion(day, schedule.at, schedule.zone, schedule.quiet)
    if (meant.at, meant.why) != (at, None):
        plan_next(tx, schedule, min(at, meant.at) - timedelta(seconds=1))


def snooze(tx: Tx, schedule: Schedule, prompt: Prompt, now: datetime) -> datetime | None:
    """Bring a check-in once more in an hour; None where that would be another day of theirs, or quiet. Pressed again it
    is an hour from then.
    """
    later = clock.snoozed(schedule, prompt.day, now)
    if later is not None:
        payload: dict[str, object] = {"prompt": prompt.id}
        jobs.put(tx, AGAIN, f"again:{prompt.id}", later, user_id=schedule.user_id, payload=payload)
    return later


def cancel_again(tx: Tx, user_id: str) -> None:
    """Take away the timers of whatever was put off for an hour."""
    for job in jobs.of_person(tx, user_id):
        if job.kind == AGAIN:
            jobs.cancel(tx, job.key)


def key(user_id: str) -> str:
    """The name of a person's timer."""
    return f"{KIND}:{user_id}"


def cancel(tx: Tx, user_id: str) -> bool:
    """Take the timer away; whether there was one."""
    return jobs.cancel(tx, key(user_id))


def planned(job: Job) -> tuple[date, datetime]:
    """The day of theirs that a timer is for, and the instant of the wall time: before the spread and any retry."""
    return date.fromisoformat(str(job.payload["day"])), datetime.fromisoformat(str(job.payload["at"]))


def skip(tx: Tx, user_id: str, day: date, at: datetime, why: str) -> Prompt:
    """Remember that this day's check-in is not sent, and why; one that has its prompt already stays as it is."""
    return prompts.plan(tx, Prompt(user_id=user_id, day=day, kind=PROMPT, due_at=at, status="skipped", why=why))


def _is_planned(schedule: Schedule) -> bool:
    return schedule.status == "active" or (schedule.status == "paused" and schedule.why == "holiday")
