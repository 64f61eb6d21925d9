"""Modals, suggestions, context menus, deferrals: what people do and what comes of it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.playground import Playground
from tests.playground.conftest import Bot, Connect


class Form(discord.ui.Modal, title="How was it?"):
    def __init__(self) -> None:
        super().__init__(custom_id="form", timeout=None)
        options = [discord.CheckboxGroupOption(label=name, value=name.lower()) for name in ("Tight", "Sore", "Numb")]
        group = discord.ui.CheckboxGroup(custom_id="what", options=options, required=False)
        radio = discord.ui.RadioGroup(custom_id="which")
        radio.add_option(label="Left", value="l")
        radio.add_option(label="Right", value="r")
        self.add_item(discord.ui.TextDisplay("Nothing here is kept."))
        self.add_item(discord.ui.Label(text="What was it?", component=group))
        self.add_item(discord.ui.Label(text="Which side?", component=radio))
        self.add_item(discord.ui.Label(text="Over 7?", component=discord.ui.Checkbox(custom_id="strong")))
        self.add_item(discord.ui.Label(text="In your words", component=discord.ui.TextInput(custom_id="text")))
        self.stop()


def values_of(interaction: discord.Interaction) -> dict[str, Any]:
    data: Any = interaction.data
    parts = [part["component"] for part in data["components"] if part["type"] == 18]
    return {part["custom_id"]: part.get("values", part.get("value")) for part in parts}


async def test_modal_round_trip(play: Playground, bot: Bot, go: Connect) -> None:
    got: list[dict[str, Any]] = []

    @bot.tree.command(description="Form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    async def sent(interaction: discord.Interaction) -> None:
        got.append(values_of(interaction))
        await interaction.response.send_message("Thank you", ephemeral=True)

    bot.presses = sent
    await go()
    mia = play.user("mia")
    opened = await mia.slash("form")
    assert opened.modal is not None
    assert [field["custom_id"] for field in opened.modal.fields] == ["what", "which", "strong", "text"]
    missing = await mia.submit({"text": "tight"})
    assert (missing.ok, missing.error) == (False, "“Which side?” takes 1 to 1 choices; this has 0.")
    done = await mia.submit({"What was it?": ["Numb", "tight"], "which": "Right", "strong": True, "text": "pulls"})
    assert done.ok, done.error
    assert got == [{"what": ["tight", "numb"], "which": "r", "strong": True, "text": "pulls"}]
    assert mia.modal() is None
    assert done.card.text == "Thank you"


async def test_modal_cannot_answer_a_modal(late_play: Playground, bot: Bot, late_go: Connect) -> None:
    @bot.tree.command(description="Form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    async def again(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    bot.presses = again
    await late_go()
    mia = late_play.user("mia")
    await mia.slash("form")
    answer = await mia.submit({"which": "l", "text": "x"})
    assert not answer.ok
    assert "9 cannot answer a modal submit" in late_play.refusals[0]


async def test_autocomplete(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command(description="Open a routine")
    async def routine(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"Here is {name}", ephemeral=True)

    @routine.autocomplete("name")
    async def names(interaction: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=n.title(), value=n) for n in ("wall", "floor") if text in n]

    await go()
    offered = await play.user("mia").autocomplete("routine", "name", "wal")
    assert [choice["value"] for choice in offered.choices] == ["wall"]
    missing = await play.user("mia").slash("routine")
    assert missing.error == "/routine needs a value for “name”."
    used = await play.user("mia").slash("routine", name="wall")
    assert used.card.text == "Here is wall"


async def test_context_menu_and_permissions(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.context_menu(name="Ease this")
    async def ease(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"{message.author.name}: {message.content}", ephemeral=True)

    @bot.tree.command(description="Set up")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def setup(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(str(interaction.permissions.manage_guild), ephemeral=True)

    await go()
    mia, rosa = play.user("mia"), play.user("rosa")
    await mia.say("my back is tight")
    seen = await play.user("tom").context("Ease this", mia.messages()[0].id)
    assert seen.card.text == "mia: my back is tight"
    assert not (await mia.slash("setup")).ok
    assert rosa.commands("dm") == ["Ease this"]
    assert (await rosa.slash("setup")).card.text == "True"


async def test_deferred_answer_shows_the_edit(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command(description="Slow")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        assert play.user("mia").card().loading
        await interaction.edit_original_response(content="Done")

    await go()
    shown = await play.user("mia").slash("slow")
    assert shown.ok, shown.error
    assert (shown.card.text, shown.card.ephemeral, shown.card.loading) == ("Done", True, False)


async def test_first_follow_up_takes_the_thinking_message(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command(description="Slow")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("One")
        await interaction.followup.send("Two", ephemeral=True)

    await go()
    mia = play.user("mia")
    await mia.slash("slow")
    await mia.until(lambda: len(mia.messages()) == 2)
    assert [(m.text, m.ephemeral) for m in mia.messages()] == [("One", True), ("Two", True)]


async def test_answer_must_come_once_and_in_time(play: Playground, bot: Bot, go: Connect) -> None:
    seen: list[discord.Interaction] = []

    @bot.tree.command(description="Ping")
    async def ping(interaction: discord.Interaction) -> None:
        seen.append(interaction)
        await interaction.response.send_message("pong")

    await go()
    await play.user("mia").slash("ping")
    assert await again(play, seen[0].id, seen[0].token) == (400, 40060)
    assert await again(play, seen[0].id, "another") == (404, 10062)
    assert [refusal.code for refusal in play.refused] == [40060, 10062]


async def again(play: Playground, interaction_id: int, token: str) -> tuple[int, int]:
    url = f"{play.api_url}/interactions/{interaction_id}/{token}/callback"
    async with aiohttp.ClientSession() as session, session.post(url, json={"type": 4, "data": {}}) as response:
        return response.status, (await response.json())["code"]


async def test_late_answer_is_refused(late_play: Playground, bot: Bot, late_go: Connect) -> None:
    release = asyncio.Event()

    @bot.tree.command(description="Late")
    async def late(interaction: discord.Interaction) -> None:
        await release.wait()
        await interaction.response.send_message("too late")

    await late_go()
    mia = late_play.user("mia")
    answer = await mia.slash("late")
    assert answer.error == "The application did not respond: no answer within 0.3 seconds."
    release.set()
    await mia.until(lambda: bool(late_play.refused))
    assert [refusal.code for refusal in late_play.refused] == [10062]


async def test_token_ends_after_15_minutes(play: Playground, bot: Bot, go: Connect) -> None:
    seen: list[discord.Interaction] = []

    @bot.tree.command(description="Ping")
    async def ping(interaction: discord.Interaction) -> None:
        seen.append(interaction)
        await interaction.response.send_message("pong", ephemeral=True)

    await go()
    mia = play.user("mia")
    card = (await mia.slash("ping")).card
    hook = discord.Webhook.partial(seen[0].application_id, seen[0].token, client=bot)
    await hook.edit_message(int(card.id), content="edited")
    assert mia.card().text == "edited"
    await play.clock.move(15 * 60)
    code = 0
    try:
        await hook.edit_message(int(card.id), content="too late")
    except discord.HTTPException as error:
        code = error.code
    assert code == 50027
    assert mia.card().text == "edited"


async def test_files_and_people_are_resolved(play: Playground, bot: Bot, go: Connect) -> None:
    got: list[Any] = []

    @bot.tree.command(description="Upload")
    async def upload(interaction: discord.Interaction, file: discord.Attachment, who: discord.Member) -> None:
        got.append((await file.read(), file.filename, who.name))
        modal = discord.ui.Modal(title="More", custom_id="more")
        modal.add_item(discord.ui.Label(text="File", component=discord.ui.FileUpload(custom_id="file")))
        await interaction.response.send_modal(modal)

    async def sent(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        (wanted,) = data["components"][0]["component"]["values"]
        got.append(data["resolved"]["attachments"][wanted]["filename"])
        await interaction.response.send_message("kept", ephemeral=True)

    bot.presses = sent
    await go()
    rosa = play.user("rosa")
    opened = await rosa.slash("upload", file=("pack.yaml", b"a: 1"), who=play.user("tom").id)
    assert opened.ok, opened.error
    done = await rosa.submit({"File": [("more.yaml", b"b: 2")]})
    assert done.ok, done.error
    assert got == [(b"a: 1", "pack.yaml", "tom"), "more.yaml"]
