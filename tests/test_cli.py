"""The verbs as a host types them: real processes, and the stand-in for Discord where one is needed."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import __main__ as cli
from bot.playground import Playground
from tests.compiled import COMPILED

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "library" / "small"
OURS = ("DISCORD_", "EASEBACK_", "OPERATOR_", "LOG_LEVEL")
OPERATOR = {"OPERATOR_NAME": "Rosa", "OPERATOR_CONTACT": "rosa@example.org"}
BARE = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | COMPILED
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send to another process")


def bot(*verb: str, **env: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    argv = [sys.executable, "-m", "bot", *verb]
    full = BARE | {name: str(value) for name, value in env.items()}
    return subprocess.run(
        argv, env=full, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


class Running:
    """A verb that goes on until it is told to stop."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.seen = ""

    @classmethod
    async def start(cls, *verb: str, **env: str | Path) -> "Running":
        full = BARE | {"PYTHONUNBUFFERED": "1"} | {name: str(value) for name, value in env.items()}
        pipe, none = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        argv = (sys.executable, "-m", "bot", *verb)
        return cls(
            await asyncio.create_subprocess_exec(
                *argv, env=full, cwd=ROOT, stdin=none, stdout=pipe, stderr=asyncio.subprocess.STDOUT
            )
        )

    async def until(self, pattern: str) -> re.Match[str]:
        """Read until the output matches."""
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            while not (found := re.search(pattern, self.seen)):
                line = await self.process.stdout.readline()
                assert line, f"it ended: {self.seen}"
                self.seen += line.decode()
        return found

    async def stop(self) -> int:
        """Send SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(15):
            rest, _ = await self.process.communicate()
        self.seen += rest.decode()
        assert self.process.returncode is not None
        return self.process.returncode


@pytest.fixture
async def play() -> AsyncIterator[Playground]:
    async with Playground() as play:
        yield play


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize(
    "verb", [["fly"], ["db"], ["db", "fly"], ["db", "restore"], ["try", "--port", "x"], ["run", "--fast"]]
)
def test_what_is_not_understood_gets_help(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(verb)
    assert ended.value.code == 2
    assert "usage: python -m bot" in capsys.readouterr().err


def test_help_lists_every_verb() -> None:
    bare, asked = bot(), bot("--help")
    assert (bare.returncode, asked.returncode, bare.stdout) == (2, 0, asked.stdout)
    listed = re.findall(r"^  (\w+) {2,}", bare.stdout, re.MULTILINE)
    assert listed == ["try", "run", "ask", "check", "schema", "doctor", "db"]


def test_run_without_a_token_is_one_sentence() -> None:
    done = bot("run")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(lines(done.stderr)) == 1
    assert "DISCORD_TOKEN is not set" in done.stderr


def test_run_without_an_operator_names_both_settings() -> None:
    done = bot("run", DISCORD_TOKEN="x")
    assert done.returncode == 2
    assert [line.split()[0] for line in lines(done.stderr)] == ["OPERATOR_NAME", "OPERATOR_CONTACT"]


@pytest.mark.parametrize("verb", ["run", "doctor"])
def test_settings_that_are_wrong_are_all_named(verb: str) -> None:
    done = bot(verb, LOG_LEVEL="loud", EASEBACK_UNREVIEWED="yes", EASEBACK_CLOCK_URL="http://example.org/")
    assert done.returncode == 2
    assert len(lines(done.stderr)) == 3
    assert "Traceback" not in done.stderr


def test_broken_content_stops_the_start_with_every_place(tmp_path: Path) -> None:
    pack = shutil.copytree(SMALL, tmp_path / "pack")
    (pack / "texts.yaml").write_text("a: [\n", encoding="utf-8")
    (pack / "plans.yaml").write_text("presents: []\n", encoding="utf-8")
    done = bot("run", DISCORD_TOKEN="x", EASEBACK_CONTENT=pack, EASEBACK_DATA=tmp_path / "data", **OPERATOR)
    assert done.returncode == 1
    assert re.search(r"texts\.yaml:\d+:\d+", done.stderr)
    assert re.search(r"plans\.yaml:\d+:\d+", done.stderr)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()
    again = bot("check", str(pack))
    assert again.returncode == 1
    assert set(re.findall(r"--> .*", done.stderr)) <= set(re.findall(r"--> .*", again.stdout))
    trial = bot("try", "--no-browser", "--port", "0", EASEBACK_CONTENT=pack)
    assert (trial.returncode, trial.stdout, trial.stderr) == (1, "", done.stderr)


def test_check_says_what_it_read() -> None:
    done = bot("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"1 topics, 14 routines, 27 pages, \d+ vignettes passed, no errors", done.stdout)


def test_check_tells_machines_too(tmp_path: Path) -> None:
    pack = shutil.copytree(SMALL, tmp_path / "pack")
    done = bot("check", str(pack), "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    found = json.loads(done.stdout)
    assert found["errors"] == len([problem for problem in found["problems"] if problem["severity"] == "error"]) > 0
    lines_of = lines(bot("check", str(pack), "--format", "github").stdout)
    assert len(lines_of) == len(found["problems"])
    assert all(re.match(r"::(error|warning) file=.*,line=\d+,col=\d+,endColumn=\d+::.", line) for line in lines_of)


def test_content_that_nobody_signed_has_to_be_accepted(tmp_path: Path) -> None:
    done = bot("run", DISCORD_TOKEN="x", EASEBACK_CONTENT=SMALL, EASEBACK_DATA=tmp_path, **OPERATOR)
    assert done.returncode == 2
    assert "EASEBACK_UNREVIEWED=accept" in done.stderr
    assert len(lines(done.stderr)) == 1


def test_the_database_by_hand(tmp_path: Path) -> None:
    absent = bot("db", "check", EASEBACK_DATA=tmp_path)
    assert (absent.returncode, absent.stdout) == (1, "")
    first = bot("db", "migrate", EASEBACK_DATA=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    assert "up to date" in bot("db", "migrate", EASEBACK_DATA=tmp_path).stdout
    assert "is sound" in bot("db", "check", EASEBACK_DATA=tmp_path).stdout
    (tmp_path / "easeback.db").write_bytes(b"no database at all" * 100)
    broken = bot("db", "check", EASEBACK_DATA=tmp_path)
    assert broken.returncode == 1
    assert len(lines(broken.stderr)) == 1


def test_a_copy_and_back_by_hand(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert "does not exist" in bot("db", "backup", EASEBACK_DATA=data).stderr
    bot("db", "migrate", EASEBACK_DATA=data)
    made = bot("db", "backup", EASEBACK_DATA=data)
    assert (made.returncode, made.stderr) == (0, "")
    (copy,) = (data / "backups").iterdir()
    assert str(copy) in made.stdout
    assert "is sound" in bot("db", "check", str(copy)).stdout
    assert "exists already" in bot("db", "backup", str(copy), EASEBACK_DATA=data).stderr
    back = bot("db", "restore", str(copy), EASEBACK_DATA=data)
    assert (back.returncode, "now holds" in back.stdout, "is kept as" in back.stdout) == (0, True, True)
    for verb in (["restore", str(tmp_path / "none")], ["check", str(tmp_path / "none")], ["backup", str(tmp_path)]):
        wrong = bot("db", *verb, EASEBACK_DATA=data)
        assert (wrong.returncode, wrong.stdout, len(lines(wrong.stderr))) == (1, "", 1), verb


def test_doctor_ends_with_three_things_at_most(tmp_path: Path) -> None:
    done = bot("doctor", EASEBACK_CONTENT=tmp_path / "absent", EASEBACK_DATA=tmp_path)
    assert done.returncode == 1
    assert re.findall(r"^(\d)\. ", done.stdout, re.MULTILINE) == ["1", "2", "3"]
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_named() -> None:
    code = "import sys; sys.modules['pydantic'] = None; from bot.__main__ import main; sys.exit(main(['check']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=BARE, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "The package pydantic is missing: run `pip install -r requirements.txt` first.\n"


async def test_a_token_that_discord_refuses(play: Playground, tmp_path: Path) -> None:
    env = play.bot_env() | {"DISCORD_TOKEN": "wrong"}
    done = await asyncio.to_thread(bot, "run", EASEBACK_CONTENT=SMALL, EASEBACK_DATA=tmp_path, **env)
    assert done.returncode == 2
    assert "Discord does not accept DISCORD_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_database_that_cannot_be_made(play: Playground, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = await asyncio.to_thread(
        bot, "run", EASEBACK_CONTENT=SMALL, EASEBACK_DATA=tmp_path / "file", **play.bot_env()
    )
    assert done.returncode == 2
    assert len(lines(done.stderr)) == 1
    assert "Traceback" not in done.stderr


@posix
async def test_a_bot_that_is_told_to_stop_leaves_a_closed_database(play: Playground, tmp_path: Path) -> None:
    running = await Running.start("run", EASEBACK_CONTENT=SMALL, EASEBACK_DATA=tmp_path, **play.bot_env())
    await play.online()
    assert (await running.stop(), "Traceback" in running.seen) == (0, False)
    left = set(os.listdir(tmp_path)) - {"keys-backups"}
    assert left == {"easeback.db", "easeback.db.lock", "key", "keys.db"}, "and no log"
    with closing(sqlite3.connect(tmp_path / "easeback.db")) as database:
        assert database.execute("SELECT count(*) FROM packs").fetchone() == (1,)


@posix
async def test_a_second_bot_says_so_waits_and_takes_over(play: Playground, tmp_path: Path) -> None:
    env = {"EASEBACK_CONTENT": str(SMALL), "EASEBACK_DATA": str(tmp_path), **COMPILED, **play.bot_env()}
    await play.bot.start([sys.executable, "-m", "bot", "run"], env, ROOT)
    await play.online()
    second = await Running.start("run", **env)
    await second.until("Another Easeback is running on .*; waiting")
    refused = await asyncio.to_thread(bot, "db", "migrate", EASEBACK_DATA=tmp_path)
    assert "stop it first" in refused.stderr
    await play.bot.kill()
    await second.until("connected to Gateway")
    assert await second.stop() == 0


@posix
async def test_a_copy_is_made_while_the_bot_runs_and_put_back_only_when_it_does_not(
    play: Playground, tmp_path: Path
) -> None:
    env = {"EASEBACK_CONTENT": str(SMALL), "EASEBACK_DATA": str(tmp_path), **COMPILED, **play.bot_env()}
    await play.bot.start([sys.executable, "-m", "bot", "run"], env, ROOT)
    await play.online()
    copy = str(tmp_path / "copy.db")
    made = await asyncio.to_thread(bot, "db", "backup", copy, EASEBACK_DATA=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    refused = await asyncio.to_thread(bot, "db", "restore", copy, EASEBACK_DATA=tmp_path)
    assert (refused.returncode, "stop it first" in refused.stderr) == (1, True)
    await play.bot.kill()
    back = await asyncio.to_thread(bot, "db", "restore", copy, EASEBACK_DATA=tmp_path)
    assert (back.returncode, back.stderr) == (0, "")
    await play.bot.start([sys.executable, "-m", "bot", "run"], env, ROOT)
    await play.online()


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


@posix
async def test_a_running_bot_tells_its_figures_on_its_own_port(play: Playground, tmp_path: Path) -> None:
    port = free_port()
    env = {"EASEBACK_DATA": str(tmp_path), **COMPILED, **play.bot_env(), "EASEBACK_HEALTH_PORT": port}
    await play.bot.start([sys.executable, "-m", "bot", "run"], env, ROOT)
    await play.online()
    assert (await play.user("mia").slash("back")).ok
    health = json.loads(await asyncio.to_thread(fetched, f"http://127.0.0.1:{port}/healthz"))
    assert health == {"status": "ok", "database": "ok", "timers": "ok", "gateway": "connected"}
    figures = await asyncio.to_thread(fetched, f"http://127.0.0.1:{port}/metrics")
    assert 'easeback_interactions_total{outcome="answered"} 1' in figures
    assert "easeback_gateway_connected 1" in figures
    assert int(re.findall(r"^easeback_commit_flows_count (\d+)$", figures, re.MULTILINE)[0]) > 0
    second = {**env, "EASEBACK_DATA": str(tmp_path / "second")}
    refused = await asyncio.to_thread(bot, "run", **second)
    assert (refused.returncode, "EASEBACK_HEALTH_PORT" in refused.stderr) == (2, True)
    assert "Traceback" not in refused.stderr


@posix
async def test_a_bot_that_waits_can_be_stopped(play: Playground, tmp_path: Path) -> None:
    env = {"EASEBACK_CONTENT": str(SMALL), "EASEBACK_DATA": str(tmp_path), **COMPILED, **play.bot_env()}
    await play.bot.start([sys.executable, "-m", "bot", "run"], env, ROOT)
    await play.online()
    second = await Running.start("run", **env)
    await second.until("waiting")
    assert await second.stop() == 0


@posix
async def test_discord_out_of_reach_is_a_sentence_and_no_end(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        env = {
            "DISCORD_TOKEN": "x",
            "DISCORD_API_URL": f"http://127.0.0.1:{port}/api/v10",
            "DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{port}/gateway",
            "EASEBACK_UNREVIEWED": "accept",
            "EASEBACK_CONTENT": str(SMALL),
        }
        running = await Running.start("run", EASEBACK_DATA=tmp_path, **env, **OPERATOR)
        await running.until("Discord cannot be reached.*\n(.*\n)*.*Discord cannot be reached")
        assert await running.stop() == 0
    assert "Traceback" not in running.seen


def test_try_on_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = bot("try", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert len(lines(done.stderr)) == 1
    assert "--port" in done.stderr


def state(url: str) -> dict[str, dict[str, object]]:
    """What the page shows, once the bot is online and its commands are there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{url}/page/state?viewer=mia", timeout=10) as answer:
            seen = json.load(answer)
        if seen["bot"]["status"] == "online" and seen["commands"]:
            return seen
        time.sleep(0.1)
    raise AssertionError("the bot did not come online")


@posix
async def test_try_starts_page_and_bot_and_ends_both(tmp_path: Path) -> None:
    # A token of the host's own must not get in the way.
    env = {"DISCORD_TOKEN": "real.token", "EASEBACK_CONTENT": str(SMALL)}
    trial = await Running.start("try", "--port", "0", "--no-browser", "--data", str(tmp_path), **env)
    url = (await trial.until(r"http://127\.0\.0\.1:\d+"))[0]
    pid = (await asyncio.to_thread(state, url))["bot"]["pid"]
    assert isinstance(pid, int)
    assert await trial.stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert (tmp_path / "easeback.db").exists()
