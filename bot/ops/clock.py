"""The time, and waiting for it: the system's clock, or the one that the try-out page moves."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from typing import Protocol

import aiohttp

LONGEST_WAIT = 15.0
"""Seconds after which the clock is asked again: a suspended laptop or a corrected clock is noticed by then."""

GONE_AFTER = 15
"""Times in a row, a second apart, after which a page that does not answer is gone for good: killed, say."""

_POLL_LIMIT = aiohttp.ClientTimeout(total=40)
_REPORT_LIMIT = aiohttp.ClientTimeout(total=2)
_log = logging.getLogger(__name__)


class Clock(Protocol):
    """What all else asks for the time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    async def wait_until(self, when: datetime | None, wake: asyncio.Event, *, busy: bool = False) -> None:
        """Return at `when`, when `wake` is set, or earlier: the caller looks again. `busy`: due work is under way."""
        ...


class SystemClock:
    """The system's time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)

    async def wait_until(self, when: datetime | None, wake: asyncio.Event, *, busy: bool = False) -> None:
        """Wait for `when` or `wake`, LONGEST_WAIT at most."""
        del busy
        await _first_of(wake, _seconds_to(when, self.now()))


class PlaygroundClock:
    """Follows the page's clock: the offset to the system's time is kept, and each move wakes whoever waits."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url = url
        self._http = http
        self._offset = 0.0
        self._version: int | None = None
        self._wake: asyncio.Event | None = None
        self._told: datetime | str | None = "nothing yet"

    def now(self) -> datetime:
        """The page's time, aware, in UTC."""
        return datetime.fromtimestamp(time.time() + self._offset, UTC)

    async def wait_until(self, when: datetime | None, wake: asyncio.Event, *, busy: bool = False) -> None:
        """Tell the page the next due time (unless `busy`), then wait for it, a move of the clock, or `wake`."""
        self._wake = wake
        if not busy:
            await self._report(when)
        await _first_of(wake, _seconds_to(when, self.now()))

    async def follow(self, on_gone: Callable[[], object]) -> None:
        """Ask for the page's time again and again; returns, after `on_gone`, when the page is gone."""
        failed = 0
        while failed < GONE_AFTER:
            try:
                await self.ask()
                failed = 0
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError):
                failed += 1
                _log.warning("The try-out's clock does not answer; asking again in a second.")
                await asyncio.sleep(1)
        _log.warning("The try-out has ended, so its bot ends, too.")
        on_gone()

    async def ask(self) -> None:
        """Ask once: at first at once, later as soon as the page's clock was moved."""
        query = {} if self._version is None else {"after": self._version}
        async with self._http.get(self._url, params=query, timeout=_POLL_LIMIT) as answer:
            answer.raise_for_status()
            told = await answer.json()
        self._offset = float(told["now"]) - time.time()
        moved, self._version = self._version not in {None, told["version"]}, int(told["version"])
        if moved and self._wake is not None:
            self._wake.set()

    async def _report(self, when: datetime | None) -> None:
        """Once for each change. A page that is closing does not answer; that harms nothing."""
        if when == self._told:
            return
        due = {"next_due": when.timestamp() if when else None}
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._http.post(f"{self._url}/due", json=due, timeout=_REPORT_LIMIT):
                self._told = when


@contextlib.asynccontextmanager
async def open_clock(url: str | None, on_gone: Callable[[], object] = lambda: None) -> AsyncGenerator[Clock]:
    """The system's clock, or the one at `url`; that one is followed until the context ends, or it is gone."""
    if url is None:
        yield SystemClock()
        return
    async with aiohttp.ClientSession() as http:
        clock = PlaygroundClock(url, http)
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            await clock.ask()
        following = asyncio.create_task(clock.follow(on_gone), name="follow the try-out's clock")
        try:
            yield clock
        finally:
            following.cancel()
            await asyncio.wait({following})


def _seconds_to(when: datetime | None, now: datetime) -> float:
    return LONGEST_WAIT if when is None else min(LONGEST_WAIT, max(0.0, (when - now).total_seconds()))


async def _first_of(wake: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(wake.wait(), seconds)
