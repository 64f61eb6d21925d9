"""A thousand members who are all asked at 08:00: how the messages lie in the minute, and what they cost the database.

`python -m tests.bench morning [--members N]`. Nothing is sent: each message costs two requests (the neutral
text, and the card in its place), and Discord takes 50 a second.
"""

import asyncio
import statistics
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.effects import Direct
from bot.core.records import Job, Surface
from bot.flows import delivery, due, pages
from bot.storage import jobs
from bot.storage.store import Store
from tests.flows.life import MONDAY, Life, shipped_env

TAPS = ("nrs/4", "feel/same", "new/no")


def run(members: int) -> None:
    """Print the figures."""
    asyncio.run(_run(members))


async def _run(members: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, env = Path(folder) / "easeback.db", shipped_env()
        async with Store.open(path, run_id="bench", now=lambda: MONDAY) as store:
            lives = {str(i): Life(store, env, str(i)) for i in range(members)}
            for life in lives.values():
                await life.begin()
            now = MONDAY + timedelta(hours=1, minutes=1)
            deciding = await store.run(jobs.claim_due, now, "bench", members * 2)
            _print_minute(deciding)
            await _timed("decide and plan", store, deciding, env, now)
            sending = await store.run(jobs.claim_due, now, "bench", members * 2)
            told = [
                one for one in await _timed("make the message", store, sending, env, now) if isinstance(one, Direct)
            ]
            await _answered(store, lives, told, env, now)


def _print_minute(found: list[Job]) -> None:
    seconds = Counter(job.due_at.replace(microsecond=0) for job in found)
    busiest, span = max(seconds.values()), (max(seconds) - min(seconds)).total_seconds()
    print(f"{len(found):,} check-ins within {span:.0f} s, at most {busiest} in one second: {busiest * 2} requests")


async def _timed(what: str, store: Store, found: list[Job], env: Any, now: datetime) -> list[object]:
    began = time.perf_counter()
    said = await asyncio.gather(*(store.run(due.due, env, now, job=job) for job in found))
    took = time.perf_counter() - began
    print(f"{what}: {len(found) / took:,.0f}/s")
    return [one for effects in said for one in effects]


async def _answered(store: Store, lives: dict[str, Life], told: list[Direct], env: Any, now: datetime) -> None:
    """Each of them is delivered and answered, one tap after the other."""
    where = Surface(kind="dm", channel_id="5", message_id="6")
    await asyncio.gather(*(store.run(delivery.delivered, env, now, about=str(d.about), surface=where) for d in told))
    for tap in TAPS:
        seconds: list[float] = []
        for direct in told:
            began = time.perf_counter()
            await store.run(pages.page, env, now, lives[direct.user_id].who, path=f"{direct.opens}/{tap}")
            seconds.append(time.perf_counter() - began)
        seconds.sort()
        p50, p99 = statistics.median(seconds), seconds[int(len(seconds) * 0.99)]
        print(f"the tap {tap}: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms")
