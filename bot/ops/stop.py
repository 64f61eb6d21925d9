"""Being told to stop: SIGTERM from a host, Ctrl+C from a terminal."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Generator
from types import FrameType

HARD_STOP = 5.0
"""Seconds after which the process ends, whatever is still under way; hosts kill after ten."""


@contextlib.contextmanager
def on_signals(act: Callable[[], object]) -> Generator[None]:
    """Call `act` on the loop for SIGTERM and SIGINT, for the length of a block."""
    loop = asyncio.get_running_loop()

    def heard(number: int, frame: FrameType | None) -> None:
        del number, frame
        loop.call_soon_threadsafe(act)

    # `loop.add_signal_handler` does not exist on Windows; this does, and wakes the loop on both.
    before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def cancel_on_signals() -> Generator[None]:
    """Cancel the current task when told to stop."""
    task = asyncio.current_task()
    assert task is not None
    with on_signals(task.cancel):
        yield


class HardStop:
    """Once begun, ends the process if the block is not over in time."""

    def __init__(self, seconds: float = HARD_STOP) -> None:
        self._timer = threading.Timer(seconds, os._exit, args=(1,))
        self._timer.daemon = True
        self._begun = False

    def begin(self) -> None:
        """The time runs from now on; a second call changes nothing."""
        if not self._begun:
            self._begun = True
            self._timer.start()

    def __enter__(self) -> "HardStop":
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
