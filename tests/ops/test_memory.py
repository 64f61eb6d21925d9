import asyncio
import gc
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping

import pytest

from bot.ops import memory


def test_what_a_start_made_is_not_searched_again_and_later_garbage_is() -> None:
    before = gc.get_freeze_count()
    try:
        memory.begin()
        assert not gc.isenabled()
        memory.keep()
        assert gc.get_freeze_count() == before
        memory.settle()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
        assert len(gc.get_objects()) < gc.get_freeze_count()
        ring: list[object] = []
        ring.append(ring)
        del ring
        assert gc.collect() >= 1
    finally:
        gc.enable()
        gc.unfreeze()


OFTEN = (700, 10, 10)


@pytest.fixture
def often() -> Iterator[None]:
    """Garbage is searched as often as in the bot; tests by themselves do it seldom."""
    before = gc.get_threshold()
    gc.set_threshold(*OFTEN)
    yield
    gc.set_threshold(*before)


class Ring:
    """An object that only a search finds once nobody names it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("often")
async def test_old_garbage_is_searched_by_the_loop_and_never_in_the_middle_of_other_work() -> None:
    # What other tests left is not to be looked through with it again and again.
    gc.collect()
    gc.freeze()
    began: list[threading.Thread] = []
    found = threading.Event()

    def note(phase: str, info: Mapping[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            began.append(threading.current_thread())

    def work() -> None:
        kept: list[list[int]] = []
        while len(kept) < 100_000:
            kept.append([])

    try:
        with memory.between_events(asyncio.get_running_loop()):
            ring = Ring()
            weakref.finalize(ring, found.set)
            gc.collect()
            del ring
            gc.callbacks.append(note)
            work()
            assert not found.is_set()
            assert not began
            for _ in range(5):
                await asyncio.to_thread(work)
            assert found.is_set()
            assert set(began) == {threading.current_thread()}
    finally:
        gc.callbacks.remove(note)
        gc.unfreeze()
    assert gc.get_threshold() == OFTEN


@pytest.mark.usefixtures("often")
async def test_what_other_threads_are_making_meanwhile_is_finished() -> None:
    """To count what there is may not break a tuple that a flow has half made."""
    end, broken = threading.Event(), list[SystemError]()

    def work() -> None:
        while not end.is_set():
            try:
                assert len(tuple(number for number in range(200))) == 200
            except SystemError as error:
                broken.append(error)

    turns, searches = sys.getswitchinterval(), 0

    def note(phase: str, info: Mapping[str, int]) -> None:
        nonlocal searches
        searches += phase == "start" and info["generation"] == 2

    thread = threading.Thread(target=work)
    sys.setswitchinterval(0.0005)
    gc.callbacks.append(note)
    thread.start()
    try:
        with memory.between_events(asyncio.get_running_loop()):
            kept: list[list[int]] = []
            while searches < 12:
                kept += [[] for _ in range(10_000)]
                await asyncio.sleep(0)
    finally:
        end.set()
        thread.join()
        gc.callbacks.remove(note)
        sys.setswitchinterval(turns)
    assert broken == []


@pytest.mark.usefixtures("often")
async def test_what_has_hardly_grown_is_not_searched_again() -> None:
    gc.collect()
    gc.freeze()
    searches = 0

    def note(phase: str, info: Mapping[str, int]) -> None:
        nonlocal searches
        searches += phase == "start" and info["generation"] == 2

    async def fill(many: int) -> list[list[int]]:
        filled: list[list[int]] = []
        while len(filled) < many:
            filled.append([])
            if len(filled) % 1_000 == 0:
                await asyncio.sleep(0)
        return filled

    try:
        with memory.between_events(asyncio.get_running_loop()):
            known = await fill(1_000_000)
            gc.callbacks.append(note)
            for _ in range(50):
                assert await fill(20_000)
            # The last search may have been when only three quarters were there.
            assert searches <= 1
            before = searches
            more = await fill(1_000_000)
            assert searches > before
            assert len(known) == len(more)
    finally:
        gc.callbacks.remove(note)
        gc.unfreeze()


@pytest.mark.usefixtures("often")
def test_a_search_asked_of_a_closed_loop_is_no_error() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    with memory.between_events(loop):
        kept: list[list[int]] = [[] for _ in range(200_000)]
    assert kept
