"""Direct messages, mentions, notifications, files, and edits into Components V2."""

from __future__ import annotations

import asyncio
import io

import aiohttp
import discord
import pytest

from bot.playground import Playground
from bot.playground.ids import APPLICATION
from tests.playground.conftest import Bot, Connect

PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000030000000208060000009d74661a")
MIA_MENTION = "<@1100000000000000031>"


class Plain(discord.ui.LayoutView):
    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay(text))
        self.stop()


async def test_text_reaches_the_bot_only_where_discord_lets_it(play: Playground, bot: Bot, go: Connect) -> None:
    heard: asyncio.Queue[tuple[str, bool]] = asyncio.Queue()

    async def listen(message: discord.Message) -> None:
        me = any(user.id == int(APPLICATION) for user in message.mentions)
        heard.put_nowait((message.content.replace(f"<@{APPLICATION}>", "@me"), me))
        if me or message.guild is None:
            await message.channel.send("heard")

    bot.hears = listen
    await go()
    mia = play.user("mia")
    await mia.say("just chatting")
    assert (await mia.dm("my back hurts")).card.text == "heard"
    public = (await mia.mention("help me")).card
    await mia.say("thanks", reply_to=public, ping=True)
    await mia.say("silent thanks", reply_to=public, ping=False)
    await mia.say("@everyone look")
    texts = [("", False), ("my back hurts", False), ("@me help me", True), ("thanks", True), ("", False), ("", False)]
    assert [await heard.get() for _ in texts] == texts
    assert play.user("tom").messages("dm") == []


async def test_notifications_are_what_a_locked_phone_shows(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    mia = play.user("mia")
    person = await bot.fetch_user(int(mia.id))
    note = await person.send("Next")
    await note.edit(content=None, view=Plain("Hold for 60 s"))
    await person.send(view=Plain("Nothing of this on a lock screen"))
    await person.send("silent", silent=True)
    general = await bot.general()
    none = discord.AllowedMentions.none()
    await general.send(f"{MIA_MENTION} quiet", allowed_mentions=none)
    await general.send(f"{MIA_MENTION} loud")
    assert [n.body for n in mia.notifications()] == ["Next", "", "@Mia loud"]
    assert [m.text for m in mia.messages("dm")] == ["Hold for 60 s", "Nothing of this on a lock screen", "silent"]
    assert play.refusals == []


async def test_the_answer_to_a_command_in_a_direct_message_rings_nobody(
    play: Playground, bot: Bot, go: Connect
) -> None:
    @bot.tree.command(description="Show the card")
    async def back(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Plain("What hurts?"))

    await go()
    mia = play.user("mia")
    shown = await mia.slash("back", "dm")
    assert shown.message is not None
    assert (shown.message.text, shown.message.ephemeral) == ("What hurts?", False)
    assert mia.notifications() == []


async def test_closed_direct_messages(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    mia = play.user("mia")
    mia.close_dms()
    person = await bot.fetch_user(int(mia.id))
    with pytest.raises(discord.Forbidden) as refused:
        await person.send("hello")
    assert refused.value.code == 50007
    async with aiohttp.ClientSession() as session, session.get(f"{play.base_url}/page/state?viewer=mia") as answer:
        seen = await answer.json()
    assert (seen["refusals"], seen["viewer"]["dms_open"]) == ([], False)
    mia.close_dms(False)
    await person.send("hello")
    assert [m.text for m in mia.messages("dm")] == ["hello"]


async def test_becoming_components_v2_needs_cleared_content(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    general = await bot.general()
    note = await general.send("Next")
    with pytest.raises(discord.HTTPException, match="must be cleared"):
        await note.edit(view=Plain("Hold"))
    await note.edit(content=None, view=Plain("Hold"))
    with pytest.raises(discord.HTTPException, match="cannot be used with the Components V2 flag"):
        await note.edit(content="back again")
    assert play.user("mia").card().text == "Hold"
    assert len(play.refusals) == 2


async def test_the_same_nonce_makes_one_message(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    general = await bot.general()
    first = await general.send("Your turn", nonce="job-7")
    again = await general.send("Your turn", nonce="job-7")
    other = await general.send("Your turn", nonce="job-8")
    assert first.id == again.id != other.id
    await play.clock.move(3600)
    assert (await general.send("Your turn", nonce="job-7")).id not in (first.id, other.id)


async def test_pictures_come_back_with_their_size_and_words(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    general = await bot.general()
    gallery = discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png", description="Falling line"))
    view = discord.ui.LayoutView()
    view.add_item(gallery)
    sent = await general.send(view=view, file=discord.File(io.BytesIO(PIXEL), "chart.png"))
    media = play.user("mia").card().components[0]["items"][0]
    assert (media["description"], media["media"]["width"], media["media"]["height"]) == ("Falling line", 3, 2)
    assert await sent.attachments[0].read() == PIXEL
    with pytest.raises(discord.HTTPException, match="no attachment for"):
        await general.send(view=view)


async def test_ephemerals_are_out_of_reach_of_the_channel(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command(description="Ping")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong", ephemeral=True)

    await go()
    mia = play.user("mia")
    shown = await mia.slash("ping")
    general = await bot.general()
    with pytest.raises(discord.NotFound):
        await general.fetch_message(int(shown.card.id))
    await mia.dismiss(shown.message)
    hook = discord.Webhook.partial(int(APPLICATION), shown.token, client=bot)
    with pytest.raises(discord.NotFound) as gone:
        await hook.edit_message(int(shown.card.id), content="still there?")
    assert gone.value.code == 10008


async def test_an_unknown_route_is_loud(play: Playground, bot: Bot, go: Connect) -> None:
    await go()
    general = await bot.general()
    with pytest.raises(discord.NotFound):
        await general.create_invite()
    assert play.refusals == [
        "POST /channels/1100000000000000010/invites: 404: Not Found. The stand-in does not know this route (0)"
    ]
    assert play.requests[-1].status == 404


async def test_nobody_presses_what_they_do_not_see(play: Playground, bot: Bot, go: Connect) -> None:
    @bot.tree.command(description="Mine")
    async def mine(interaction: discord.Interaction) -> None:
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="Go", custom_id="go"))
        view.add_item(discord.ui.Button(label="Off", custom_id="off", disabled=True))
        await interaction.response.send_message("mine", view=view, ephemeral=True)

    await go()
    mia, tom = play.user("mia"), play.user("tom")
    card = (await mia.slash("mine")).card
    assert (await tom.press("Go", message=card)).error == "Tom does not see this message."
    assert (await mia.press("Off")).error == "“Off” is disabled."
    assert (await mia.press("Start")).error == "There is no button “Start”; there are: Go, Off."
