"""One bot for one database, whoever starts first and however it ends."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.errors import StorageError
from bot.storage.lock import InstanceLock

CHILD = """
import sys
from pathlib import Path
from bot.storage.lock import InstanceLock

lock = InstanceLock(Path(sys.argv[1]))
print(lock.try_acquire(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def other(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "True\n"
        yield child
        child.kill()


def test_two_in_one_process_are_two(path: Path) -> None:
    first, second = InstanceLock(path), InstanceLock(path)
    assert first.try_acquire()
    assert first.try_acquire()
    assert not second.try_acquire()
    first.release()
    first.release()
    assert second.try_acquire()
    second.release()


def test_another_process_has_it_until_it_dies(path: Path, other: "subprocess.Popen[str]") -> None:
    lock = InstanceLock(path)
    assert not lock.try_acquire()
    other.kill()
    other.wait(10)
    assert lock.try_acquire()
    lock.release()


async def test_waiting_says_so_once_and_ends_when_the_other_dies(path: Path, other: "subprocess.Popen[str]") -> None:
    said: list[str] = []
    asked = 0

    async def pause() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            other.kill()
            other.wait(10)

    lock = InstanceLock(path)
    await lock.acquire(said.append, pause=pause)
    assert asked == 3
    assert len(said) == 1
    assert said[0].startswith(f"Another Easeback is running on {path} (process {other.pid} on ")
    assert said[0].endswith("; waiting until it ends.")
    lock.release()


async def test_a_free_lock_is_taken_in_silence_and_given_back(path: Path) -> None:
    said: list[str] = []
    async with InstanceLock(path).held(said.append):
        assert not InstanceLock(path).try_acquire()
    assert said == []
    again = InstanceLock(path)
    assert again.try_acquire()
    again.release()


def test_a_folder_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StorageError, match=r"cannot be used"):
        InstanceLock(tmp_path / "data" / "easeback.db").try_acquire()
