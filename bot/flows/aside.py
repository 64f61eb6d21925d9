"""When the card beside the conversation is shown (`bot.core.conversation.crisis`): whom it names, how often, and that
it was shown, as a number without a person.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation.turn import Turn
from bot.core.guild import GuildSettings, help_in
from bot.core.records import Person, Session
from bot.flows.cooldown import is_cooling
from bot.storage import counts, guilds
from bot.storage.tx import Tx

AGAIN_AFTER = timedelta(minutes=30)
"""For so long the same person is not shown the first card again (evidence pack, section 1.3)."""
SERVER = "server"
"""The person's fact that names the server in which they last used the bot: a direct message comes from none."""
HOST_ONLY = ""
"""Counted for the host alone: in a small server a number would tell who it was."""


def met(tx: Tx, now: datetime, session: Session, turn: Turn) -> Turn:
    """The turn with whom its card names; who has just seen the first card gets one line instead."""
    settings = settings_of(tx, session.guild_id, turn.person)
    cooling = is_cooling(tx, now, "card", turn.person.user_id, AGAIN_AFTER) if turn.aside == "self" else False
    counts.add(tx, now.date(), HOST_ONLY, "crisis")
    found = help_in(settings, turn.listed)
    shown = "quiet" if cooling else turn.aside
    return replace(turn, aside=shown, help=found, can_tell=settings.alerts_in is not None)


def settings_of(tx: Tx, guild_id: str | None, person: Person | None) -> GuildSettings:
    """The settings of the server where it was said, or of the one in which the person was last."""
    return guilds.get(tx, guild_id or server_of(person))


def server_of(person: Person | None) -> str | None:
    """The server in which they last used the bot, if that is known."""
    known = person.facts.get(SERVER) if person is not None else None
    return known if isinstance(known, str) else None
