"""A connection as the store needs it, as `bot.storage.sqlite` has it: transactions by hand, SQLAlchemy on top.

The writer's connection holds the lock of the one bot, so whoever has lost the lock has no connection to write with. A
COMMIT to which no answer came is looked up by the number of its transaction.
"""

import contextlib
import time

from psycopg.pq import TransactionStatus

from bot.storage.errors import FlowError, OutcomeUnknownError, StorageError
from bot.storage.postgres.errors import GONE, POOLED, ConnectionGoneError
from bot.storage.postgres.keys import PostgresKeys
from bot.storage.postgres.line import Line
from bot.storage.postgres.outcome import was_committed
from bot.storage.postgres.tx import PostgresTx

PATIENCE = 5.0
"""Seconds for which the answer to a COMMIT is looked up; its callers wait."""
_BEGIN = "BEGIN; SELECT pg_backend_pid(), pg_current_xact_id()::text"
_LOOK = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_backend_pid(), ''"


class PostgresLink:
    """Used on its own thread only."""

    def __init__(self, line: Line, keys: PostgresKeys, *, writes: bool = True) -> None:
        self._line = line
        self._keys = keys
        self._writes = writes
        self._number = ""
        self._marked = False
        """Whether a savepoint stands."""

    def begin(self, *, write: bool = True) -> None:
        """Begin a transaction; a connection that was lost since the last one is made anew."""
        del write
        try:
            self._begin()
        except ConnectionGoneError:
            self._keys.start_anew()
            self._line.redial()
            self._begin()

    def _begin(self) -> None:
        self._marked = False
        if not self._writes:
            # Another thread writes keys, too.
            self._keys.start_anew()
        pid, self._number = self._line.row(_BEGIN if self._writes else _LOOK)
        if pid != self._line.pid:
            raise StorageError(POOLED.format(name=self._line.address.name))

    def commit(self) -> None:
        """Make everything since `begin` last, rows and keys at once; returns only if it does."""
        if self._line.status != TransactionStatus.INTRANS:
            # Postgres would answer such a COMMIT with a rollback, and without an error.
            raise FlowError("a statement failed in this transaction, so nothing of it can be committed")
        try:
            said = self._line.do("COMMIT")
        except ConnectionGoneError:
            self._look_up()
        else:
            if said != "COMMIT":
                raise FlowError(f"the database answered a COMMIT with {said}")
        self._keys.committed()

    def _look_up(self) -> None:
        """Return if the transaction was committed after all; ConnectionGoneError where it was not."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                known = was_committed(self._line.address, self._line.pid, self._number)
            except StorageError as error:
                # Whatever it is: to run the flows again would do them twice.
                if time.monotonic() > end:
                    raise OutcomeUnknownError(
                        f"{self._line.address.name} went away in the middle of a COMMIT, and cannot tell whether "
                        "it was. Look at what is there before you do it again."
                    ) from error
            else:
                if known:
                    return
                raise ConnectionGoneError(GONE.format(name=self._line.address.name))
            time.sleep(0.25)

    def rollback(self) -> None:
        """Undo everything since `begin`, if a transaction is still open."""
        self._keys.rollback()
        if self._line.status == TransactionStatus.ACTIVE:
            self._line.close()
        elif self.alive():
            # A connection that is lost has undone it.
            with contextlib.suppress(ConnectionGoneError):
                self._line.do("ROLLBACK")

    def save(self) -> None:
        """Set the point to which one flow is undone."""
        # What the flow before has done stays from here on: one message instead of two.
        self._line.do("RELEASE SAVEPOINT flow; SAVEPOINT flow" if self._marked else "SAVEPOINT flow")
        self._marked = True

    def release(self) -> None:
        """Keep what the flow did."""
        if self._line.status != TransactionStatus.INTRANS:
            raise FlowError("a statement failed in this flow, so nothing of it can be kept")

    def undo(self) -> None:
        """Undo what the flow did, and nothing else."""
        self._keys.undo()
        self._line.do("ROLLBACK TO SAVEPOINT flow")

    def alive(self) -> bool:
        """Whether the transaction still stands; after a failed statement it does, up to its savepoint."""
        return self._line.status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def sound(self) -> bool:
        """Whether what was done since `begin` can be committed: after a failed statement nothing can."""
        return self._line.status == TransactionStatus.INTRANS

    def tx(self) -> PostgresTx:
        """A fresh handle for one flow."""
        return PostgresTx(self._line, self.alive, self._keys)

    def close(self) -> None:
        """Hang up, and with it give the lock back."""
        self._line.close()
