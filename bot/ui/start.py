"""Coming online: log in, tell the commands, hold the gateway; each obstacle is one sentence for the host."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.ui.client import EasebackClient

log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[object]]

BAD_TOKEN = (
    "Discord does not accept DISCORD_TOKEN. Copy the bot's token again (discord.com/developers, your application, "
    "Bot, Reset Token) and start again."
)
BAD_INTENTS = (
    "Discord refused the intents of this bot. It needs no privileged one: check that the token is the right one."
)
UNREACHABLE = "Discord cannot be reached (%s). Trying again in %d s; stop with Ctrl+C."
NOT_SYNCED = "Discord did not take the commands (%s). The bot goes on with those it has; `run --sync` tries again."
LONGEST_PAUSE = 60.0
_NETWORK = (aiohttp.ClientError, OSError, TimeoutError, discord.GatewayNotFound)


class ConnectError(Exception):
    """The bot cannot come online; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def point_at(api_url: str | None, gateway_url: str | None) -> None:
    """Send discord.py to another server than Discord's (settings DISCORD_API_URL and DISCORD_GATEWAY_URL)."""
    if api_url:
        Route.BASE = api_url
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


async def connect(client: EasebackClient, token: str, *, sync: bool = False, pause: Pause = asyncio.sleep) -> None:
    """Be online until the client is closed. ConnectError where trying again cannot help."""
    hush()
    try:
        await _log_in(client, token, pause)
        await _sync(client, sync, pause)
        await _hold_gateway(client, pause)
    finally:
        await client.close()


async def _log_in(client: EasebackClient, token: str, pause: Pause) -> None:
    for seconds in back_off():
        try:
            await client.login(token)
        except discord.LoginFailure as error:
            raise ConnectError(BAD_TOKEN) from error
        except (discord.HTTPException, *_NETWORK) as error:
            await _drop_session(client)
            await _wait(seconds, error, pause)
        else:
            log.info("Logged in.", extra={"easeback": {"application": client.application_id}})
            return


async def _drop_session(client: EasebackClient) -> None:
    """A second login would leave the session of the first one open, and its connector closed."""
    await client.http.close()
    client.http.clear()
    client.http.connector = discord.utils.MISSING


async def _sync(client: EasebackClient, force: bool, pause: Pause) -> None:
    for seconds in back_off():
        try:
            await client.syncer.sync(force=force)
        except discord.HTTPException as error:
            if error.status < 500 and error.status != 429:
                log.exception(NOT_SYNCED, reason(error))
                return
            await _wait(seconds, error, pause)
        except _NETWORK as error:
            await _wait(seconds, error, pause)
        else:
            return


async def _hold_gateway(client: EasebackClient, pause: Pause) -> None:
    for seconds in back_off():
        try:
            await client.connect(reconnect=True)
        except discord.PrivilegedIntentsRequired as error:
            raise ConnectError(BAD_INTENTS) from error
        except discord.ConnectionClosed as error:
            raise ConnectError(BAD_TOKEN if error.code == 4004 else _closed(error)) from error
        except AttributeError as error:
            # Its way of saying that the very first connection failed: there is no socket to resume yet.
            if getattr(client, "ws", None) is not None:
                raise
            await _wait(seconds, error.__context__ or error, pause)
        else:
            return


def _closed(error: discord.ConnectionClosed) -> str:
    return (
        f"Discord closed the connection for good (code {error.code}). Start again; if it comes back, tell us the code."
    )


async def _wait(seconds: float, error: BaseException, pause: Pause) -> None:
    log.warning(UNREACHABLE, reason(error), round(seconds))
    await pause(seconds)


def reason(error: BaseException) -> str:
    """Why, in a few words."""
    if isinstance(error, discord.HTTPException):
        return f"status {error.status}, code {error.code}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    text = getattr(error, "strerror", None) or type(error).__name__
    return str(text).lower() if isinstance(text, str) and " " in text else str(text)


def back_off() -> Iterator[float]:
    """1, 2, 4 … up to a minute, for ever."""
    seconds = 1.0
    while True:
        yield seconds
        seconds = min(LONGEST_PAUSE, seconds * 2)


class _NoTraceback(logging.Filter):
    """discord.py logs each failed connection with its whole traceback; the host needs a sentence."""

    def filter(self, record: logging.LogRecord) -> bool:
        if str(record.msg).startswith("Attempting a reconnect") and record.exc_info:
            error = record.exc_info[1]
            record.msg, record.args = UNREACHABLE, (reason(error) if error else "lost", round(_seconds(record)))
            record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
        return True


def _seconds(record: logging.LogRecord) -> float:
    first = record.args[0] if isinstance(record.args, tuple) and record.args else 0.0
    return first if isinstance(first, float) else 0.0


def hush() -> None:
    """Let discord.py say in a sentence that it reconnects."""
    logger = logging.getLogger("discord.client")
    if not any(isinstance(known, _NoTraceback) for known in logger.filters):
        logger.addFilter(_NoTraceback())
