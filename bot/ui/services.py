"""What the edge is given: the store, the clock, and the flows by name. The composition root fills it in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.effects import Spoken
from bot.flows.env import Env, Who
from bot.library.findings import Findings, Request
from bot.storage.store import Store
from bot.ui.pace import Pace, pace_of_typing


def _nobody_counts(outcome: str, seconds: float | None) -> None:
    """Nobody counts."""


async def _nothing_to_reload(guild_id: str | None, pack_hash: str | None) -> None:
    """No server has content of its own."""


async def _nobody_examines(request: Request) -> Findings:
    """Nobody can change content."""
    return Findings(stopped="Content can't be changed here.")


Flow = Callable[..., tuple[Spoken, ...]]
"""A plain function `(tx, env, now, …)`; see `Flows` for what each is given beside that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """All that the edge calls. `who` is the person, `surface` where their card is or will be."""

    open_session: Flow
    """who; surface, topic, and `text` where a message of one's own was chosen."""
    press: Flow
    """who; session_id, revision, position, surface, and `anyway`: an action that counts on an old card, too."""
    submit: Flow
    """who; session_id, revision, position, values, surface."""
    say: Flow
    """who; text, message_id: a direct message."""
    dm_failed: Flow
    """who; session_id, surface (None from a timer): a direct message could not be sent."""
    hear: Flow
    """who; text, channel_id, message_id: a mention in public."""
    offer: Flow
    """who; channel_id, message_id: someone else's message was chosen."""
    open_routine: Flow
    """who; routine_id, surface."""
    page: Flow
    """who; path, surface, and `values` where a form came back."""
    submitted: Flow
    """who; name, raw: a file of content was sent."""
    examined: Flow
    """who; then, findings: what came of an examination."""
    delivered: Flow
    """about, surface: what named itself so is there now."""
    undelivered: Flow
    """about, code: it was refused for good (Discord's error code)."""
    sent: Flow
    """session_id, surface: a card is there now."""
    lost: Flow
    """session_id, reason: the card cannot be edited any more (`expired`, `gone`, `nowhere`)."""
    due: Flow
    """job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything outside of Discord that the edge needs."""

    store: Store
    flows: Flows
    env: Callable[[], Env]
    now: Callable[[], datetime]
    nudge: Callable[[], None]
    """Timers may have changed."""
    reload: Callable[[str | None, str | None], Awaitable[None]] = _nothing_to_reload
    """A server's content was published, or a pack was kept: guild_id, pack_hash."""
    examine: Callable[[Request], Awaitable[Findings]] = _nobody_examines
    """Examines content outside of the loop."""
    patience: float = 2.0
    """Seconds after which an interaction without an answer is deferred; Discord waits for 3."""

    seen: Callable[[str, float | None], object] = _nobody_counts
    """Told what became of each interaction (see `outcome_of` in the client), and the seconds to its first answer."""
    pace: Pace | None = field(default_factory=Pace)
    """How fast one person may go; None where nobody is held back."""
    typing: Pace = field(default_factory=pace_of_typing)
    """The same for suggestions, where `pace` is not None."""

    async def run(self, flow: Flow, *args: Any, **named: Any) -> tuple[Spoken, ...]:
        """Run a flow as one transaction."""
        who = args[0] if args and isinstance(args[0], Who) else None
        env = self.env() if who is None else self.env().of(who.guild_id)
        effects = await self.store.run(flow, env, self.now(), *args, **named)
        self.nudge()
        return effects
