"""Presses in the questions, each acknowledged after its commit, beside a bare `/ping` and a bare button."""

import asyncio
import copy
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.child import BARE, Child, child
from tests.bench.figure import Figure
from tests.bench.load import AT_ONCE, Crowd, saturated, steady
from tests.bench.people import Member, like, onwards, walk
from tests.bench.sizes import Sizes

PING = "bare discord.py `/ping`"
BUTTON = "bare discord.py button, same card"


@dataclass
class Bots:
    """The three of them, each with its crowd."""

    ours: Crowd
    ping: Crowd
    button: Crowd


async def presses(sizes: Sizes, folder: Path) -> list[Figure]:
    """The first three lines of the table."""
    by_ping = Figure("triage presses, committed, 50 at once", PING, 0.3, True, "/s")
    by_button = Figure("the same", BUTTON, 0.5, True, "/s")
    late = Figure("p99 at half our saturation rate", BUTTON, 4.0, False, "ms")
    async with _bots(sizes, folder) as bots:
        for _ in range(sizes.rounds):
            ping = await saturated(bots.ping, sizes.seconds)
            ours = await saturated(bots.ours, sizes.seconds)
            button = await saturated(bots.button, sizes.seconds)
            by_ping.add(ours.rate, ping.rate)
            by_button.add(ours.rate, button.rate)
            half = ours.rate / 2
            theirs = await steady(bots.button, half, sizes.seconds)
            late.add(1000 * (await steady(bots.ours, half, sizes.seconds)).p(99), 1000 * theirs.p(99))
    return [by_ping, by_button, late]


@asynccontextmanager
async def _bots(sizes: Sizes, folder: Path) -> AsyncGenerator[Bots]:
    async with child(folder / "ours") as ours, pinged(folder, sizes) as ping:
        members = await staged(ours, sizes.members)
        card = folder / "card.json"
        card.write_text(json.dumps(like(members[0])), "utf-8")
        async with child(folder / "button", (*BARE, "button"), BENCH_CARD=str(card)) as button:
            others = [Member(number) for number in range(sizes.members)]
            for other in others:
                other.components = _bare(members[0].components)
            await ours.rested(sizes.rest)
            yield Bots(
                Crowd(members, lambda member: member.press(ours.stand, onwards(member))),
                ping,
                Crowd(others, lambda member: member.press(button.stand, "again:0:0")),
            )


@asynccontextmanager
async def pinged(folder: Path, sizes: Sizes) -> AsyncGenerator[Crowd]:
    """A bare bot and a crowd that uses /ping."""
    async with child(folder / "ping", (*BARE, "ping")) as ping:
        people = [Member(number) for number in range(sizes.members)]
        yield Crowd(people, lambda member: member.slash(ping.stand, "ping"))


async def staged(ours: Child, count: int) -> list[Member]:
    """Members at the first question of the screen."""
    members = [Member(number) for number in range(count)]
    for start in range(0, count, AT_ONCE):
        await asyncio.gather(*(_begin(ours, member) for member in members[start : start + AT_ONCE]))
    return members


async def _begin(ours: Child, member: Member) -> None:
    await member.slash(ours.stand, "back")
    await member.press(ours.stand, onwards(member))


def _bare(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same card with the bare button's ids."""
    changed = copy.deepcopy(components)
    rows = [one for one in walk(changed) if one["type"] == 1]
    for y, row in enumerate(rows):
        for x, button in enumerate(row["components"]):
            button["custom_id"] = f"again:{y}:{x}"
    return changed
