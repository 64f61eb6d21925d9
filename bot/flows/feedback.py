"""A word to the moderators, from `/me`: posted in their channel, kept nowhere, without a name unless the member wants
it.
"""

from datetime import datetime, timedelta

from bot.core.cards import Card, Field, FieldOption, Form, FormValues
from bot.core.effects import Announce, AskPage, Show, Spoken
from bot.core.records import Surface
from bot.flows.cooldown import is_cooling
from bot.flows.crisis import answering
from bot.flows.env import Env
from bot.flows.visit import Visit
from bot.storage import guilds
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
ABOUT = "feedback"
AGAIN_AFTER = timedelta(minutes=10)
LONGEST = 1000
NAMED, UNNAMED = "named", "unnamed"


def feedback(visit: Visit) -> Said:
    """`/feedback`: the form, and what becomes of it."""
    guild_id = visit.who.guild_id
    if guild_id is None:
        return _say(visit, "feedback.in_server")
    channel = guilds.get(visit.tx, guild_id).moderators_channel
    if channel is None:
        return _say(visit, "feedback.nobody")
    if visit.values is None:
        return (AskPage(_form(visit), "/feedback"),)
    said = "".join(visit.values.get("text", ())).strip()[:LONGEST]
    shown, *sent = _send(visit, visit.values, said, channel)
    return (answering(visit, said) or shown, *sent)


def _form(visit: Visit) -> Form:
    options = tuple(FieldOption(value, visit.text(f"feedback.{value}")) for value in (UNNAMED, NAMED))
    hint = visit.text("feedback.hint")
    return Form(
        visit.text("feedback.title"),
        (
            Field("text", visit.text("feedback.label"), "text", description=hint, required=True, max_length=LONGEST),
            Field("name", visit.text("feedback.name"), "radio", options, required=True),
        ),
    )


def _send(visit: Visit, values: FormValues, text: str, channel_id: str) -> Said:
    if not text:
        return _say(visit, "feedback.empty")
    who = visit.who
    if is_cooling(visit.tx, visit.now, ABOUT, who.user_id, AGAIN_AFTER):
        return _say(visit, "feedback.soon")
    by = f"{who.name} (<@{who.user_id}>)" if values.get("name") == (NAMED,) else visit.text("feedback.someone")
    card = Card(visit.text("feedback.from", name=by), (quoted(text),), small=visit.text("feedback.small"))
    nonce = f"f{who.user_id}-{int(visit.now.timestamp())}"
    sent = Announce(channel_id, card, nonce, f"{ABOUT}:{who.user_id}", private=True)
    return (*_say(visit, "feedback.sent"), sent)


def quoted(text: str) -> str:
    """Somebody's words as a quotation: nothing in them looks like words of the bot."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def arrived(tx: Tx, env: Env, now: datetime, which: str, surface: Surface) -> Said:
    """The moderators can read it; nothing is left to do."""
    return ()


def refused(tx: Tx, env: Env, now: datetime, which: str, code: int) -> Said:
    """The bot may not write there, or every member could read it: the member is told, since nothing of it was kept."""
    return (Show(Card(env.pack.texts["feedback.title"], (_filled(env, "feedback.lost"),)), fresh=True),)


def _say(visit: Visit, key: str) -> Said:
    return (Show(Card(visit.text("feedback.title"), (_filled(visit.env, key),)), fresh=True),)


def _filled(env: Env, key: str) -> str:
    host = env.host
    text = env.pack.texts[key]
    return text.replace("{operator}", host.operator_name).replace("{contact}", host.operator_contact)
