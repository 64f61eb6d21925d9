"""Persons' keys: they last before the rows that they seal, go before the rows go, and open with one master key only."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.records import Session
from bot.flows.tidy import tidy
from bot.storage import packs, people, sessions
from bot.storage.errors import StorageError
from bot.storage.keys import Keys, keys_file
from bot.storage.master import Master, derive, key_file
from bot.storage.migrate import migrate
from bot.storage.sqlite import WRITER, SqliteLink
from bot.storage.store import Store
from bot.storage.tx import Tx

from .conftest import START

HOST = Master("the host's own long passphrase")


def say(tx: Tx, user_id: str, word: str) -> None:
    """Somebody says something that is sealed."""
    person = people.get_or_create(tx, user_id, START)
    people.save(tx, replace(person, stop=word, limits={"no_heat": None}))


def open_session(tx: Tx, user_id: str) -> Session:
    packs.keep(tx, "hash", "text", START)
    born: dict[str, Any] = {"topic": "ql", "pack_hash": "hash", "state": {"n": 1}}
    return sessions.insert_open(tx, user_id=user_id, **born, now=START, expires_at=START)


def words_of(tx: Tx) -> dict[str, str | None]:
    rows = [people.get(tx, user_id) for user_id in "abc"]
    return {person.user_id: person.stop for person in rows if person is not None}


async def said(path: Path, clock: Any, master: Master | None = None) -> None:
    async with Store.open(path, run_id="1", now=clock, master=master) as store:
        await store.run(say, "a", "bleeds")


async def heard(path: Path, clock: Any, master: Master | None = None) -> dict[str, str | None]:
    async with Store.open(path, run_id="2", now=clock, master=master) as store:
        return await store.read(words_of)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "easeback.db"
    migrate(path)
    return path


class Hand:
    """Flows, batches and commits by hand, on files that can be opened anew at any moment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = Keys.open(path, Master())
        self.keys._raw.execute("PRAGMA synchronous=OFF")
        self.raw = sqlite3.connect(path, isolation_level=None)
        self.raw.execute("PRAGMA synchronous=OFF")
        self.link = SqliteLink(self.raw, path, WRITER, self.keys)

    def flow(self, acts: list[tuple[str, str]], fails: bool) -> None:
        self.link.save()
        tx = self.link.tx()
        for what, user_id in acts:
            if what == "say":
                say(tx, user_id, "bleeds")
            else:
                people.forget(tx, user_id)
        (self.link.undo if fails else self.link.release)()

    def close(self) -> None:
        self.link.close()
        self.raw.close()
        self.keys.close()


def unreadable(path: Path) -> list[str]:
    """Whose rows no key opens, for someone who opens copies of the files as they are now."""
    folder = path.with_name("looked-at")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(path.parent, folder, ignore=shutil.ignore_patterns("looked-at", "*-shm"))
    keys = Keys.open(folder / path.name, Master())
    with closing(sqlite3.connect(folder / path.name, isolation_level=None)) as raw:
        link = SqliteLink(raw, path, WRITER, keys)
        link.begin()
        found = people.unreadable(link.tx())
        link.rollback()
        link.close()
    keys.close()
    return found


ACTS = st.lists(st.tuples(st.sampled_from(("say", "say", "forget")), st.sampled_from("abc")), min_size=1, max_size=4)
BATCHES = st.lists(
    st.tuples(st.lists(st.tuples(ACTS, st.booleans()), max_size=4), st.sampled_from(("commit", "flush only", "undo"))),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(batches=BATCHES)
def test_no_row_is_ever_without_its_key(made: Path, tmp_path_factory: pytest.TempPathFactory, batches: Any) -> None:
    """Whatever flows do and however their batch ends; but for deletions cut short, which a tombstone names."""
    path = tmp_path_factory.mktemp("hand") / "easeback.db"
    shutil.copy(made, path)
    hand = Hand(path)
    try:
        for flows, end in batches:
            hand.link.begin()
            for acts, fails in flows:
                hand.flow(acts, fails)
            if end == "commit":
                hand.link.commit()
            elif end == "flush only":
                hand.keys.flush()
            hand.link.rollback()
            hand.link.begin()
            tx = hand.link.tx()
            assert set(people.unreadable(tx)) <= set(hand.keys.unfinished())
            hand.link.rollback()
        assert set(unreadable(path)) <= set(hand.keys.unfinished())
    finally:
        hand.close()


async def test_the_key_file_is_made_once_and_only_the_bot_reads_it(path: Path, clock: Any) -> None:
    await said(path, clock)
    made = key_file(path).read_bytes()
    assert await heard(path, clock) == {"a": "bleeds"}
    assert key_file(path).read_bytes() == made
    assert {file.stat().st_mode & 0o077 for file in (key_file(path), keys_file(path))} == {0}


async def test_with_a_key_of_the_host_there_is_no_key_file(path: Path, clock: Any) -> None:
    await said(path, clock, HOST)
    assert not key_file(path).exists()
    assert await heard(path, clock, HOST) == {"a": "bleeds"}


@pytest.mark.parametrize(
    ("first", "then", "sentence"),
    [
        (HOST, Master("another long passphrase"), "EASEBACK_KEY is not the key that locks .*keys.db: put back the one"),
        (HOST, Master(), "set EASEBACK_KEY to what it was, or put back .*key"),
        (Master(), HOST, "locked with the key in .*unset EASEBACK_KEY, or .*db rekey"),
    ],
)
async def test_a_wrong_key_stops_the_start_and_changes_nothing(
    path: Path, clock: Any, first: Master, then: Master, sentence: str
) -> None:
    await said(path, clock, first)
    before = files(path.parent)
    with pytest.raises(StorageError, match=sentence):
        await heard(path, clock, then)
    assert files(path.parent) == before
    assert await heard(path, clock, first) == {"a": "bleeds"}


async def test_rows_whose_keys_are_missing_are_not_begun_anew_with(path: Path, clock: Any) -> None:
    await said(path, clock)
    keys_file(path).rename(path.with_name("elsewhere"))
    for _ in range(2):
        with pytest.raises(StorageError, match=r"keys\.db is missing.*put back its newest copy"):
            await heard(path, clock)
    path.with_name("elsewhere").rename(keys_file(path))
    assert await heard(path, clock) == {"a": "bleeds"}


async def test_the_keys_of_another_database_are_refused(path: Path, clock: Any, tmp_path: Path) -> None:
    other = tmp_path / "other" / "easeback.db"
    for database in (path, other):
        await said(database, clock, HOST)
    shutil.copy(keys_file(other), keys_file(path))
    with pytest.raises(StorageError, match="belongs to another database"):
        await heard(path, clock, HOST)


async def test_without_a_key_and_a_lasting_disk_nothing_survives_the_run(path: Path, clock: Any) -> None:
    here = Master(makes_file=False)
    async with Store.open(path, run_id="1", now=clock, master=here) as store:
        await store.run(say, "a", "bleeds")
        assert await store.read(words_of) == {"a": "bleeds"}
    assert set(files(path.parent)) == {"easeback.db"}
    assert await heard(path, clock, here) == {}
    assert await heard(path, clock) == {}, "and a key may be made later"


async def test_a_start_that_was_cut_short_while_the_store_was_made(path: Path, clock: Any) -> None:
    path.parent.mkdir(parents=True)
    keys_file(path).touch()
    await said(path, clock)
    assert await heard(path, clock) == {"a": "bleeds"}


async def test_who_comes_back_after_deleting_everything_has_another_key(path: Path, clock: Any) -> None:
    async with Store.open(path, run_id="1", now=clock) as store:
        await store.run(say, "a", "bleeds")
        await store.run(open_session, "a")
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)
    async with Store.open(path, run_id="2", now=clock) as store:
        await store.run(people.forget, "a")
        await store.run(say, "a", "itches")
        assert await store.read(words_of) == {"a": "itches"}
    shutil.copy(copy, path)
    async with Store.open(path, run_id="3", now=clock) as store:
        assert await store.read(words_of) == {"a": None}, "the old row is there, and says nothing"
        assert await store.read(sessions.open_for, "a") is None
        begun = await store.run(open_session, "a")
        assert await store.read(sessions.open_for, "a") == begun, "nor is it in anybody's way"


def test_a_deletion_that_fails_takes_no_key(do: Callable[..., Any], link: SqliteLink) -> None:
    do(say, "a", "bleeds")

    def fails(tx: Tx) -> None:
        people.forget(tx, "a")
        raise LookupError

    with pytest.raises(LookupError):
        do(fails)
    assert do(words_of) == {"a": "bleeds"}
    assert link._keys.unfinished() == []


def test_a_deletion_whose_rows_could_not_be_written_is_finished_later(path: Path) -> None:
    migrate(path)
    hand = Hand(path)
    hand.link.begin()
    hand.flow([("say", "a"), ("say", "b")], fails=False)
    hand.link.commit()
    hand.link.begin()
    hand.flow([("forget", "a")], fails=False)
    hand.keys.flush()
    hand.link.rollback()
    assert hand.keys.unfinished() == ["a"]
    hand.link.begin()
    tidy(hand.link.tx(), START)
    hand.link.commit()
    hand.link.begin()
    assert words_of(hand.link.tx()) == {"b": "bleeds"}
    hand.link.rollback()
    assert hand.keys.unfinished() == []
    assert hand.keys._raw.execute("SELECT count(*) FROM tombstones").fetchone() == (0,)
    hand.close()


async def test_no_row_is_written_whose_key_the_disk_had_no_room_for(path: Path, clock: Any) -> None:
    """The rows have room, the keys have not: whoever is refused is told, and the others are kept whole."""
    async with Store.open(path, run_id="1", now=clock) as store:
        (pages,) = store._keys._raw.execute("PRAGMA page_count").fetchone()
        store._keys._raw.execute(f"PRAGMA max_page_count={pages + 2}")
        names = [f"member {n:04}" for n in range(200)]
        ends = await asyncio.gather(*(store.run(say, name, "bleeds") for name in names), return_exceptions=True)
        refused = [end for end in ends if end is not None]
        assert 0 < len(refused) < len(names)
        assert all(isinstance(end, StorageError) and "is full" in end.sentence for end in refused)
        assert await store.read(people.unreadable) == []
        store._keys._raw.execute("PRAGMA max_page_count=1000000")
        await store.run(say, names[-1], "bleeds")
    async with Store.open(path, run_id="2", now=clock) as store:
        assert await store.read(people.unreadable) == []
        stored = [await store.read(people.get, name) for name in names]
    kept = [person.stop for person in stored if person is not None]
    assert kept == ["bleeds"] * (len(names) - len(refused) + (ends[-1] is not None))


def test_keys_of_many_are_not_all_held(do: Callable[..., Any], link: SqliteLink, monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.storage.keys.CACHED", 2)
    for user_id in "abcabc":
        do(say, user_id, f"from {user_id}")
    assert do(words_of) == {"a": "from a", "b": "from b", "c": "from c"}
    assert len(link._keys._cache) == 2


def test_a_passphrase_and_random_bytes_each_make_one_key() -> None:
    salt, raw = b"s" * 16, "q0MZvVv3qbg2o0v4kS8SPSVVWcY0pDfs4l0gDbPdxMw"
    assert derive("Übung macht müde!", salt) == derive("U\u0308bung macht mu\u0308de!", salt)
    assert derive(raw, salt) == derive(f"{raw}=", salt) != derive(raw, b"t" * 16)
    assert len({derive(text, salt) for text in (raw, raw[:-1], "a passphrase of words")}) == 3
