"""The timers of a check-in: what becomes of a planned one, its message, and what became of that.

Two timers, so that nothing is lost or doubled by a crash: `checkin` decides about a day and plans the next one in one
transaction, and with it leaves a `prompt` timer, which stays until Discord has taken the message. A message that was
taken without our hearing of it goes out again with the same nonce, which Discord shows once.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import schedule as clock
from bot.core.effects import Direct, Spoken
from bot.core.lateness import first_due
from bot.core.prompt_steps import draft_of
from bot.core.records import Job, Prompt, Schedule, Surface
from bot.flows import schedule_next
from bot.flows.env import Env
from bot.flows.prompt_rows import cards_of, last_strength
from bot.flows.prompt_weigh import settle_unfinished
from bot.storage import jobs, people, prompts, schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
SEND = "prompt"
"""The kind of the timer that sends; its payload names the `prompt`."""
ABOUT = "checkin"
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
    why = fate.why or _held(tx, schedule.user_id) or ("silence" if counted.silent >= QUIET_AFTER else None)
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
        jobs.put(tx, SEND, f"{SEND}:{prompt.id}", now, user_id=schedule.user_id, payload={"prompt": prompt.id})
    return counted


def _held(tx: Tx, user_id: str) -> str | None:
    """A stop that a clinician has to look at rests the check-ins, and the end of it needs nothing."""
    person = people.get(tx, user_id)
    return "hold" if person is not None and person.hold else None


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


def send(tx: Tx, env: Env, now: datetime, job: Job) -> Said:
    """Its message: the first time, again after an hour, or the one that says that nothing more comes."""
    prompt = prompts.get(tx, int(str(job.payload.get("prompt", 0))))
    if prompt is None:
        return ()
    schedule = schedules.get(tx, prompt.user_id)
    if prompt.status == "skipped" and prompt.why == "silence":
        return _pause_message(env, now, prompt, schedule)
    again = job.kind == schedule_next.AGAIN
    if prompt.status != ("sent" if again else "planned") or (again and not _still_wanted(prompt)):
        return ()
    return _message(tx, env, now, prompt, schedule, first_due(job) if again else prompt.due_at)


def _still_wanted(prompt: Prompt) -> bool:
    """Whether it has not come again yet, and nobody has begun to answer."""
    draft = draft_of(prompt.draft)
    return draft.resent < draft.snoozed and draft.nrs is None


def _message(tx: Tx, env: Env, now: datetime, prompt: Prompt, schedule: Schedule | None, at: datetime) -> Said:
    fate = clock.fate(schedule, prompt.day, at, now) if schedule is not None else clock.Fate(why="stopped")
    why = fate.why or _held(tx, prompt.user_id)
    if why is not None:
        if prompt.status == "planned":
            prompts.save(tx, replace(prompt, status="skipped", why=why))
        return ()
    if fate.late and not prompt.late and prompt.status == "planned":
        prompt = replace(prompt, late=True)
        prompts.save(tx, prompt)
    draft = draft_of(prompt.draft)
    card = replace(cards_of(env, now, prompt, schedule).step(draft), notify=env.pack.texts["prompt.notify"])
    nonce, about = f"c{prompt.id}s{draft.snoozed}", f"{ABOUT}:{prompt.id}"
    return (Direct(prompt.user_id, card, nonce, about=about, opens=f"/checkin/{prompt.id}"),)


def _pause_message(env: Env, now: datetime, prompt: Prompt, schedule: Schedule | None) -> Said:
    """One line, and one press resumes; not days later, and not to who has changed their mind meanwhile."""
    if schedule is None or schedule.why != "silence" or now - prompt.due_at > clock.WINDOW:
        return ()
    card = replace(cards_of(env, now, prompt, schedule).quiet(), notify=env.pack.texts["prompt.notify_quiet"])
    return (Direct(prompt.user_id, card, f"q{prompt.id}", about=f"quiet:{prompt.id}", opens="/checkins"),)


def delivered(tx: Tx, env: Env, now: datetime, which: str, surface: Surface) -> Said:
    """It is there: from now on it waits for its answer."""
    prompt = prompts.get(tx, int(which))
    if prompt is None:
        return ()
    draft = draft_of(prompt.draft)
    there = replace(prompt, channel_id=surface.channel_id, message_id=surface.message_id)
    there = replace(there, draft=draft.changed(resent=draft.snoozed).stored())
    if prompt.status == "planned":
        there = replace(there, status="sent", sent_at=now)
    prompts.save(tx, there)
    return ()


def undelivered(tx: Tx, env: Env, now: datetime, which: str, code: int) -> Said:
    """Direct messages are closed: the schedule waits, and the next command tells (see `bot.flows.closed`)."""
    prompt = prompts.get(tx, int(which))
    if prompt is None:
        return ()
    if prompt.status == "planned":
        prompts.save(tx, replace(prompt, status="skipped", why="closed"))
    schedule = schedules.get(tx, prompt.user_id)
    if schedule is not None and schedule.status == "active":
        closed = replace(schedule, status="paused", why="closed")
        schedules.save(tx, closed)
        schedule_next.plan_next(tx, closed, now)
    return ()
