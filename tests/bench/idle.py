"""The processor time of an idle bot, with `/healthz` on and asked as a monitor does, and the watchdog watching."""

import asyncio
import socket
import time
from pathlib import Path

import aiohttp

from tests.bench.child import child
from tests.bench.figure import Figure
from tests.bench.sizes import Sizes

ASK_EVERY = 15.0


async def idle(sizes: Sizes, folder: Path) -> list[Figure]:
    """One line of the table."""
    figure = Figure(f"idle, over {sizes.idle:g} s", "–", 0.5, False, "% of a core", "alone")
    port = _free_port()
    async with child(folder / "ours", EASEBACK_HEALTH_PORT=str(port)) as ours, aiohttp.ClientSession() as http:
        await ours.rested(sizes.rest)
        for _ in range(sizes.rounds):
            before, began = ours.computed(), time.perf_counter()
            while (left := began + sizes.idle - time.perf_counter()) > 0:
                async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.status == 200, await answer.text()
                await asyncio.sleep(min(ASK_EVERY, left))
            figure.add(100 * (ours.computed() - before) / (time.perf_counter() - began))
    return [figure]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
