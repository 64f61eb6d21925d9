"""What doctor says of the keys, and changing the master key by hand."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ops.database import rekey, restore
from bot.ops.doctor_keys import keys
from bot.ops.keeping import Keeping
from bot.storage.errors import StorageError
from bot.storage.keys import keys_file
from bot.storage.keys_copies import copy_daily
from bot.storage.master import Master, key_file
from bot.storage.store import Store

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
HOST = Master("a passphrase of the host")


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    path = tmp_path / "easeback.db"
    async with Store.open(path, run_id="1", now=lambda: NOW):
        return path


def told(path: Path, master: Master, now: datetime = NOW) -> dict[str, int]:
    """What is said of each subject: how bad it is."""
    return {finding.subject: finding.weight for finding in keys(path, Keeping(master), now)}


def test_before_the_first_start_nothing_is_made(tmp_path: Path) -> None:
    assert told(tmp_path / "easeback.db", HOST) == {"Keys": 0, "Master key": 0}
    assert told(tmp_path / "easeback.db", Master(makes_file=False))["Master key"] > 0
    assert list(tmp_path.iterdir()) == []


def test_a_key_in_a_file_is_to_be_kept_elsewhere_too(path: Path) -> None:
    assert told(path, Master()) == {"Keys": 0, "Master key": 7}


def test_a_key_that_does_not_open_is_told_with_what_to_do(path: Path) -> None:
    (finding,) = keys(path, Keeping(HOST), NOW)
    assert finding.weight > 50
    assert "db rekey" in str(finding.todo)
    keys_file(path).unlink()
    (finding,) = keys(path, Keeping(Master()), NOW)
    assert "is missing" in str(finding.todo)


def test_copies_that_are_too_old_or_readable(path: Path) -> None:
    copy_daily(path, NOW)
    assert told(path, Master(), NOW + timedelta(days=6)).keys() == {"Keys", "Master key"}
    assert "Key copies" in told(path, Master(), NOW + timedelta(days=7))
    copy = path.parent / "backups" / "old.db"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    assert "Readable copies" not in told(path, Master())
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '0002'")
    assert "Readable copies" in told(path, Master())


def test_from_the_key_file_to_a_key_of_the_host_and_a_copy_back(path: Path) -> None:
    copy = copy_daily(path, NOW)
    assert copy is not None
    with pytest.raises(StorageError, match="EASEBACK_KEY is not set"):
        rekey(path, None, None)
    assert "delete it in 7 days" in rekey(path, str(HOST.given), None, NOW)
    assert "already" in rekey(path, str(HOST.given), None)
    key_file(path).unlink()
    assert told(path, HOST) == {"Keys": 0, "Master key": 0}
    assert "now holds the keys" in restore(path, copy, NOW)
    assert told(path, HOST)["Keys"] == 0, "the copy of this day was made anew"
