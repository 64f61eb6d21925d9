"""How long Python looked for garbage on a thread: whatever ran there at that moment is not to blame for it."""

import gc
import threading
import time
from typing import Any


class Garbage:
    """Counts the processor's seconds of full searches on one thread, from `watch` to `close`."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._thread = 0
        self._began = 0.0

    def watch(self) -> None:
        """Count on this thread from now on."""
        self._thread = threading.get_ident()
        if self._seen not in gc.callbacks:
            gc.callbacks.append(self._seen)

    def close(self) -> None:
        """Count no more."""
        if self._seen in gc.callbacks:
            gc.callbacks.remove(self._seen)

    def _seen(self, phase: str, info: dict[str, Any]) -> None:
        if info["generation"] < 2 or threading.get_ident() != self._thread:
            return
        if phase == "start":
            self._began = time.thread_time()
        else:
            self.seconds += time.thread_time() - self._began
