"""A wire between a bot and its Postgres server that can be cut at a chosen word, on either side of it."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Where = Literal["before", "after", "never"]


class Wire:
    """Passes everything on, until a client says `word`: then it is cut before the server hears it, or after the server
    has answered. From then on `dead` refuses whoever comes; `frozen` swallows what either side says.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        own = f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = urlunsplit(parts._replace(netloc=own))
        self.word = b""
        self.cut: Where = "never"
        self.dies = False
        self.dead = False
        self.frozen = False
        self.cuts = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, word: bytes, where: Where, *, dies: bool = False) -> None:
        """Cut the connection on which this is said next, once; with `dies` nobody gets through afterwards."""
        self.word, self.cut, self.dies = word, where, dies

    def close(self) -> None:
        self._listener.close()
        for each in self._open:
            _hang_up(each)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    if self.dead:
                        raise ConnectionRefusedError
                    server = socket.create_connection(self._server)
                except OSError:
                    _hang_up(client)
                    continue
                self._open += [client, server]
                threading.Thread(target=self._there, args=(client, server), daemon=True).start()
                threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(65536):
                if self.cut != "never" and self.word in said:
                    self._cut(client, server, said)
                    return
                if not self.frozen:
                    server.sendall(said)
        _hang_up(client)
        _hang_up(server)

    def _cut(self, client: socket.socket, server: socket.socket, said: bytes) -> None:
        where, self.cut = self.cut, "never"
        self.cuts += 1
        self.dead = self.dies
        if where == "after":
            # The other thread must not pass the answer on.
            self._muted = client
            server.sendall(said)
            threading.Event().wait(0.1)
        _hang_up(client)
        _hang_up(server)

    _muted: socket.socket | None = None

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                if not self.frozen and self._muted is not client:
                    client.sendall(said)


def _hang_up(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextmanager
def wire_to(url: str) -> Generator[Wire]:
    """A wire for the length of a block."""
    wire = Wire(url)
    try:
        yield wire
    finally:
        wire.close()
