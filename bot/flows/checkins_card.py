"""The card of `/checkins`: how it stands."""

from datetime import date, datetime

from bot.core.cards import Button, Card
from bot.core.records import Schedule
from bot.flows import checkins_setup, schedule_next
from bot.flows.checkin_words import coming, date_words, quiet_line, when, why_paused
from bot.flows.visit import Visit
from bot.storage import jobs, schedules


def overview(visit: Visit, note: str | None = None) -> Card:
    """How it stands: not begun, on, paused and why, or stopped."""
    schedule = schedules.get(visit.tx, visit.who.user_id)
    if schedule is None:
        return checkins_setup.first(visit)
    notes = (note,) if note else ()
    if schedule.status == "stopped":
        start = Button(visit.text("checkins.start"), "/checkins/change", "primary")
        row = (start, Button(visit.text("checkins.tips"), "/tips"))
        return Card(visit.text("checkins.stopped_title"), (*notes, visit.text("checkins.stopped")), (row,))
    about = (when(visit, schedule, "active"), quiet_line(visit, schedule.quiet))
    if schedule.status == "paused":
        return Card(
            visit.text("checkins.title"), (*notes, why_paused(visit, schedule), *about), (_row(visit, "resume"),)
        )
    following = coming(visit, schedule, visit.now)
    return Card(
        visit.text("checkins.title"), (*notes, *about, following), (_skip_row(visit, schedule), _row(visit, "pause"))
    )


def _row(visit: Visit, first: str) -> tuple[Button, ...]:
    return (
        Button(visit.text(f"checkins.{first}"), f"/checkins/{first}", "primary" if first == "resume" else "secondary"),
        Button(visit.text("checkins.change"), "/checkins/change"),
        Button(visit.text("checkins.stop_button"), "/checkins/stop"),
        Button(visit.text("checkins.tips"), "/tips"),
    )


def _skip_row(visit: Visit, schedule: Schedule) -> tuple[Button, ...]:
    found = next_one(visit, schedule)
    if found is None:
        return ()
    label = visit.text("checkins.none_today", date=date_words(visit, found[0]))
    own = Button(visit.text("prompt.own_button"), "/checkin/own")
    return (Button(label, f"/checkins/skip/{found[0].isoformat()}"), own)


def next_one(visit: Visit, schedule: Schedule) -> tuple[date, datetime] | None:
    """The check-in that comes next: the timer knows it, for a day that was asked already gets no second one."""
    timer = jobs.get(visit.tx, schedule_next.key(schedule.user_id))
    return schedule_next.planned(timer) if timer else None
