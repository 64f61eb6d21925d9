"""The card of where a check-in is now, and its end."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import schedule as clock
from bot.core.cards import Button, Card
from bot.core.effects import Show, Spoken
from bot.core.instruments import WEEK, six_weeks_over
from bot.core.prompt_steps import DONE, draft_of, leave, step_of
from bot.core.records import Prompt, Schedule
from bot.flows import schedule_next
from bot.flows.prompt_rows import activities_of, cards_of, today_of
from bot.flows.visit import Visit
from bot.storage import prompts, schedules

Said = tuple[Spoken, ...]
OWN_PAGE = "/checkin/own"
ASKED = "six_weeks"
"""In a schedule's `own`: at which check-in of which round (by its first day) it was asked how to go on, or AS_NOW."""
AS_NOW = "as_now"
OLDEST = timedelta(days=7)
"""A check-in can be answered for so long: later nobody knows any more how that day was."""


def show(visit: Visit, prompt: Prompt, schedule: Schedule | None, *lines: str) -> Said:
    """What this check-in asks now, or what became of it."""
    draft, cards = draft_of(prompt.draft), cards_of(visit.env, visit.now, prompt, schedule)
    if prompt.status == "skipped":
        return (Show(cards.skipped(upcoming(schedule, visit.now))),)
    if step_of(draft) == DONE:
        return end(visit, prompt, schedule, *lines)
    if too_old(visit, prompt, schedule):
        return (Show(cards.over()),)
    return (Show(cards.step(draft, *lines)),)


def too_old(visit: Visit, prompt: Prompt, schedule: Schedule | None) -> bool:
    """Whether nobody knows any more how that day was."""
    return today_of(schedule, visit.now) - prompt.day > OLDEST


def end(visit: Visit, prompt: Prompt, schedule: Schedule | None, *lines: str) -> Said:
    """The last answer is in; after six weeks that brings the question how to go on, at one check-in and no other."""
    if schedule is not None and _asks_how_to_go_on(schedule, prompt):
        schedules.save(visit.tx, replace(schedule, own={**schedule.own, ASKED: _asked_at(schedule, prompt)}))
        return (Show(cards_of(visit.env, visit.now, prompt, schedule).six_weeks(visit.text("prompt.logged"), *lines)),)
    return (Show(_logged(visit, prompt, schedule, *lines)),)


def _asks_how_to_go_on(schedule: Schedule, prompt: Prompt) -> bool:
    """Whether it is time, and it was not asked before; the same check-in shows it until it is answered, so that a
    double press does not lose it. Who stops and begins again is asked again after six more weeks.
    """
    if (
        schedule.status != "active"
        or clock.WEEKS in schedule.own
        or not six_weeks_over(schedule.started_on, prompt.day)
    ):
        return False
    asked = str(schedule.own.get(ASKED, ""))
    return not asked.startswith(_asked_at(schedule)) or asked == _asked_at(schedule, prompt)


def _asked_at(schedule: Schedule, prompt: Prompt | None = None) -> str:
    return f"{schedule.started_on.isoformat()}/{prompt.id if prompt is not None else ''}"


def _logged(visit: Visit, prompt: Prompt, schedule: Schedule | None, *lines: str) -> Card:
    """Thanks; from the second week on with a way to follow something of their own."""
    cards = cards_of(visit.env, visit.now, prompt, schedule)
    more: tuple[Button, ...] = ()
    if schedule is not None and not activities_of(schedule) and (prompt.day - schedule.started_on).days >= WEEK:
        more = (cards.button("prompt.own_button", OWN_PAGE),)
    return cards.logged(upcoming(schedule, visit.now), *lines, more=more)


def upcoming(schedule: Schedule | None, now: datetime) -> datetime | None:
    """When the next check-in comes, if one is planned."""
    if schedule is None or schedule.status != "active":
        return None
    return next((at for _, at in clock.next_times(schedule, now, 1)), None)


def fortnightly(visit: Visit, prompt: Prompt, schedule: Schedule | None) -> Said:
    """From now on one check-in every two weeks, on the weekday of this one."""
    if schedule is None or clock.WEEKS in schedule.own:
        return show(visit, prompt, schedule)
    fewer = replace(schedule, days=(prompt.day.isoweekday(),), own={**schedule.own, clock.WEEKS: 2})
    schedules.save(visit.tx, fewer)
    schedule_next.plan_next(visit.tx, fewer, visit.now)
    return (Show(_logged(visit, prompt, fewer, visit.text("prompt.fortnightly_set"))),)


def as_now(visit: Visit, prompt: Prompt, schedule: Schedule | None) -> Said:
    """Every week as before: that it was answered is kept."""
    if schedule is None or clock.WEEKS in schedule.own:
        return show(visit, prompt, schedule)
    same = replace(schedule, own={**schedule.own, ASKED: f"{_asked_at(schedule)}{AS_NOW}"})
    schedules.save(visit.tx, same)
    return (Show(_logged(visit, prompt, same, visit.text("prompt.as_now_set"))),)


def left(visit: Visit, prompt: Prompt, schedule: Schedule | None) -> Said:
    """The questions about the week are left for another day."""
    after = leave(draft_of(prompt.draft))
    if after is None:
        return show(visit, prompt, schedule)
    saved = replace(prompt, draft=after.stored())
    prompts.save(visit.tx, saved)
    return end(visit, saved, schedule)
