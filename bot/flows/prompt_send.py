"""The message of a check-in: made when its timer is due, and what became of it.

The timer stays until Discord has taken the message. One that was taken without our hearing of it goes out again with
the same nonce, which Discord shows once.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import schedule as clock
from bot.core.effects import Direct, Spoken
from bot.core.lateness import first_due
from bot.core.prompt_steps import draft_of
from bot.core.records import Job, Prompt, Schedule, Surface
from bot.flows import schedule_next
from bot.flows.closed import found_closed
from bot.flows.env import Env
from bot.flows.meanwhile import WAITED, waits
from bot.flows.prompt_rows import cards_of
from bot.storage import jobs, people, prompts, schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
KIND = "prompt"
"""The kind of the timer that sends; its payload names the `prompt`."""
ABOUT = "checkin"


def put(tx: Tx, prompt: Prompt, at: datetime) -> None:
    """Set the timer that sends it."""
    payload: dict[str, object] = {"prompt": prompt.id}
    jobs.put(tx, KIND, f"{KIND}:{prompt.id}", at, user_id=prompt.user_id, payload=payload)


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
    why = _why_not(tx, now, prompt, schedule, first_due(job) if again else prompt.due_at)
    if why is not None:  # Also of one that was put off: that it did not come again is not held against anybody.
        prompts.save(tx, replace(prompt, status="skipped", why=why))
        return ()
    if waits(tx, job, now):
        return ()
    if again:
        return _message(env, now, replace(prompt, late=False), schedule, first_due(job))
    # One that was late already and then waited is late since it was due.
    waited = job.payload.get(WAITED) is True and not prompt.late
    return _first_message(tx, env, now, prompt, schedule, first_due(job) if waited else prompt.due_at)


def _still_wanted(prompt: Prompt) -> bool:
    """Whether it has not come again yet, and nobody has begun to answer."""
    draft = draft_of(prompt.draft)
    return draft.resent < draft.snoozed and draft.nrs is None


def _why_not(tx: Tx, now: datetime, prompt: Prompt, schedule: Schedule | None, at: datetime) -> str | None:
    """Why it is not sent now, if it is not."""
    if schedule is None:
        return "stopped"
    return clock.fate(schedule, prompt.day, at, now).why or held(tx, prompt.user_id)


def held(tx: Tx, user_id: str) -> str | None:
    """A stop that a clinician has to look at rests the check-ins, and the end of it needs nothing."""
    person = people.get(tx, user_id)
    return "hold" if person is not None and person.hold else None


def _first_message(tx: Tx, env: Env, now: datetime, prompt: Prompt, schedule: Schedule | None, at: datetime) -> Said:
    if now - at > clock.ON_TIME and not prompt.late:
        prompt = replace(prompt, late=True)
        prompts.save(tx, prompt)
    return _message(env, now, prompt, schedule, at)


def _message(env: Env, now: datetime, prompt: Prompt, schedule: Schedule | None, at: datetime) -> Said:
    draft, late = draft_of(prompt.draft), prompt.late or now - at > clock.ON_TIME
    cards = cards_of(env, now, replace(prompt, due_at=at, late=late), schedule)
    card = replace(cards.step(draft), notify=env.pack.texts["prompt.notify"])
    nonce, about = f"c{prompt.id}s{draft.snoozed}", f"{ABOUT}:{prompt.id}/{draft.snoozed}"
    return (Direct(prompt.user_id, card, nonce, about=about, opens=f"/checkin/{prompt.id}"),)


def _pause_message(env: Env, now: datetime, prompt: Prompt, schedule: Schedule | None) -> Said:
    """One line, and one press resumes; not days later, and not to who has changed their mind meanwhile."""
    if schedule is None or schedule.why != "silence" or now - prompt.due_at > clock.WINDOW:
        return ()
    card = replace(cards_of(env, now, prompt, schedule).quiet(), notify=env.pack.texts["prompt.notify_quiet"])
    return (Direct(prompt.user_id, card, f"q{prompt.id}", about=f"quiet:{prompt.id}", opens="/checkins"),)


def _named(tx: Tx, which: str) -> tuple[Prompt | None, int]:
    """The check-in of a message, and how often it had been put off when that was made (see `_message`)."""
    number, _, times = which.partition("/")
    return prompts.get(tx, int(number)), int(times)


def delivered(tx: Tx, env: Env, now: datetime, which: str, surface: Surface) -> Said:
    """It is there: from now on it waits for its answer. Whoever was quick may have put it off again before we heard."""
    prompt, times = _named(tx, which)
    if prompt is None:
        return ()
    draft = draft_of(prompt.draft)
    there = replace(prompt, channel_id=surface.channel_id, message_id=surface.message_id)
    there = replace(there, draft=draft.changed(resent=max(draft.resent, times)).stored())
    if prompt.status == "planned":
        there = replace(there, status="sent", sent_at=now)
    prompts.save(tx, there)
    return ()


def undelivered(tx: Tx, env: Env, now: datetime, which: str, code: int) -> Said:
    """Direct messages are closed: the schedule waits, and the next command tells (see `bot.flows.closed`)."""
    prompt, times = _named(tx, which)
    if prompt is None:
        return ()
    # That one which was put off did not come again is not held against anybody either.
    if prompt.status == "planned" or (prompt.status == "sent" and times and _still_wanted(prompt)):
        prompts.save(tx, replace(prompt, status="skipped", why="closed"))
    schedule = schedules.get(tx, prompt.user_id)
    if schedule is not None and schedule.status == "active":
        closed = found_closed(schedule)
        schedules.save(tx, closed)
        schedule_next.plan_next(tx, closed, now)
    return ()
