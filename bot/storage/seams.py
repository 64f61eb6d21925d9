"""What the store asks of a database, whichever it is: SQLite in a file, or a Postgres server."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from bot.storage.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")


class PersonKeys(Protocol):
    """Each person's own key, within the transaction that runs."""

    def of(self, user_id: str) -> AESGCM | None:
        """The person's key; None where there is none, or none any more."""
        ...

    def of_or_new(self, user_id: str) -> AESGCM:
        """The person's key, made now if there is none."""
        ...

    def pseudonym(self, user_id: str, what: str) -> str | None:
        """A name that nobody can lead back to the person without their key."""
        ...

    def forget(self, user_id: str) -> None:
        """Remove the person's key, before their rows."""
        ...

    def unfinished(self) -> list[str]:
        """Whose key is gone, but whose rows may still be there."""
        ...


class Link(Protocol):
    """One connection with its transaction, on its own thread."""

    def begin(self, *, write: bool = True) -> None:
        """Begin a transaction."""
        ...

    def commit(self) -> None:
        """Make everything since `begin` last; returns only if it does."""
        ...

    def rollback(self) -> None:
        """Undo everything since `begin`, if a transaction is still open."""
        ...

    def save(self) -> None:
        """Set the point to which one flow is undone."""
        ...

    def release(self) -> None:
        """Keep what the flow did."""
        ...

    def undo(self) -> None:
        """Undo what the flow did, and nothing else."""
        ...

    def alive(self) -> bool:
        """Whether the transaction still stands."""
        ...

    def sound(self) -> bool:
        """Whether what was done since `begin` can be committed."""
        ...

    def tx(self) -> "Tx":
        """A fresh handle for one flow."""
        ...


class Worker(Protocol):
    """A thread that owns a connection."""

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        """Run the function there. Cancelling the caller ends its wait only."""
        ...
