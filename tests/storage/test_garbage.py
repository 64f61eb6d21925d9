"""A full search for garbage is counted on the thread that is watched, and on no other."""

import gc
from collections.abc import Iterator
from threading import Thread

import pytest

from bot.storage.garbage import Garbage


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    counted = Garbage()
    counted.watch()
    yield counted
    counted.close()
    assert counted._seen not in gc.callbacks  # pyright: ignore[reportPrivateUsage]


def test_a_full_search_counts_and_a_small_one_does_not(garbage: Garbage) -> None:
    gc.collect(0)
    gc.collect(1)
    before = garbage.seconds
    gc.collect()
    assert garbage.seconds > before


def test_another_threads_search_does_not_count(garbage: Garbage) -> None:
    gc.disable()
    try:
        before = garbage.seconds
        other = Thread(target=gc.collect)
        other.start()
        other.join()
        assert garbage.seconds == before
    finally:
        gc.enable()


def test_watching_twice_counts_once(garbage: Garbage) -> None:
    garbage.watch()
    assert gc.callbacks.count(garbage._seen) == 1  # pyright: ignore[reportPrivateUsage]
