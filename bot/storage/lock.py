"""One bot for one database: a lock of the operating system beside the file, gone with its process. No clock in it."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

from bot.storage.errors import StorageError, explain

POLL_SECONDS = 1.0
_FAR = 1 << 30
"""The byte that Windows locks: far behind the text, which stays readable."""


class InstanceLock:
    """The right to use a database file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.with_name(f"{path.name}.lock")
        self._handle: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if nobody has it."""
        if self._handle is not None:
            return True
        handle = self._open()
        try:
            taken = _lock(handle)
        except OSError as error:
            os.close(handle)
            raise StorageError(f"{self.file} cannot be locked: keep the database on a local disk.") from error
        if not taken:
            os.close(handle)
            return False
        self._handle = handle
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}".encode())
        return True

    def release(self) -> None:
        """Give the lock back; the file stays, since deleting it would let two in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_held(self) -> bool:
        """Whether somebody has it now; nothing is made or written."""
        try:
            handle = os.open(self.file, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        except OSError:
            return False
        try:
            return not _lock(handle)
        except OSError:
            return False
        finally:
            os.close(handle)

    def holder(self) -> str:
        """Who has the lock, as far as the file tells."""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return self.file.read_text("utf-8").strip()
        return ""

    async def acquire(
        self, on_wait: Callable[[str], None], *, pause: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Take the lock, asking every second; `on_wait` gets one sentence if it has to wait."""
        told = False
        while not self.try_acquire():
            if not told:
                on_wait(self.sentence())
                told = True
            await (pause() if pause else asyncio.sleep(POLL_SECONDS))

    @contextlib.asynccontextmanager
    async def held(self, on_wait: Callable[[str], None]) -> AsyncGenerator[None]:
        """Hold the lock for the length of a block."""
        await self.acquire(on_wait)
        try:
            yield
        finally:
            self.release()

    def sentence(self) -> str:
        """What the host is told while this one waits."""
        who = self.holder()
        return f"Another Easeback is running on {self.path}{f' ({who})' if who else ''}; waiting until it ends."

    def _open(self) -> int:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self.file, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise explain(error, self.file) or error from error


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
