"""What became of a COMMIT to which no answer came."""

from contextlib import closing

import psycopg

from bot.storage.postgres.address import Address
from bot.storage.postgres.connect import connect
from bot.storage.postgres.errors import ConnectionGoneError, is_gone

_ASK = "SELECT pg_xact_status(%s::text::xid8)"
_END = "SELECT pg_terminate_backend(%s) FROM pg_stat_activity WHERE pid = %s AND backend_xid::text = %s"


def was_committed(address: Address, pid: int, number: str) -> bool:
    """Whether the transaction of this number was committed, asked on a connection of its own.

    ConnectionGoneError where the server cannot be asked yet, or has not decided; it is told to.
    """
    with closing(connect(address, "easeback looks up a commit")) as raw:
        try:
            row = raw.execute(_ASK, (number,)).fetchone()
            said: str | None = row[0] if row else None
            if said == "in progress":
                raw.execute(_END, (pid, pid, str(int(number) % 2**32)))
                raise ConnectionGoneError("The server has not decided yet.")
        except psycopg.Error as error:
            if is_gone(error):
                raise ConnectionGoneError("The server went away again.") from None
            # One that has come back from a crash has never heard of a transaction that was not written down.
            return False
    return said == "committed"
