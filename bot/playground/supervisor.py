"""The bot as a child process: started, killed, restarted, and listened to."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

LOG_LINES = 4000
LONGEST_LINE = 1 << 20
STOP_LIMIT = 10.0


class BotProcess:
    """One child process at a time; `on_change` is called whenever its state or log changes."""

    def __init__(self, on_change: Callable[[], None], on_gone: Callable[[], Awaitable[None]]) -> None:
        self._on_change, self._on_gone = on_change, on_gone
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._argv: tuple[str, ...] = ()
        self._env: dict[str, str] = {}
        self._cwd: Path | None = None
        self._wanted_end = False
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.exit_code: int | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self.running and self._process else None

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.returncode is None

    @property
    def crashed(self) -> bool:
        """Whether it ended by itself with an error."""
        return not self.running and self.exit_code not in (None, 0) and not self._wanted_end

    @property
    def known(self) -> bool:
        """Whether it was ever told what to start."""
        return bool(self._argv)

    async def start(
        self, argv: Sequence[str] = (), env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        """Start it; without `argv`, as it was started before. `env` is added to this process's own."""
        if self.running:
            return
        if argv:
            self._argv, self._env, self._cwd = tuple(argv), dict(env or {}), cwd
        if not self._argv:
            raise RuntimeError("Nobody has said yet how to start the bot.")
        await self._ended()
        full = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", **self._env}
        self._wanted_end, self.exit_code = False, None
        self._process = await asyncio.create_subprocess_exec(
            *self._argv, env=full, cwd=self._cwd, limit=LONGEST_LINE,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        self._watch = asyncio.create_task(self._follow(self._process))
        self._on_change()

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:
                continue
            if not line:
                break
            self.log.append(line.decode("utf-8", "replace").rstrip())
            self._on_change()
        self.exit_code = await process.wait()
        await self._on_gone()
        self._on_change()

    async def _ended(self) -> None:
        if self._watch is not None:
            await self._watch
            self._watch = None

    async def kill(self) -> None:
        """End it at once, as a power cut would (SIGKILL)."""
        if self.running and self._process:
            self._wanted_end = True
            self._process.kill()
        await self._ended()

    async def stop(self) -> None:
        """Ask it to end (SIGTERM); after 10 s, end it."""
        if self.running and self._process:
            self._wanted_end = True
            self._process.terminate()
            try:
                async with asyncio.timeout(STOP_LIMIT):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
        await self._ended()

    async def restart(self) -> None:
        """Kill it and start it again as before."""
        await self.kill()
        await self.start()
