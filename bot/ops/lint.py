"""The whole check of a content folder, beside the bot: it takes seconds, so a child process does it."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any, cast

from bot.ops.children import HOME, end, surroundings
from bot.ops.log import fields

_log = logging.getLogger(__name__)


async def lint(folder: Path) -> dict[str, Any] | None:
    """What `python -m bot check --format json` says; None where it could not say anything. Cancelling ends it."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "check", str(folder), "--format", "json"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # It stays in our folder, so that it names files as we do.
        env=surroundings() | {"PYTHONPATH": str(HOME)},
    )
    try:
        out, _ = await child.communicate()
        return cast("dict[str, Any]", json.loads(out))
    except ValueError:
        return None
    finally:
        await end(child)


async def tell(folder: Path) -> None:
    """Log how many mistakes the whole check finds in content that loads, and how to see them."""
    told = await lint(folder)
    if told is None:
        _log.warning("The content could not be checked: run `python -m bot check` and see.")
    elif told["errors"] or told["warnings"]:
        counts = fields(errors=told["errors"], warnings=told["warnings"])
        _log.warning("The content has mistakes: `python -m bot check` shows them.", extra=counts)
