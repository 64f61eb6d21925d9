"""The same migrations make the same tables on a server, and later ones run there, too."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from bot.storage.errors import StorageError
from bot.storage.migrations import HEAD
from bot.storage.postgres.connect import connect
from bot.storage.postgres.dialect import over
from bot.storage.postgres.migrate import migrate, revision_of
from bot.storage.tables import metadata
from tests.postgres_server import Server
from tests.storage.test_migrate import later

from .conftest import START


def test_what_the_migrations_make_is_what_the_program_sees(link: Any) -> None:
    connection = over(link._raw, for_tables=True)
    context = MigrationContext.configure(connection, opts={"include_name": _ours, "compare_type": _differs})
    assert compare_metadata(context, metadata) == []
    looked = inspect(connection)
    for table in metadata.sorted_tables:
        found = {key["constrained_columns"][0]: key.get("options", {}) for key in looked.get_foreign_keys(table.name)}
        for key in table.foreign_keys:
            assert found[key.parent.name].get("ondelete") == key.ondelete


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    del parents
    return not (kind == "table" and name == "alembic_version")


def _differs(context: Any, column: Any, wanted: Any, found: Any, seen: Any) -> bool:
    """Whether a column has another kind of type; every integer has 64 bits there."""
    del context, column, wanted
    return found._type_affinity is not seen._type_affinity


def test_integers_have_64_bits_and_text_is_compared_by_bytes(link: Any) -> None:
    kinds = "SELECT DISTINCT data_type, collation_name FROM information_schema.columns WHERE table_schema = 'public' "
    found = set(link._raw.execute(kinds + "AND table_name <> 'alembic_version'").fetchall())
    assert found == {
        ("bigint", None), ("text", "C"), ("boolean", None), ("date", None), ("bytea", None),
        ("timestamp with time zone", None),
    }  # fmt: skip


def test_only_one_session_is_open_and_only_one_plan_active(link: Any) -> None:
    found = link._raw.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%UNIQUE%WHERE%'")
    assert {name: where.rpartition("WHERE ")[2] for name, where in found} == {
        "one_open_session": "open",
        "one_active_plan": "active",
    }


ADD = """
    with op.batch_alter_table("people") as people:
        people.alter_column("mode", existing_type=sa.Text, nullable=False, server_default="quiet")
        people.add_column(sa.Column("colour", sa.Text))
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
"""


def test_later_migrations_run_all_or_none(server: Server, made: str, tmp_path: Path) -> None:
    from bot.storage.postgres.address import Address

    address = Address.of(server.database(made.rpartition("/")[2]))
    raw = connect(address, "test")
    raw.execute("BEGIN")
    with pytest.raises(Exception, match="does not exist"):
        migrate(raw, address, later(tmp_path / "bad", ADD, '    op.drop_table("never")'))
    raw.execute("ROLLBACK")
    assert revision_of(raw, address) == HEAD
    raw.execute("BEGIN")
    assert migrate(raw, address, later(tmp_path / "good", ADD)) == ("t0",)
    raw.execute("COMMIT")
    assert revision_of(raw, address) == "t0"
    raw.execute("INSERT INTO later DEFAULT VALUES")
    raw.execute("INSERT INTO people (user_id, created_at, diary, told_intro) VALUES ('1', %s, 'unset', true)", (START,))
    with pytest.raises(StorageError, match="was written by a newer Easeback"):
        migrate(raw, address)
    raw.close()
