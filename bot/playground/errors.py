"""Refusals, worded as Discord words them plus one sentence for whoever tries the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .model import VIEW_CHANNEL, Channel

Path = tuple[str | int, ...]
DM_CLOSED = 50007


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with a body, and where."""

    path: Path
    message: str

    def __str__(self) -> str:
        where = ".".join(str(part) for part in self.path)
        return f"{where}: {self.message}" if where else self.message


class Refused(Exception):  # noqa: N818 -- reads as what happened
    """The request is answered with an error."""

    def __init__(self, status: int, code: int, message: str, flaws: Sequence[Flaw] = ()) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.flaws = status, code, message, tuple(flaws)

    def body(self) -> dict[str, Any]:
        """The body of the answer, in Discord's shape."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.flaws:
            body["errors"] = _nest(self.flaws)
        return body

    def sentence(self) -> str:
        """The same in one line."""
        detail = "; ".join(str(flaw) for flaw in self.flaws)
        return f"{self.message} ({self.code})" + (f": {detail}" if detail else "")


def _nest(flaws: Sequence[Flaw]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for flaw in flaws:
        node = tree
        for part in flaw.path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": "INVALID", "message": flaw.message})
    return tree


def invalid(flaws: Sequence[Flaw]) -> Refused:
    """The body breaks a rule."""
    return Refused(400, 50035, "Invalid Form Body", flaws)


def check(flaws: Sequence[Flaw]) -> None:
    """Refuse when there is any flaw."""
    if flaws:
        raise invalid(flaws)


def unauthorized() -> Refused:
    """The token of the bot is wrong."""
    return Refused(401, 0, "401: Unauthorized")


def unknown(what: str, code: int) -> Refused:
    """Something asked for does not exist: 10003 channel, 10004 guild, 10008 message, 10013 user, 10062 interaction."""
    return Refused(404, code, f"Unknown {what}")


def token_expired() -> Refused:
    """The 15 minutes of an interaction are over."""
    return Refused(401, 50027, "Invalid Webhook Token")


def answered_twice() -> Refused:
    """A callback came after an earlier one."""
    return Refused(400, 40060, "Interaction has already been acknowledged.")


def not_permitted(channel: Channel) -> Refused:
    """The bot may not view this channel, or not write in it."""
    if channel.denied & VIEW_CHANNEL:
        return Refused(403, 50001, "Missing Access")
    return Refused(403, 50013, "Missing Permissions")


def dm_closed() -> Refused:
    """The person takes no direct messages from this bot."""
    return Refused(403, DM_CLOSED, "Cannot send messages to this user")


def empty_message() -> Refused:
    """Nothing to show."""
    return Refused(400, 50006, "Cannot send an empty message")
