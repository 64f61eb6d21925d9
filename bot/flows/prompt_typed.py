"""A number that is written back to a check-in, instead of pressed: it counts as the tap."""

import re
from dataclasses import replace
from datetime import datetime

from bot.core.effects import Direct, Show, Spoken
from bot.core.prompt_steps import THEN, draft_of, step_of
from bot.core.records import Prompt
from bot.flows import prompt_answers
from bot.flows.env import Env, Who
from bot.flows.prompt_end import OLDEST
from bot.flows.prompt_rows import today_of
from bot.flows.visit import Visit
from bot.storage import people, prompts, schedules
from bot.storage.tx import Tx

_NUMBER = re.compile(r"\s*(10|\d)\s*(?:/\s*10|of 10|out of 10)?[.!]?\s*", re.ASCII | re.IGNORECASE)


def typed(tx: Tx, env: Env, now: datetime, who: Who, text: str, message_id: str) -> tuple[Spoken, ...] | None:
    """The next card of the check-in that waits for its first answer; None where the text is about something else."""
    found = _NUMBER.fullmatch(text)
    prompt = _waiting(tx, env, now, who) if found else None
    if found is None or prompt is None:
        return None
    step = THEN if draft_of(prompt.draft).then else "nrs"
    shown = prompt_answers.answer(Visit(tx, env, now, who, ("checkin", str(prompt.id))), prompt, step, found[1])
    _ask_of_that_day(tx, now, prompt)
    card = next(one.card for one in shown if isinstance(one, Show))
    told = replace(card, notify=env.pack.texts["notify.reply"])
    return (Direct(who.user_id, told, f"m{message_id}", surface=False, opens=f"/checkin/{prompt.id}"),)


def _ask_of_that_day(tx: Tx, now: datetime, before: Prompt) -> None:
    """Remember that a number was answered with the question about that day: the next one answers it."""
    prompt = prompts.get(tx, before.id)
    late = today_of(schedules.get(tx, before.user_id), now) > before.day
    if late and prompt is not None and draft_of(prompt.draft).nrs is None:
        prompts.save(tx, replace(prompt, draft=draft_of(prompt.draft).changed(then=True).stored()))


def _waiting(tx: Tx, env: Env, now: datetime, who: Who) -> Prompt | None:
    """The newest check-in, if nothing was answered in it yet."""
    person = people.get(tx, who.user_id)
    if person is None or person.diary != "keep" or not env.host.keeps:
        return None
    newest = next(iter(prompts.of_person(tx, who.user_id, limit=1)), None)
    waits = newest is not None and newest.status == "sent" and step_of(draft_of(newest.draft)) == "nrs"
    return newest if waits and newest is not None and now - newest.due_at < OLDEST else None
