"""A prompt's surroundings, from rows: its schedule, the member's own day, and what is known from before."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.instruments import Part, due_parts
from bot.core.prompt_steps import Draft
from bot.core.records import Person, Prompt, Report, Schedule
from bot.core.series import Series, scale, series_of
from bot.flows.env import Env
from bot.flows.loading import make_turn
from bot.flows.prompt_cards import Cards
from bot.storage import checkins, plans, prompts, reports
from bot.storage.tx import Tx

LOOK_BACK = timedelta(days=120)
MOST = 200
"""Check-ins after routines that are looked back on."""
RECENT = timedelta(days=28)
"""How old the last strength may be for "Same as last time"."""
SINCE = timedelta(days=4)
"""How far back, at most, a routine counts as done since the last check-in."""


def key_of(prompt: Prompt, kind: str) -> str:
    """The one key under which this prompt's report of this kind is kept."""
    return f"prompt:{prompt.id}" if kind == "micro" else f"prompt:{prompt.id}:{kind}"


def zone_of(schedule: Schedule | None) -> ZoneInfo:
    """The member's zone; UTC where the schedule is gone."""
    return ZoneInfo(schedule.zone if schedule is not None else "UTC")


def today_of(schedule: Schedule | None, now: datetime) -> date:
    """The member's day."""
    return now.astimezone(zone_of(schedule)).date()


def topic_of(env: Env, schedule: Schedule | None) -> str:
    """What the check-ins are about; the default where the content has that topic no more."""
    wanted = schedule.topic if schedule is not None else ""
    return wanted if wanted in env.pack.topic_by_id else env.pack.info.default_topic


def activities_of(schedule: Schedule | None) -> dict[str, str]:
    """The activities that they named, by number."""
    own = schedule.own.get("activities") if schedule is not None else None
    return dict(own) if isinstance(own, dict) else {}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def cards_of(env: Env, now: datetime, prompt: Prompt, schedule: Schedule | None) -> Cards:
    """The cards of this prompt as they read now."""
    return Cards(env.pack, prompt, activities_of(schedule), today_of(schedule, now))


def reported_lately(tx: Tx, user_id: str, day: date) -> list[Report]:
    """What they reported in the months before this day, newest first."""
    return reports.since(tx, user_id, day - LOOK_BACK)


def series_until(tx: Tx, env: Env, schedule: Schedule | None, prompt: Prompt) -> Series:
    """Everything on the topic up to the day of this prompt."""
    found = [one for one in reported_lately(tx, prompt.user_id, prompt.day) if one.day <= prompt.day]
    zone = zone_of(schedule)
    checks = [one for one in checkins.recent(tx, prompt.user_id, MOST) if one.at.astimezone(zone).date() <= prompt.day]
    return series_of(topic_of(env, schedule), checks, found, (), zone)


def activity_before(tx: Tx, env: Env, schedule: Schedule, day: date, key: str, which: str) -> int | None:
    """The newest rating of an activity up to this day, outside of the report of this key."""
    topic = topic_of(env, schedule)
    found = [one for one in reported_lately(tx, schedule.user_id, day) if one.kind == "psfs" and one.topic == topic]
    rated = [one for one in found if one.key != key and scale(one.values.get(which)) is not None]
    newest = max(rated, key=lambda one: (one.day, one.at), default=None)
    return None if newest is None else scale(newest.values.get(which))


def last_strength(tx: Tx, env: Env, schedule: Schedule, prompt: Prompt) -> int | None:
    """The newest strength before this day, unless it is weeks old."""
    points = series_until(tx, env, schedule, prompt).points
    known = [point for point in points if prompt.day - RECENT <= point.day < prompt.day]
    return known[-1].nrs if known else None


def with_done(tx: Tx, env: Env, schedule: Schedule | None, prompt: Prompt, draft: Draft) -> Draft:
    """With what was done since the last check-in: as logged, or to be asked where a plan runs and nothing was."""
    before = next((one for one in prompts.of_person(tx, prompt.user_id, limit=10) if one.day < prompt.day), None)
    start = max(before.due_at if before is not None else prompt.due_at - SINCE, prompt.due_at - SINCE)
    done = {one.done for one in checkins.recent(tx, prompt.user_id, MOST) if one.at > start and one.routines}
    known = next((word for word in ("all", "part") if word in done), None)
    runs = plans.active_for(tx, prompt.user_id, topic_of(env, schedule)) is not None
    return draft.changed(known=known, asks_done=known is None and runs)


def parts_due(tx: Tx, schedule: Schedule | None, prompt: Prompt) -> tuple[Part, ...]:
    """What this check-in asks beside the few taps."""
    if schedule is None:
        return ()
    kinds: tuple[Part, ...] = ("peg", "change", "psfs")
    found = reported_lately(tx, prompt.user_id, prompt.day)
    given: dict[Part, list[date]] = {kind: [one.day for one in found if one.kind == kind] for kind in kinds}
    return due_parts(schedule.started_on, prompt.day, given, len(activities_of(schedule)))


def turn_of(tx: Tx, env: Env, now: datetime, person: Person, topic: str, without: str = "") -> Turn:
    """A turn of no session, to weigh what was reported; the report under the key `without` is the one given now."""
    turn = make_turn(tx, env, now, person, env.pack, topic, State(), direct=True)
    found = reported_lately(tx, person.user_id, now.date())
    return replace(turn, reports=tuple(one for one in found if one.topic == topic and one.key != without))
