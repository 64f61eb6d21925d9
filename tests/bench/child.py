"""The bots under test as child processes: ours and the bare ones; their memory, and the time that they computed."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.storage.slow import SAID
from tests.bench.stand import Stand, standing
from tests.compiled import COMPILED

ROOT = Path(__file__).resolve().parents[2]
OURS, BARE = ("-m", "bot", "run"), ("-m", "tests.bench.bare")
HOST = {
    "DISCORD_TOKEN": "OTAwMQ.bench.bench",
    "OPERATOR_NAME": "Rosa",
    "OPERATOR_CONTACT": "rosa@example.org",
    "EASEBACK_UNREVIEWED": "accept",
    "EASEBACK_KEY": "a passphrase of the bench",
    "EASEBACK_EPHEMERAL": "accept",
}
COMPLAINTS = (" WARNING ", " ERROR ", SAID.rpartition("%.0f ms")[2])
TICKS = os.sysconf("SC_CLK_TCK")


class Child:
    """A process and the Discord that it is connected to."""

    def __init__(self, stand: Stand, process: subprocess.Popen[bytes], log: Path, began: float) -> None:
        self.stand, self.log, self.began = stand, log, began
        self._process = process

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    async def come_online(self) -> None:
        """Wait until it has its gateway."""
        while not self.stand.online.is_set():
            if self.ended:
                raise RuntimeError(f"The bot did not come online. Its log ends with:\n{self.log.read_text()[-2000:]}")
            await asyncio.sleep(0.01)

    def memory(self) -> float:
        """MB that it holds in memory."""
        fields = Path(f"/proc/{self.pid}/smaps_rollup").read_text().split("\n")
        return next(int(line.split()[1]) for line in fields if line.startswith("Rss:")) / 1000

    def computed(self) -> float:
        """Seconds of processor time, of all its threads."""
        return _computed(self.pid)

    async def rested(self, limit: float) -> None:
        """Wait until it and its own children compute nothing any more: what it does once at the start is over."""
        end = time.monotonic() + limit
        before, calm = self._family(), 0
        while calm < 4 and time.monotonic() < end:
            await asyncio.sleep(0.25)
            now = self._family()
            calm = calm + 1 if now - before < 0.02 else 0
            before = now

    def _family(self) -> float:
        return self.computed() + sum(_computed(child) for child in self._children())

    def _children(self) -> list[int]:
        return [int(child) for child in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def end(self) -> None:
        """Kill it, and the check of its content if that still goes on."""
        children = [] if self.ended else self._children()
        self._process.kill()
        self._process.wait()
        for one in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def complaints(self) -> list[str]:
        """The lines of its log that are warnings or worse, and those about a flow that was slow only once."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if line.startswith("Traceback") or any(mark in line for mark in COMPLAINTS)]


def _computed(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


@asynccontextmanager
async def child(
    folder: Path, what: tuple[str, ...] = OURS, *, online: bool = True, **env: str
) -> AsyncGenerator[Child]:
    """A bot with its data in `folder`, online unless one does not wait for it."""
    async with standing() as stand:
        where = {
            "DISCORD_API_URL": f"{stand.url}/api",
            "DISCORD_GATEWAY_URL": f"{stand.url.replace('http', 'ws')}/gateway",
        }
        full = {**os.environ, **COMPILED, **HOST, **where, "EASEBACK_DATA": str(folder), **env}
        one = _start(stand, folder, what, full)
        try:
            if online:
                await one.come_online()
            yield one
        finally:
            one.end()


def _start(stand: Stand, folder: Path, what: tuple[str, ...], env: dict[str, str]) -> Child:
    log = folder / "log"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen((sys.executable, *what), cwd=ROOT, env=env, stdout=file, stderr=file)
    return Child(stand, process, log, began)
