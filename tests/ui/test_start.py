"""Coming online, and each obstacle as a sentence."""

import asyncio
import logging
import socket

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.playground.rest import Call, Reply
from bot.ui.start import ConnectError, back_off, connect, hush, point_at
from tests.ui.conftest import House


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pointed() -> tuple[str, yarl.URL]:
    return Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY


def syncs(house: House) -> int:
    return sum(1 for request in house.play.requests if request.method == "PUT")


def test_pauses_grow_to_a_minute() -> None:
    pauses = back_off()
    assert [next(pauses) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_discord_py_can_be_pointed_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    before = pointed()
    point_at(None, None)
    assert pointed() == before
    point_at("http://127.0.0.1:1/api/v10", "ws://127.0.0.1:1/gateway")
    assert pointed() == ("http://127.0.0.1:1/api/v10", yarl.URL("ws://127.0.0.1:1/gateway"))


async def test_no_privileged_intent_is_asked_for(house: House) -> None:
    intents = house.client.intents
    assert (intents.message_content, intents.members, intents.presences) == (False, False, False)
    assert (intents.guilds, intents.guild_messages, intents.dm_messages) == (True, True, True)
    await house.play.user("mia").mention("hello", wait=0)
    await house.play.user("mia").slash("me")
    assert [member.bot for member in house.client.guilds[0].members] == [True], "nobody but ourselves is cached"


async def test_a_wrong_token_is_a_sentence(offline: House) -> None:
    with pytest.raises(ConnectError, match="does not accept DISCORD_TOKEN"):
        await connect(offline.client, "wrong", pause=offline.pause)


async def test_an_unreachable_discord_is_tried_again(
    offline: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = Route.BASE
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{closed_port()}/api/v10")

    async def pause(seconds: float) -> None:
        offline.paused.append(seconds)
        if len(offline.paused) == 2:
            monkeypatch.setattr(Route, "BASE", real)

    monkeypatch.setattr(offline, "pause", pause)
    async with offline.online():
        assert offline.paused == [1.0, 2.0]
    assert [r.getMessage() for r in caplog.records if "cannot be reached" in r.getMessage()]
    assert "Traceback" not in caplog.text


async def test_an_unreachable_gateway_at_the_very_first_start_is_tried_again(
    offline: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """discord.py leaves with an AttributeError then."""
    real = DiscordWebSocket.DEFAULT_GATEWAY
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://127.0.0.1:{closed_port()}/gateway"))
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _self: 0.0)

    async def pause(seconds: float) -> None:
        offline.paused.append(seconds)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", real)

    monkeypatch.setattr(offline, "pause", pause)
    async with offline.online():
        assert offline.paused == [1.0]
    assert "cannot be reached" in caplog.text
    assert "Traceback" not in caplog.text


async def test_commands_are_synced_only_when_they_differ(house: House) -> None:
    assert syncs(house) == 1
    assert not await house.client.syncer.sync()
    house.client.tree.remove_command("ql")
    assert await house.client.syncer.sync()
    assert not await house.client.syncer.sync()
    assert await house.client.syncer.sync(force=True)
    assert syncs(house) == 3


async def test_a_refused_sync_does_not_stop_the_bot(offline: House, caplog: pytest.LogCaptureFixture) -> None:
    async def fault(call: Call) -> Reply | None:
        return Reply(400, {"message": "Invalid Form Body", "code": 50035}) if call.method == "PUT" else None

    offline.play.faults.before.append(fault)
    token = offline.play.bot_env()["DISCORD_TOKEN"]
    running = asyncio.create_task(connect(offline.client, token, pause=offline.pause))
    await offline.play.user("mia").until(lambda: offline.play.gateway.online, 10)
    assert not running.done()
    assert "did not take the commands" in caplog.text
    await offline.client.close()
    await running


def test_the_filter_is_added_once() -> None:
    logger = logging.getLogger("discord.client")
    hush()
    before = len(logger.filters)
    hush()
    assert len(logger.filters) == before
