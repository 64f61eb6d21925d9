"""The pages of a check-in that came by direct message: `/checkin/<number>/<what>`.

    nrs/4, feel/worse, new/no, p/3 … own/1/7   an answer; then/4 is a strength that is told on a later day
    now, skip, snooze/0, back/feel, left        look again, leave it out, put it off, correct, leave the week out
    fortnightly, as_now                         how to go on after six weeks

`/checkin/own` is where a member names what they find hard. A press on an old card, or the second of a double one, shows
the present step and changes nothing.
"""

from dataclasses import replace

from bot.core.cards import Card
from bot.core.effects import Show, Spoken
from bot.core.prompt_steps import OWN, back, draft_of
from bot.core.records import Prompt
from bot.flows import prompt_answers, prompt_end, prompt_own, schedule_next
from bot.flows.prompt_rows import cards_of
from bot.flows.visit import Visit
from bot.storage import jobs, people, prompts, schedules

Said = tuple[Spoken, ...]
UNHEARD = ("late", "closed")
"""Why a check-in is not sent. A press on its message proves that it was, by a run that died before it heard of it; so
it does where one is still planned.
"""


def page(visit: Visit) -> Said:
    """The page at this path, for the member whose check-in it is."""
    which, *rest = visit.path[1:] or ("",)
    if not _keeps(visit):
        return (Show(_plain(visit, "finished")),)
    if which == "own":
        return prompt_own.page(visit)
    prompt = prompts.get(visit.tx, int(which)) if which.isdecimal() and len(which) < 19 else None
    if prompt is None or prompt.user_id != visit.who.user_id:
        return (Show(_plain(visit, "finished" if prompt is None else "not_yours")),)
    if prompt.status == "planned" or (prompt.status == "skipped" and prompt.why in UNHEARD):
        prompt = replace(prompt, status="sent", why=None, sent_at=prompt.sent_at or visit.now)
        prompts.save(visit.tx, prompt)
    what, *values = rest or ("now",)
    match what:
        case "now":
            return _now(visit, prompt)
        case "skip":
            return _skip(visit, prompt)
        case "snooze":
            return _snooze(visit, prompt, values[0] if values else "")
        case "back":
            return _back(visit, prompt, ":".join(values))
        case "left":
            return prompt_end.left(visit, prompt, schedules.get(visit.tx, prompt.user_id))
        case "fortnightly":
            return prompt_end.fortnightly(visit, prompt, schedules.get(visit.tx, prompt.user_id))
        case "as_now":
            return prompt_end.as_now(visit, prompt, schedules.get(visit.tx, prompt.user_id))
        case _:
            step = f"{OWN}{values[0]}" if what == "own" and len(values) == 2 else what
            return prompt_answers.answer(visit, prompt, step, values[-1] if values else "")


def _keeps(visit: Visit) -> bool:
    """Whether anything may be kept of this person: what is reported is, so an old card takes no answer otherwise."""
    person = people.get(visit.tx, visit.who.user_id)
    return visit.env.host.keeps and person is not None and person.diary == "keep"


def _plain(visit: Visit, key: str) -> Card:
    return Card(visit.text(f"{key}.title"), (visit.text(f"{key}.body"),))


def _now(visit: Visit, prompt: Prompt) -> Said:
    """What is asked now; one that was left out by hand is open again."""
    if prompt.status == "skipped" and prompt.why == "asked":
        prompt = replace(prompt, status="sent", why=None)
        prompts.save(visit.tx, prompt)
    return prompt_end.show(visit, prompt, schedules.get(visit.tx, prompt.user_id))


def _skip(visit: Visit, prompt: Prompt) -> Said:
    """Not today: that is fine, and counts as nothing. A check-in that was begun is no longer left out."""
    schedule = schedules.get(visit.tx, prompt.user_id)
    if prompt.status in ("planned", "sent") and draft_of(prompt.draft).nrs is None:
        prompt = replace(prompt, status="skipped", why="asked", sent_at=prompt.sent_at or visit.now)
        prompts.save(visit.tx, prompt)
        jobs.cancel(visit.tx, _again(prompt))
    return prompt_end.show(visit, prompt, schedule)


def _again(prompt: Prompt) -> str:
    """The name of the timer that brings it again."""
    return f"again:{prompt.id}"


def _snooze(visit: Visit, prompt: Prompt, count: str) -> Said:
    """In an hour again. The button carries how often that was done, so that a double press puts it off once."""
    schedule, draft = schedules.get(visit.tx, prompt.user_id), draft_of(prompt.draft)
    unbegun = draft.nrs is None and prompt.status in ("planned", "sent")
    waiting = jobs.get(visit.tx, _again(prompt))
    if unbegun and waiting is not None and draft.resent < draft.snoozed:
        return (Show(cards_of(visit.env, visit.now, prompt, schedule).snoozed(waiting.due_at)),)
    if schedule is None or not unbegun or count != str(draft.snoozed):
        return prompt_end.show(visit, prompt, schedule)
    until = schedule_next.snooze(visit.tx, schedule, prompt, visit.now)
    if until is None:
        return prompt_end.show(visit, prompt, schedule, visit.text("prompt.too_late"))
    later = draft.changed(snoozed=draft.snoozed + 1)
    saved = replace(prompt, status="sent", sent_at=prompt.sent_at or visit.now, draft=later.stored())
    prompts.save(visit.tx, saved)
    return (Show(cards_of(visit.env, visit.now, saved, schedule).snoozed(until)),)


def _back(visit: Visit, prompt: Prompt, step: str) -> Said:
    """The answer before, open again; what was reported with it is taken back until it is given anew."""
    schedule = schedules.get(visit.tx, prompt.user_id)
    after = back(draft_of(prompt.draft), step) if prompt.status != "skipped" else None
    if after is not None:
        prompt = prompt_answers.keep(visit.tx, visit.env, visit.now, prompt, after, schedule)
    return prompt_end.show(visit, prompt, schedule)
