from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from bot.ops.application import PERMISSIONS, invite_link, permission_number
from bot.ops.doctor import examine
from bot.ops.finding import Finding, is_healthy, report
from bot.settings import Settings

SMALL = Path(__file__).parents[1] / "library" / "small"
ALL = str(permission_number())


@dataclass
class Discord:
    """The two routes that doctor asks, answering as a test says."""

    url: str = ""
    about: dict[str, Any] = field(default_factory=lambda: {"id": "77", "name": "Ease", "flags": 0})
    guilds: list[dict[str, str]] = field(default_factory=lambda: [{"name": "Backs", "permissions": ALL}])

    async def application(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != "Bot good":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        return web.json_response(self.about)

    async def servers(self, request: web.Request) -> web.Response:
        return web.json_response(self.guilds)


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    stand_in = Discord()
    app = web.Application()
    app.router.add_get("/applications/@me", stand_in.application)
    app.router.add_get("/users/@me/guilds", stand_in.servers)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield stand_in
    await runner.cleanup()


def settings(discord: Discord, data: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "api_url": discord.url,
        "token": "good",
        "operator_name": "Rosa",
        "operator_contact": "rosa@example.org",
        "data": data,
        "content": SMALL,
        "accepts_unreviewed": True,
        "accepts_ephemeral": True,
    }
    return Settings(**given | more)


async def told(settings: Settings) -> str:
    return report(await examine(settings, {}))


async def test_a_host_who_has_done_everything_is_left_with_the_review(discord: Discord, tmp_path: Path) -> None:
    listed = tmp_path / "crisis.yaml"
    listed.write_text("directory_url: https://example.org\n", encoding="utf-8")
    findings = await examine(settings(discord, tmp_path, crisis=listed, key="a passphrase of the host"), {})
    assert is_healthy(findings)
    assert {finding.subject for finding in findings if finding.weight} - {"SQLite"} == {"Review"}
    assert invite_link("77") in report(findings)


def test_the_invite_link_asks_for_what_is_needed_and_no_more() -> None:
    query = parse_qs(urlsplit(invite_link("77")).query)
    assert query == {"client_id": ["77"], "scope": ["bot applications.commands"], "permissions": ["274877975552"]}
    assert sum(PERMISSIONS.values()) == 274877975552


async def test_a_wrong_token(discord: Discord, tmp_path: Path) -> None:
    findings = await examine(settings(discord, tmp_path, token="bad"), {})
    assert not is_healthy(findings)
    assert "1. Reset the token" in report(findings)


async def test_discord_out_of_reach(discord: Discord, tmp_path: Path) -> None:
    discord.about = {}
    assert "Check this machine's connection" in await told(settings(discord, tmp_path))
    discord.url = "http://127.0.0.1:1"
    assert "Check this machine's connection" in await told(settings(discord, tmp_path))


@pytest.mark.parametrize(
    ("about", "word"),
    [
        ({"flags": 1 << 19}, "Message Content"),
        ({"flags": 1 << 12 | 1 << 15}, "Presence, Server Members"),
        ({"bot_require_code_grant": True}, "Code Grant"),
        ({"interactions_endpoint_url": "https://example.org"}, "Interactions Endpoint URL"),
    ],
)
async def test_what_is_set_wrongly_on_discord(
    discord: Discord, tmp_path: Path, about: dict[str, Any], word: str
) -> None:
    assert word not in await told(settings(discord, tmp_path))
    discord.about |= about
    assert word in await told(settings(discord, tmp_path))


async def test_permissions_that_a_server_withholds(discord: Discord, tmp_path: Path) -> None:
    discord.guilds.append({"name": "Narrow", "permissions": str(1 << 10 | 1 << 38)})
    assert "In Narrow, give the bot: Send Messages, Read Message History." in await told(settings(discord, tmp_path))
    discord.guilds = [{"name": "Trusting", "permissions": str(1 << 3)}]
    assert "in 1, with all permissions" in await told(settings(discord, tmp_path))
    discord.guilds = []
    assert "Open the invite link" in await told(settings(discord, tmp_path))


async def test_a_database_that_is_none(discord: Discord, tmp_path: Path) -> None:
    (tmp_path / "easeback.db").write_bytes(b"just a letter" * 500)
    assert "is not a database" in await told(settings(discord, tmp_path))
    (tmp_path / "file").touch()
    assert "cannot be" in await told(settings(discord, tmp_path / "file"))


async def test_a_disk_that_does_not_last(discord: Discord, tmp_path: Path) -> None:
    findings = await examine(settings(discord, tmp_path, accepts_ephemeral=False), {"DYNO": "worker.1"})
    assert "Heroku" in report(findings)
    assert is_healthy(findings)


async def test_content_that_cannot_be_used(discord: Discord, tmp_path: Path) -> None:
    assert "python -m bot check" in await told(settings(discord, tmp_path, content=tmp_path / "none"))
    unsigned = await examine(settings(discord, tmp_path, accepts_unreviewed=False), {})
    assert not is_healthy(unsigned)


def test_three_things_at_most_and_the_worst_first() -> None:
    findings = [Finding(str(weight), "bad", f"Mend {weight}.", weight) for weight in (10, 90, 50, 70)]
    text = report([Finding("Fine", "well"), *findings])
    assert text.index("1. Mend 90.") < text.index("2. Mend 70.") < text.index("3. Mend 50.")
    assert "Mend 10." not in text
    assert "1 more to do" in text
    assert report([Finding("Fine", "well")]).endswith("Nothing to do.")
