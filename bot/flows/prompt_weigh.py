"""What an answer to a check-in means: limits that stand at once, and whether the questions come again."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.conversation import checking, reported
from bot.core.conversation.turn import Turn
from bot.core.prompt_steps import OWN, PEG, Draft, draft_of
from bot.core.records import Person, Prompt, Schedule
from bot.core.series import Series
from bot.core.worsening import Trigger, by_activities, by_peg, by_strength
from bot.flows.env import Env
from bot.flows.prompt_rows import activity_before, key_of, series_until, today_of, topic_of, turn_of, zone_of
from bot.storage import people, prompts
from bot.storage.tx import Tx

_LOOK_BACK = 5


@dataclass(frozen=True, slots=True)
class Weighed:
    """`note`: the text key of why the questions come, None where they don't; `lines`: text keys for the next card."""

    note: str | None = None
    lines: tuple[str, ...] = ()


def weigh(tx: Tx, env: Env, now: datetime, prompt: Prompt, schedule: Schedule | None, step: str) -> Weighed:
    """Weigh the answer to this step; what it brings is kept with the person before anything is shown."""
    draft = draft_of(prompt.draft)
    last_own = f"{OWN}{draft.activities[-1]}" if draft.activities else OWN
    if step not in ("new", PEG[-1], last_own) or (person := people.get(tx, prompt.user_id)) is None:
        return Weighed()
    turn = turn_of(tx, env, now, person, topic_of(env, schedule), without=key_of(prompt, "micro"))
    series = series_until(tx, env, schedule, prompt)
    asked_on = _asked_on(person, schedule)
    if step == "new":
        if prompt.day == today_of(schedule, now):
            turn = checking.sore_after_pressing(turn, draft.nrs or 0)
        turn, weighed = _few_taps(turn, draft, series, asked_on)
    elif step == PEG[-1]:
        turn, weighed = _because(turn, by_peg(series.pegs, asked_on))
    else:
        turn, weighed = _because(turn, _harder(series, prompt.day, draft))
    after = turn.person if weighed.note is None else replace(turn.person, screened_at=None)
    if after != person:
        people.save(tx, after)
    return weighed


def _asked_on(person: Person, schedule: Schedule | None) -> date | None:
    """The day on which the questions were last passed."""
    return person.screened_at.astimezone(zone_of(schedule)).date() if person.screened_at is not None else None


def _few_taps(turn: Turn, draft: Draft, series: Series, asked_on: date | None) -> tuple[Turn, Weighed]:
    """Strength, how moving feels, and anything new. What is new comes first; then numbers; then worse and worse."""
    trigger = None if reported.asked_lately(turn) else by_strength(series.points, asked_on)
    again = False
    if draft.feel == "worse":
        turn, again = reported.worse(turn)
    if trigger is not None:
        turn = reported.dropped(turn)
    if draft.new in ("yes", "not_sure"):
        return turn, Weighed("check.new_note")
    if trigger is not None:
        return turn, Weighed(f"worsening.{trigger}")
    if again:
        return turn, Weighed("worsening.worse")
    return turn, Weighed(lines=("prompt.rest",) if draft.feel == "worse" else ())


def _because(turn: Turn, trigger: Trigger | None) -> tuple[Turn, Weighed]:
    return (turn, Weighed()) if trigger is None else (reported.dropped(turn), Weighed(f"worsening.{trigger}"))


def _harder(series: Series, day: date, draft: Draft) -> Trigger | None:
    """The activities against the time before."""
    if not all(name in draft.own for name in draft.activities):
        return None
    before = {one.which: one.score for one in series.activities if one.day < day}
    return by_activities(before, draft.own)


def weigh_own(tx: Tx, env: Env, now: datetime, schedule: Schedule, key: str, which: str, value: int) -> Weighed:
    """An activity that was rated unasked, against the last time before the report of this key; each by itself, since
    whoever rates one need not rate the other.
    """
    person = people.get(tx, schedule.user_id)
    before = activity_before(tx, env, schedule, today_of(schedule, now), key, which)
    if person is None or before is None:
        return Weighed()
    turn = turn_of(tx, env, now, person, topic_of(env, schedule))
    turn, weighed = _because(turn, by_activities({which: before}, {which: value}))
    if weighed.note is not None:
        people.save(tx, replace(turn.person, screened_at=None))
    return weighed


def settle_unfinished(tx: Tx, env: Env, now: datetime, schedule: Schedule) -> None:
    """A check-in that was left halfway is weighed as it stands when the next one is due; it can be finished still."""
    for prompt in prompts.of_person(tx, schedule.user_id, limit=_LOOK_BACK):
        if prompt.status == "sent" and draft_of(prompt.draft).nrs is not None:
            prompts.save(tx, replace(prompt, status="answered", answered_at=now))
            weigh(tx, env, now, prompt, schedule, "new")
