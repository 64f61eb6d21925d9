"""What Discord's refusals mean for what we wanted to do, and how an error is told and logged."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

import aiohttp
import discord

from bot.ui.turns import LONGEST

log = logging.getLogger("bot.ui")

T = TypeVar("T")

ALREADY_ANSWERED = 40060
UNKNOWN_INTERACTION = 10062
UNKNOWN_CHANNEL = 10003
NO_DIRECT_MESSAGE = {50007, 50278, 40003}
"""Closed to us, no server in common, too many opened in a short time."""
TOO_MANY_OPENED = 40003
AT_ONCE = LONGEST - 2.0
"""Seconds after which what broke off is not simply sent again: soon the next press waits for its turn no longer, and an
edit might put an older card over its answer.
"""
OPEN_AGAIN = 60.0
"""Seconds until a refused opening is tried again."""
_GONE = {UNKNOWN_CHANNEL, 10008, 10015, 50001, 50005, 50007, 50027, 50278}
"""Channel, message or webhook unknown; no access; not ours; closed; token over; no server in common."""

LostReason = Literal["expired", "gone", "nowhere"]
FIRST_RETRY = 5.0


class RetryError(Exception):
    """Discord cannot be reached or is busy: try again in `after` seconds at the earliest."""

    def __init__(self, after: float, reason: str) -> None:
        super().__init__(reason)
        self.after = after
        self.reason = reason
        self.sentence = reason


class GoneError(Exception):
    """It will never succeed; `reason` is kept for the host and quotes nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence = reason


async def twice(send: Callable[[], Awaitable[T]]) -> T:
    """Send something again where the connection broke at it; the libraries below do that for a few errors only.

    For what may safely come twice: an edit, a callback, a message with a nonce. A kept connection that the other side
    closes in the moment of use breaks so, and a new one works.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    try:
        return await send()
    except (aiohttp.ClientConnectionError, ConnectionError):
        if clock() - began > AT_ONCE:
            raise
        log.info("The connection broke at an answer, which is sent once more.")
    return await send()


def is_gone(error: discord.HTTPException) -> bool:
    """Whether the message that we wanted to edit cannot be edited any more."""
    return error.code in _GONE or error.status in {401, 404}


def lasting(error: BaseException) -> RetryError | GoneError | None:
    """What an error means for a timer's work: later, never, or (None) a mistake of ours."""
    if isinstance(error, RetryError | GoneError):
        return error
    if isinstance(error, discord.RateLimited):
        return RetryError(error.retry_after, "Discord asks for a pause.")
    if isinstance(error, discord.HTTPException):
        return _of_status(error)
    if isinstance(error, aiohttp.ClientError | OSError | asyncio.TimeoutError):
        return RetryError(FIRST_RETRY, "Discord cannot be reached.")
    return None


def _of_status(error: discord.HTTPException) -> RetryError | GoneError:
    if error.status == 429 or error.status >= 500:
        return RetryError(FIRST_RETRY, f"Discord answered with status {error.status}.")
    return GoneError(f"Discord refused with status {error.status}, code {error.code}.")


def report(error: BaseException, where: str) -> str:
    """Log an error with its cause under a short code, which is what the person gets to see."""
    code = secrets.token_hex(3)
    log.error("%s failed.", where, exc_info=error, extra={"easeback": {"code": code}})
    return code
