"""What a person reported is readable with their key only, and with nothing once they have deleted it."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.records import ActivePlan, CheckIn, Report
from bot.storage import checkins, packs, people, plans, reports, sessions
from bot.storage.backup import back_up, restore
from bot.storage.keys import Keys, keys_file
from bot.storage.master import Master
from bot.storage.migrate import Scripts, migrate
from bot.storage.sealing import seal, unseal
from bot.storage.sqlite import WRITER, SqliteLink
from bot.storage.starting import seal_some
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.opened import opened

from .conftest import START

WHO, OTHER = "4711000000000000001", "4711000000000000002"
MARKS = (b"CAULIFLOWER", b"RHUBARB", b"PARSNIP", b"ARTICHOKE", b"TURNIP")
"""What the two reported, each in another table."""
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=40)
@given(value=PLAIN, at=st.integers(0), bit=st.integers(0, 7))
def test_what_is_sealed_opens_for_its_person_and_place_only(value: object, at: int, bit: int) -> None:
    keys = Keys.in_memory()
    sealed = seal(keys, "1", value, "here")
    keys.of_or_new("2")
    assert unseal(keys, "1", sealed, "here") == value
    assert unseal(keys, "1", sealed, "there") is None
    assert unseal(keys, "2", sealed, "here") is None
    spoilt = bytearray(sealed)
    spoilt[at % len(sealed)] ^= 1 << bit
    assert unseal(keys, "1", bytes(spoilt), "here") is None
    keys.close()


def report_everything(tx: Tx, user_id: str) -> None:
    """Something in each table that holds what people report."""
    packs.keep(tx, "hash", "text", START)
    person = people.get_or_create(tx, user_id, START)
    people.save(tx, replace(person, limits={"CAULIFLOWER": None}, diary="keep"))
    born: dict[str, Any] = {"user_id": user_id, "topic": "ql", "pack_hash": "hash"}
    sessions.insert_open(tx, **born, state={"said": "RHUBARB"}, now=START, expires_at=START)
    plans.start(tx, **born, outcome="PARSNIP", started_on=START.date(), state={"done": ["PARSNIP"]})
    number = int(user_id[-1])
    checkins.add(tx, CheckIn(**born, session_id=number, seq=1, at=START, routines=("ARTICHOKE",), done="all"))
    day = START.date()
    reports.put(tx, Report(**born, kind="psfs", key=user_id, day=day, at=START, values={"TURNIP": 3}))


def reported(tx: Tx, user_id: str) -> list[object]:
    """All of it, read back."""
    person = people.get(tx, user_id)
    found = [person.limits] if person and person.limits else []
    session = sessions.open_for(tx, user_id)
    return [
        *found,
        *([session.state] if session else []),
        *(plan.state for plan in plans.every(tx, user_id)),
        *(item.routines for item in checkins.recent(tx, user_id, 9)),
        *(item.values for item in reports.every(tx, user_id)),
    ]


def readable(path: Path, user_id: str) -> list[object]:
    """What can be read of them in a copy of these files, with the keys that are beside it."""
    folder = path.with_name("looked-at")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(path.parent, folder, ignore=shutil.ignore_patterns("looked-at", "*-shm"))
    keys = Keys.open(folder / path.name, Master())
    with closing(sqlite3.connect(folder / path.name, isolation_level=None)) as raw:
        link = SqliteLink(raw, path, WRITER, keys)
        link.begin()
        found = reported(link.tx(), user_id)
        link.rollback()
        link.close()
    keys.close()
    return found


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def test_nothing_readable_is_on_the_disk_while_the_bot_runs(path: Path, clock: Any) -> None:
    async with Store.open(path, run_id="1", now=clock) as store:
        await store.run(report_everything, WHO)
        assert len(await store.read(reported, WHO)) == len(MARKS)
        assert path.with_name(f"{path.name}-wal").stat().st_size
        written = bytes_of(path.parent)
    back_up(path, path.with_name("copy.db"))
    assert [mark for mark in MARKS if mark in written + bytes_of(path.parent)] == []


CHILD = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.storage import people
from bot.storage.keys import Keys
from bot.storage.store import Store

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

async def delete(path, point, who):
    async with Store.open(path, run_id="r", now=lambda: datetime.now(UTC)) as store:
        flush = Keys.flush
        if point == "before":
            Keys.flush = die
        elif point == "key gone":
            Keys.flush = lambda self: (flush(self), die())
        elif point == "rows gone":
            Keys.committed = die
        elif point == "log taken in":
            Keys.finish = die
        await store.run(people.forget, who)
        die()

who, points = sys.argv[1], sys.argv[2:]
for folder in points:
    child = os.fork()
    if not child:
        asyncio.run(delete(Path(folder) / "easeback.db", Path(folder).name, who))
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, folder
"""
POINTS = ("before", "key gone", "rows gone", "log taken in", "done")


def wrapped_key(path: Path) -> bytes:
    """Their key as it stands in the key store."""
    with closing(sqlite3.connect(keys_file(path))) as raw:
        (wrapped,) = raw.execute("SELECT wrapped FROM keys WHERE user_id = ?", (WHO,)).fetchone()
    return wrapped


@pytest.fixture
async def killed(path: Path, clock: Any) -> dict[str, Path]:
    """Databases of two persons, one of whom was being deleted when the process was killed, by where it was then."""
    async with Store.open(path, run_id="1", now=clock) as store:
        for user_id in (WHO, OTHER):
            await store.run(report_everything, user_id)
    back_up(path, path.parent / "copies" / path.name)
    folders = [shutil.copytree(path.parent, path.parent.with_name(point)) for point in POINTS]
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", CHILD, WHO, *folders], check=True, timeout=60)
    return {folder.name: folder / path.name for folder in folders}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
async def test_a_deletion_that_was_cut_short_leaves_nothing_readable(
    path: Path, clock: Any, killed: dict[str, Path]
) -> None:
    """In the database, its log, or a copy made before with the keys of after; and another person keeps everything."""
    key = wrapped_key(path)
    assert key in bytes_of(path.parent)
    assert len(readable(killed.pop("before"), WHO)) == len(MARKS), "it had not begun"
    for point, file in killed.items():
        assert readable(file, WHO) == [], f"{point}: before anybody starts it again"
        async with Store.open(file, run_id="2", now=clock) as store:
            assert len(await store.read(reported, OTHER)) == len(MARKS)
            left = bytes_of(file.parent)
            assert WHO.encode() not in left, point
            assert key not in left, point
        copy = file.parent / "copies" / file.name
        for name in ("key", "keys.db"):
            shutil.copy(file.with_name(name), copy.with_name(name))
        assert readable(copy, WHO) == [], point
        assert len(readable(copy, OTHER)) == len(MARKS)
        assert [mark for mark in MARKS if mark in bytes_of(file.parent) + bytes_of(copy.parent)] == []


OLD = """
INSERT INTO packs VALUES ('hash', 'text', '2026-01-01 00:00:00.000000');
INSERT INTO people VALUES ('1', '2026-01-01 00:00:00.000000', '18-49', 'keep', '2026-02-03 04:05:06.000000',
 1, 'gentle', NULL, '{"CAULIFLOWER":"2026-05-01T00:00:00+00:00","no_heat":null}', '2026-02-03', '["r1"]',
 'buzz', '5', 1, '{"zones":["low"]}', NULL);
INSERT INTO sessions (id, user_id, topic, pack_hash, revision, state, open, created_at, updated_at, expires_at)
 VALUES (7, '1', 'ql', 'hash', 3, '{"said":"RHUBARB"}', 1, '2026-02-03 04:05:06.000000', '2026-02-03 04:05:06.000000',
 '2026-02-03 04:05:06.000000');
INSERT INTO plans VALUES (2, '1', 'ql', 'x', '2026-02-03', 1, NULL, 'hash', '{"done":["PARSNIP"]}', 1);
"""
OLD_CHECKIN = """INSERT INTO checkins VALUES (?, '1', ?, 1, '2026-02-03 04:05:06.000000', 'ql',
 '["ARTICHOKE"]', 'TURNIP', 'hash', 5, 3, 'easier', 'no', 'part', NULL)"""
MANY = 700
"""More than are sealed in one transaction."""


@pytest.fixture
def old(path: Path, tmp_path: Path, clock: Any) -> Path:
    """A file from before anything was sealed, with a copy that an earlier update made."""
    folder = tmp_path / "scripts"
    shutil.copytree(Scripts().folder, folder, ignore=shutil.ignore_patterns("__pycache__", "v0004*", "v0005*"))
    migrate(path, now=clock, scripts=Scripts(folder, "0003"))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.executescript(OLD)
        raw.executemany(OLD_CHECKIN, [(n, n) for n in range(1, MANY + 1)])
    shutil.copy(path, path.with_name(f"{path.name}.before-0002-20260101T000000Z"))
    return path


def check_old(tx: Tx) -> None:
    person = people.get(tx, "1")
    assert person is not None
    assert (person.age, person.hold, person.stop, person.retired) == ("18-49", True, "gentle", ("r1",))
    assert person.screened_at == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert person.limits == {"CAULIFLOWER": datetime(2026, 5, 1, tzinfo=UTC), "no_heat": None}
    assert (person.stop_list_on, person.facts, person.keep_days) == (date(2026, 2, 3), {"zones": ["low"]}, None)
    session = sessions.get(tx, 7)
    assert session is not None
    assert session.state == {"said": "RHUBARB"}
    plan = plans.get(tx, 2)
    assert plan is not None
    day = date(2026, 2, 3)
    begun = ActivePlan(id=2, user_id="1", topic="ql", outcome="x", started_on=day, pack_hash="hash", position=1)
    assert plan == replace(begun, state={"done": ["PARSNIP"]})
    stored = checkins.recent(tx, "1", 1000)
    assert len(stored) == MANY
    told = {
        (item.routines, item.plan, item.before, item.after, item.feel, item.anything_new, item.done) for item in stored
    }
    assert told == {(("ARTICHOKE",), "TURNIP", 5, 3, "easier", "no", "part")}


async def test_what_older_files_hold_readable_is_sealed_at_the_start(old: Path, clock: Any) -> None:
    assert all(mark in bytes_of(old.parent) for mark in MARKS)
    async with Store.open(old, run_id="1", now=clock) as store:
        await store.read(check_old)
        assert [mark for mark in MARKS if mark in bytes_of(old.parent)] == []
    assert not list(old.parent.glob("*.before-*"))


@pytest.mark.parametrize("rows", [0, 1, 500])
async def test_sealing_goes_on_where_a_crash_cut_it_short(old: Path, clock: Any, rows: int) -> None:
    migrate(old, now=clock)
    keys = Keys.open(old, Master())
    with closing(sqlite3.connect(old, isolation_level=None)) as raw:
        link = SqliteLink(raw, old, WRITER, keys)
        link.begin()
        if rows:
            assert seal_some(link.tx(), rows) == rows
        link.commit()
        link.close()
    keys.close()
    async with Store.open(old, run_id="1", now=clock) as store:
        await store.read(check_old)
        assert [mark for mark in MARKS if mark in bytes_of(old.parent)] == []


async def test_a_copy_that_is_put_back_brings_back_nobody_who_has_gone(path: Path, clock: Any) -> None:
    async with Store.open(path, run_id="1", now=clock) as store:
        for user_id in (WHO, OTHER):
            await store.run(report_everything, user_id)
        back_up(path, path.with_name("copy.db"))
        await store.run(people.forget, WHO)
    restore(path, path.with_name("copy.db"), clock())
    async with Store.open(path, run_id="2", now=clock) as store:
        assert await store.read(people.get, WHO) is None
        assert len(await store.read(reported, OTHER)) == len(MARKS)


def test_the_look_of_the_tests_themselves_opens_what_is_sealed(path: Path) -> None:
    migrate(path)
    keys = Keys.open(path, Master())
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        link = SqliteLink(raw, path, WRITER, keys)
        link.begin()
        report_everything(link.tx(), WHO)
        link.commit()
        with opened(path) as base:
            assert base.execute("SELECT routines, done FROM checkins").fetchall() == [('["ARTICHOKE"]', "all")]
        link.close()
    keys.close()
