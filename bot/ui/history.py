"""Was it sent already? What may have arrived, and is older than a nonce lives, is looked for where it would stand.

A message is known by the mark in its buttons' ids; one without buttons by its words.
"""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.core.lateness import NONCE_LIVES

MOST = 100
"""As many messages as Discord gives at once; where more have come since, nobody can tell."""
APART = timedelta(minutes=5)
"""How far this computer's clock and Discord's may be apart."""
PUT_RIGHT = timedelta(days=2)
"""By how much this computer's clock may have been wrong when a message was sent, and is right now. Not for what is
known by words that come again.
"""
MARK = 7
"""Characters of a mark: few enough for the longest id of a button, and enough for one person's messages."""

Fits = Callable[[discord.Message], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """The message, or None; and whether that can be relied on."""

    message: discord.Message | None = None
    certain: bool = True


class Tried:
    """When this run first tried to send what a nonce names, by a clock that nobody can put back."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def note(self, nonce: str) -> None:
        """It is tried now, if not before."""
        self._forget()
        self._at.setdefault(nonce, time.monotonic())

    def knows(self, nonce: str) -> bool:
        """Whether its first attempt was so short ago that its nonce lives; of an earlier run's nobody can tell."""
        self._forget()
        return nonce in self._at

    def _forget(self) -> None:
        oldest = time.monotonic() - NONCE_LIVES.total_seconds()
        while self._at and (first := next(iter(self._at.items())))[1] < oldest:
            del self._at[first[0]]


def mark_of(nonce: str, *, doubtful: bool = False) -> str:
    """What names a message by its nonce, in the ids of its buttons; another mark if it may have come before."""
    return hashlib.sha256(f"{nonce}{'?' if doubtful else ''}".encode()).hexdigest()[:MARK]


async def look_for(
    channel: discord.abc.Messageable, me: int, since: datetime, fits: Fits, back: timedelta = APART, *, private: bool
) -> Found:
    """Look for a message of ours that fits, among those since then, and as long `back` before; direct messages can
    always be read.

    Raises discord.HTTPException where Discord is out of order.
    """
    seen, doubtful = 0, False
    try:
        async for message in channel.history(limit=MOST):
            before = since - message.created_at
            if before > back:
                return Found(certain=not doubtful)
            seen += 1
            if message.author.id == me and fits(message):
                return Found(message)
            if message.author.id == me and message.edited_at is not None:
                doubtful = doubtful or _may_be(message, before)
    except discord.Forbidden:
        return Found(certain=False)
    # Whoever may not read the history of a channel gets none, as if it were empty.
    return Found(certain=(private or seen > 0) and seen < MOST and not doubtful)


def _may_be(message: discord.Message, before: timedelta) -> bool:
    """Whether a press may have put this in the place of what is looked for. A card keeps the mark as long as it has
    buttons to carry it, but for one that a timer has gone on with.
    """
    ids = _ids(message.components)
    return not ids or (not any("~" in custom_id for custom_id in ids) and before <= APART)


def has_mark(*marks: str) -> Fits:
    """Whether a button carries one of these marks."""
    ends = tuple(f"~{mark}" for mark in marks)
    return lambda message: any(custom_id.endswith(ends) for custom_id in _ids(message.components))


def has_words(view: discord.ui.LayoutView) -> Fits:
    """Whether it says the same."""
    wanted = _words(view.walk_children())
    return lambda message: _words(_walk(message.components)) == wanted


def _ids(components: Iterable[Any]) -> list[str]:
    return [found for part in _walk(components) if isinstance(found := getattr(part, "custom_id", None), str)]


def _words(parts: Iterable[Any]) -> list[str]:
    texts = [part.content for part in parts if isinstance(part, discord.TextDisplay | discord.ui.TextDisplay)]
    return [word for text in texts for word in text.split()]


def _walk(components: Iterable[Any]) -> Iterable[Any]:
    for part in components:
        yield part
        yield from _walk(getattr(part, "children", ()))
