"""Faults below the database: a disk that is full for the operating system, too, and a log that a kill left.

A locked, read-only, truncated or foreign file: tests/storage/test_open.py and test_writer.py. Power cuts:
tests/storage/test_crash.py. The log of another file beside a copy that was put back: tests/storage/test_backup.py.
"""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage import meta
from bot.storage.store import Store

FULL = """
import asyncio, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.storage import meta
from bot.storage.errors import StorageError
from bot.storage.store import Store

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    async with Store.open(Path(sys.argv[1]), run_id="r", now=lambda: datetime.now(UTC)) as store:
        await store.run(meta.put, "before", "x")
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
        said = 0
        for number in range(40):
            try:
                await store.run(meta.put, f"n{number}", "x" * 20_000)
                print(f"n{number}")
            except StorageError as error:
                said += 1
                print("!", error.sentence)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await store.run(meta.put, "after", "x")
        print("after")

asyncio.run(main())
"""


def stored(path: Path) -> set[str]:
    """The keys that are in the file, which has to be whole."""
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)
        return {key for (key,) in base.execute("select key from meta")}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
def test_a_disk_that_takes_no_more_is_told_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "easeback.db"
    done = subprocess.run([sys.executable, "-c", FULL, path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    told = [line for line in lines if line.startswith("!")]
    assert told
    assert all("disk" in line for line in told), told[0]
    assert {line for line in lines if not line.startswith("!")} <= stored(path)
    assert lines[-1] == "after"


async def write(path: Path, name: str, *keys: str) -> None:
    """Write these, and end without folding the log into the file, as a kill does."""
    async with Store.open(path, run_id=name, now=lambda: datetime.now(UTC)) as store:
        for key in keys:
            await store.run(meta.put, key, "x" * 500)
        for part in ("", "-wal"):
            shutil.copy(f"{path}{part}", path.parent / f"{name}{part}")


async def test_a_log_that_a_kill_left_is_read(tmp_path: Path) -> None:
    await write(tmp_path / "easeback.db", "killed", "a", "b")
    async with Store.open(tmp_path / "killed", run_id="next", now=lambda: datetime.now(UTC)) as store:
        assert await store.read(meta.get, "b") == "x" * 500
