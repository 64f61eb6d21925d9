"""What became of a message that is no session's card: it is there, or Discord refused it for good."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.effects import Spoken
from bot.core.records import Surface
from bot.flows import alert, checkins_optin, feedback, prompt_send, tips
from bot.flows.env import Env
from bot.storage.tx import Tx

Said = tuple[Spoken, ...]
Delivered = Callable[[Tx, Env, datetime, str, Surface], Said]
"""(tx, env, now, id, surface)"""
Undelivered = Callable[[Tx, Env, datetime, str, int], Said]
"""(tx, env, now, id, Discord's code)"""

DELIVERED: Mapping[str, Delivered] = {
    alert.ABOUT: alert.posted,
    feedback.ABOUT: feedback.arrived,
    checkins_optin.ABOUT: checkins_optin.arrived,
    tips.ABOUT: tips.arrived,
    tips.ABOUT_FIRST: tips.first_arrived,
    prompt_send.ABOUT: prompt_send.delivered,
}
"""By what stands before the colon in `about`."""
UNDELIVERED: Mapping[str, Undelivered] = {
    alert.ABOUT: alert.refused,
    feedback.ABOUT: feedback.refused,
    checkins_optin.ABOUT: checkins_optin.refused,
    tips.ABOUT: tips.refused,
    tips.ABOUT_FIRST: tips.first_refused,
    prompt_send.ABOUT: prompt_send.undelivered,
}


def delivered(tx: Tx, env: Env, now: datetime, *, about: str, surface: Surface) -> Said:
    """The message named `about` (`kind:id`) is there now. Told twice after a crash in between."""
    kind, _, which = about.partition(":")
    told = DELIVERED.get(kind)
    return told(tx, env, now, which, surface) if told else ()


def undelivered(tx: Tx, env: Env, now: datetime, *, about: str, code: int) -> Said:
    """The message named `about` was refused for good."""
    kind, _, which = about.partition(":")
    told = UNDELIVERED.get(kind)
    return told(tx, env, now, which, code) if told else ()
