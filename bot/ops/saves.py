"""When files of a folder were saved, and waiting for the save with which a folder can be loaded at last."""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp

from bot.library.load import LoadResult
from bot.library.output import as_plain
from bot.library.overlay.edition import Base, read_base

POLL = 0.25
"""Seconds between two looks at the folder."""
_LIMIT = aiohttp.ClientTimeout(total=2)
_GONE_AFTER = 20
"""Times in a row after which a page that does not answer is gone for good."""
Stamp = frozenset[tuple[str, int, int]]


async def first_good(folder: Path, clock_url: str) -> tuple[Base | None, LoadResult]:
    """The content of the folder as soon as it can be loaded; the page is told why it cannot. None: the page is gone."""
    failed = reads = 0
    seen: Stamp = frozenset()
    async with aiohttp.ClientSession() as http:
        while True:
            stamp = await asyncio.to_thread(stamp_of, folder)
            if stamp != seen or failed:
                seen, reads = stamp, reads + 1
                base, result = await asyncio.to_thread(read_base, folder)
                if base is not None:
                    return base, result
                failed = (
                    0 if await _told(http, urljoin(clock_url, "live"), _page(folder, result, reads)) else failed + 1
                )
                if failed == _GONE_AFTER:
                    return None, result
            await asyncio.sleep(POLL)


def _page(folder: Path, result: LoadResult, reads: int) -> dict[str, Any]:
    """What the page shows where nothing is in use yet."""
    told: dict[str, Any] = {
        "at": wall_time(),
        "loaded_at": None,
        "in_use": False,
        "checked": True,
        "graphs": [],
        "people": {},
    }
    return {"folder": folder.as_posix(), "reads": reads, **told, **as_plain(result.problems)}


async def _told(http: aiohttp.ClientSession, url: str, page: dict[str, Any]) -> bool:
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with http.post(url, json=page, timeout=_LIMIT) as answer:
            return answer.ok
    return False


def stamp_of(folder: Path) -> Stamp:
    """Which files there are, and when each was written; another one after each save."""
    found: set[tuple[str, int, int]] = set()
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            # A file that an editor has just moved away is not there any more.
            with contextlib.suppress(OSError):
                stat = (Path(root) / name).stat()
                found.add((f"{root}/{name}", stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def wall_time() -> str:
    """The author's own time, not the page's clock."""
    return datetime.now(UTC).astimezone().strftime("%H:%M:%S")
