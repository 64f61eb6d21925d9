"""What doctor says of the database: who runs on it, its timers, copies, and the disk."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ops import doctor_database
from bot.ops.database import back_up, restore
from bot.ops.doctor import examine
from bot.ops.doctor_database import database, space, sqlite
from bot.ops.finding import Finding, report
from bot.settings import Settings
from bot.storage import counts, jobs
from bot.storage.lock import InstanceLock
from bot.storage.migrate import migrate
from bot.storage.store import Store

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
SMALL = Path(__file__).parents[1] / "library" / "small"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    migrate(tmp_path / "easeback.db")
    return tmp_path / "easeback.db"


def found(path: Path, subject: str, now: datetime = NOW) -> Finding:
    return next(finding for finding in database(path, now) if finding.subject == subject)


async def put(path: Path, *due: datetime) -> None:
    async with Store.open(path, run_id="1", now=lambda: NOW) as store:
        for number, at in enumerate(due):
            await store.run(jobs.put, "cue", str(number), at)


def test_sqlite_before_the_mended_one() -> None:
    assert [bool(sqlite(version).weight) for version in ((3, 40, 1), (3, 51, 2), (3, 51, 3), (3, 53, 0))] == [
        True, True, False, False,
    ]  # fmt: skip


def test_space() -> None:
    weights = [space(free, Path("x")).weight for free in (0, 49, 50, 499, 500, 10**6)]
    assert weights == sorted(weights, reverse=True)
    assert (weights[1] >= 50, weights[2] >= 50, weights[3] > 0, weights[4]) == (True, False, True, 0)


async def test_what_felt_worse_is_told_by_routine_without_anybody(path: Path) -> None:
    assert found(path, "Routines").weight == 0
    async with Store.open(path, run_id="1", now=lambda: NOW) as store:
        for days, guild, name in (
            (0, "", "worse:r2"),
            (29, "", "stopped:r2"),
            (31, "", "worse:r2"),
            (0, "9", "worse:r4"),
        ):
            await store.run(counts.add, (NOW - timedelta(days=days)).date(), guild, name)
    told = found(path, "Routines")
    assert "r2: 1 felt worse, 1 stopped" in told.text
    assert "r4" not in told.text
    assert 0 < told.weight < 50


def test_who_runs_on_it(path: Path) -> None:
    before = sorted(path.parent.iterdir())
    assert found(path, "Bot").text.startswith("does not run")
    assert sorted(path.parent.iterdir()) == before, "looking makes no lock"
    lock = InstanceLock(path)
    assert lock.try_acquire()
    assert "runs (process" in found(path, "Bot").text
    lock.release()
    assert found(path, "Bot").text.startswith("does not run")


async def test_timers_that_were_given_up_are_told_with_their_reasons(path: Path) -> None:
    assert not [finding for finding in database(path, NOW) if finding.subject == "Given up"]
    async with Store.open(path, run_id="1", now=lambda: NOW) as store:
        for number in range(3):
            await store.run(jobs.put, "cue", str(number), NOW)
        for job, why in zip(await store.run(jobs.claim_due, NOW, "1"), ("closed", "closed", "gone"), strict=True):
            await store.run(jobs.bury, job.id, why)
    assert found(path, "Given up").text == "3 timers (2 × cue: closed; 1 × cue: gone)"


async def test_timers_wait_for_a_start_but_not_for_a_bot_that_runs(path: Path) -> None:
    await put(path, NOW - timedelta(hours=3), NOW - timedelta(minutes=1), NOW + timedelta(minutes=1))
    waiting = found(path, "Timers")
    assert (waiting.weight, waiting.text.partition(";")[0]) == (0, "2 due")
    lock = InstanceLock(path)
    assert lock.try_acquire()
    stuck = found(path, "Timers")
    assert (stuck.weight > 0, stuck.text) == (True, "2 timers due, the oldest for 3 hours, although a bot runs")
    assert found(path, "Timers", NOW - timedelta(hours=3) + timedelta(minutes=4)).weight == 0
    lock.release()


def test_copies(path: Path, tmp_path: Path) -> None:
    assert "db backup FILE" in (found(path, "Copies").todo or "")
    back_up(path, tmp_path / "far" / "copy.db", NOW)
    assert found(path, "Copies").weight == 0
    assert found(path, "Copies", NOW + timedelta(days=8)).text.startswith("the last one is 8 days old")
    restore(path, tmp_path / "far" / "copy.db", NOW)
    assert "easeback.db.replaced-20260302T180000Z" in (found(path, "Replaced").todo or "")


def test_a_full_disk_is_told_of_a_database_that_cannot_be_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_database, "FULL", 10**12)
    path.write_bytes(b"no database at all" * 100)
    told = report(database(path, NOW))
    assert told.index("1. ") < told.index("is not a database") < told.index("2. Free some space")


async def test_content_that_nobody_has_looked_at_for_a_year(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, content=SMALL)
    text = {year: report(await examine(settings, {}, now=datetime(year, 12, 1, tzinfo=UTC))) for year in (2026, 2036)}
    assert "Sources: all looked at within a year" in text[2026]
    assert "more than a year ago" in text[2036]


def test_a_database_of_an_older_shape_is_no_traceback(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE jobs")
    assert found(path, "Database").weight >= 50
