"""What was acknowledged is there, whenever the process dies: no commit may come after its answer."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.storage import meta
from bot.storage.store import Store

acknowledged = 0
async def caller(store, n, last):
    global acknowledged
    for i in range(1000):
        await store.run(meta.put, f"{n}.{i}", "x" * 200)
        os.write(1, f"{n}.{i}\\n".encode())
        acknowledged += 1
        if acknowledged == last:
            os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with Store.open(Path(sys.argv[1]), run_id="r", now=lambda: datetime.now(UTC)) as store:
        await asyncio.gather(*(caller(store, n, int(sys.argv[2])) for n in range(int(sys.argv[3]))))

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("last", "callers"), [(1, 1), (1, 50), (37, 50), (500, 20)])
def test_what_was_acknowledged_survives_a_kill(path: Path, last: int, callers: int) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, path, str(last), str(callers)], capture_output=True, timeout=60)
    assert done.returncode == -9, done.stderr.decode()
    acknowledged = done.stdout.decode().split()
    assert len(acknowledged) == last
    raw = sqlite3.connect(path)
    stored = {key for (key,) in raw.execute("SELECT key FROM meta")}
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
    assert set(acknowledged) <= stored
