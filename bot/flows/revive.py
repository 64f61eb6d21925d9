"""Timers that were given up: kept with their reason for the host, but nobody is forgotten with them.

What comes again and again has one timer, so its last attempt would be the end of it. A day later the next one is set;
it takes the place of the row that `doctor` shows. All others are kept for a month.
"""

from datetime import datetime, timedelta

from bot.core import community
from bot.core.records import Job
from bot.flows import schedule_next, tip_rows
from bot.flows.tally import KIND as COUNTED
from bot.storage import jobs, people, schedules
from bot.storage.tx import Tx

REST = timedelta(days=1)
KEPT = timedelta(days=30)
AT_ONCE = 20


def revive(tx: Tx, now: datetime) -> None:
    """Set anew what would never come again, and drop what was shown for long enough."""
    for job in jobs.buried_before(tx, now - REST, (schedule_next.KIND, tip_rows.KIND, COUNTED), AT_ONCE):
        if not _set_anew(tx, job, now):
            jobs.cancel(tx, job.key)
    jobs.drop_buried(tx, now - KEPT)


def _set_anew(tx: Tx, job: Job, now: datetime) -> bool:
    """Whether there still is somebody for whom it is set."""
    if job.kind == COUNTED:
        jobs.put(tx, COUNTED, job.key, community.due(community.newest_over(now.date()) + 1))
        return True
    if job.kind == schedule_next.KIND:
        schedule = schedules.get(tx, job.user_id or "")
        return schedule is not None and schedule_next.plan_next(tx, schedule, now) is not None
    person = people.get(tx, job.user_id or "")
    kept = tip_rows.kept_of(person)
    if person is None or kept is None:
        return False
    tip_rows.plan(tx, person, kept, now)
    return True
