"""Copies: whole while the bot writes, refused when damaged, and put back so that nothing is missing."""

import asyncio
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.records import CheckIn
from bot.storage import checkins, packs, people, sessions
from bot.storage.backup import back_up, last_backup, note, restore, revision_in
from bot.storage.errors import StorageError
from bot.storage.files import drop_old_copies
from bot.storage.migrate import migrate
from bot.storage.migrations import HEAD
from bot.storage.store import Store
from bot.storage.tx import Tx

from .conftest import START


def log(tx: Tx, user: str, seq: int) -> int:
    """A check-in of a member, and the session that it was made in."""
    packs.keep(tx, "hash", "text", START)
    people.get_or_create(tx, user, START)
    checkins.add(
        tx,
        CheckIn(
            user_id=user, session_id=1, seq=seq, at=START, topic="ql", routines=("R1",), pack_hash="hash", done="all"
        ),
    )
    open_one = sessions.open_for(tx, user) or sessions.insert_open(
        tx, user_id=user, topic="ql", pack_hash="hash", state={}, now=START, expires_at=START + timedelta(days=1)
    )
    return open_one.id


async def count(store: Store) -> int:
    return len(await store.read(checkins.recent, "mia", 1_000))


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(8192))


def rows(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
        return raw.execute("SELECT count(*) FROM checkins").fetchone()[0]


async def test_a_copy_made_while_the_bot_writes_is_whole_and_holds_all_that_was_answered(
    store: Store, path: Path, tmp_path: Path
) -> None:
    for seq in range(20):
        await store.run(log, "mia", seq)
    writing = asyncio.gather(*(store.run(log, "mia", seq) for seq in range(20, 220)))
    await asyncio.to_thread(back_up, path, tmp_path / "far" / "copy.db")
    await writing
    assert revision_in(tmp_path / "far" / "copy.db") == HEAD
    assert 20 <= rows(tmp_path / "far" / "copy.db") <= 220
    assert os.listdir(tmp_path / "far") == ["copy.db"], "one file, without a log beside it"


async def test_the_drill(path: Path, clock: Any, tmp_path: Path) -> None:
    """Back up, log more, lose the file, restore: what the copy held is there, and no id is given twice."""
    async with Store.open(path, run_id="1", now=clock) as store:
        await store.run(log, "mia", 1)
        await asyncio.to_thread(back_up, path, tmp_path / "copy.db")
        lost = await store.run(log, "tom", 2)
    damage(path)
    done = restore(path, tmp_path / "copy.db", clock.move(hours=1))
    assert (done.revision, done.replaced) == (HEAD, path.with_name("easeback.db.replaced-20260301T130000Z"))
    assert done.replaced is not None
    assert done.replaced.stat().st_size == 4096 + 8192
    async with Store.open(path, run_id="2", now=clock) as store:
        assert await count(store) == 1
        assert await store.run(log, "tom", 2) > lost


def test_what_was_written_last_is_in_the_replaced_file_too(path: Path, clock: Any, tmp_path: Path) -> None:
    """The bot was killed: its last commits are in the log beside the file only."""
    migrate(path, now=clock)
    back_up(path, tmp_path / "copy.db")
    crashed = tmp_path / "crashed"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("INSERT INTO meta VALUES ('late', '1')")
        shutil.copytree(path.parent, crashed)
    file = crashed / path.name
    assert file.with_name("easeback.db-wal").stat().st_size
    done = restore(file, tmp_path / "copy.db", clock())
    assert done.replaced is not None
    with closing(sqlite3.connect(done.replaced)) as raw:
        assert raw.execute("SELECT key FROM meta").fetchall() == [("late",)]
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT key FROM meta").fetchall() == [("restored",)]


def test_a_log_of_the_old_file_does_not_get_into_the_new_one(path: Path, clock: Any, tmp_path: Path) -> None:
    migrate(path, now=clock)
    back_up(path, tmp_path / "copy.db")
    path.write_bytes(b"no database at all" * 500)
    path.with_name("easeback.db-wal").write_bytes(b"what was written last")
    done = restore(path, tmp_path / "copy.db", clock())
    assert done.replaced is not None
    assert done.replaced.with_name(f"{done.replaced.name}-wal").read_bytes() == b"what was written last"
    assert revision_in(path) == HEAD
    assert sorted(file.name for file in path.parent.glob("easeback.db-*")) == []


def test_two_restores_in_one_second_keep_both_files(path: Path, clock: Any, tmp_path: Path) -> None:
    migrate(path, now=clock)
    back_up(path, tmp_path / "copy.db")
    kept = {restore(path, tmp_path / "copy.db", clock()).replaced for _ in range(3)}
    assert len(kept) == 3
    assert all(file and revision_in(file) == HEAD for file in kept)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_may_read_what_is_copied_restored_or_kept(path: Path, clock: Any, tmp_path: Path) -> None:
    migrate(path, now=clock)
    back_up(path, tmp_path / "copy.db")
    (tmp_path / "copy.db").chmod(0o644)
    done = restore(path, tmp_path / "copy.db", clock())
    assert done.replaced is not None
    assert [file.stat().st_mode & 0o77 for file in (path, done.replaced)] == [0, 0]


def bad_sources(folder: Path, path: Path) -> dict[str, Path]:
    """Files that are no copy of our database, by what is said of them."""
    for name in ("garbage", "foreign", "empty", "newer", "orphans", "cut"):
        (folder / name).unlink(missing_ok=True)
    (folder / "garbage").write_bytes(b"just a letter" * 999)
    (folder / "empty").touch()
    back_up(path, folder / "newer")
    back_up(path, folder / "orphans")
    back_up(path, folder / "cut")
    (folder / "cut").write_bytes((folder / "cut").read_bytes()[:20_000])
    for name, sql in (
        ("foreign", "CREATE TABLE theirs (id)"),
        ("newer", "UPDATE alembic_version SET version_num = 'v9'"),
        ("orphans", "INSERT INTO sessions (user_id, topic, pack_hash, revision, open, created_at, updated_at,"
         " expires_at) VALUES ('x', 'ql', 'none', 1, 0, '', '', '')"),
    ):  # fmt: skip
        with closing(sqlite3.connect(folder / name)) as raw, raw:
            raw.execute(sql)
    return {
        "is not a database": folder / "garbage",
        "is empty": folder / "empty",
        "belongs to another program": folder / "foreign",
        "was written by a newer Easeback": folder / "newer",
        "is damaged \\(.*lost their owner": folder / "orphans",
        "is damaged": folder / "cut",
        "does not exist": folder / "absent",
        "is a folder": folder,
        "is the database itself": path,
    }


def test_what_is_no_copy_is_refused_and_nothing_is_changed(path: Path, clock: Any, tmp_path: Path) -> None:
    migrate(path, now=clock)
    before = path.read_bytes()
    for words, source in bad_sources(tmp_path, path).items():
        with pytest.raises(StorageError, match=words):
            restore(path, source, clock())
        assert path.read_bytes() == before, words
    assert os.listdir(path.parent) == [path.name]


def test_a_copy_never_takes_the_place_of_a_file(path: Path, clock: Any, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not exist"):
        back_up(path, tmp_path / "copy.db")
    migrate(path, now=clock)
    for target, words in ((path, "exists already"), (tmp_path, "is a folder"), (path / "copy.db", "cannot be used")):
        with pytest.raises(StorageError, match=words):
            back_up(path, target)
    assert revision_in(path) == HEAD


def test_a_damaged_file_is_not_taken_for_a_backup(path: Path, clock: Any, tmp_path: Path) -> None:
    migrate(path, now=clock)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(StorageError, match="damaged"):
        back_up(path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_the_last_copy_is_remembered(path: Path, clock: Any, tmp_path: Path) -> None:
    migrate(path, now=clock)
    assert last_backup(path) is None
    note(path, tmp_path / "a copy.db", clock())
    assert last_backup(path) == (START, tmp_path / "a copy.db")
    path.with_name("easeback.db.last-backup").write_text("nonsense")
    assert last_backup(path) is None


def test_three_copies_from_before_migrations_are_kept_the_newest(path: Path) -> None:
    path.parent.mkdir()
    names = ["before-v2-20260101T000000Z", "before-v9-20250101T000000Z", "before-v3-20260301T000000Z"]
    names += ["before-v4-20260401T000000Z", "replaced-20200101T000000Z"]
    for name in names:
        path.with_name(f"{path.name}.{name}").touch()
    assert [file.name for file in drop_old_copies(path)] == ["easeback.db.before-v9-20250101T000000Z"]
    assert len(os.listdir(path.parent)) == 4
    assert drop_old_copies(path) == []
