"""When and where Python looks for garbage. What a start makes stays for the whole run: imports, content, the reader.

Searched again with everything else, these 150,000 objects held up everybody for a tenth of a second, once a second
under load. Objects that nobody names any more are freed as ever; only rings among them would stay.

What is left takes 4 to 25 ms to look through. Python does that wherever it happens to run out, which was in the middle
of a flow, that then held the database; so the loop does it between two events instead.
"""

import asyncio
import contextlib
import gc
from collections.abc import Generator, Mapping

NEVER = 1_000_000_000
"""So many searches of the middle generation before Python begins a thorough one by itself."""
GROWN = 1.25
"""By how much more there has to be than after the last thorough search. Python has this rule, too: without it, whoever
serves many servers would have all that is known of them looked through several times a minute.
"""


def begin() -> None:
    """No search while the program starts: it would look through ever more, and find little."""
    gc.disable()


def settle() -> None:
    """What is there now is not looked through again. To search it once would take longer than its 2 MB are worth."""
    gc.freeze()
    gc.enable()


def keep() -> None:
    """What has come since stays, too; for what is made beside the start, and ends after `settle`."""
    if gc.isenabled():
        gc.freeze()


@contextlib.contextmanager
def between_events(loop: asyncio.AbstractEventLoop) -> Generator[None]:
    """Have the thorough searches made by this loop, about as often as Python would have made them."""
    young, middle, old = gc.get_threshold()
    asked, look_at, left = False, old, 0

    def search() -> None:
        nonlocal asked, look_at, left
        if _old() > left * GROWN:
            gc.collect()
            left = _old()
        look_at = gc.get_count()[2] + old
        asked = False

    def searched(phase: str, _info: Mapping[str, int]) -> None:
        nonlocal asked
        if asked or phase != "stop" or gc.get_count()[2] <= look_at:
            return
        asked = True  # Before it is asked: the loop may be through with it at once.
        with contextlib.suppress(RuntimeError):  # The loop is closed.
            loop.call_soon_threadsafe(search)

    gc.set_threshold(young, middle, NEVER)
    gc.callbacks.append(searched)
    try:
        yield
    finally:
        gc.callbacks.remove(searched)
        gc.set_threshold(young, middle, old)


def _old() -> int:
    """How many objects have outlived the young and the middle searches.

    The list that Python makes for it names what other threads are making at this moment, too, and a tuple that somebody
    else names cannot be finished: SystemError, in whatever they do. So the list is made, measured and thrown away in
    one call, within which no other thread gets its turn.
    """
    return next(map(len, map(gc.get_objects, (2,))))
