"""Migrations: what they make is what the program sees, and what members logged survives them."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.core.records import CheckIn
from bot.storage import checkins, jobs, packs, people, sessions
from bot.storage.errors import StorageError
from bot.storage.migrate import Scripts, migrate
from bot.storage.migrations import HEAD
from bot.storage.store import Store
from bot.storage.tables import metadata
from bot.storage.tx import Tx

NEXT = '''"""A later migration."""
from alembic import op
import sqlalchemy as sa
revision = "{revision}"
down_revision = "{before}"

def upgrade():
{body}
'''
ALTER_A_PARENT = """
    with op.batch_alter_table("people") as people:
        people.alter_column("mode", existing_type=sa.Text, nullable=False, server_default="quiet")
        people.add_column(sa.Column("colour", sa.Text))
    with op.batch_alter_table("sessions", table_kwargs={"sqlite_autoincrement": True}) as sessions:
        sessions.add_column(sa.Column("mood", sa.Text))
"""


def later(folder: Path, *bodies: str) -> Scripts:
    """Our migrations and some made up after them."""
    shutil.copytree(Scripts().folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = HEAD
    for n, body in enumerate(bodies):
        revision = f"t{n}"
        (folder / "versions" / f"{revision}.py").write_text(NEXT.format(revision=revision, before=before, body=body))
        before = revision
    return Scripts(folder, before)


def fill(tx: Tx, now: Callable[[], Any]) -> None:
    packs.keep(tx, "hash", "text", now())
    for n in range(20):
        user = people.get_or_create(tx, str(n), now()).user_id
        session = sessions.insert_open(
            tx, user_id=user, topic="ql", pack_hash="hash", state={"n": n}, now=now(), expires_at=now()
        )
        jobs.put(tx, "cue", f"cue:{n}", now(), user_id=user, session_id=session.id)
        for seq in range(5):
            checkins.add(
                tx,
                CheckIn(
                    user_id=user,
                    session_id=session.id,
                    seq=seq,
                    at=now(),
                    topic="ql",
                    routines=("R1",),
                    pack_hash="hash",
                    done="all",
                ),
            )


@pytest.fixture
async def filled(path: Path, clock: Any) -> Path:
    async with Store.open(path, run_id="run-1", now=clock) as store:
        await store.run(fill, clock)
    return path


def counts(path: Path) -> dict[str, int]:
    raw = sqlite3.connect(path)
    tables = ("people", "sessions", "jobs", "checkins", "plans", "packs", "meta")
    found = {table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    raw.close()
    return found


FULL = {"people": 20, "sessions": 20, "jobs": 20, "checkins": 100, "plans": 0, "packs": 1, "meta": 1}


def test_the_newest_revision_is_named_where_the_program_looks() -> None:
    scripts = ScriptDirectory(str(Scripts().folder))
    assert scripts.get_heads() == [HEAD]


def test_what_the_migrations_make_is_what_the_program_sees(path: Path) -> None:
    assert migrate(path).applied[-1] == HEAD
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        made = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all())
    engine.dispose()
    assert all("AUTOINCREMENT" in made[table] for table in ("sessions", "jobs", "plans"))
    assert made["one_open_session"].endswith("WHERE open")
    assert made["one_active_plan"].endswith("WHERE active")
    assert made["sessions"].count("ON DELETE CASCADE") == 1
    assert made["jobs"].count("ON DELETE CASCADE") == 2


def test_a_file_that_is_new_enough_is_left_alone(path: Path) -> None:
    migrate(path)
    again = migrate(path)
    assert (again.applied, again.backup) == ((), None)


def test_a_filled_file_keeps_everything_when_a_parent_is_altered(filled: Path, clock: Any, tmp_path: Path) -> None:
    done = migrate(filled, now=clock, scripts=later(tmp_path / "later", ALTER_A_PARENT))
    assert done.applied == ("t0",)
    assert counts(filled) == FULL
    raw = sqlite3.connect(filled)
    raw.execute("PRAGMA foreign_keys=ON")
    assert raw.execute("SELECT count(*), count(colour) FROM people").fetchone() == (20, 0)
    raw.execute("DELETE FROM people WHERE user_id = '3'")
    assert raw.execute("SELECT count(*) FROM checkins").fetchone() == (95,), "the references still hold"
    raw.close()


def test_a_filled_file_is_copied_first(filled: Path, clock: Any, tmp_path: Path) -> None:
    done = migrate(filled, now=clock, scripts=later(tmp_path / "later", ALTER_A_PARENT))
    assert done.backup == filled.with_name("easeback.db.before-t0-20260301T120000Z")
    assert done.backup is not None
    assert counts(done.backup) == FULL
    raw = sqlite3.connect(done.backup)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    raw.close()


def test_a_migration_that_fails_changes_nothing(filled: Path, clock: Any, tmp_path: Path) -> None:
    body = '    op.execute("DELETE FROM checkins")\n    op.execute("DELETE FROM no_such_table")'
    with pytest.raises(StorageError):
        migrate(filled, now=clock, scripts=later(tmp_path / "later", body))
    assert counts(filled) == FULL
    assert migrate(filled).applied == ()


def test_those_before_the_one_that_fails_stay(filled: Path, clock: Any, tmp_path: Path) -> None:
    scripts = later(tmp_path / "later", ALTER_A_PARENT, '    op.execute("DELETE FROM no_such_table")')
    with pytest.raises(StorageError):
        migrate(filled, now=clock, scripts=scripts)
    raw = sqlite3.connect(filled)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("t0",)
    raw.close()
    assert counts(filled) == FULL


def test_a_migration_that_leaves_orphans_is_refused(filled: Path, clock: Any, tmp_path: Path) -> None:
    scripts = later(tmp_path / "later", "    op.execute(\"DELETE FROM people WHERE user_id = '3'\")")
    with pytest.raises(StorageError, match="would leave rows of checkins, jobs, sessions without their owner"):
        migrate(filled, now=clock, scripts=scripts)
    assert counts(filled) == FULL


def test_ids_of_a_new_file_begin_where_an_older_one_never_was(path: Path, clock: Any) -> None:
    migrate(path, now=clock)
    raw = sqlite3.connect(path)
    first = dict(raw.execute("SELECT name, seq FROM sqlite_sequence"))
    raw.close()
    assert first == {"sessions": 68_299_200, "jobs": 68_299_200}
