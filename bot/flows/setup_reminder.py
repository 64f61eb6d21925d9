"""Whom a server names in a crisis has to be checked once a year: its moderators are asked to, then once a month."""

from datetime import UTC, datetime, time, timedelta

from bot.core.cards import Card
from bot.core.crisis import MAX_AGE_DAYS
from bot.core.effects import Announce, Spoken
from bot.core.guild import GuildSettings, to_check
from bot.core.records import Job
from bot.flows.env import Env
from bot.storage import guilds, jobs
from bot.storage.tx import Tx

KIND = "lines"
AGAIN_AFTER = timedelta(days=30)
AT = time(12, 0, tzinfo=UTC)


def plan(tx: Tx, guild_id: str, settings: GuildSettings) -> None:
    """One timer for each server that lists anybody: when the entry that was checked first is over its year."""
    key = f"{KIND}:{guild_id}"
    if not settings.resources:
        jobs.cancel(tx, key)
        return
    first = min(one.verified_on for one in settings.resources)
    due_at = datetime.combine(first + timedelta(days=MAX_AGE_DAYS + 1), AT)
    jobs.put(tx, KIND, key, due_at, payload={"guild": guild_id})


def due(tx: Tx, env: Env, now: datetime, job: Job) -> tuple[Spoken, ...]:
    """Ask for a look, if one is still due."""
    guild_id = str(job.payload["guild"])
    settings = guilds.get(tx, guild_id)
    old = to_check(settings, now.date())
    if not old:
        plan(tx, guild_id, settings)
        return ()
    jobs.put(tx, KIND, f"{KIND}:{guild_id}", now + AGAIN_AFTER, payload={"guild": guild_id})
    if settings.moderators_channel is None:
        return ()
    texts = env.pack.texts
    body = texts["setup.reminder_body"].replace("{names}", ", ".join(one.name for one in old))
    card = Card(texts["setup.reminder_title"], (body,))
    return (Announce(settings.moderators_channel, card, f"l{guild_id}-{now.date()}", f"{KIND}:{guild_id}", dated=True),)
