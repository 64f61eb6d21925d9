"""What happens below the database: full, locked and read-only disks, a damaged file, and logs that a death left."""

import asyncio
import os
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from bot.playground import Playground
from tests.faults.obey import binds

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 15.0
if sys.platform == "linux":
    import resource

    def let_grow(pid: int, size: int | None) -> None:
        """Let no file of a process grow beyond this size; None lifts that."""
        most = resource.RLIM_INFINITY if size is None else size
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
else:

    def let_grow(pid: int, size: int | None) -> None:
        """Only Linux limits another process's files."""


class Disk:
    """Trouble while the bot runs (`rage`), and before it is started again (`before_start`)."""

    def __init__(self, play: Playground, database: Path, env: dict[str, str], rng: Random) -> None:
        self._play, self._database, self._env, self._rng = play, database, env, rng
        self.counts: Counter[str] = Counter()
        self.struck = False
        """Whether anything happened since `clear`."""
        self.is_inherited = False
        """Whether a second bot waits."""
        self._held: list[sqlite3.Connection] = []
        self._at_start: dict[str, Callable[[], Awaitable[list[str]]]] = {
            "start with a torn log": self._torn,
            "start without the log's index": self._no_index,
            "start on a locked database": self._locked,
            "start on a truncated database, put back": self._truncated,
        }
        if sys.platform == "linux":
            self._at_start["start on a full disk"] = self._full
        if binds():
            self._at_start["start on a read-only database"] = self._read_only

    def clear(self) -> None:
        """All is well again. What was held is let go only now: the last one to close a database takes its log in."""
        for base in self._held:
            base.close()
        self._held.clear()
        self.struck = False

    # While it runs

    async def rage(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._rng.uniform(0.1, 0.8))
            kind = self._rng.choice(("disk full", "database locked by another program", "long read by another program"))
            self.counts[kind] += 1
            self.struck = True
            if kind == "disk full":
                with self._filled():
                    await asyncio.sleep(self._rng.uniform(0.05, 1.0))
            else:
                with self._holding("BEGIN IMMEDIATE" if "locked" in kind else "BEGIN"):
                    await asyncio.sleep(self._rng.uniform(0.05, 2.5))

    @contextmanager
    def _filled(self) -> Generator[None]:
        """No file of the bot's can grow beyond the size of its log now."""
        pid, log = self._play.bot.pid, self._log
        if pid is None:
            yield
            return
        let_grow(pid, max(8192, log.stat().st_size if log.exists() else 0))
        try:
            yield
        finally:
            let_grow(pid, None)

    @contextmanager
    def _holding(self, begin: str) -> Generator[None]:
        base = sqlite3.connect(self._database, isolation_level=None, timeout=0.2)
        self._held.append(base)
        with suppress(sqlite3.OperationalError):
            base.execute(begin)
            base.execute("select count(*) from meta").fetchone()
        try:
            yield
        finally:
            with suppress(sqlite3.OperationalError):
                base.execute("ROLLBACK")

    # Before it is started

    async def before_start(self) -> list[str]:
        """One of these, while the bot is dead; what was wrong about it."""
        kind = self._rng.choice(tuple(self._at_start))
        self.counts[kind] += 1
        self._play.bot.log.clear()
        wrong = [f"{kind}: {found}" for found in await self._at_start[kind]()]
        self._play.bot.log.clear()
        return wrong

    @property
    def _log(self) -> Path:
        return self._database.with_name(f"{self._database.name}-wal")

    async def _torn(self) -> list[str]:
        """The half of a write that a power cut leaves: no whole frame, and so nothing that was acknowledged."""
        if self._log.exists():
            with self._log.open("ab") as log:
                log.write(self._rng.randbytes(self._rng.randint(1, 9000)))
        return []

    async def _no_index(self) -> list[str]:
        """The index beside the log is a cache: gone, or nonsense."""
        index = self._database.with_name(f"{self._database.name}-shm")
        if self._rng.random() < 0.5:
            index.unlink(missing_ok=True)
        elif index.exists():
            index.write_bytes(self._rng.randbytes(index.stat().st_size))
        return []

    async def _locked(self) -> list[str]:
        base = sqlite3.connect(self._database, isolation_level=None, timeout=2)
        self._held.append(base)
        base.execute("BEGIN IMMEDIATE")
        try:
            return await self._refused("in use by another program")
        finally:
            base.execute("ROLLBACK")

    async def _read_only(self) -> list[str]:
        self._database.chmod(0o444)
        try:
            return await self._refused("read-only")
        finally:
            self._database.chmod(0o600)

    async def _full(self) -> list[str]:
        """It may start or say why not; in either case nothing is lost."""
        bot = self._play.bot
        await bot.start()
        with self._filled():
            await self._until(lambda: not bot.running or self._play.gateway.online)
            ended = not bot.running
            await bot.kill()
        return self._plainly() if ended else []

    async def _truncated(self) -> list[str]:
        """Copied, cut off, refused at the start, and put back while the log of before lies beside it."""
        copy = self._database.with_name("copy.db")
        wrong = await self._verb("backup", copy)
        size = self._database.stat().st_size
        os.truncate(self._database, int(size * self._rng.uniform(0.1, 0.9)) // 4096 * 4096)
        wrong += await self._refused("damaged")
        wrong += await self._verb("restore", copy)
        copy.unlink(missing_ok=True)
        for old in self._database.parent.glob(f"{self._database.name}.replaced-*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        return wrong

    async def _verb(self, *words: str | Path) -> list[str]:
        code, said = await self._run("db", *map(str, words))
        return [] if code == 0 else [f"db {words[0]} ended with {code}: {said[-300:]}"]

    async def refused(self, word: str, code: int) -> list[str]:
        """What is wrong about a start that has to be refused with this exit code and a report that names the word."""
        self._play.bot.log.clear()
        return await self._refused(word, code)

    async def told_by(self, verb: str) -> str:
        """What a verb of the command line prints."""
        return (await self._run(verb))[1]

    async def _run(self, *words: str) -> tuple[int | None, str]:
        argv = (sys.executable, "-m", "bot", *words)
        done = await asyncio.create_subprocess_exec(
            *argv, env=self._env, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await done.communicate()
        return done.returncode, said.decode()

    async def _refused(self, word: str, code: int = 2) -> list[str]:
        """The bot does not start, and says why in a sentence with this word."""
        bot = self._play.bot
        await bot.start()
        # The code is known a moment after the process is gone.
        if not await self._until(lambda: bot.exit_code is not None):
            await bot.kill()
            return ["it ran all the same"]
        return self._plainly(word, code)

    def _plainly(self, word: str = "", code: int = 2) -> list[str]:
        bot, said = self._play.bot, "\n".join(self._play.bot.log)
        good = bot.exit_code == code and "Traceback" not in said and word in said
        bot.log.clear()
        return [] if good else [f"exit code {bot.exit_code}, {said[-300:]}"]

    async def _until(self, holds: Callable[[], bool]) -> bool:
        for _ in range(round(LIMIT / 0.02)):
            if holds():
                return True
            await asyncio.sleep(0.02)
        return False
