"""A second bot on the same database: it says so and waits, and takes over when the first one dies."""

import asyncio
from collections.abc import Callable, Sequence

from bot.playground import Playground
from bot.playground.supervisor import BotProcess
from tests.faults.disk import ROOT

WAITS = "waiting until it ends"
LIMIT = 15.0


class Heir:
    """One that waits beside the bot that runs."""

    def __init__(self, play: Playground, argv: Sequence[str], env: dict[str, str]) -> None:
        self._play, self._argv, self._env = play, argv, env
        self._process = BotProcess(lambda: None, self._gone)
        self._known = 0

    async def _gone(self) -> None:
        self._play.clock.forget_follower()

    async def waits(self) -> bool:
        """Start it; whether it says that it waits."""
        await self._process.start(self._argv, self._env, ROOT)
        told = await _until(lambda: any(WAITS in line for line in self._process.log))
        self._known = self._play.gateway.identified
        return told

    async def takes_over(self) -> bool:
        """Whether it is online, soon after the first one has died."""
        return await _until(lambda: self._play.gateway.identified > self._known)

    async def kill(self) -> None:
        """kill -9 for it, too."""
        await self._process.kill()


async def _until(holds: Callable[[], bool]) -> bool:
    for _ in range(round(LIMIT / 0.02)):
        if holds():
            return True
        await asyncio.sleep(0.02)
    return False
