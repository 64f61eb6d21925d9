"""Submitted files are looked at in a child process, one at a time, so that no file can hold up or hurt the bot."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.library.findings import Findings, Request
from bot.library.findings_wire import read_answer, request_bytes
from bot.library.upload import too_big
from bot.ops.children import HOME, end, surroundings
from bot.ops.log import fields

PATIENCE = 45.0
"""Seconds for one examination; the shipped content takes three."""
WAITING = 1
"""How many may wait while one is looked at."""
MOST_ANSWER = 16_000_000
_PIECE = 65_536
_CPU_OVER = -24
"""How a process ends that used up its processor time (SIGXCPU)."""
_log = logging.getLogger(__name__)

BUSY = "Two files are being looked at already: try again in a moment."
TOO_LONG = "Looking at this took too long, so it was ended and nothing changed: send fewer or smaller files."
TOO_MUCH = "This could not be looked at: it needs more memory than a content file may. Send fewer or smaller files."
FAULT = "This could not be looked at because of a mistake in the program. Nothing changed; please report it."


class Examiner:
    """Looks at submitted files against the shipped content, which `base` gives by path."""

    def __init__(
        self,
        base: Callable[[], Mapping[str, bytes]],
        *,
        patience: float = PATIENCE,
        argv: Sequence[str] = (sys.executable, "-m", "bot.library.examine"),
    ) -> None:
        self._base = base
        self._patience = patience
        self._argv = tuple(argv)
        self._turn = asyncio.Lock()
        self._there = 0

    async def examine(self, request: Request) -> Findings:
        """Look at it, after the one that is looked at now; `stopped` says why it was not."""
        refusal = too_big(max(len(request.raw), sum(map(len, request.files.values()))))
        if refusal or self._there > WAITING:
            return Findings(stopped=refusal or BUSY)
        self._there += 1
        try:
            async with self._turn:
                return await self._looked_at(request)
        finally:
            self._there -= 1

    async def _looked_at(self, request: Request) -> Findings:
        child = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=HOME,
            env=surroundings(),
        )
        try:
            async with asyncio.timeout(self._patience):
                out, err = await _exchange(child, request_bytes(self._base(), request))
                code = await child.wait()
        except TimeoutError:
            return Findings(stopped=TOO_LONG)
        finally:
            await end(child)
        return await _understood(code, out, err)


async def _exchange(child: asyncio.subprocess.Process, pieces: Iterable[bytes]) -> tuple[bytes, bytes]:
    """Send everything, and hear everything that comes back, up to a limit."""
    assert child.stdout is not None
    assert child.stderr is not None
    async with asyncio.TaskGroup() as group:
        group.create_task(_send(child, pieces))
        out = group.create_task(_heard(child.stdout, MOST_ANSWER))
        err = group.create_task(_heard(child.stderr, _PIECE))
    return out.result(), err.result()


async def _send(child: asyncio.subprocess.Process, pieces: Iterable[bytes]) -> None:
    assert child.stdin is not None
    # A child that has died already takes nothing more: its exit code tells why.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for piece in pieces:
            view = memoryview(piece)
            for start in range(0, len(view), _PIECE):
                child.stdin.write(view[start : start + _PIECE])
                await child.stdin.drain()
        child.stdin.close()


async def _heard(stream: asyncio.StreamReader, most: int) -> bytes:
    """What comes, to its end; beyond `most` it is read but not kept."""
    kept: list[bytes] = []
    size = 0
    while piece := await stream.read(_PIECE):
        if size < most:
            kept.append(piece)
        size += len(piece)
    return b"".join(kept)


async def _understood(code: int, out: bytes, err: bytes) -> Findings:
    """The child's answer, or the sentence for how it ended."""
    if code == 0:
        with contextlib.suppress(ValueError, LookupError, TypeError):
            return await asyncio.to_thread(read_answer, out)
    last = err.decode("utf-8", "replace").strip().rpartition("\n")[2]
    if code < 0:
        _log.warning("Looking at a submitted file was ended by the system.", extra=fields(code=code))
        return Findings(stopped=TOO_LONG if code == _CPU_OVER else TOO_MUCH)
    if last.startswith("MemoryError"):
        _log.warning("Looking at a submitted file needed too much memory.")
        return Findings(stopped=TOO_MUCH)
    # Only where in our program it happened: the message may hold words of the file.
    _log.error("Looking at a submitted file failed.", extra=fields(code=code, kind=last.partition(":")[0][:60]))
    return Findings(stopped=FAULT)
