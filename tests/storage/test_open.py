"""A database that cannot be used: one sentence for the host, and nothing is changed."""

# The files of a test hold up nobody.
# ruff: noqa: ASYNC240

import contextlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.storage import meta
from bot.storage.errors import StorageError
from bot.storage.migrate import migrate
from bot.storage.store import Store

READ_ONLY = "{path} is read-only: let this user write the file and its folder, or name another file."
CANNOT_OPEN = "{path} cannot be opened: the folder must exist and be writable for this user."
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs the permissions of POSIX")


async def sentence(path: Path, clock: Any) -> str:
    with pytest.raises(StorageError) as caught:
        async with Store.open(path, run_id="run-1", now=clock):
            pass
    return caught.value.sentence


@contextlib.contextmanager
def as_nobody() -> Generator[None]:
    """Give up the rights of root for a while: it may write everything, whatever the permissions say."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def filled(path: Path, clock: Any) -> Path:
    async with Store.open(path, run_id="run-1", now=clock):
        pass
    return path


async def shared_with_all(path: Path, clock: Any) -> Path:
    """Such a database whose keys everybody may use: what is wrong is with the rows alone."""
    await filled(path, clock)
    for name in ("key", "keys.db"):
        path.with_name(name).chmod(0o666)
    return path


async def test_the_folder_is_made_and_only_the_owner_reads_the_file(path: Path, clock: Any) -> None:
    await filled(path, clock)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


async def test_opening_twice_changes_nothing(path: Path, clock: Any) -> None:
    before = (await filled(path, clock)).read_bytes()
    await filled(path, clock)
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["easeback.db", "key", "keys.db"]


@POSIX
async def test_a_file_that_is_read_only(shared: Path, clock: Any) -> None:
    file = await shared_with_all(shared / "easeback.db", clock)
    shared.chmod(0o777)
    file.chmod(0o444)
    with as_nobody():
        assert await sentence(file, clock) == READ_ONLY.format(path=file)


@POSIX
async def test_a_file_that_may_not_be_read(shared: Path, clock: Any) -> None:
    file = await shared_with_all(shared / "easeback.db", clock)
    shared.chmod(0o777)
    file.chmod(0o000)
    with as_nobody():
        assert await sentence(file, clock) == CANNOT_OPEN.format(path=file)


@POSIX
async def test_a_folder_that_is_read_only(shared: Path, clock: Any) -> None:
    file = await shared_with_all(shared / "easeback.db", clock)
    file.chmod(0o666)
    with as_nobody():
        assert await sentence(file, clock) == READ_ONLY.format(path=shared / "keys.db")


@POSIX
async def test_a_new_file_in_a_folder_that_is_read_only(shared: Path, clock: Any) -> None:
    file = shared / "easeback.db"
    with as_nobody():
        assert await sentence(file, clock) == f"{file} cannot be used: permission denied. Name another folder."


@POSIX
async def test_a_folder_that_cannot_be_made(shared: Path, clock: Any) -> None:
    file = shared / "data" / "easeback.db"
    with as_nobody():
        assert await sentence(file, clock) == f"{file} cannot be used: permission denied. Name another folder."


async def test_a_file_where_the_folder_should_be(tmp_path: Path, clock: Any) -> None:
    (tmp_path / "data").write_text("")
    path = tmp_path / "data" / "easeback.db"
    assert "cannot be used" in await sentence(path, clock)


async def test_a_folder_where_the_file_should_be(path: Path, clock: Any) -> None:
    path.mkdir(parents=True)
    assert await sentence(path, clock) == f"{path} is a folder: name a file for the database."


async def test_a_file_that_is_no_database(path: Path, clock: Any) -> None:
    path.parent.mkdir()
    path.write_text("Dear diary, my back is sore again. " * 200)
    before = path.read_bytes()
    assert await sentence(path, clock) == f"{path} is not a database: move it away, or name another file."
    assert path.read_bytes() == before


async def test_a_database_of_another_program(path: Path, clock: Any) -> None:
    path.parent.mkdir()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE songs (title TEXT)")
    raw.close()
    assert await sentence(path, clock) == f"{path} belongs to another program: name another file for the database."


async def test_a_database_of_a_newer_program(path: Path, clock: Any) -> None:
    raw = sqlite3.connect(await filled(path, clock))
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    assert await sentence(path, clock) == (
        f"{path} was written by a newer Easeback: update the program, or put back a backup of the older database."
    )


async def test_a_truncated_database(path: Path, clock: Any) -> None:
    file = await filled(path, clock)
    file.write_bytes(file.read_bytes()[:5000])
    assert await sentence(path, clock) == f"{path} is damaged: stop the bot and put a backup in its place."


async def test_a_database_that_another_program_holds(path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(await filled(path, clock), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("bot.storage.store.WRITER", ("PRAGMA busy_timeout=0",))
    assert "in use by another program: close that program" in await sentence(path, clock)
    other.close()


async def test_a_truncated_database_beside_a_log(path: Path, clock: Any) -> None:
    """With a log, SQLite takes the number of pages from there, and misses none."""
    async with Store.open(path, run_id="run-1", now=clock) as store:
        await store.run(meta.put, "before", "x" * 200_000)
        with contextlib.closing(sqlite3.connect(path)) as raw:
            assert raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
        await store.run(meta.put, "after", "y")
        hurt = path.with_name("hurt.db")
        for part in ("", "-wal"):
            shutil.copy(f"{path}{part}", f"{hurt}{part}")
    os.truncate(hurt, hurt.stat().st_size - 40 * 4096)
    with pytest.raises(StorageError, match="is damaged"):
        migrate(hurt)
    with contextlib.closing(sqlite3.connect(f"file:{hurt}?mode=ro", uri=True)) as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'after'").fetchone() == ("y",), "it opens without a word"
