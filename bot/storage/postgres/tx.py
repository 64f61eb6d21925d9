"""What a flow holds while it runs on Postgres."""

from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import Executable, TextClause
from sqlalchemy.exc import DBAPIError, StatementError

from bot.storage.errors import FlowError
from bot.storage.postgres.errors import translate
from bot.storage.postgres.keys import PostgresKeys
from bot.storage.postgres.line import Line
from bot.storage.tx import Params, Rows, TransactionLostError, Tx, fetched

_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class PostgresTx(Tx):
    """One transaction, valid until its flow returns."""

    __slots__ = ("_line",)

    def __init__(self, line: Line, alive: Callable[[], bool], keys: PostgresKeys) -> None:
        super().__init__(line.connection, alive, Path(), keys)
        self._line = line

    def execute(self, stmt: Executable, params: Params | None = None) -> Rows:
        """Run one statement and fetch everything that it returns."""
        if self._connection is None:
            raise FlowError("the transaction is over: a flow kept it and used it after it had returned")
        if not self._alive():
            raise TransactionLostError("the connection to the database was lost")
        _refuse_steering(stmt)
        self.touched = self.touched or not stmt.is_select
        try:
            # Looked up now: a transaction may have begun on a newer connection than this handle was made on.
            return fetched(self._line.connection, stmt, params)
        except DBAPIError as error:
            self.touched = True
            if isinstance(error.orig, psycopg.Error):
                raise translate(error.orig, self._line.address) from None
            raise
        except StatementError as error:
            raise (error.orig or error) from None


def _refuse_steering(stmt: Executable) -> None:
    """A COMMIT by a flow would make others' half-done work last; SQLite itself refuses it, Postgres does not."""
    if isinstance(stmt, TextClause) and (not stmt.text.lstrip().upper().startswith(_ROWS) or ";" in stmt.text):
        raise FlowError("a flow may only read and write rows: no BEGIN, COMMIT, ROLLBACK, SAVEPOINT or SET")
