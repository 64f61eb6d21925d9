"""What a host gets wrong, with the shipped content: each time sentences that say what to do, and no traceback."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.ops import clock
from bot.playground import Playground
from tests.compiled import COMPILED

from .conftest import ROOT, Town, press, town_in, walk

OURS = ("DISCORD_", "EASEBACK_", "OPERATOR_", "LOG_LEVEL", "DYNO", "RENDER", "RAILWAY_")
BARE = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | COMPILED
REAL = {"DISCORD_TOKEN": "a.real.token", "OPERATOR_NAME": "Rosa", "OPERATOR_CONTACT": "rosa@example.org"}
ACCEPTED = REAL | {"EASEBACK_UNREVIEWED": "accept"}
NO = ["No"] * 6
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to other processes")


def run(*verb: str, **env: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    full = BARE | {name: str(value) for name, value in env.items()}
    argv = [sys.executable, "-m", "bot", *(verb or ("run",))]
    return subprocess.run(
        argv, env=full, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


def sentences(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said, where it must be plain sentences only."""
    assert "Traceback" not in done.stderr + done.stdout
    return [line for line in done.stderr.splitlines() if line]


@asynccontextmanager
async def started(*verb: str, **env: str | Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A verb that goes on; killed at the end of the block if it still runs."""
    full = BARE | {"PYTHONUNBUFFERED": "1"} | {name: str(value) for name, value in env.items()}
    pipe, none = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *verb,
        env=full,
        cwd=ROOT,
        stdin=none,
        stdout=pipe,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(process: asyncio.subprocess.Process, pattern: str) -> re.Match[str]:
    """Read until a line matches."""
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(30):
        while not (found := re.search(pattern, seen)):
            line = await process.stdout.readline()
            assert line, f"it ended: {seen}"
            seen += line.decode()
    assert "Traceback" not in seen
    return found


def test_content_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    done = run(**REAL, EASEBACK_DATA=tmp_path / "data")
    assert done.returncode == 2
    (sentence,) = sentences(done)
    assert "No clinician has signed" in sentence
    assert "EASEBACK_UNREVIEWED=accept" in sentence
    assert not (tmp_path / "data").exists()


def test_every_mistake_in_the_content_is_named_at_its_place(tmp_path: Path) -> None:
    content = Path(shutil.copytree(ROOT / "content" / "en", tmp_path / "en"))
    break_it(content / "routines" / "r04_breathing.yaml", "kind: hold", "kind: hodl")
    break_it(content / "safety.yaml", "level: emergency", "level: emergancy")
    break_it(content / "plans.yaml", "routine: r1", "routine: r99")
    break_it(content / "texts.yaml", "play.pause:", "play.pause")
    done = run(**ACCEPTED, EASEBACK_CONTENT=content, EASEBACK_DATA=tmp_path / "data")
    assert done.returncode == 1
    lines = sentences(done)
    for file in ("r04_breathing.yaml", "safety.yaml", "plans.yaml", "texts.yaml"):
        assert any(re.search(rf"{file}:\d+:\d+", line) for line in lines), f"{file} is missing in {done.stderr}"
    assert "hold" in done.stderr
    assert not (tmp_path / "data").exists()


def break_it(file: Path, what: str, by: str) -> None:
    text = file.read_text("utf-8")
    assert what in text, f"{what} is not in {file}"
    file.write_text(text.replace(what, by, 1), "utf-8")


@pytest.mark.parametrize("what", ["absent", "empty", "a file"])
def test_content_that_is_not_there(tmp_path: Path, what: str) -> None:
    content = tmp_path / "content"
    if what == "empty":
        content.mkdir()
    elif what == "a file":
        content.write_text("id: back\n")
    done = run(**ACCEPTED, EASEBACK_CONTENT=content, EASEBACK_DATA=tmp_path / "data")
    assert done.returncode == 1
    assert sentences(done)
    assert str(content) in done.stderr
    assert "None" not in done.stderr


@pytest.mark.parametrize("what", ["no database", "a folder in its place", "a file above it", "a place for no files"])
def test_a_database_that_cannot_be_used(tmp_path: Path, what: str) -> None:
    data = tmp_path / "data"
    if what == "no database":
        data.mkdir()
        (data / "easeback.db").write_bytes(b"These are my tax papers. " * 400)
    elif what == "a folder in its place":
        (data / "easeback.db").mkdir(parents=True)
    elif what == "a file above it":
        (tmp_path / "file").write_text("")
        data = tmp_path / "file" / "data"
    elif Path("/proc/self").exists():
        data = Path("/proc/easeback")
    else:
        pytest.skip("This system has no folder in which even root may not write.")
    done = run(**ACCEPTED, EASEBACK_DATA=data)
    assert done.returncode == 2
    told = [line for line in sentences(done) if "not kept" not in line and "kept" not in line]
    assert len(told) == 1, done.stderr
    assert str(data) in told[0]
    if what == "no database":
        assert (data / "easeback.db").read_bytes().startswith(b"These are my tax papers")


def test_a_verb_that_does_not_exist() -> None:
    done = run("fly")
    assert done.returncode == 2
    assert sentences(done)[0] == "There is no 'fly' here."
    for verb in ("try", "run", "check", "doctor"):
        assert re.search(rf"^  {verb} ", done.stderr, re.MULTILINE)


async def test_discord_out_of_reach_at_the_start_and_there_later(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    later = Playground(port=port)
    later._world.base_url = f"http://127.0.0.1:{port}"
    env = ACCEPTED | later.bot_env()
    del env["EASEBACK_CLOCK_URL"]
    async with started("run", EASEBACK_DATA=tmp_path, **env) as bot:
        found = await said(bot, r"Discord cannot be reached.*")
        assert "Trying again in" in found[0]
        async with later as play:
            await play.online()
            assert (await play.user("mia").slash("back")).ok
            bot.terminate()
            assert await bot.wait() == 0


@posix
async def test_a_second_bot_takes_over_when_the_first_is_killed(tmp_path: Path) -> None:
    async with town_in(tmp_path / "data") as town:
        await walk(town.mia, "18", "No")
        env = town.play.bot_env() | {"EASEBACK_DATA": str(tmp_path / "data")}
        async with started("run", **env) as second:
            await said(second, "Another Easeback is running on .*waiting until it ends")
            await press(town.mia, "No")
            await town.play.bot.kill()
            await said(second, "connected to Gateway")
            await town.play.online()
            await press(town.mia, "No")
            assert "4 of 6" in town.mia.card().text


async def test_where_nothing_can_be_kept_members_are_told(tmp_path: Path) -> None:
    """On Heroku's disk, and with the real time: the try-out would not ask where it is."""
    async with Playground() as play:
        town = Town(play, tmp_path / "data")
        env = ACCEPTED | {"DISCORD_TOKEN": play.bot_env()["DISCORD_TOKEN"], "EASEBACK_CLOCK_URL": "", "DYNO": "web.1"}
        await town.start(**env)
        assert any("Heroku empties its disk" in line for line in play.bot.log)
        await walk(town.mia, "18", *NO, "3", "Ball slips", "That's all", "None", "Soft gap", "Start", "Stop here")
        await press(town.mia, "2", "Easier", "No")
        assert "disk does not last" in town.mia.card().text
        assert "Keep a diary" not in town.mia.card().buttons
        assert (await town.mia.slash("progress")).ok
        assert "disk does not last" in town.mia.card().text
        assert (await town.mia.slash("me")).ok
        assert "disk does not last" in town.mia.card().text
        assert town.rows("select count(*) from checkins where purge_at is null") == [(0,)]
        assert not play.refusals
        play.bot.log.clear()
        await play.bot.stop()
        await town.start(**env, EASEBACK_EPHEMERAL="accept")
        assert any("EASEBACK_KEY is not set" in line for line in play.bot.log)
        assert not {"key", "keys.db"} & {file.name for file in town.data.iterdir()}, "no key on such a disk"
        play.bot.log.clear()
        await play.bot.stop()
        await town.start(**env, EASEBACK_EPHEMERAL="accept", EASEBACK_KEY="kept where the disk is not")
        assert not any("Nothing that members log is kept" in line for line in play.bot.log)


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_try_out_ends_with_its_bot(tmp_path: Path, number: signal.Signals) -> None:
    async with started("try", "--no-browser", "--port", "0", "--data", tmp_path.as_posix()) as trial:
        url = (await said(trial, r"http://127\.0\.0\.1:\d+"))[0]
        assert "<title>" in await fetch(url)
        pid = await bot_of(url)
        trial.send_signal(number)
        async with asyncio.timeout(15):
            assert await trial.wait() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_the_try_out_s_bot_ends_when_its_page_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed, the page can tell nobody."""
    monkeypatch.setattr(clock, "GONE_AFTER", 1)
    gone = asyncio.Event()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        async with clock.open_clock(f"http://127.0.0.1:{closed.getsockname()[1]}/clock", gone.set):
            await asyncio.wait_for(gone.wait(), 20)


async def fetch(url: str) -> str:
    import aiohttp

    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert answer.status == 200
        return await answer.text()


async def bot_of(url: str) -> int:
    """The process id of the try-out's bot, once that is online."""
    import json

    async with asyncio.timeout(30):
        while True:
            bot = json.loads(await fetch(f"{url}/page/state?viewer=mia"))["bot"]
            if bot["status"] == "online":
                return int(bot["pid"])
            await asyncio.sleep(0.05)
