"""The faults that the page offers; each happens once, at the bot's next request of its kind."""

from __future__ import annotations

from collections.abc import Callable

from .commands import NotPossible
from .faults import Fault, Trouble
from .gateway import Gateway

SLOW = 4.0
"""Seconds: longer than Discord waits for a first answer."""
WRITING = "/messages"


class FaultBoard:
    """Makes what the page's buttons say."""

    def __init__(self, faults: Trouble, gateway: Gateway) -> None:
        self._faults, self._gateway = faults, gateway
        self._kinds: dict[str, Callable[[], Fault | None]] = {
            "lost": lambda: faults.lost("POST", WRITING),
            "503": lambda: faults.status(503, "POST", WRITING),
            "429": lambda: faults.rate_limit("", "", seconds=3, scope="global"),
            "slow": lambda: faults.slow(SLOW, "POST", "/callback"),
            "tokens": faults.expire_tokens,
            "well": faults.clear,
        }

    async def make(self, kind: str) -> None:
        """Let it happen; NotPossible for a kind that is none."""
        if kind == "gateway":
            await self._gateway.drop()
        elif kind == "session":
            await self._gateway.invalidate(resumable=False)
        elif kind in self._kinds:
            self._kinds[kind]()
        else:
            raise NotPossible(f"There is no fault “{kind}”.")
