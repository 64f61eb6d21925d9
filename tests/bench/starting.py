"""Starts: to the first interaction answered beside `import discord`, and with a million timers beside none."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.child import child
from tests.bench.figure import Figure
from tests.bench.people import Member
from tests.bench.prepared import Far, prepared
from tests.bench.sizes import Sizes
from tests.compiled import COMPILED


async def starting(sizes: Sizes, folder: Path) -> list[Figure]:
    """One line: a start on a folder that was used before, as after an update or a reboot."""
    figure = Figure("process start to first interaction answered", "`import discord` alone", 4.0, False, "s")
    if sizes.rest:
        await _first_answer(folder / "ours")
    for _ in range(sizes.rounds):
        theirs = _imported()
        figure.add((await _first_answer(folder / "ours"))[0], theirs)
    return [figure]


async def million(sizes: Sizes, folder: Path) -> list[Figure]:
    """Two lines: how long such a start takes, and the memory once it is over."""
    none, many = folder / "none", folder / "many"
    slow = Figure(f"start with {sizes.timers:,} pending timers", "start with none", 1.2, False, "s")
    big = Figure("memory after it", "the same", 10.0, False, "MB", "more")
    async with prepared(none):
        pass
    shutil.copytree(none, many)
    Far(sizes.timers).put(many / "easeback.db")
    for used in (none, many) if sizes.rest else ():
        await _first_answer(used)
    for _ in range(sizes.rounds):
        without, with_them = await _first_answer(none, sizes.rest), await _first_answer(many, sizes.rest)
        slow.add(with_them[0], without[0])
        big.add(with_them[1], without[1])
    return [slow, big]


async def _first_answer(folder: Path, rest: float = 0) -> tuple[float, float]:
    """Seconds to it, and MB once nothing more goes on."""
    async with child(folder, online=False) as ours:
        await ours.come_online()
        await Member(1).slash(ours.stand, "me")
        took = time.perf_counter() - ours.began
        await ours.rested(rest)
        return took, ours.memory()


def _imported() -> float:
    began = time.perf_counter()
    subprocess.run((sys.executable, "-c", "import discord"), env={**os.environ, **COMPILED}, check=True)
    return time.perf_counter() - began
