"""One connection to a Postgres server, on which nothing can wait for long.

The server ends a statement after a few seconds, and notices a client that is gone; the client does not wait for a
server that has frozen, either. psycopg has no public setting for that last one: `Connection.wait` takes a `timeout`
from 3.3 on, so psycopg is pinned and a test fails if that changes.
"""

import contextlib
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.types.numeric import IntLoader
from sqlalchemy.exc import DBAPIError

from bot.storage.postgres.address import Address
from bot.storage.postgres.errors import GONE, ConnectionGoneError, explain, explain_refusal

RV = TypeVar("RV")

CONNECT_SECONDS = 3
STATEMENT_MS, READ_MS, LOCK_MS = 4_000, 10_000, 2_000
"""For a statement of the writer, behind which everybody waits; for one of the reader; for rows that others hold."""
DEADLINE = 5.0
"""Seconds after which a server that says nothing at all is given up: its own limit would have ended any statement."""
_LONG = 3600.0
_KEEPALIVE: dict[str, Any] = {"keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
# The dead peer's side of it: so long does a lock outlive a machine that vanished. A unix socket needs none of these.
_SESSION = f"""
SET TimeZone='UTC';
SET statement_timeout={STATEMENT_MS};
SET lock_timeout={LOCK_MS};
SET idle_in_transaction_session_timeout=0;
SET tcp_keepalives_idle=5;
SET tcp_keepalives_interval=2;
SET tcp_keepalives_count=3;
SET tcp_user_timeout=10000;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""


class Raw(psycopg.Connection[Any]):
    """psycopg's connection, with an end to waiting."""

    patience: float | None = None
    """Seconds instead of DEADLINE, where much is done at once."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server, for DEADLINE at most; a connection on which nothing came is closed."""
        try:
            return super().wait(gen, interval, timeout or self.patience or DEADLINE)
        except psycopg.errors._WaitTimeout:  # pyright: ignore[reportPrivateUsage]
            self.pgconn.finish()
            raise psycopg.OperationalError("the server said nothing for too long") from None


def connect(address: Address, called: str, *, reads_only: bool = False) -> Raw:
    """A connection that commits each statement by itself; StorageError says why there is none."""
    try:
        raw = Raw.connect(
            address.url,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name=called,
            tcp_user_timeout=10_000,
            **_KEEPALIVE,
        )
    except psycopg.Error as error:
        raise explain_refusal(error, address) from None
    try:
        _prepare(raw, reads_only)
    except psycopg.Error as error:
        raw.close()
        raise explain(error, address) from None
    return raw


@contextlib.contextmanager
def translating(raw: Raw, address: Address) -> Generator[None]:
    """Turn what the driver says into a StorageError; ConnectionGoneError where the connection is lost."""
    try:
        yield
    except (psycopg.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if raw.closed or not isinstance(cause, psycopg.Error):
            raise ConnectionGoneError(GONE.format(name=address.name)) from None
        raise explain(cause, address) from None


@contextlib.contextmanager
def unhurried(raw: Raw) -> Generator[None]:
    """While nobody is served yet, a statement may take as long as it takes."""
    raw.execute("SET statement_timeout=0")
    raw.patience = _LONG
    yield
    # Where something failed, the session ends.
    raw.patience = None
    raw.execute(f"SET statement_timeout={STATEMENT_MS}".encode())


def _prepare(raw: Raw, reads_only: bool) -> None:
    # A sum of integers is a `numeric` there; nothing of ours has a fraction.
    raw.adapters.register_loader("numeric", IntLoader)
    raw.execute(_SESSION.encode())
    if raw.info.server_version >= 140_000:
        # Not every system on which a server runs can tell.
        with contextlib.suppress(psycopg.errors.InvalidParameterValue):
            raw.execute("SET client_connection_check_interval=1000")
    if reads_only:
        raw.execute(f"SET default_transaction_read_only=on; SET statement_timeout={READ_MS}".encode())
        raw.patience = READ_MS / 1000 + 1
