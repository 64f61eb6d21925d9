"""`python -m tests.bench figures [NAME…]`: each figure beside the bare library, as a table and as JSON."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bench.figure import HEAD, Figure, machine, write
from tests.bench.guilds import guilds
from tests.bench.idle import idle
from tests.bench.lateness import lateness
from tests.bench.presses import presses
from tests.bench.sizes import TINY, Sizes
from tests.bench.starting import million, starting
from tests.bench.storing import storing
from tests.bench.taps import taps

FIGURES: dict[str, Callable[[Sizes, Path], Coroutine[Any, Any, list[Figure]]]] = {
    "presses": presses,
    "taps": taps,
    "storing": storing,
    "million": million,
    "lateness": lateness,
    "guilds": guilds,
    "starting": starting,
    "idle": idle,
}


def run(names: list[str], sizes: Sizes, out: Path | None) -> None:
    """Measure these figures, or all."""
    where = machine()
    print(" · ".join(f"{name}: {value}" for name, value in where.items()))
    print(HEAD, flush=True)
    figures: list[Figure] = []
    for name in names or FIGURES:
        with tempfile.TemporaryDirectory(prefix="easeback-bench-") as folder:
            found = asyncio.run(FIGURES[name](sizes, Path(folder)))
        figures += found
        print("\n".join(figure.row() for figure in found), flush=True)
    print(f"load at the end: {machine()['load']}")
    if out is not None:
        write(out, where, figures)


def sizes_of(rounds: int | None, *, tiny: bool) -> Sizes:
    """The table's sizes, or the least, with another number of rounds if one is given."""
    sizes = TINY if tiny else Sizes()
    return sizes if rounds is None else replace(sizes, rounds=rounds)
