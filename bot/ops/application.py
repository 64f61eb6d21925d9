"""The application as Discord knows it: asked over HTTP with the bot's token, for `doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

import aiohttp

DISCORD_API = "https://discord.com/api/v10"
PERMISSIONS: Mapping[str, int] = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
"""What the bot needs in a server: to answer a mention, to reply, and to post its panel. No more is asked for."""

_ADMINISTRATOR = 1 << 3
_PRIVILEGED = {
    "Presence": 1 << 12 | 1 << 13,
    "Server Members": 1 << 14 | 1 << 15,
    "Message Content": 1 << 18 | 1 << 19,
}
_LIMIT = aiohttp.ClientTimeout(total=10)


class WrongTokenError(Exception):
    """Discord does not know the token."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that the bot is in, and what it may not do there."""

    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """What `doctor` looks at."""

    id: str
    name: str
    privileged: tuple[str, ...] = ()
    """Privileged intents that are on; the bot uses none."""
    code_grant: bool = False
    """Whether an invite link alone does not add the bot."""
    endpoint: str | None = None
    """Where Discord sends interactions instead of the gateway; the bot would get none."""
    servers: tuple[Server, ...] = ()


def permission_number() -> int:
    """All permissions as the number that an invite link takes."""
    return sum(PERMISSIONS.values())


def invite_link(application_id: str) -> str:
    """The address that adds the bot to a server, with exactly the permissions that it needs."""
    query = {"client_id": application_id, "scope": "bot applications.commands", "permissions": permission_number()}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


async def fetch_application(token: str, api_url: str | None = None) -> Application:
    """Ask Discord; WrongTokenError, or an error of the network."""
    head = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (easeback doctor, 1)"}
    async with aiohttp.ClientSession(headers=head, timeout=_LIMIT) as http:
        about = cast("dict[str, Any]", await _get(http, f"{api_url or DISCORD_API}/applications/@me"))
        guilds = cast("list[dict[str, Any]]", await _get(http, f"{api_url or DISCORD_API}/users/@me/guilds"))
    flags = int(about.get("flags") or 0)
    return Application(
        id=str(about["id"]),
        name=str(about["name"]),
        privileged=tuple(name for name, bits in _PRIVILEGED.items() if flags & bits),
        code_grant=bool(about.get("bot_require_code_grant")),
        endpoint=about.get("interactions_endpoint_url") or None,
        servers=tuple(Server(str(guild["name"]), _missing(int(guild["permissions"]))) for guild in guilds),
    )


async def _get(http: aiohttp.ClientSession, url: str) -> object:
    async with http.get(url) as answer:
        if answer.status == 401:
            raise WrongTokenError
        answer.raise_for_status()
        return await answer.json()


def _missing(granted: int) -> tuple[str, ...]:
    if granted & _ADMINISTRATOR:
        return ()
    return tuple(name for name, bit in PERMISSIONS.items() if not granted & bit)
