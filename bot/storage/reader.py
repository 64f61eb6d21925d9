"""Reads beside the writer: charts, exports, counts and autocomplete, on a connection that cannot write."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.storage.errors import explain
from bot.storage.seams import Link, Worker
from bot.storage.tx import Tx
from bot.storage.writer import raisable

T = TypeVar("T")


class Reader:
    """One snapshot for each flow, one flow after the other."""

    def __init__(self, thread: Worker, link: Link, path: Path) -> None:
        self._thread = thread
        self._link = link
        self._path = path
        self.waiting = 0

    async def run(self, flow: Callable[[Tx], T]) -> T:
        """Run the flow on the reader's thread."""
        self.waiting += 1
        try:
            return await self._thread.call(self._look, flow)
        finally:
            self.waiting -= 1

    def _look(self, flow: Callable[[Tx], T]) -> T:
        tx = self._link.tx()
        try:
            self._link.begin(write=False)
            return flow(tx)
        except BaseException as error:
            shown = explain(error, self._path) or raisable(error, "a read")
            if shown is error:
                raise
            raise shown from error
        finally:
            tx.end()
            self._link.rollback()
