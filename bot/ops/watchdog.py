"""Watches the event loop: whatever holds it up for over 50 ms is logged, with where the main thread was meanwhile.

The loop's selector notes when it has events to handle and when it waits again, so an idle loop is never woken; a
thread looks at that note now and then, and takes the main thread's stack while it is old. Stacks name files, lines
and functions, and no values.
"""

import asyncio
import contextlib
import logging
import selectors
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Generator
from types import FrameType

from bot.ops.log import fields

TOO_LONG = 0.050
"""Seconds; above it whoever presses a button begins to notice."""
LOOK_EVERY = 0.040
"""Seconds between two looks: each costs an idle machine a little, and what lasts 65 ms is seen for certain."""
SAMPLES = 50
"""Stacks taken during one block, at most; the most frequent one is logged."""
QUIET = 10.0
"""Seconds between two lines in the log; blocks between them are counted in the next."""
WINDOW = 60.0
"""Seconds for which the longest block is remembered."""
FRAMES = 12

_log = logging.getLogger(__name__)


class WatchedSelector(selectors.DefaultSelector):
    """Notes since when the loop has been handling events; None while it waits for some."""

    def __init__(self, watchdog: "Watchdog") -> None:
        super().__init__()
        self._watchdog = watchdog

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for events."""
        self._watchdog.waits()
        try:
            return super().select(timeout)
        finally:
            self._watchdog.works()


class Watchdog:
    """Give `new_loop` to a runner, and put `watching` around what is to be watched."""

    def __init__(self) -> None:
        self.blocks = 0
        """Times that the loop was held up for too long."""
        self._since: float | None = None
        self._samples: list[str] = []
        self._watching = False
        self._logged_at = float("-inf")
        self._unlogged = 0
        self._longest = (0.0, 0.0)
        self._window_began = 0.0

    def new_loop(self) -> asyncio.AbstractEventLoop:
        """A loop that tells this watchdog. Windows has no loop of this kind for all that we need: it gets its own."""
        if sys.platform == "win32":
            return asyncio.new_event_loop()
        return asyncio.SelectorEventLoop(WatchedSelector(self))

    @contextlib.contextmanager
    def watching(self) -> Generator[None]:
        """Watch the loop that runs on this thread, for the length of a block."""
        end = threading.Event()
        thread = threading.Thread(target=self._look_on, args=(threading.get_ident(), end), name="watchdog", daemon=True)
        self._watching = True
        thread.start()
        try:
            yield
        finally:
            self._watching = False
            end.set()
            thread.join()

    def longest(self) -> float:
        """Seconds of the longest hold-up in the last minute or two."""
        self._turn_window(time.monotonic())
        return max(self._longest)

    # On the loop's thread

    def works(self) -> None:
        """The loop has events to handle from now on."""
        self._since = time.monotonic()

    def waits(self) -> None:
        """The loop has handled everything and waits again."""
        since, self._since = self._since, None
        if since is None or not self._watching:
            return
        now = time.monotonic()
        took = now - since
        if took > self._longest[1]:
            self._turn_window(now)
            self._longest = (self._longest[0], max(took, self._longest[1]))
        if took > TOO_LONG:
            self._tell(now, took)
        if self._samples:
            self._samples = []

    def _turn_window(self, now: float) -> None:
        """Two windows, the last one and the present one, so that no scrape resets what another one reads."""
        passed = now - self._window_began
        if passed >= WINDOW:
            self._longest = (self._longest[1] if passed < 2 * WINDOW else 0.0, 0.0)
            self._window_began = now

    def _tell(self, now: float, took: float) -> None:
        self.blocks += 1
        if now - self._logged_at < QUIET:
            self._unlogged += 1
            return
        known = Counter(self._samples).most_common(1)
        where = known[0][0] if known else "it was over before anybody looked"
        more = fields(ms=round(took * 1000), unlogged_before=self._unlogged)
        _log.warning("The event loop was held up, by: %s", where, extra=more)
        self._logged_at, self._unlogged = now, 0

    # On the watcher's thread

    def _look_on(self, thread_id: int, end: threading.Event) -> None:
        while not end.wait(LOOK_EVERY):
            since = self._since
            if since is None or time.monotonic() - since < TOO_LONG / 2 or len(self._samples) >= SAMPLES:
                continue
            frame = sys._current_frames().get(thread_id)  # pyright: ignore[reportPrivateUsage]
            if frame is not None and self._since == since:
                self._samples.append(described(frame))


def described(frame: FrameType) -> str:
    """A stack in one line, the innermost call first: `file:line function < file:line function`."""
    calls = traceback.StackSummary.extract(traceback.walk_stack(frame), limit=FRAMES, lookup_lines=False)
    return " < ".join(f"{_short(call.filename)}:{call.lineno} {call.name}" for call in calls)


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])
