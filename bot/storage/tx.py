"""What a flow holds while it runs: it can execute, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import DBAPIError, StatementError

from bot.storage.errors import FlowError, translate
from bot.storage.sealing import seal, unseal
from bot.storage.seams import PersonKeys

Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a statement (nothing stays open behind it), and how many rows it changed."""

    rows: Sequence[RowMapping]
    count: int

    def first(self) -> RowMapping | None:
        """The first row, if there is one."""
        return self.rows[0] if self.rows else None

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return next(iter(self.rows[0].values())) if self.rows else None

    def scalars(self) -> list[Any]:
        """The first column of each row."""
        return [next(iter(row.values())) for row in self.rows]


def fetched(connection: Connection, stmt: Executable, params: Params | None) -> Rows:
    """Run a statement and fetch everything that it returns."""
    result = connection.execute(stmt, params)
    rows = result.mappings().all() if result.returns_rows else ()
    return Rows(rows, len(rows) if result.returns_rows else result.rowcount)


class TransactionLostError(Exception):
    """The database has already undone this transaction; nothing may be written any more."""


class Tx:
    """One transaction, valid until its flow returns."""

    __slots__ = ("_alive", "_connection", "_keys", "_path", "touched")

    def __init__(self, connection: Connection, alive: Callable[[], bool], path: Path, keys: PersonKeys) -> None:
        self._connection: Connection | None = connection
        self._alive = alive
        self._path = path
        self._keys = keys
        self.touched = False
        """Whether there may be something to undo: rows, keys, or a statement that failed."""

    def execute(self, stmt: Executable, params: Params | None = None) -> Rows:
        """Run one statement and fetch everything that it returns."""
        if self._connection is None:
            raise FlowError("the transaction is over: a flow kept it and used it after it had returned")
        if not self._alive():
            # After a full disk SQLite has left the transaction: each further statement would commit by itself.
            raise TransactionLostError("the database undid this transaction")
        self.touched = self.touched or not stmt.is_select
        try:
            return fetched(self._connection, stmt, params)
        except DBAPIError as error:
            self.touched = True
            raise translate(error, self._path) from error
        except StatementError as error:
            raise (error.orig or error) from None

    def seal(self, user_id: str, value: object, place: str) -> bytes:
        """Plain data (as JSON takes it) so that only this person's key opens it. `place` is the table it is for."""
        self.touched = True
        return seal(self._keys, user_id, value, place)

    def unseal(self, user_id: str, sealed: bytes, place: str) -> Any:
        """What was sealed for this person in this place; None where the key is gone."""
        return unseal(self._keys, user_id, sealed, place)

    def need_key(self, user_id: str) -> None:
        """Make the person's key if there is none; it lasts before the rows of this transaction do."""
        self.touched = True
        self._keys.of_or_new(user_id)

    def pseudonym(self, user_id: str, what: str) -> str | None:
        """A name for the person that only their own key leads to, another for each `what`; None where there is none."""
        return self._keys.pseudonym(user_id, what)

    def forget_key(self, user_id: str) -> None:
        """Remove the person's key, before the rows: what it sealed is unreadable from the commit on, in copies too."""
        self.touched = True
        self._keys.forget(user_id)

    def half_forgotten(self) -> list[str]:
        """Whose key is gone, but whose rows may have stayed because their deletion failed."""
        return self._keys.unfinished()

    def end(self) -> None:
        """Nothing can be executed from now on; called by the store."""
        self._connection = None
