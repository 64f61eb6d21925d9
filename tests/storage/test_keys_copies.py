"""Copies of the key store live for a week, and a new master key leaves all persons' keys or none behind."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.storage import people
from bot.storage.backup import back_up, restore
from bot.storage.errors import StorageError
from bot.storage.keys import keys_file
from bot.storage.keys_copies import copies, copy_daily, drop_old, folder_of, is_key_store, put_back
from bot.storage.master import Master, key_file
from bot.storage.rekey import rekey
from bot.storage.store import Store

from .conftest import START
from .test_keys import HOST, files, heard, said, say

NEW = "another passphrase of the host"


async def test_a_copy_is_made_each_day_and_lives_for_a_week(path: Path, clock: Any) -> None:
    await said(path, clock)
    assert not copies(path)
    for _ in range(30):
        async with Store.open(path, run_id="1", now=clock) as store:
            await store.copy_keys()
            await store.copy_keys()
        days = [day for day, _ in copies(path)]
        assert days[-1] == clock().date()
        assert all(clock().date() - day < timedelta(days=7) for day in days)
        clock.move(days=1)
    assert len(copies(path)) == 7
    clock.move(days=30)
    async with Store.open(path, run_id="1", now=clock):
        assert not copies(path), "after a long pause they go at the start"


async def test_a_copy_of_the_keys_opens_what_a_copy_of_the_rows_holds(path: Path, clock: Any) -> None:
    await said(path, clock)
    copy = copy_daily(path, START)
    assert copy is not None
    assert is_key_store(copy)
    assert not is_key_store(path)
    keys_file(path).write_bytes(b"damaged" * 999)
    keys_file(path).with_name("keys.db-wal").write_bytes(b"a log that does not belong to it")
    with pytest.raises(StorageError, match="not a database"):
        await heard(path, clock)
    replaced = put_back(path, copy, START)
    assert replaced is not None
    assert await heard(path, clock) == {"a": "bleeds"}
    drop_old(path, START + timedelta(days=7))
    assert not list(folder_of(path).iterdir()), "what was replaced is no older than a copy may be"


async def test_the_drill_with_all_three_parts_in_an_empty_folder(path: Path, clock: Any, tmp_path: Path) -> None:
    """As the README says: the rows, the keys, and the key that locks them, each from where it is kept."""
    await said(path, clock)
    back_up(path, tmp_path / "rows.db")
    copy = copy_daily(path, START)
    assert copy is not None
    elsewhere = tmp_path / "elsewhere" / path.name
    elsewhere.parent.mkdir()
    key_file(elsewhere).write_bytes(key_file(path).read_bytes())
    restore(elsewhere, tmp_path / "rows.db", START)
    put_back(elsewhere, copy, START)
    assert await heard(elsewhere, clock) == {"a": "bleeds"}


async def test_no_copy_of_the_rows_holds_a_key(path: Path, clock: Any) -> None:
    await said(path, clock)
    with closing(sqlite3.connect(keys_file(path))) as raw:
        ((wrapped,),) = raw.execute("SELECT wrapped FROM keys").fetchall()
    assert all(wrapped not in data for name, data in files(path.parent).items() if name != "keys.db")


@pytest.mark.parametrize("first", [HOST, Master()])
async def test_another_master_key_opens_the_same_rows(path: Path, clock: Any, first: Master) -> None:
    await said(path, clock, first)
    assert rekey(path, NEW, first.given) == 1
    assert await heard(path, clock, Master(NEW)) == {"a": "bleeds"}
    with pytest.raises(StorageError, match="is not the key"):
        await heard(path, clock, Master(HOST.given if first is HOST else "yet another passphrase"))
    assert rekey(path, NEW, first.given) == -1, "done twice it does nothing"


async def test_without_the_old_key_nothing_is_locked_anew(path: Path, clock: Any) -> None:
    await said(path, clock, HOST)
    before = files(path.parent)
    for old in (None, "not the one it was"):
        with pytest.raises(StorageError, match="set EASEBACK_KEY_OLD"):
            rekey(path, NEW, old)
    assert files(path.parent) == before
    assert not key_file(path).exists()


async def test_a_crash_in_between_leaves_the_old_key(path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Store.open(path, run_id="1", now=clock, master=HOST) as store:
        for user_id in "abc":
            await store.run(say, user_id, "bleeds")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.storage.rekey.write_facts", killed)
    with pytest.raises(KeyboardInterrupt):
        rekey(path, NEW, HOST.given)
    assert await heard(path, clock, HOST) == dict.fromkeys("abc", "bleeds")


async def test_a_key_that_was_deleted_is_not_in_the_next_copy(path: Path, clock: Any) -> None:
    await said(path, clock)
    async with Store.open(path, run_id="1", now=clock) as store:
        await store.run(people.forget, "a")
        await store.copy_keys()
    ((_, copy),) = copies(path)
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT count(*) FROM keys").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM tombstones").fetchone() == (0,)
