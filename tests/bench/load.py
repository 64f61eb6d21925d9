"""Load: so many interactions under way at once, or so many a second; and what that gave."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.bench.people import Member

Act = Callable[[Member], Awaitable[object]]
AT_ONCE = 50


class Doing(Protocol):
    """Something that is done again and again."""

    async def once(self) -> None:
        """The next time."""
        ...


class Crowd:
    """Members who take turns: nobody has two interactions under way, and nobody is asked more often than another."""

    def __init__(self, members: list[Member], act: Act) -> None:
        self._act = act
        self._free = deque(members)

    async def once(self) -> None:
        """The next one does their thing."""
        member = self._free.popleft()
        try:
            await self._act(member)
        finally:
            self._free.append(member)


@dataclass
class Gave:
    """Answers a second, and the seconds to each."""

    rate: float = 0.0
    seconds: list[float] = field(default_factory=list[float])

    def p(self, percent: float) -> float:
        """A percentile of the seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


async def saturated(crowd: Doing, seconds: float, at_once: int = AT_ONCE) -> Gave:
    """Each answer is followed by the next interaction, `at_once` of them under way. The first tenth does not count."""
    gave, began = Gave(), time.perf_counter()
    counts, end = began + seconds / 10, began + seconds

    async def one() -> None:
        while (now := time.perf_counter()) < end:
            await crowd.once()
            if counts < (done := time.perf_counter()) <= end:
                gave.seconds.append(done - now)

    await asyncio.gather(*(one() for _ in range(at_once)))
    gave.rate = max(1, len(gave.seconds)) / (end - counts)
    return gave


async def steady(crowd: Doing, rate: float, seconds: float) -> Gave:
    """Interactions at even distances, whether or not the ones before are answered; each counts from when it was due."""
    gave, began, running = Gave(rate), time.perf_counter(), set[asyncio.Task[None]]()

    failed: list[BaseException] = []

    async def one(due: float) -> None:
        await crowd.once()
        gave.seconds.append(time.perf_counter() - due)

    for number in range(max(1, int(rate * seconds))):
        due = began + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        running.add(task := asyncio.create_task(one(due)))
        task.add_done_callback(running.discard)
        task.add_done_callback(lambda done: failed.append(error) if (error := done.exception()) else None)
    while running:
        await asyncio.wait(set(running))
    if failed:
        raise failed[0]
    return gave
