"""What can go wrong with a Postgres server, each as one sentence for the host that says what to do.

A message's details and hints stay out: they name the values of the row, which are what members answered.
"""

from psycopg import Error, InterfaceError, OperationalError

from bot.storage.errors import ConflictError, FlowError, StorageError
from bot.storage.postgres.address import Address


class ConnectionGoneError(StorageError):
    """The connection broke; what its transaction had not committed never was."""


class LockLostError(StorageError):
    """Another bot has the database now: this one has to end."""


GONE = "{name} does not answer: look whether its server runs. Nothing that was answered is lost; try again in a moment."
LOST = "{name} is in another bot's hands ({holder}): this one ends. Run only one bot on a database."
POOLED = (
    "{name} is reached through a pooler that gives each transaction another session: set DATABASE_URL to the direct "
    "address of the database, or to a session pooler."
)

_BY_STATE = {
    "25006": "{name} is read-only: set DATABASE_URL to the primary server, and to a role that may write.",
    "28": "{name} refuses the role or the password of DATABASE_URL: copy the URL again from the server's page.",
    "3D000": "{name} does not exist: create it (CREATE DATABASE), or name another one in DATABASE_URL.",
    "42501": (
        "{name} does not let the role of DATABASE_URL make its tables: as the owner, run "
        "GRANT CREATE ON DATABASE and GRANT ALL ON SCHEMA public for this role."
    ),
    "53100": "The disk of {low} is full: free some space there. Nothing that was answered is lost.",
    "53": "{name} is out of connections or memory: close other programs that use it, or take a larger server.",
    "55P03": "{name} is locked by another program: close that program, or wait until it is done.",
    "57014": "{name} is too slow: a statement was given up. Look at the server's load.",
}

_BY_WORDS = {
    "password authentication failed": "28",
    "no password supplied": "28",
    "pg_hba.conf": "28",
    "does not exist": "3D000",
    "permission denied for database": "42501",
    "too many": "53",
    "remaining connection slots": "53",
}
"""A refused connection carries no code, only the server's words."""


def sentence_of(state: str, address: Address) -> str | None:
    """The sentence for a code of the server, by the whole of it or by its class."""
    text = _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    return text.format(name=address.name, low=address.low) if text else None


def is_gone(error: Error) -> bool:
    """Whether the connection ended with it; the driver's own errors have no code."""
    state = error.sqlstate or ("08" if isinstance(error, OperationalError | InterfaceError) else "")
    return state.startswith(("08", "57P"))


def explain(error: Error, address: Address) -> StorageError:
    """The sentence for a failed statement."""
    if is_gone(error):
        return ConnectionGoneError(GONE.format(name=address.name))
    told = sentence_of(error.sqlstate or "", address)
    if told is not None:
        return StorageError(told)
    words = error.diag.message_primary or type(error).__name__
    return StorageError(f"{address.name} refused a statement: {address.without_secrets(words)}.")


def explain_refusal(error: Error, address: Address) -> StorageError:
    """The sentence for a connection that did not come about."""
    words = address.without_secrets(str(error))
    if 'role "' in words and "does not exist" in words:
        return StorageError(sentence_of("28", address) or words)
    state = next((state for part, state in _BY_WORDS.items() if part in words), None)
    told = sentence_of(state, address) if state else None
    if told is not None:
        return StorageError(told)
    first = next(iter(str(error).splitlines()), "no reason given")
    why = address.without_secrets(first).rpartition(": ")[2][:200].rstrip(".")
    return ConnectionGoneError(
        f"{address.name} cannot be reached ({why}): look whether its server runs, and whether DATABASE_URL is right."
    )


def translate(error: Error, address: Address) -> Exception:
    """A failed statement of a flow as one of ours."""
    state = error.sqlstate or ""
    if state.startswith("23"):
        return ConflictError(error.diag.message_primary or "a row breaks a rule of the tables")
    if not is_gone(error) and sentence_of(state, address) is None:
        words = error.diag.message_primary or type(error).__name__
        return FlowError(f"Postgres does not take this statement: {address.without_secrets(words)}")
    return explain(error, address)
