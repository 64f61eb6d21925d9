"""Moderators are told that someone may need a person: only where admins want it, never what was written.

Said in a channel, they get a link to it. Said in private, only if the member asks for it, with their name.
"""

from datetime import datetime, timedelta

from bot.core.cards import Card
from bot.core.effects import Announce, Show, Spoken
from bot.core.guild import GuildSettings
from bot.core.records import Job, Surface
from bot.flows.aside import AGAIN_AFTER
from bot.flows.cooldown import is_cooling
from bot.flows.env import Env, Who
from bot.flows.visit import Visit
from bot.storage import guilds, jobs
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
ABOUT = "alert"
ASKED_AGAIN_AFTER = timedelta(minutes=30)


def raised(
    tx: Tx, now: datetime, who: Who, *, channel_id: str, message_id: str, settings: GuildSettings, done: bool
) -> None:
    """Someone wrote it in a channel: the moderators get a link, also where Discord is down for a moment. Once in a
    while for each person, but each time where something was done already.
    """
    if settings.alerts_in is None or who.guild_id is None or not message_id:
        return
    if is_cooling(tx, now, "mention", who.user_id, AGAIN_AFTER) and not done:
        return
    where: dict[str, object] = {"guild": who.guild_id, "channel": channel_id, "message": message_id}
    jobs.put(tx, ABOUT, f"{ABOUT}:{message_id}", now, payload=where)


def due(tx: Tx, env: Env, now: datetime, job: Job) -> Said:
    """Post the link, if the server still wants that."""
    guild_id, channel_id, message_id = (str(job.payload[name]) for name in ("guild", "channel", "message"))
    goes_to = guilds.get(tx, guild_id).alerts_in
    if goes_to is None:
        return ()
    link = f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"
    body = _text(env, "alert.body", channel=f"<#{channel_id}>", link=link)
    return (_announce(env, goes_to, body, f"a{message_id}", guild_id),)


def asked(visit: Visit, guild_id: str | None, settings: GuildSettings) -> Said:
    """The member wants a moderator to be told; the answer promises nothing."""
    title = visit.text("crisis.told_title")
    if settings.alerts_in is None or guild_id is None:
        return (Show(Card(visit.text("crisis.tell"), (visit.text("crisis.nobody"),), tone="urgent")),)
    who = visit.who
    if is_cooling(visit.tx, visit.now, "told", who.user_id, ASKED_AGAIN_AFTER):
        return (Show(Card(title, (visit.text("crisis.told_already"),), tone="urgent")),)
    body = visit.text("alert.asked", person=f"{who.name} (<@{who.user_id}>)")
    nonce = f"t{who.user_id}-{int(visit.now.timestamp())}"
    sent = _announce(visit.env, settings.alerts_in, body, nonce, f"{guild_id}.{who.user_id}")
    return (Show(Card(title, (visit.text("crisis.told_body"),), tone="urgent")), sent)


def _announce(env: Env, channel_id: str, body: str, nonce: str, which: str) -> Announce:
    texts = env.pack.texts
    card = Card(texts["alert.title"], (body,), tone="notice", small=texts["alert.small"])
    return Announce(channel_id, card, nonce, f"{ABOUT}:{which}", private=True)


def _text(env: Env, key: str, **fillings: str) -> str:
    text = env.pack.texts[key]
    for name, value in fillings.items():
        text = text.replace("{" + name + "}", value)
    return text


def posted(tx: Tx, env: Env, now: datetime, which: str, surface: Surface) -> Said:
    """Moderators can read it."""
    return _remember(tx, now, which, lost=False)


def refused(tx: Tx, env: Env, now: datetime, which: str, code: int) -> Said:
    """We may not write there, or every member could read it: /setup says so from now on, and whoever asked is told."""
    _remember(tx, now, which, lost=True)
    user_id = which.partition(".")[2]
    if not user_id:
        return ()
    return (Show(Card(env.pack.texts["crisis.tell"], (env.pack.texts["crisis.not_told"],), tone="urgent")),)


def _remember(tx: Tx, now: datetime, which: str, *, lost: bool) -> Said:
    guild_id = which.partition(".")[0]
    settings = guilds.get(tx, guild_id)
    if settings.alert_lost != lost:
        guilds.save(tx, guild_id, settings.changed(alert_lost=lost), now)
    return ()
