"""An answer to a check-in: kept at once, weighed, and what it leads to.

The report is one row under the prompt's key, written with the very first tap and brought up to date by each further
one, so that whatever was acknowledged stays, also where somebody stops halfway.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.effects import Show, Spoken
from bot.core.prompt_steps import DONE, MICRO, THEN, Draft, answered, draft_of, step_of, steps_of
from bot.core.records import Prompt, Report, Schedule
from bot.flows import prompt_end, tally
from bot.flows.env import Env
from bot.flows.prompt_questions import ask_questions
from bot.flows.prompt_rows import activities_of, cards_of, key_of, parts_due, today_of, topic_of, with_done
from bot.flows.prompt_weigh import weigh
from bot.flows.visit import Visit
from bot.storage import people, prompts, reports, schedules
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]


def answer(visit: Visit, prompt: Prompt, step: str, value: str) -> Said:
    """One tap. Where it answers nothing that is asked now, the present card is shown: also where a card that asks how
    strong it is now is answered on a later day.
    """
    schedule = schedules.get(visit.tx, prompt.user_id)
    draft = draft_of(prompt.draft)
    if prompt_end.too_old(visit, prompt, schedule):
        return _too_old(visit, prompt, schedule, step, value)
    if step == "nrs" and today_of(schedule, visit.now) > prompt.day:
        return prompt_end.show(visit, prompt, schedule)
    step = "nrs" if step == THEN else step
    if step == "nrs":
        draft = with_done(visit.tx, visit.env, schedule, prompt, draft)
    after = answered(draft, step, value)
    if after is None or prompt.status == "skipped":
        return prompt_end.show(visit, prompt, schedule)
    if step == "new":
        parts, names = parts_due(visit.tx, schedule, prompt), tuple(activities_of(schedule))
        after = after.changed(parts=parts, activities=names)
    saved = keep(visit.tx, visit.env, visit.now, prompt, after, schedule)
    weighed = weigh(visit.tx, visit.env, visit.now, saved, schedule, step)
    if weighed.note is not None:
        strength = after.nrs if saved.day == today_of(schedule, visit.now) else None
        prompts.save(visit.tx, replace(saved, draft=after.changed(left=True).stored()))
        return ask_questions(visit, topic_of(visit.env, schedule), weighed.note, strength)
    lines = tuple(visit.text(key) for key in weighed.lines)
    if step_of(after) == DONE:
        return prompt_end.end(visit, saved, schedule, *lines)
    if step == "new":
        lines = (visit.text("week.intro", count=len(steps_of(after)) - len(MICRO)), *lines)
    return (Show(cards_of(visit.env, visit.now, saved, schedule).step(after, *lines)),)


def _too_old(visit: Visit, prompt: Prompt, schedule: Schedule | None, step: str, value: str) -> Said:
    """Nothing is kept of it any more; that something is new leads to the questions, however late it is told."""
    person = people.get(visit.tx, prompt.user_id)
    if person is None or step != "new" or value not in ("yes", "not_sure") or step_of(draft_of(prompt.draft)) != step:
        return prompt_end.show(visit, prompt, schedule)
    people.save(visit.tx, replace(person, screened_at=None))
    return ask_questions(visit, topic_of(visit.env, schedule), "check.new_note", None)


def keep(tx: Tx, env: Env, now: datetime, prompt: Prompt, draft: Draft, schedule: Schedule | None) -> Prompt:
    """The draft and the reports made from it, in one transaction; a press proves that the message has arrived."""
    given = draft.new is not None
    saved = replace(prompt, draft=draft.stored(), status="answered" if given else "sent", why=None)
    saved = replace(saved, sent_at=prompt.sent_at or now, answered_at=(prompt.answered_at or now) if given else None)
    prompts.save(tx, saved)
    if given and prompt.status != "answered" and (person := people.get(tx, prompt.user_id)) is not None:
        tally.answered(tx, now, person, draft.feel)
    before = _values(draft_of(prompt.draft))
    for kind, values in _values(draft).items():
        if values == before[kind]:
            continue
        if values is None:
            reports.delete(tx, key_of(prompt, kind))
        else:
            reports.put(tx, _report(env, now, prompt, kind, values, topic_of(env, schedule)))
    return saved


def _report(env: Env, now: datetime, prompt: Prompt, kind: str, values: dict[str, object], topic: str) -> Report:
    return Report(
        user_id=prompt.user_id,
        kind=kind,
        key=key_of(prompt, kind),
        day=prompt.day,
        at=now,
        topic=topic,
        pack_hash=env.active,
        values=values,
    )


def _values(draft: Draft) -> dict[str, dict[str, object] | None]:
    """What is reported by kind; None for what is not (any more)."""
    said: dict[str, object] = {"nrs": draft.nrs, "feel": draft.feel, "done": draft.done, "anything_new": draft.new}
    micro = {name: value for name, value in said.items() if value is not None}
    whole = draft.activities and all(name in draft.own for name in draft.activities)
    return {
        "micro": micro if draft.nrs is not None else None,
        "peg": dict(draft.peg) if len(draft.peg) == 3 else None,
        "change": None if draft.change is None else {"change": draft.change},
        "psfs": dict(draft.own) if whole else None,
    }
