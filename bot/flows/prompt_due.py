"""What becomes of a planned check-in when its time has come.

Two timers, so that nothing is lost or doubled by a crash: this one decides about a day and plans the next in one
transaction, and leaves in it the timer of `prompt_send`, which stays until Discord has taken the message.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import schedule as clock
from bot.core.effects import Spoken
from bot.core.prompt_steps import draft_of
from bot.core.records import Job, Prompt, Schedule
from bot.flows import prompt_send, schedule_next
from bot.flows.env import Env
from bot.flows.prompt_rows import last_strength
from bot.flows.prompt_weigh import settle_unfinished
from bot.storage import people, prompts, schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
QUIET_AFTER = 3
"""So many in a row without an answer, and nothing more is sent until the member asks for it."""
_LOOK_BACK = 20


def due(tx: Tx, env: Env, now: datetime, job: Job) -> Said:
    """A planned check-in's time has come: it is to be sent, or skipped for a reason, and the next one is planned."""
    schedule, person = schedules.get(tx, job.user_id or ""), people.get(tx, job.user_id or "")
    if schedule is None or person is None or person.diary != "keep" or not env.host.keeps:
        return ()
    day, at = schedule_next.planned(job)
    schedule = _back_from_holiday(tx, schedule, clock.is_back(schedule, day))
    settle_unfinished(tx, env, now, schedule)
    prompt = prompts.plan(tx, Prompt(user_id=schedule.user_id, day=day, kind=schedule_next.PROMPT, due_at=at))
    if prompt.status == "planned":
        schedule = _decide(tx, env, now, schedule, prompt)
    schedule_next.plan_next(tx, schedule, at)
    return ()


def _back_from_holiday(tx: Tx, schedule: Schedule, is_back: bool) -> Schedule:
    if not is_back or schedule.status != "paused":
        return schedule
    resumed = replace(schedule, status="active", why=None, resumes_on=None)
    schedules.save(tx, resumed)
    return resumed


def _decide(tx: Tx, env: Env, now: datetime, schedule: Schedule, prompt: Prompt) -> Schedule:
    """Whether it is sent. The schedule counts how many stood without an answer, and is paused at three."""
    counted = replace(schedule, silent=unanswered(tx, schedule.user_id))
    fate = clock.fate(schedule, prompt.day, prompt.due_at, now)
    why = fate.why or prompt_send.held(tx, schedule.user_id) or ("silence" if counted.silent >= QUIET_AFTER else None)
    if why == "silence":
        counted = replace(counted, status="paused", why="silence")
    if counted != schedule:
        schedules.save(tx, counted)
    if why is not None:
        prompts.save(tx, replace(prompt, status="skipped", why=why))
    else:
        draft = draft_of(prompt.draft).changed(last=last_strength(tx, env, schedule, prompt))
        prompts.save(tx, replace(prompt, late=fate.late, draft=draft.stored()))
    if why is None or why == "silence":
        prompt_send.put(tx, prompt, now)
    return counted


def unanswered(tx: Tx, user_id: str) -> int:
    """How many check-ins in a row stand without an answer. One that was late, on holiday or under a stop counts for
    nothing; an answer, a skip by hand and an earlier pause for silence begin anew.
    """
    count = 0
    for prompt in prompts.of_person(tx, user_id, limit=_LOOK_BACK):
        if prompt.status == "sent" and draft_of(prompt.draft).nrs is None:
            count += 1
        elif prompt.status == "answered" or prompt.status == "sent" or prompt.why in ("asked", "silence"):
            break
    return count
