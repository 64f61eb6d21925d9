"""`/community`: how it goes for everybody in a server, counted up once a week; and the weekly post, if admins want it.

What is counted is in `bot.flows.tally`; what of it may be shown, in `bot.core.community`.
"""

import json
from dataclasses import asdict
from datetime import date, datetime

from bot.core import community
from bot.core.cards import Card
from bot.core.chart import day_name, filled
from bot.core.community import Figures, Line
from bot.core.content.pack import Pack
from bot.core.conversation.turn import bullets
from bot.core.effects import Announce, Show, Spoken
from bot.core.records import Job
from bot.flows.env import Env
from bot.flows.tally import KIND
from bot.flows.visit import Visit
from bot.storage import counts, guilds, jobs, meta, presence
from bot.storage.tx import Tx

POST = "community_post"
MOST_LINES = 15
PREFIX = "community:"
COUNTED = "community-counted"
"""The last period that was counted up."""
Said = tuple[Spoken, ...]


def page(visit: Visit) -> Said:
    """The newest figures of the server in which it is asked; only the asker sees them."""
    guild_id = visit.who.guild_id
    if guild_id is None:
        return (Show(_note(visit.env.pack, "community.in_server")),)
    return (Show(card_of(visit.env.pack, stored(visit.tx, guild_id))),)


def stored(tx: Tx, guild_id: str) -> Figures | None:
    """What was counted up for this server last; None where nothing was yet."""
    text = meta.get(tx, _key(guild_id))
    if text is None:
        return None
    known = json.loads(text)
    lines = tuple(Line(**line) for line in known["lines"])
    return Figures(date.fromisoformat(known["until"]), known["enough"], known["sessions"], lines)


def card_of(pack: Pack, figures: Figures | None) -> Card:
    """The figures in words."""
    texts = pack.texts
    if figures is None or not figures.enough or not figures.lines:
        return _note(pack, "community.too_few")
    lines = [_line(pack, line) for line in figures.lines[:MOST_LINES]]
    head = [filled(texts["community.sessions"], count=figures.sessions)] if figures.sessions is not None else []
    until = filled(texts["community.until"], day=day_name(figures.until, texts))
    return Card(texts["community.title"], (until, *head, bullets(lines)), small=texts["community.small"])


def _line(pack: Pack, line: Line) -> str:
    routine = pack.routine_by_id.get(line.routine)
    name = routine.name if routine else line.routine
    felt = {"easier": line.easier, "same": line.same, "worse": line.worse}
    shown = [filled(pack.texts[f"community.{feel}"], count=count) for feel, count in felt.items() if count is not None]
    told = filled(pack.texts["community.line"], name=name, count=line.sessions)
    return f"{told}: {', '.join(shown)}" if shown else told


def _note(pack: Pack, key: str) -> Card:
    return Card(pack.texts["community.title"], (pack.texts[key],), small=pack.texts["community.small"])


def due(tx: Tx, env: Env, now: datetime, job: Job) -> Said:
    """Count up the period that is over for each server, throw its key away, and set the next one and the posts."""
    period = community.newest_over(now.date())
    jobs.put(tx, KIND, KIND, community.due(period + 1))
    if int(meta.get(tx, COUNTED) or -1) >= period:
        return ()  # Its people are forgotten by now: counted again, there would be none.
    meta.put(tx, COUNTED, str(period))
    end = community.monday(period)
    settings = guilds.every(tx)
    for guild_id in counts.servers(tx, period):
        totals, people = counts.totals(tx, guild_id, end, end), counts.people(tx, period, guild_id)
        found = community.figures(period, totals, people)
        meta.put(tx, _key(guild_id), json.dumps(asdict(found), default=str))
        if found.lines and guild_id in settings and settings[guild_id].community_channel:
            jobs.put(tx, POST, f"{POST}:{guild_id}", now, payload={"guild": guild_id, "period": period})
    _drop_old(tx, period)
    presence.end(tx, period)
    counts.drop_up_to(tx, end)
    return ()


def _drop_old(tx: Tx, period: int) -> None:
    """A server in which nobody was active any more shows no figures of an earlier time."""
    now = set(counts.servers(tx, period))
    for guild_id in meta.names(tx, PREFIX):
        if guild_id not in now:
            meta.drop(tx, _key(guild_id))


def post(tx: Tx, env: Env, now: datetime, job: Job) -> Said:
    """Post it, if the server still wants that."""
    guild_id = str(job.payload["guild"])
    channel, found = guilds.get(tx, guild_id).community_channel, stored(tx, guild_id)
    if channel is None or found is None or not found.lines:
        return ()
    nonce = f"w{job.payload['period']}-{guild_id}"
    return (Announce(channel, card_of(env.pack, found), nonce, dated=True),)


def _key(guild_id: str) -> str:
    return f"{PREFIX}{guild_id}"
