"""The one timer of a schedule: set in the same transaction as whatever changes it."""

from datetime import date, datetime

from bot.core import schedule as clock
from bot.core.records import Job, Prompt, Schedule
from bot.storage import jobs, prompts
from bot.storage.tx import Tx

KIND = "checkin"
"""The kind of the timer."""
PROMPT = "micro"
"""The kind of prompt that a scheduled day has."""
AGAIN = "checkin_again"
"""The kind of the timer that brings a check-in once more, an hour later; its payload names the `prompt`."""
_LOOK_BACK = 30


def plan_next(tx: Tx, schedule: Schedule, after: datetime) -> datetime | None:
    """Set the timer for the next check-in after this instant, in place of the one that was; when it comes.

    A change passes the clock. The work of a timer passes `planned(job)`'s instant instead, never the clock: after a
    downtime each missed day then comes up by itself, and is skipped with its reason. The timer is spread over the
    minute already; during a holiday it goes on, so that each day of it is skipped for that reason and the end of it
    needs nothing. A pause without an end, and a stop, have no timer. A day that has its prompt gets no second one.
    """
    cancel(tx, schedule.user_id)
    if not _is_planned(schedule):
        return None
    asked = {prompt.day for prompt in prompts.of_person(tx, schedule.user_id, limit=_LOOK_BACK)}
    for found in clock.occasions(schedule, after):
        if found.day in asked:
            continue
        if found.why is not None:
            skip(tx, schedule.user_id, found.day, found.at, found.why)
            continue
        due = found.at + clock.spread(schedule.user_id)
        payload: dict[str, object] = {"day": found.day.isoformat(), "at": found.at.isoformat()}
        jobs.put(tx, KIND, key(schedule.user_id), due, user_id=schedule.user_id, payload=payload)
        return found.at
    return None


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
