"""`/checkins`: how it stands, and skip, pause, go on, change and stop. Choosing the times is `checkins_setup`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import schedule as clock
from bot.core.cards import Button, Card, Field, Form
from bot.core.checkin_choice import of_schedule
from bot.core.effects import AskPage, Show, Spoken
from bot.core.records import Prompt, Schedule
from bot.core.wall_clock import read_date
from bot.flows import checkins_setup, schedule_next
from bot.flows.checkin_words import coming, date_words, quiet_line
from bot.flows.checkins_setup import when
from bot.flows.visit import Visit
from bot.flows.where import plain_words
from bot.storage import checkins, jobs, people, prompts, schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
LONGEST_PAUSE = timedelta(days=183)
WEEKS = {"week": 7, "weeks": 14}


def page(visit: Visit) -> Said:
    """`/checkins` and everything under it. Stopping always works, whatever else is wrong."""
    what = visit.path[1] if len(visit.path) > 1 else ""
    if what == "stop":
        return (Show(stop(visit)),)
    instead = barred(visit)
    if instead is not None:
        return (Show(instead),)
    if what == "keep":
        keep_diary(visit)
        return (Show(checkins_setup.chosen(visit) or overview(visit)),)
    if what == "no":
        return (Show(_plain(visit, "not_now_title", "not_now_body")),)
    person = people.get(visit.tx, visit.who.user_id)
    if person is None or person.diary != "keep":
        return (Show(_diary_card(visit)),)
    answer = _ACTIONS[what](visit) if what in _ACTIONS else checkins_setup.page(visit) if what else None
    return answer or (Show(overview(visit, visit.text("checkins.old") if what else None)),)


def barred(visit: Visit) -> Card | None:
    """Why this person can't have check-ins now, if they can't."""
    person = people.get(visit.tx, visit.who.user_id)
    if not visit.env.host.keeps:
        return _plain(visit, "cannot_title", "cannot")
    if person is None or person.age is None or not person.told_intro:
        return _plain(visit, "begin_title", "begin")
    if person.age == visit.env.pack.safety.ages[0].id:
        return _plain(visit, "begin_title", "young")
    return _plain(visit, "title", "hold") if person.hold else None


def _plain(visit: Visit, title: str, body: str) -> Card:
    return Card(visit.text(f"checkins.{title}"), (visit.text(f"checkins.{body}"),))


def _diary_card(visit: Visit) -> Card:
    """The question that comes first; a place that came with the command is not asked for again."""
    place = checkins_setup.place_path(visit)
    row = (
        Button(visit.text("checkins.keep"), f"/checkins/keep{place}", "primary"),
        Button(visit.text("checkins.not_now"), "/checkins/no"),
    )
    return Card(visit.text("checkins.diary_title"), (visit.text("checkins.diary"),), (row,))


def keep_diary(visit: Visit) -> None:
    """They keep a diary from now on; what they logged today stays."""
    person = people.get(visit.tx, visit.who.user_id)
    if person is not None and person.diary != "keep":
        people.save(visit.tx, replace(person, diary="keep", purge_at=None))
        checkins.set_keep(visit.tx, person.user_id)


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
            visit.text("checkins.title"), (*notes, _why_paused(visit, schedule), *about), (_row(visit, "resume"),)
        )
    following = coming(visit, schedule, _after(visit, schedule))
    return Card(
        visit.text("checkins.title"), (*notes, *about, following), (_skip_row(visit, schedule), _row(visit, "pause"))
    )


def _why_paused(visit: Visit, schedule: Schedule) -> str:
    back = date_words(visit, schedule.resumes_on) if schedule.resumes_on else ""
    return visit.text(f"checkins.paused_{schedule.why or 'silence'}", date=back)


def _row(visit: Visit, first: str) -> tuple[Button, ...]:
    return (
        Button(visit.text(f"checkins.{first}"), f"/checkins/{first}", "primary" if first == "resume" else "secondary"),
        Button(visit.text("checkins.change"), "/checkins/change"),
        Button(visit.text("checkins.stop_button"), "/checkins/stop"),
        Button(visit.text("checkins.tips"), "/tips"),
    )


def _skip_row(visit: Visit, schedule: Schedule) -> tuple[Button, ...]:
    found = _next(visit, schedule)
    if found is None:
        return ()
    label = visit.text("checkins.none_today", date=date_words(visit, found[0]))
    own = Button(visit.text("prompt.own_button"), "/checkin/own")
    return (Button(label, f"/checkins/skip/{found[0].isoformat()}"), own)


def _next(visit: Visit, schedule: Schedule) -> tuple[date, datetime] | None:
    """The check-in that comes next: the timer knows it, for a day that was asked already gets no second one."""
    timer = jobs.get(visit.tx, schedule_next.key(schedule.user_id))
    return schedule_next.planned(timer) if timer else None


def _after(visit: Visit, schedule: Schedule) -> datetime:
    """The instant from which the coming ones are counted, so that the timer's is the first of them."""
    found = _next(visit, schedule)
    return found[1] - timedelta(seconds=1) if found and found[1] > visit.now else visit.now


def _skip(visit: Visit) -> Said | None:
    """The day stands in the button, so that a second press skips no second day."""
    schedule, day = _running(visit), read_date(visit.path[2]) if len(visit.path) > 2 else None
    found = _next(visit, schedule) if schedule else None
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


def _pause(visit: Visit) -> Said | None:
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
    cancel_again(visit.tx, schedule.user_id)
    schedule_next.plan_next(visit.tx, paused, visit.now)
    return overview(visit)


def _resume(visit: Visit) -> Said | None:
    """Go on after any pause. Where messages did not arrive, a test message goes first."""
    schedule = schedules.get(visit.tx, visit.who.user_id)
    if schedule is None or schedule.status != "paused":
        return None
    if schedule.why == "closed":
        return checkins_setup.confirm(visit, of_schedule(schedule))
    resume(visit.tx, schedule, visit.now)
    return (Show(overview(visit)),)


def resume(tx: Tx, schedule: Schedule, now: datetime) -> Schedule:
    """Ask again from now on; those without an answer count from nothing."""
    active = replace(schedule, status="active", why=None, resumes_on=None, silent=0)
    schedules.save(tx, active)
    schedule_next.plan_next(tx, active, now)
    return active


def _change(visit: Visit) -> Said:
    return (Show(checkins_setup.first(visit)),)


def stop(visit: Visit) -> Card:
    """Nothing comes any more. Works from the oldest button, and for whoever never began."""
    schedule = schedules.get(visit.tx, visit.who.user_id)
    if schedule is not None and schedule.status != "stopped":
        schedules.save(visit.tx, replace(schedule, status="stopped", why=None, resumes_on=None))
    schedule_next.cancel(visit.tx, visit.who.user_id)
    cancel_again(visit.tx, visit.who.user_id)
    row = (Button(visit.text("checkins.start"), "/checkins/change"),) if schedule is not None else ()
    return Card(visit.text("checkins.stopped_title"), (visit.text("checkins.stopped"),), (row,) if row else ())


def snooze(tx: Tx, schedule: Schedule, prompt: Prompt, now: datetime) -> datetime | None:
    """Bring a check-in once more in an hour; None where that would be another day of theirs, or quiet. Pressed again it
    is an hour from then.
    """
    later = clock.snoozed(schedule, prompt.day, now)
    if later is not None:
        payload: dict[str, object] = {"prompt": prompt.id}
        jobs.put(tx, schedule_next.AGAIN, f"again:{prompt.id}", later, user_id=schedule.user_id, payload=payload)
    return later


def cancel_again(tx: Tx, user_id: str) -> None:
    """Take away the timers of whatever was put off for an hour."""
    for job in jobs.of_person(tx, user_id):
        if job.kind == schedule_next.AGAIN:
            jobs.cancel(tx, job.key)


def _place(visit: Visit) -> Said:
    """A place that was given with the command itself."""
    return (Show(checkins_setup.typed_place(visit)),)


_ACTIONS: Mapping[str, Callable[[Visit], Said | None]] = {
    "skip": _skip,
    "pause": _pause,
    "resume": _resume,
    "change": _change,
    "place": _place,
}
