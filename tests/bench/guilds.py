"""Memory that a thousand servers of a thousand members add, beside discord.py with the guilds intent only."""

import copy
from pathlib import Path
from typing import Any

from tests.bench.child import BARE, Child, child
from tests.bench.figure import Figure
from tests.bench.sizes import Sizes
from tests.bench.stand import EVERYONE, GUILD_JSON, Stand

CHANNELS, ROLES, SPEAKERS = 30, 20, 10
FIRST = 2_000_000_000_000_000_000


async def guilds(sizes: Sizes, folder: Path) -> list[Figure]:
    """One line of the table. Ours also hears ten members of each server speak, which its intents bring."""
    figure = Figure(
        f"memory added by {sizes.guilds:,} servers of 1,000 members", "guilds intent only", 1.1, False, "MB"
    )
    for _ in range(sizes.rounds):
        async with child(folder / "bare", (*BARE, "ping")) as bare:
            theirs = await _added(bare, sizes, speak=False)
        async with child(folder / "ours") as ours:
            figure.add(await _added(ours, sizes, speak=True), theirs)
    return [figure]


async def _added(bot: Child, sizes: Sizes, *, speak: bool) -> float:
    await bot.rested(sizes.rest)
    before = bot.memory()
    for number in range(sizes.guilds):
        await bot.stand.emit("GUILD_CREATE", server(number))
        for speaker in range(SPEAKERS if speak else 0):
            await _spoken(bot.stand, number, speaker)
    await bot.rested(sizes.rest)
    return max(0.1, bot.memory() - before)


def server(number: int) -> dict[str, Any]:
    """A server as the gateway sends it to a bot without the members intent: with its own member only."""
    made, guild = copy.deepcopy(GUILD_JSON), str(FIRST + number * 1_000)
    channels = [
        made["channels"][0] | {"id": str(FIRST + number * 1_000 + 100 + i), "guild_id": guild, "name": f"channel-{i}"}
        for i in range(CHANNELS)
    ]
    everyone = made["roles"][0]
    roles = [everyone | {"id": str(int(guild) + i), "name": f"role-{i}", "position": i} for i in range(ROLES)]
    return made | {"id": guild, "name": f"server {number}", "channels": channels, "roles": roles, "member_count": 1_000}


async def _spoken(stand: Stand, number: int, speaker: int) -> None:
    guild = FIRST + number * 1_000
    author = {"id": str(guild + 500 + speaker), "username": f"member{speaker}", "discriminator": "0", "avatar": None}
    member = {"roles": [str(guild)], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    await stand.emit("MESSAGE_CREATE", {
        "id": str(guild + 700 + speaker), "type": 0, "channel_id": str(guild + 100), "guild_id": str(guild),
        "author": author, "member": member | {"permissions": EVERYONE}, "content": "", "tts": False, "flags": 0,
        "timestamp": "2026-03-02T18:00:00+00:00", "edited_timestamp": None, "pinned": False, "mentions": [],
        "mention_everyone": False, "mention_roles": [], "attachments": [], "embeds": [], "components": [],
    })  # fmt: skip
