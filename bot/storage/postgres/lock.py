"""One bot for one database: a lock of the server that lives as long as a session does. No clock in it.

The session is the writer's own: whoever loses the lock has lost the connection to write with.
"""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable

from bot.storage.lock import POLL_SECONDS
from bot.storage.postgres.address import Address
from bot.storage.postgres.connect import Raw, connect, translating
from bot.storage.postgres.errors import LOST, ConnectionGoneError, LockLostError

NUMBER = int.from_bytes(b"easeback", "big", signed=True)
_TRY = "SELECT pg_try_advisory_lock(%s)"
_HOLDER = """
SELECT a.pid, a.application_name FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.database =
    (SELECT oid FROM pg_database WHERE datname = current_database())
AND (l.classid::bigint << 32) + l.objid::bigint = %s
"""
_END = "SELECT pg_terminate_backend(%s) FROM pg_stat_activity WHERE pid = %s AND application_name = %s"
OWN_SECONDS = 2.0
"""How long the server may take to end our own lost session."""


class PostgresLock:
    """The right to use a database, and the connection that has it."""

    def __init__(self, address: Address) -> None:
        self.address = address
        # Postgres cuts such names after 63 bytes.
        self.called = f"easeback {secrets.token_hex(4)} process {os.getpid()} on {socket.gethostname()}"[:63]
        self.raw: Raw | None = None

    def try_acquire(self) -> bool:
        """Take the lock if nobody has it; the connection stays either way."""
        if self.raw is None or self.raw.closed:
            self.raw = connect(self.address, self.called)
        with translating(self.raw, self.address):
            return _is_taken(self.raw)

    def retake(self, pid: int) -> Raw:
        """A new connection with the lock, after the one with this process of the server was lost.

        The server may not have noticed yet that our old session is over, so it is told. LockLostError where somebody
        else has the lock: nothing can be written then.
        """
        raw = connect(self.address, self.called)
        try:
            with translating(raw, self.address):
                self._wait_for(raw, pid)
        except BaseException:
            raw.close()
            raise
        self.raw = raw
        return raw

    def _wait_for(self, raw: Raw, pid: int) -> None:
        raw.execute(_END, (pid, pid, self.called))
        end = time.monotonic() + OWN_SECONDS
        while not _is_taken(raw):
            who = _holder(raw)
            if time.monotonic() > end or (who and who[1] and who[1] != self.called):
                raise LockLostError(LOST.format(name=self.address.name, holder=_told(who)))
            time.sleep(0.05)

    def release(self) -> None:
        """Give the lock back, and the connection with it."""
        if self.raw is not None:
            self.raw.close()
            self.raw = None

    def holder(self) -> str:
        """Who has the lock, as far as the server tells; empty where nobody has."""
        with contextlib.closing(connect(self.address, self.called)) as raw, translating(raw, self.address):
            who = _holder(raw)
            return _told(who) if who else ""

    async def acquire(
        self, on_wait: Callable[[str], None], *, pause: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Take the lock, asking every second; `on_wait` gets one sentence if it has to wait."""
        told = False
        while not await asyncio.to_thread(self._try_again if told else self.try_acquire):
            if not told:
                on_wait(await asyncio.to_thread(self.sentence))
                told = True
            await (pause() if pause else asyncio.sleep(POLL_SECONDS))

    def _try_again(self) -> bool:
        """Whoever waits goes on waiting while the server is away."""
        try:
            return self.try_acquire()
        except ConnectionGoneError:
            return False

    def sentence(self) -> str:
        """What the host is told while this one waits."""
        return f"Another Easeback is running on {self.address.low} ({self.holder()}); waiting until it ends."


def _is_taken(raw: Raw) -> bool:
    row = raw.execute(_TRY, (NUMBER,)).fetchone()
    return bool(row and row[0])


def _holder(raw: Raw) -> tuple[int, str | None] | None:
    return raw.execute(_HOLDER, (NUMBER,)).fetchone()


def _told(who: tuple[int, str | None] | None) -> str:
    """The holder without the word by which it knows itself; a program of others shows its own name."""
    name = (who[1] if who else None) or "another program"
    return name.split(" ", 2)[2] if name.startswith("easeback ") and name.count(" ") > 1 else name
