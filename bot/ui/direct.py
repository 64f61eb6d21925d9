"""Direct messages: the channel, the plain text that notifies, and the card that takes its place."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.core.cards import Card
from bot.core.effects import Announce, Direct
from bot.core.lateness import NONCE_LIVES
from bot.core.records import Surface
from bot.storage import people
from bot.storage.tx import Tx
from bot.ui import limits, sentences
from bot.ui.faults import UNKNOWN_CHANNEL, twice
from bot.ui.history import APART, PUT_RIGHT, Fits, Found, Tried, has_mark, has_words, look_for, mark_of
from bot.ui.render import Rendered, open_button, render_card
from bot.ui.services import Services

log = logging.getLogger(__name__)


def channel_of(tx: Tx, user_id: str) -> str | None:
    """The person's direct channel, if one was ever opened."""
    person = people.get(tx, user_id)
    return person.dm_channel_id if person else None


def keep_channel(tx: Tx, user_id: str, channel_id: str) -> None:
    """Remember the direct channel of a person we know."""
    person = people.get(tx, user_id)
    if person is not None and person.dm_channel_id != channel_id:
        people.save(tx, replace(person, dm_channel_id=channel_id))


class Postman:
    """Sends direct messages, each at most once: by its nonce, and later by looking whether it stands there already.

    `since` is given where an earlier attempt may have arrived so long ago that its nonce is forgotten.
    """

    def __init__(self, services: Services, client: discord.Client) -> None:
        self._services = services
        self._client = client
        self._tried = Tried()

    async def send(self, direct: Direct, since: datetime | None = None) -> Surface:
        """Send it; where it is now. Raises discord.HTTPException where Discord refuses."""
        known = await self._services.store.read(channel_of, direct.user_id)
        if known is not None:
            try:
                return await self._send(direct, known, since)
            except discord.NotFound as error:
                if error.code != UNKNOWN_CHANNEL:
                    raise
        return await self._send(direct, await self._open(direct.user_id), since)

    async def announce(self, announce: Announce, since: datetime | None = None) -> Surface:
        """Send a card to a channel; where it is now. Raises discord.HTTPException where Discord refuses."""
        channel = self._client.get_partial_messageable(int(announce.channel_id))
        rendered = render_card(announce.card, None, 0)
        back = PUT_RIGHT if announce.dated else APART
        nonce = short_nonce(announce.nonce)
        found = await self._found(channel, nonce, since, has_words(rendered.view), back, private=False)
        if found.message is not None:
            return Surface(kind="public", channel_id=announce.channel_id, message_id=str(found.message.id))
        if not found.certain:
            rendered = render_card(self._doubtful(announce.card), None, 0)
        message = await self._post(channel, nonce, lambda: {"view": rendered.view, "files": rendered.files()})
        return Surface(kind="public", channel_id=announce.channel_id, message_id=str(message.id))

    async def _open(self, user_id: str) -> str:
        channel = await self._client.create_dm(discord.Object(int(user_id)))
        await self._services.store.run(keep_channel, user_id, str(channel.id))
        return str(channel.id)

    async def _send(self, direct: Direct, channel_id: str, since: datetime | None) -> Surface:
        channel = self._client.get_partial_messageable(int(channel_id))
        mark, doubted = mark_of(direct.nonce), mark_of(direct.nonce, doubtful=True)
        nonce = short_nonce(direct.nonce)
        found = await self._found(channel, nonce, since, has_mark(mark, doubted), PUT_RIGHT, private=True)
        card = direct.card
        # The doubt stands in the mark, too: what notified says nothing of it, and we may die before its card does.
        if not found.certain or (found.message is not None and has_mark(doubted)(found.message)):
            card, mark = self._doubtful(card), doubted
        rendered = render_card(card, direct.session_id, direct.revision, mark=mark)
        if found.message is not None:
            message = found.message
            if message.content:  # The text that notified, which its card never took the place of.
                await self._fill(message, rendered)
        elif direct.card.notify:
            button = open_button(sentences.OPEN, path=direct.opens, mark=mark)
            text = limits.cut(direct.card.notify, limits.CONTENT, "notification")
            message = await self._post(channel, nonce, lambda: {"content": text, "view": button})
            await self._fill(message, rendered)
        else:
            message = await self._post(channel, nonce, lambda: {"view": rendered.view, "files": rendered.files()})
        return Surface(kind="dm", channel_id=channel_id, message_id=str(message.id))

    async def _found(
        self,
        channel: discord.PartialMessageable,
        nonce: str,
        since: datetime | None,
        fits: Fits,
        back: timedelta,
        *,
        private: bool,
    ) -> Found:
        me = self._client.user
        if since is None or me is None:
            return Found()
        found = await look_for(channel, me.id, since, fits, back, private=private)
        # While its nonce lives, what was not seen is not sent twice all the same. The clock of the day alone cannot
        # tell: it may have been put back.
        lives = abs(self._services.now() - since) <= NONCE_LIVES and self._tried.knows(nonce)
        return Found() if lives and found.message is None else found

    async def _post(
        self, channel: discord.PartialMessageable, nonce: str, what: Callable[[], dict[str, Any]]
    ) -> discord.Message:
        """Send it; `what` makes it anew for each attempt."""
        self._tried.note(nonce)
        return await twice(lambda: channel.send(**what(), nonce=nonce))

    def _doubtful(self, card: Card) -> Card:
        """The same, saying that it may have come before."""
        repeat = self._services.env().pack.texts["notify.repeat"]
        return replace(card, small="\n".join(line for line in (card.small, repeat) if line))

    async def _fill(self, message: discord.Message, rendered: Rendered) -> None:
        """Put the card in the place of the text that notified. If that fails, the text and its button stand."""
        try:
            await twice(lambda: message.edit(**changes(rendered)))
        except (discord.HTTPException, OSError) as error:
            log.warning("A notification was not filled with its card; its button opens it.", exc_info=error)


def changes(rendered: Rendered) -> dict[str, Any]:
    """What turns any message of ours into this card: the old text and pictures go."""
    return {"content": None, "embeds": [], "attachments": rendered.files(), "view": rendered.view}


def short_nonce(nonce: str) -> str:
    """The nonce as Discord takes it; a longer one by its hash."""
    return nonce if len(nonce) <= limits.NONCE else hashlib.sha256(nonce.encode()).hexdigest()[: limits.NONCE]
