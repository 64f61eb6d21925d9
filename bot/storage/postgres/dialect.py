"""What SQLAlchemy writes for Postgres where the statements of the modules are meant for SQLite as well.

Integers have 64 bits and text is compared by its bytes, as in SQLite. ON CONFLICT is the same text in both, but
SQLAlchemy has a class of its own for each, and the modules use SQLite's: to name the other would load it at each start.
"""

# pyright: reportPrivateUsage=false, reportIncompatibleMethodOverride=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false

from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import StaticPool

from bot.storage.postgres.connect import Raw


class _Statements(PGCompiler_psycopg):
    _on_conflict_target: Any = SQLiteCompiler._on_conflict_target
    visit_on_conflict_do_nothing: Any = SQLiteCompiler.visit_on_conflict_do_nothing
    visit_on_conflict_do_update: Any = SQLiteCompiler.visit_on_conflict_do_update


class _Types(PGTypeCompiler):
    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: N802
        return "BIGINT"


class _ColumnTypes(PGTypeCompiler):
    """For columns that are made; what SQLAlchemy looks up in the catalogue of the server stays as it writes it."""

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: N802
        return "BIGINT" if "type_expression" in kw else super().visit_INTEGER(type_, **kw)

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:  # noqa: N802
        return 'TEXT COLLATE "C"' if "type_expression" in kw else super().visit_TEXT(type_, **kw)


class _Tables(PGDDLCompiler):
    def get_column_specification(self, column: Any, **kwargs: Any) -> str:
        # A sequence is never set back by a rollback or a deletion: no id is used twice.
        return super().get_column_specification(column, **kwargs).replace(" SERIAL", " BIGSERIAL")


class Dialect(PGDialect_psycopg):
    """For the statements of flows."""

    supports_statement_cache = True
    statement_compiler = _Statements
    type_compiler_cls = _Types
    # Ids are asked for where they are wanted (RETURNING), not behind every insert.
    insert_returning = False
    preexecute_autoincrement_sequences = False

    # Transactions are begun and ended by hand; SQLAlchemy would end one wherever it thinks that its own is over.
    def do_rollback(self, dbapi_connection: Any) -> None:
        pass

    def do_commit(self, dbapi_connection: Any) -> None:
        pass


class TableDialect(Dialect):
    """For making tables."""

    supports_statement_cache = True
    ddl_compiler = _Tables
    type_compiler_cls = _ColumnTypes


registry.register("easeback.rows", __name__, "Dialect")
registry.register("easeback.tables", __name__, "TableDialect")


def over(raw: Raw, *, for_tables: bool = False) -> Connection:
    """SQLAlchemy on a connection that is open; `for_tables` where tables are made."""
    engine = create_engine(
        "easeback+tables://" if for_tables else "easeback+rows://",
        creator=lambda: raw,
        poolclass=StaticPool,
        hide_parameters=True,
        pool_reset_on_return=None,
        use_native_hstore=False,
    )
    # psycopg forgets how many rows an INSERT changed when its cursor is closed.
    return engine.connect().execution_options(preserve_rowcount=True)
