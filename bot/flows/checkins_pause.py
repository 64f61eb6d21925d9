"""Skip a day, pause with an end, go on, and stop."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.core.cards import Button, Card, Field, Form
from bot.core.checkin_choice import of_schedule
from bot.core.effects import AskPage, Show, Spoken
from bot.core.records import Schedule
from bot.core.wall_clock import read_date
from bot.flows import checkins_optin, schedule_next
from bot.flows.checkin_words import date_words
from bot.flows.checkins_card import next_one, overview
from bot.flows.prompt_weigh import settle_unfinished
from bot.flows.visit import Visit
from bot.flows.where import plain_words
from bot.storage import prompts, schedules

Said = tuple[Spoken, ...]
LONGEST_PAUSE = timedelta(days=183)
WEEKS = {"week": 7, "weeks": 14}


def skip(visit: Visit) -> Said | None:
    """The day stands in the button, so that a second press skips no second day."""
    schedule, day = _running(visit), read_date(visit.path[2]) if len(visit.path) > 2 else None
    found = next_one(visit, schedule) if schedule else None
    if schedule is None or day is None or found is None:
        return None
    if found[0] == day:
        schedule_next.skip(visit.tx, schedule.user_id, day, found[1], "asked")
        schedule_next.plan_next(visit.tx, schedule, found[1])
    elif prompts.for_day(visit.tx, schedule.user_id, day, schedule_next.PROMPT) is None:
        return None
    return (Show(overview(visit, visit.text("checkins.skipped", date=date_words(visit, day)))),)


def _running(visit: Visit) -> Schedule | None:
    schedule = schedules.get(visit.tx, visit.who.user_id)
    return schedule if schedule is not None and schedule.status == "active" else None


def pause(visit: Visit) -> Said | None:
    """For how long, or until when; None where there is nothing to pause."""
    schedule = schedules.get(visit.tx, visit.who.user_id)
    if schedule is None or schedule.status == "stopped":
        return None
    how = visit.path[2] if len(visit.path) > 2 else ""
    today = visit.now.astimezone(ZoneInfo(schedule.zone)).date()
    if how in WEEKS:
        return (Show(_pause_until(visit, schedule, today + timedelta(days=WEEKS[how]))),)
    if how == "date":
        return _pause_date(visit, schedule, today)
    row = (
        Button(visit.text("checkins.pause_week"), "/checkins/pause/week"),
        Button(visit.text("checkins.pause_weeks"), "/checkins/pause/weeks"),
        Button(visit.text("checkins.pause_date"), "/checkins/pause/date"),
        Button(visit.text("button.back"), "/checkins"),
    )
    return (Show(Card(visit.text("checkins.pause_title"), (visit.text("checkins.pause_body"),), (row,))),)


def _pause_date(visit: Visit, schedule: Schedule, today: date) -> Said:
    example = (today + timedelta(days=10)).isoformat()
    if visit.values is None:
        hint = visit.text("checkins.pause_hint", example=example)
        field = Field("date", visit.text("checkins.pause_label"), "text", (), hint, True, 10)
        return (AskPage(Form(visit.text("checkins.pause_title"), (field,)), "/checkins/pause/date"),)
    typed = "".join(visit.values.get("date", ()))
    back = read_date(typed)
    if back is None or not today < back <= today + LONGEST_PAUSE:
        return (Show(overview(visit, visit.text("checkins.not_a_date", typed=plain_words(typed), example=example))),)
    return (Show(_pause_until(visit, schedule, back)),)


def _pause_until(visit: Visit, schedule: Schedule, back: date) -> Card:
    paused = replace(schedule, status="paused", why="holiday", resumes_on=back)
    schedules.save(visit.tx, paused)
    schedule_next.cancel_again(visit.tx, schedule.user_id)
    schedule_next.plan_next(visit.tx, paused, visit.now)
    return overview(visit)


def resume(visit: Visit) -> Said | None:
    """Go on after any pause. Where messages did not arrive, a test message goes first."""
    schedule = schedules.get(visit.tx, visit.who.user_id)
    if schedule is None or schedule.status != "paused":
        return None
    if schedule.why == "closed":
        return checkins_optin.confirm(visit, of_schedule(schedule))
    active = replace(schedule, status="active", why=None, resumes_on=None, silent=0)
    schedules.save(visit.tx, active)
    schedule_next.plan_next(visit.tx, active, visit.now)
    return (Show(overview(visit)),)


def stop(visit: Visit) -> Said:
    """Nothing comes any more. Works from the oldest button, and for whoever never began. What was begun is weighed now,
    since no later check-in will do it.
    """
    schedule = schedules.get(visit.tx, visit.who.user_id)
    if schedule is not None:
        settle_unfinished(visit.tx, visit.env, visit.now, schedule)
    if schedule is not None and schedule.status != "stopped":
        schedules.save(visit.tx, replace(schedule, status="stopped", why=None, resumes_on=None))
    schedule_next.cancel(visit.tx, visit.who.user_id)
    schedule_next.cancel_again(visit.tx, visit.who.user_id)
    row = (Button(visit.text("checkins.start"), "/checkins/change"),) if schedule is not None else ()
    card = Card(visit.text("checkins.stopped_title"), (visit.text("checkins.stopped"),), (row,) if row else ())
    return (Show(card),)
