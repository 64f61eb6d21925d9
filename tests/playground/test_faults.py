"""Each fault as the real discord.py meets it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import aiohttp
import discord
import pytest

from bot.playground import Playground
from bot.playground.ids import BACK_CORNER, GUILD
from tests.playground.conftest import Bot, Connect
from tests.playground.test_page import ask

MESSAGES = "/messages"


async def say(bot: Bot, text: str, nonce: str | None = None) -> discord.Message:
    """Send to #general."""
    channel = bot.get_partial_messageable((await bot.general()).id)
    return await (channel.send(text) if nonce is None else channel.send(text, nonce=nonce))


def said(play: Playground) -> list[str]:
    """What stands in #general."""
    return [card.content for card in play.user("mia").messages("general")]


def asked(play: Playground, method: str = "POST") -> int:
    """How often messages were asked for."""
    return sum(1 for request in play.requests if request.method == method and MESSAGES in request.path)


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_rate_limit_is_waited_for(play: Playground, bot: Bot, go: Connect, scope: str) -> None:
    await go()
    limited = play.faults.rate_limit("POST", MESSAGES, seconds=0.05, scope=scope)  # type: ignore[arg-type]
    await say(bot, "hello")
    assert (limited.hits, asked(play), said(play)) == (1, 2, ["hello"])


async def test_a_rate_limit_without_via_is_an_error_at_once(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    limited = play.faults.rate_limit("POST", MESSAGES, via=False)
    with pytest.raises(discord.HTTPException) as error:
        await say(bot, "hello")
    assert (error.value.status, limited.hits, said(play)) == (429, 1, [])


async def test_503_is_an_error_at_once(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    play.faults.status(503, "POST", MESSAGES)
    with pytest.raises(discord.DiscordServerError):
        await say(bot, "hello")
    assert (asked(play), said(play)) == (1, [])
    await say(bot, "again")
    assert said(play) == ["again"]


@pytest.mark.parametrize("status", [500, 502])
async def test_500_and_502_are_tried_again(
    play: Playground, bot: Bot, go: Connect, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await go()
    channel = bot.get_partial_messageable((await bot.general()).id)
    waits: list[float] = []
    monkeypatch.setattr("discord.http.asyncio.sleep", _noting(waits, asyncio.sleep))
    play.faults.status(status, "POST", MESSAGES)
    await channel.send("hello")
    assert (asked(play), said(play), sum(waits)) == (2, ["hello"], 1)


async def _at_once(shard_id: int | None, *, initial: bool = False) -> None:
    """Instead of the 5 s that discord.py waits before a second identification."""


async def eventually(seen: Callable[[], object]) -> None:
    """Wait for something on the bot's side, of which nobody tells."""
    async with asyncio.timeout(5):
        while not seen():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def _noting(waits: list[float], real: Callable[[float], Awaitable[None]]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await real(0)

    return sleep


async def test_a_lost_answer_leaves_what_was_done(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    play.faults.lost("POST", MESSAGES)
    with pytest.raises(aiohttp.ClientError):
        await say(bot, "hello", nonce="n1")
    assert said(play) == ["hello"]
    assert (await say(bot, "hello", nonce="n1")).content == "hello"
    assert said(play) == ["hello"], "the nonce shows it once"
    await play.clock.move(6 * 60)
    await say(bot, "hello", nonce="n1")
    assert said(play) == ["hello", "hello"], "and is forgotten after some minutes"


async def test_a_connection_that_is_cut_has_done_nothing(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    cut = play.faults.cut("POST", MESSAGES, times=None)
    with pytest.raises(aiohttp.ClientError):
        await say(bot, "hello")
    assert said(play) == []
    cut.end()
    await say(bot, "hello")
    assert said(play) == ["hello"]


async def test_a_slow_answer_is_waited_for(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    slow = play.faults.slow(0.05, "POST", MESSAGES)
    await say(bot, "hello")
    assert (slow.hits, said(play)) == (1, ["hello"])


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session(
    play: Playground, bot: Bot, go: Connect, resumable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot, "before_identify_hook", _at_once)
    await go()
    await play.gateway.invalidate(resumable=resumable)
    wanted = (1, 1) if resumable else (2, 0)
    assert await play.user("mia").until(lambda: (play.gateway.identified, play.gateway.resumed) == wanted, 10)
    assert play.gateway.online


async def test_a_request_to_reconnect_loses_nothing(play: Playground, bot: Bot, go: Connect) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def listen(message: discord.Message) -> None:
        heard.put_nowait(message.content)

    bot.hears = listen
    await go()
    await play.gateway.reconnect()
    await play.user("mia").dm("meanwhile", wait=0)
    assert await asyncio.wait_for(heard.get(), 10) == "meanwhile"
    assert await play.user("mia").until(lambda: play.gateway.resumed == 1)


async def test_a_gateway_that_is_down_comes_back(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    play.gateway.down = True
    await play.gateway.drop()
    assert not play.gateway.online
    assert (await say(bot, "REST goes on")).content == "REST goes on"
    play.gateway.down = False
    assert await play.user("mia").until(lambda: play.gateway.online, 10)


async def test_expired_tokens(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command()
    async def hello(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello")
        play.faults.expire_tokens()
        await interaction.followup.send("again")

    await go()
    assert (await play.user("mia").slash("hello")).ok
    await eventually(lambda: bool(bot.errors))
    (error,) = bot.errors
    assert isinstance(error, discord.HTTPException)
    assert (error.status, error.code) == (401, 50027)


async def test_deleted_messages_and_channels(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    message = await say(bot, "hello")
    play.faults.delete_message(str(message.id))
    with pytest.raises(discord.NotFound) as unknown:
        await message.edit(content="hello?")
    assert unknown.value.code == 10008
    play.faults.delete_channel("back-corner")
    await eventually(lambda: bot.get_channel(int(BACK_CORNER)) is None)
    with pytest.raises(discord.NotFound) as unknown:
        await bot.get_partial_messageable(int(BACK_CORNER)).send("hello")
    assert unknown.value.code == 10003


async def test_removed_from_the_server(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    channel = bot.get_partial_messageable((await bot.general()).id)
    play.faults.remove_from_server()
    await eventually(lambda: bot.get_guild(int(GUILD)) is None)
    with pytest.raises(discord.Forbidden):
        await channel.send("hello")
    with pytest.raises(discord.Forbidden) as closed:
        await bot.create_dm(discord.Object(int(play.user("mia").id)))
    assert closed.value.code == 50278


async def test_closed_direct_messages(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    mia = play.user("mia")
    channel = await bot.create_dm(discord.Object(int(mia.id)))
    mia.close_dms()
    with pytest.raises(discord.Forbidden) as closed:
        await channel.send("hello")
    assert closed.value.code == 50007


async def test_the_page_makes_faults_that_happen_once(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    assert (await ask(play, "control", do="fault", kind="503"))["ok"]
    with pytest.raises(discord.DiscordServerError):
        await say(bot, "hello")
    await say(bot, "hello again")
    assert said(play) == ["hello again"]
    assert (await ask(play, "control", do="fault", kind="gateway"))["ok"]
    assert await play.user("mia").until(lambda: play.gateway.resumed == 1)
    assert (await ask(play, "control", do="fault", kind="flood"))["error"] == "There is no fault “flood”."


async def test_each_button_of_the_page_is_a_fault_that_there_is(play: Playground) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{play.base_url}/static/controls.js") as answer:
        script = await answer.text()
    kinds = re.findall(r'\["([\w]+)", "', script.partition("const FAULTS")[2].partition("];")[0])
    assert len(kinds) == 8
    for kind in kinds:
        assert (await ask(play, "control", do="fault", kind=kind))["ok"], kind
