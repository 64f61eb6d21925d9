"""Child processes of our own program: what they are given, and how they end."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
# A child needs no token and no database: it gets what Python needs to start, and nothing else.
_PASSED = (
    "PATH", "SYSTEMROOT", "PYTHONPATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV",
)  # fmt: skip


def surroundings() -> dict[str, str]:
    """The environment of a child: nothing that is secret."""
    return {name: os.environ[name] for name in _PASSED if name in os.environ} | {"PYTHONIOENCODING": "utf-8"}


async def end(child: asyncio.subprocess.Process) -> None:
    """End it, if it has not ended, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    await child.wait()
