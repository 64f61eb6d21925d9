"""Connections: resumed, refused, followed by the clock."""

from __future__ import annotations

import asyncio

import aiohttp
import discord
import pytest

from bot.playground import Playground, PortInUse
from tests.playground.conftest import Bot, Connect


async def test_a_lost_connection_resumes_without_a_gap(play: Playground, bot: Bot, go: Connect) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def listen(message: discord.Message) -> None:
        heard.put_nowait(message.content)

    bot.hears = listen
    await go()
    mia = play.user("mia")
    await play.gateway.drop()
    await mia.dm("while you were away", wait=0)
    assert await mia.until(lambda: play.gateway.resumed == 1)
    await mia.dm("and now", wait=0)
    assert [await heard.get(), await heard.get()] == ["while you were away", "and now"]
    assert play.gateway.identified == 1


async def test_privileged_intents_are_refused(play: Playground, bot: Bot, go: Connect) -> None:
    bot._connection._intents.message_content = True
    connecting = asyncio.ensure_future(go())
    assert await play.user("mia").until(lambda: bool(play.refused))
    assert play.refused[0].code == 4014
    connecting.cancel()


async def test_a_wrong_token_is_refused(play: Playground) -> None:
    headers = {"Authorization": "Bot another"}
    async with aiohttp.ClientSession(headers=headers) as session:
        response = await session.get(f"{play.api_url}/users/@me")
        assert (response.status, response.headers["Content-Type"]) == (401, "application/json")


async def test_the_port_is_taken(play: Playground) -> None:
    port = int(play.base_url.rpartition(":")[2])
    with pytest.raises(PortInUse, match=f"Port {port} is already in use. Choose another one"):
        async with Playground(port=port):
            pass
