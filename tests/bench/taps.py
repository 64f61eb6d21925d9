"""Check-ins that came by direct message, answered in three taps each, beside a bare `/ping`."""

import asyncio
import time
from collections import deque
from pathlib import Path

from tests.bench.child import Child, child
from tests.bench.figure import Figure
from tests.bench.load import AT_ONCE, saturated
from tests.bench.people import Member
from tests.bench.prepared import asked
from tests.bench.presses import PING, pinged
from tests.bench.sizes import Sizes

TAPS = ("/nrs/4", "/feel/same", "/new/no")


async def taps(sizes: Sizes, folder: Path) -> list[Figure]:
    """One line of the table: each tap is stored before it is acknowledged, and each counts."""
    figure = Figure("check-ins acknowledged, 50 at once (each tap)", PING, 0.6, True, "/s")
    members = [Member(number) for number in range(sizes.rounds * sizes.checkins)]
    await asked(folder / "ours", members)
    async with child(folder / "ours") as ours, pinged(folder, sizes) as ping:
        await ours.rested(sizes.rest)
        for number in range(sizes.rounds):
            part = members[number * sizes.checkins : (number + 1) * sizes.checkins]
            rate = await _answered(ours, part)
            figure.add(rate, (await saturated(ping, sizes.seconds)).rate)
    return [figure]


async def _answered(ours: Child, members: list[Member]) -> float:
    """All of them answer, 50 at once; taps a second."""
    waiting, began = deque(members), time.perf_counter()

    async def one() -> None:
        while waiting:
            member = waiting.popleft()
            for tap in TAPS:
                await member.press(ours.stand, button(member, tap))

    await asyncio.gather(*(one() for _ in range(min(AT_ONCE, len(members)))))
    return len(TAPS) * len(members) / (time.perf_counter() - began)


def button(member: Member, path: str) -> str:
    """The button of the card before them that leads there."""
    found = [custom_id for _, custom_id in member.buttons if path in custom_id]
    assert found, f"no {path} among {member.buttons}"
    return found[0]
