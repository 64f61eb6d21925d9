"""Faults at random, and a death at a random instant."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random

from bot.playground import Person, Playground
from bot.playground.faults import CUT
from bot.playground.model import SEND_MESSAGES
from bot.playground.rest import Call, Reply

CHANNEL = "back-corner"
"""Where the weekly post goes."""
GATEWAY = ("gateway dropped", "gateway down", "reconnect request", "invalid session", "forgotten session")
POST, EDIT, CALLBACK = ("POST", "/channels/"), ("PATCH", "/messages/"), ("POST", "/interactions/")


class Weather:
    """What goes wrong in a round, and how often it did in all."""

    def __init__(self, play: Playground, people: list[Person], rng: Random) -> None:
        self._play, self._people, self._rng, self._faults = play, people, rng, play.faults
        self.counts: Counter[str] = Counter()
        self._lost = False
        self._kinds: dict[str, Callable[[], object]] = {
            "answer lost": lambda: self._faults.lost(*self._where(), times=self._breaks()),
            "connection cut": lambda: self._faults.cut(*self._where(), times=self._breaks()),
            "503": lambda: self._faults.status(503, *POST),
            "502": lambda: self._faults.status(502, *self._where()),
            "500": lambda: self._faults.status(500, *self._where()),
            "429": lambda: self._faults.rate_limit(*self._where(), seconds=0.1),
            "429 for all": lambda: self._faults.rate_limit(seconds=0.1, scope="global"),
            "429 without Via": lambda: self._faults.rate_limit(*self._where(), via=False),
            "slow": lambda: self._faults.slow(0.2, *self._where()),
            "closed messages": lambda: self._rng.choice(self._people).close_dms(),
            "expired tokens": lambda: self._faults.expire_tokens(),
            "deleted message": self._delete,
            "closed channel": lambda: self._deny(SEND_MESSAGES),
            "deleted channel": lambda: self._rng.random() < 0.1 and self._lose_channel(),
            "removed from the server": lambda: self._rng.random() < 0.2 and self._faults.remove_from_server(),
        }

    def _where(self) -> tuple[str, str]:
        return self._rng.choice((POST, EDIT, CALLBACK))

    def _breaks(self) -> int:
        """Once is mended at once, by sending again."""
        return self._rng.choice((1, 2))

    def _delete(self) -> None:
        shown = self._rng.choice(self._people).messages("dm")
        if shown:
            self._faults.delete_message(shown[-1].id)

    def _lose_channel(self) -> None:
        """For good: the weekly post has no place from now on."""
        if not self._lost:
            self._lost = True
            self.counts["channel lost for good"] += 1
            self._faults.delete_channel(CHANNEL)

    def _deny(self, permissions: int) -> None:
        if not self._lost:
            self._play.deny(CHANNEL, permissions)

    async def rage(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._rng.uniform(0.02, 0.25))
            kind = self._rng.choice((*self._kinds, *GATEWAY))
            self.counts[kind] += 1
            if kind in self._kinds:
                self._kinds[kind]()
            elif kind == "reconnect request":
                await self._play.gateway.reconnect()
            elif kind.endswith("session"):
                await self._play.gateway.invalidate(resumable=kind == "invalid session")
            else:
                self._play.gateway.down = self._play.gateway.down or kind == "gateway down"
                await self._play.gateway.drop()

    def clear(self) -> None:
        """All is well again."""
        self._faults.clear()
        self._play.gateway.down = False
        self._deny(0)
        for person in self._people:
            person.close_dms(False)

    async def kill(self) -> None:
        """kill -9: at some moment, or in the middle of some request, before or after it was done."""
        performed, dice = self._rng.random() < 0.5, self._rng.random()
        if dice < 0.3:
            self.counts["killed at a moment"] += 1
            await asyncio.sleep(self._rng.uniform(0.05, 1.5))
        elif dice < 0.65:
            await self._in_a_request(self._rng.randint(1, 80), "request", performed=performed)
        else:
            await self._in_a_request(self._rng.randint(1, 2), "message", *POST, performed=performed)
        await self._play.bot.kill()

    async def _in_a_request(self, nth: int, what: str, method: str = "", part: str = "", *, performed: bool) -> None:
        left, came = nth, asyncio.Event()

        async def happening(call: Call) -> Reply | None:
            nonlocal left
            left -= 1
            if left:
                return None
            if performed:
                await call.perform()
            await self._play.bot.kill()
            came.set()
            return CUT

        fault = self._faults.add(happening, method, part, times=None)
        try:
            async with asyncio.timeout(2.5):
                await came.wait()
            self.counts[f"killed {'after' if performed else 'before'} a {what}"] += 1
        except TimeoutError:
            self.counts["killed at a moment"] += 1
        fault.end()
