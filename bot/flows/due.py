"""Which flow does a timer's work, by its kind; `bot.core.lateness` has the rule for each."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.effects import Spoken
from bot.core.records import Job
from bot.flows import alert, community, cooldown, prompt_due, prompt_send, schedule_next, setup_reminder, tally, timers
from bot.flows.env import Env
from bot.flows.tips import due as tip_due
from bot.storage.tx import Tx

Work = Callable[[Tx, Env, datetime, Job], tuple[Spoken, ...]]

WORK: Mapping[str, Work] = {
    "cue": timers.due,
    "token": timers.due,
    "tip": tip_due,
    schedule_next.KIND: prompt_due.due,
    schedule_next.AGAIN: prompt_send.send,
    prompt_send.KIND: prompt_send.send,
    "alert": alert.due,
    "cooldown": cooldown.over,
    "lines": setup_reminder.due,
    tally.KIND: community.due,
    community.POST: community.post,
}


def due(tx: Tx, env: Env, now: datetime, *, job: Job) -> tuple[Spoken, ...]:
    """Carry out a timer. After a crash in between it is carried out again, so each flow here can be."""
    return WORK[job.kind](tx, env, now, job)
