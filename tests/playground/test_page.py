"""What the page asks of the server, and the bot as a child process."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from bot.playground import Playground, serve
from tests.playground.conftest import Bot, Connect

CHILD = """
import os, sys, time
print("token", os.environ["DISCORD_TOKEN"], flush=True)
if len(sys.argv) > 1: sys.exit("no luck")
time.sleep(60)
"""


async def ask(play: Playground, path: str, **body: Any) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session:
        url = f"{play.base_url}/page/{path}"
        async with session.post(url, json=body) if body else session.get(url) as response:
            return await response.json()


def channel(state: dict[str, Any], name: str) -> dict[str, Any]:
    return next(c for c in state["channels"] if c["name"] == name)


async def test_acting_by_the_page(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command(description="Say it back")
    async def echo(interaction: discord.Interaction, text: str) -> None:
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="Again", custom_id="again"))
        await interaction.response.send_message(text, view=view, ephemeral=True)

    async def again(interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content="again")

    bot.presses = again
    await go()
    state = await ask(play, "state?viewer=mia")
    command, general = state["commands"][0], channel(state, "general")
    assert (command["name"], command["options"][0]["name"], state["bot"]["status"]) == ("echo", "text", "online")
    deed = {"viewer": "mia", "do": "slash", "command_id": command["id"], "channel_id": general["id"]}
    done = await ask(play, "act", **deed, options={"text": "hello"})
    assert done["ok"], done["error"]
    message = channel(await ask(play, "state?viewer=mia"), "general")["messages"][0]
    assert (message["content"], message["ephemeral"], message["token_expired"]) == ("hello", True, False)
    assert message["interaction"] == {"user": "Mia", "name": "echo"}
    press = {"viewer": "mia", "do": "press", "message_id": message["id"], "custom_id": "again"}
    assert (await ask(play, "act", **press))["ok"]
    assert channel(await ask(play, "state?viewer=tom"), "general")["messages"] == []
    refused = await ask(play, "act", **press | {"viewer": "tom"})
    assert refused == {"ok": False, "error": "Tom does not see this message.", "result": None}
    await ask(play, "control", do="clock", seconds=15 * 60)
    message = channel(await ask(play, "state?viewer=mia"), "general")["messages"][0]
    assert (message["content"], message["token_expired"]) == ("again", True)


async def test_what_is_not_possible_is_a_sentence(play: Playground) -> None:
    assert (await ask(play, "control", do="clock", to="next_timer"))["error"] == "The bot has no timer to move to."
    assert (await ask(play, "control", do="clock", seconds=-1))["error"].startswith("The clock only moves forward")
    assert (await ask(play, "act", viewer="eve", do="say"))["error"].startswith("There is nobody called “eve”")
    assert (await ask(play, "act", viewer="mia", do="fly"))["error"] == "The page cannot do “fly”."


async def test_changes_are_pushed(play: Playground) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{play.base_url}/page/ws?viewer=tom") as socket:
        first = await socket.receive_json()
        assert channel(first, "general")["messages"] == []
        await play.user("mia").say("hi @Tom")
        second = await socket.receive_json()
        assert second["revision"] > first["revision"]
        assert channel(second, "general")["messages"][0]["content"] == "hi <@1100000000000000032>"


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Host": "example.org"}])
async def test_other_pages_are_kept_out(play: Playground, headers: dict[str, str]) -> None:
    url = f"{play.base_url}/page/state"
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        assert answer.status == 403


async def test_no_file_outside_the_page_is_served(play: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{play.base_url}/static/%2e%2e/server.py") as answer:
            assert answer.status == 404
        async with session.get(play.base_url) as answer:
            assert answer.status == 200


async def test_the_bot_is_started_killed_and_seen_to_crash(play: Playground, tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    assert (await ask(play, "control", do="bot", action="start"))["error"].startswith("This playground does not start")
    await play.bot.start([sys.executable, str(script)], play.bot_env())
    mia = play.user("mia")
    assert await mia.until(lambda: list(play.bot.log) == ["token playground-no-token"])
    pid = play.bot.pid
    assert (await ask(play, "state?viewer=mia"))["bot"]["status"] == "starting"
    assert (await ask(play, "control", do="bot", action="restart"))["ok"]
    assert play.bot.pid not in (None, pid)
    await play.bot.kill()
    assert (await ask(play, "state?viewer=mia"))["bot"] == {"status": "offline", "pid": None, "log": [*play.bot.log]}
    await play.bot.start([sys.executable, str(script), "crash"], play.bot_env())
    assert await mia.until(lambda: play.bot.crashed)
    assert play.bot.log[-1] == "no luck"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that only asks whether a process lives")
async def test_serving_starts_the_bot_and_ends_it(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    script.write_text("import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
    ready: asyncio.Queue[str] = asyncio.Queue()
    serving = asyncio.create_task(
        serve(0, [sys.executable, str(script)], {"GREETING": "hi"}, cwd=tmp_path, on_ready=ready.put_nowait)
    )
    url = await ready.get()
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}/page/ws?viewer=mia") as socket:
        pid = (await socket.receive_json())["bot"]["pid"]
    os.kill(pid, 0)
    serving.cancel()
    await asyncio.wait([serving])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
