"""Switching check-ins on: only what a test message has reached counts, and a change of what runs counts at once."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.cards import Button, Card
from bot.core.checkin_choice import Choice, read_choice
from bot.core.effects import Direct, Show, Spoken
from bot.core.records import Person, Schedule, Surface
from bot.core.schedule import WEEKS
from bot.flows.checkin_words import coming, quiet_line, when, why_paused
from bot.flows.env import Env, Who
from bot.flows.schedule_next import plan_next
from bot.flows.visit import Visit
from bot.storage import checkins, people, plans, schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
ABOUT = "optin"


def runs(schedule: Schedule | None) -> bool:
    """Whether direct messages are known to arrive, so that no test is needed."""
    return schedule is not None and schedule.status != "stopped" and schedule.why != "closed"


def confirm(visit: Visit, choice: Choice) -> Said:
    """Where messages are known to arrive it counts at once; otherwise a test message goes first."""
    chosen = choice.heard()
    known = schedules.get(visit.tx, visit.who.user_id)
    if known is not None and runs(known):
        after = changed(known, chosen)
        schedules.save(visit.tx, after)
        plan_next(visit.tx, after, visit.now)
        return (Show(_done(visit, after, "changed")),)
    stop = Button(visit.text("checkins.stop"), "/checkins/stop")
    notify = visit.text("checkins.test_notify")
    card = Card(visit.text("checkins.test_title"), (visit.text("checkins.test"),), ((stop,),), notify=notify)
    user_id = visit.who.user_id
    return (Direct(user_id, card, f"o{user_id}", about=f"{ABOUT}:{user_id}/{chosen.path}"),)


def changed(known: Schedule, choice: Choice) -> Schedule:
    """What a change makes of a schedule. It ends a pause, but for a holiday, which goes on to its day."""
    assert choice.zone is not None
    chosen = replace(known, days=choice.days, at=choice.at, quiet=choice.quiet, zone=choice.zone)
    if known.status == "paused" and known.why != "holiday":
        chosen = replace(chosen, status="active", why=None, resumes_on=None, silent=0)
    return chosen if choice.days == known.days else replace(chosen, own=_every_week(known))


def _every_week(known: Schedule) -> dict[str, object]:
    """Whoever was asked every two weeks and chooses days is asked on them every week again."""
    return {name: value for name, value in known.own.items() if name != WEEKS}


def arrived(tx: Tx, env: Env, now: datetime, which: str, surface: Surface) -> Said:
    """The test message is there: from now on they are asked. Done twice it is the same."""
    user_id, choice = _named(which)
    person = people.get(tx, user_id)
    if person is None or person.diary != "keep" or person.hold or choice is None or choice.zone is None:
        return ()
    known = schedules.get(tx, user_id)
    today = now.astimezone(ZoneInfo(choice.zone)).date()
    if known is None:
        schedule = choice.schedule(user_id, _topic(tx, env, person), today)
    else:
        begun = today if known.status == "stopped" else known.started_on
        schedule = replace(
            changed(known, choice), status="active", why=None, resumes_on=None, silent=0, started_on=begun
        )
    schedules.save(tx, schedule)
    plan_next(tx, schedule, now)
    return (Show(_done(_as_visit(tx, env, now, user_id), schedule, "on")),)


def refused(tx: Tx, env: Env, now: datetime, which: str, code: int) -> Said:
    """The test message did not arrive: nothing is switched on, and they are told what to do."""
    user_id, choice = _named(which)
    visit = _as_visit(tx, env, now, user_id)
    again = (
        ()
        if choice is None
        else ((Button(visit.text("checkins.retry"), f"/checkins/confirm/{choice.path}", "primary"),),)
    )
    return (Show(Card(visit.text("checkins.refused_title"), (visit.text("checkins.refused"),), again, tone="notice")),)


def _named(which: str) -> tuple[str, Choice | None]:
    user_id, _, path = which.partition("/")
    return user_id, read_choice(tuple(path.split("/")))


def _as_visit(tx: Tx, env: Env, now: datetime, user_id: str) -> Visit:
    return Visit(tx, env, now, Who(user_id, ""), ("checkins",))


def _done(visit: Visit, schedule: Schedule, how: str) -> Card:
    says = (visit.text("checkins.on"),) if how == "on" else ()
    paused = (why_paused(visit, schedule),) if schedule.status == "paused" else ()
    body = (
        *says,
        *paused,
        when(visit, schedule, "active"),
        quiet_line(visit, schedule.quiet),
        coming(visit, schedule, visit.now),
    )
    row = (
        Button(visit.text("checkins.change"), "/checkins/change"),
        Button(visit.text("checkins.stop_button"), "/checkins/stop"),
    )
    return Card(visit.text(f"checkins.{how}_title"), body, (row,))


def _topic(tx: Tx, env: Env, person: Person) -> str:
    """What their check-ins are about: the plan that runs, else what they did last."""
    running = plans.active(tx, person.user_id)
    last = checkins.recent(tx, person.user_id, 1)
    return running[0].topic if running else last[0].topic if last else env.pack.info.default_topic
