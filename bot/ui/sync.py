"""Telling Discord our commands: only when they differ from what it was last told, since each time costs quota."""

import hashlib
import json
import logging

import discord

from bot.storage import meta
from bot.storage.store import Store
from bot.ui.tree import CommandTree

log = logging.getLogger(__name__)


def fingerprint(tree: CommandTree) -> str:
    """A hash of all commands as Discord is told them."""
    told = sorted((command.to_dict(tree) for command in tree.get_commands()), key=lambda c: (c["type"], c["name"]))
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class Syncer:
    """Syncs the commands when their hash, kept with the application's id, differs."""

    def __init__(self, tree: CommandTree, store: Store) -> None:
        self._tree = tree
        self._store = store
        self._mismatched = False

    async def sync(self, *, force: bool = False) -> bool:
        """Sync if needed; whether Discord was told. Needs a client that has logged in."""
        key = f"commands:{self._tree.client.application_id}"
        now = fingerprint(self._tree)
        if not force and await self._store.read(meta.get, key) == now:
            return False
        told = await self._tree.sync()
        await self._store.run(meta.put, key, now)
        log.info("Told Discord the commands.", extra={"easeback": {"count": len(told)}})
        return True

    async def after_mismatch(self) -> None:
        """Discord showed a command that we know otherwise: sync, once in the life of this process."""
        if self._mismatched:
            return
        self._mismatched = True
        try:
            await self.sync(force=True)
        except (discord.HTTPException, OSError) as error:
            log.warning("The commands could not be synced; start with `run --sync`.", exc_info=error)
