"""The packs in memory: the shipped content, each server's own version of it, and what open sessions began with.

The database is the truth about servers' versions; what stands here is read from it at start and after each change.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.content.pack import Pack
from bot.core.conversation import reading
from bot.core.versions import Version
from bot.flows.env import Env, Host
from bot.library.findings import Findings, Request
from bot.library.load import PackError, pack_from_text
from bot.library.overlay.changes import from_plain, to_plain
from bot.library.overlay.edition import Base, data_of, sharing
from bot.library.overlay.merge import Carried, carry_over
from bot.ops.log import fields
from bot.storage import packs, versions
from bot.storage.store import Store
from bot.storage.tx import Tx

Examine = Callable[[Request], Awaitable[Findings]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stale:
    """A server's version that newer shipped content touches: it stays as it was until a moderator has chosen."""

    version: Version
    carried: Carried | None
    """Its changes on the newer content; None where the older one cannot be read any more."""


class Shelf:
    """Gives flows their surroundings; `env` is another object after each change."""

    def __init__(self, store: Store, base: Base, host: Host) -> None:
        self._store = store
        self.base: Base = base
        self.stale: dict[str, Stale] = {}
        self.env = Env(
            packs={base.hash: base.pack}, texts={base.hash: base.text}, active=base.hash, host=host, base=base
        )

    async def fill(self, now: datetime) -> None:
        """Read what is kept: every pack that is still needed, and which one each server has."""
        kept = await self._store.run(keep_base, self.base.hash, self.base.text, now)
        compiled = await asyncio.to_thread(self._compiled, kept)
        heads = await self._store.read(versions.heads)
        self.env = replace(self.env, packs=compiled, texts=kept)
        for head in heads:
            self._take_in(head)

    async def reload(self, guild_id: str | None, pack_hash: str | None = None) -> None:
        """A server's version has changed, or a pack was added to the database."""
        if pack_hash is not None and pack_hash not in self.env.packs:
            text = await self._store.read(packs.load, pack_hash)
            if text is not None:
                pack = await asyncio.to_thread(self._pack, text)
                # What it reads typed text with is made here, where nobody waits for it.
                await asyncio.to_thread(reading.reader_of, pack)
                self._add(pack_hash, text, pack)
        if guild_id is None:
            return
        head = await self._store.read(versions.head, guild_id)
        if head is not None:
            await self.reload(None, head.pack_hash)
            self._serve(guild_id, head.pack_hash)
            if head.base_hash == self.base.hash:
                self.stale.pop(guild_id, None)

    async def adopt(self, base: Base, now: datetime) -> None:
        """The shipped content was changed while we run: from now on sessions begin with it, running ones do not."""
        base = replace(base, pack=sharing(self.base.pack, base.pack))
        self.base = base
        self._add(base.hash, base.text, base.pack)
        self.env = replace(self.env, active=base.hash, base=base)
        for head in await self._store.read(versions.heads):
            self._take_in(head)

    def _take_in(self, head: Version) -> None:
        """A server's version at start, as it is; what was made to older shipped content is brought over afterwards."""
        self._serve(head.guild_id, head.pack_hash)
        if head.base_hash != self.base.hash:
            old = self.env.texts.get(head.base_hash)
            carried = carry_over(from_plain(head.changes), data_of(old), self.base.data) if old else None
            self.stale[head.guild_id] = Stale(head, carried)

    async def bring_over(self, examine: Examine, now: Callable[[], datetime]) -> None:
        """Bring servers' versions over to this shipped content, each as carefully as a moderator's own; beside the
        rest, since each takes seconds. What meets the newer content or no longer fits it waits for a moderator.
        """
        for guild_id, stale in list(self.stale.items()):
            moved = await self._moved(stale, examine, now)
            if moved is None:
                _log.warning("A server keeps its older content: see /content there.", extra=fields(guild=guild_id))
            elif await self._store.run(publish, *moved, now()):
                await self.reload(guild_id)

    async def _moved(self, stale: Stale, examine: Examine, now: Callable[[], datetime]) -> tuple[Version, str] | None:
        """The version on this shipped content, with its text; None where it cannot be had."""
        if stale.carried is None or stale.carried.conflicts:
            return None
        changes = tuple(to_plain(stale.carried.changes))
        findings = await examine(Request(today=now().date(), changes=changes))
        if not findings.ok:
            return None
        moved = replace(
            stale.version,
            number=stale.version.number + 1,
            parent=stale.version.number,
            base_hash=self.base.hash,
            pack_hash=findings.pack_hash,
            changes=changes,
            author=None,
            approved_by=None,
            restores=None,
            note=f"Brought over to the shipped content {self.base.pack.info.version}",
            at=now(),
        )
        return moved, findings.text

    def _compiled(self, kept: Mapping[str, str]) -> dict[str, Pack]:
        """Packs by hash: the shipped one, and those that sessions, plans and servers began with."""
        compiled = {self.base.hash: self.base.pack}
        for pack_hash in kept.keys() - compiled.keys():
            try:
                compiled[pack_hash] = self._pack(kept[pack_hash])
            except PackError:
                _log.warning("Older content cannot be read any more.", extra=fields(pack=pack_hash))
        return compiled

    def _pack(self, text: str) -> Pack:
        return sharing(self.base.pack, pack_from_text(text))

    def _add(self, pack_hash: str, text: str, pack: Pack) -> None:
        env = self.env
        self.env = replace(env, packs={**env.packs, pack_hash: pack}, texts={**env.texts, pack_hash: text})

    def _serve(self, guild_id: str, pack_hash: str) -> None:
        """From now on this server's members begin with this pack; the shipped one where it cannot be read."""
        if pack_hash in self.env.packs:
            self.env = replace(self.env, servers={**self.env.servers, guild_id: pack_hash})


def keep_base(tx: Tx, pack_hash: str, text: str, now: datetime) -> dict[str, str]:
    """Keep the content of this start, drop what nothing refers to any more; every kept text by its hash."""
    packs.keep(tx, pack_hash, text, now)
    packs.drop_unreferenced(tx, [pack_hash])
    return {kept: packs.load(tx, kept) or "" for kept in packs.hashes(tx)}


def publish(tx: Tx, version: Version, text: str, now: datetime) -> bool:
    """Store a version beside the pack that it is; False where a moderator has published meanwhile."""
    head = versions.head(tx, version.guild_id)
    if head is None or head.number != version.parent:
        return False
    packs.keep(tx, version.pack_hash, text, now)
    versions.publish(tx, version)
    return True
