"""The commands, the panel, the menu on a message, and mentions."""

from typing import Any

import discord

from bot.core.cards import Button, Card
from bot.core.effects import Direct, Post, Show
from bot.ui.names import Name, find, suggest
from tests.ui.conftest import House

NAMES = (Name("r1", "Floor press"), Name("r2", "Wall ball"), Name("r3", "Ball, but higher"), Name("r4", "Déjà vu"))


def test_what_begins_with_the_typed_text_comes_first() -> None:
    assert [name.id for name in suggest(NAMES, "ball")] == ["r3", "r2"]
    assert [name.id for name in suggest(NAMES, "")] == ["r1", "r2", "r3", "r4"]
    assert [name.id for name in suggest(NAMES, "DEJA")] == ["r4"]
    assert [name.id for name in suggest(NAMES, "ball but")] == ["r3"]


def test_a_name_is_found_by_id_by_name_or_where_only_one_fits() -> None:
    for typed, expected in (("r2", "r2"), ("wall BALL", "r2"), ("flo", "r1"), ("ball", None), ("", None), ("x", None)):
        found = find(NAMES, typed)
        assert (found.id if found else None) == expected, typed


async def test_a_routine_is_offered_and_opened(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_routine"] = (Show(Card("Wall ball"), 5, 1),)
    offered = await mia.autocomplete("routine", "name", "wal")
    assert [(choice["name"], choice["value"]) for choice in offered.choices] == [("Wall ball", "r2")]
    assert (await mia.slash("routine", name="r2")).ok
    assert house.script.given("open_routine")["routine_id"] == "r2"
    assert "Wall ball" in mia.card().text


async def test_an_unknown_routine_or_page_says_what_to_do(house: House) -> None:
    mia = house.play.user("mia")
    await mia.slash("routine", name="no such thing")
    assert "Type /routine" in mia.card().text
    await mia.slash("learn", page="no such thing")
    assert "Type /learn" in mia.card().text
    assert house.script.calls == []


async def test_a_page_is_opened_by_its_name(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["page"] = (Show(Card("What it is")),)
    assert [c["value"] for c in (await mia.autocomplete("learn", "page", "what")).choices] == ["what-is-it"]
    await mia.slash("learn", page="What it is")
    assert house.script.given("page")["path"] == "/learn/what-is-it"


async def test_commands_are_neutral_and_run_in_servers_and_direct_messages(house: House) -> None:
    told = {command.name: command.to_dict(house.client.tree) for command in house.client.tree.get_commands()}
    assert {"back", "ql", "routine", "learn", "progress", "me", "checkins", "panel", "Ease this"} <= set(told)
    for name, command in told.items():
        assert command["contexts"] == ([0] if name in ("panel", "content", "setup") else [0, 1]), name
        assert command["integration_types"] == [0]
        assert "pain" not in command.get("description", "").lower()
    assert told["back"].get("options", []) == [], "a text option would be posted in public by whoever misses the picker"
    assert told["panel"]["default_member_permissions"] == discord.Permissions(manage_guild=True).value
    assert "panel" not in house.play.user("mia").commands()


async def test_the_panel_opens_the_pressers_own_session(house: House) -> None:
    rosa, mia = house.play.user("rosa"), house.play.user("mia")
    house.script.answers["open_session"] = (Show(Card("Hello", rows=((Button("Go", "go"),),)), 9, 1),)
    assert (await rosa.slash("panel")).ok
    panel = mia.messages("general")[-1]
    assert panel.custom_ids == ["open:-"]
    assert not panel.ephemeral
    pressed = await mia.press(custom_id="open:-", message=panel)
    assert pressed.ok, pressed.error
    assert pressed.card.ephemeral
    assert pressed.card.id != panel.id
    given = house.script.given("open_session")
    assert given["who"].user_id == mia.id
    assert given["surface"].kind == "ephemeral"
    assert given["surface"].message_id is None
    assert mia.messages("general")[-2].text == panel.text, "the panel stays"
    assert "Hello" not in house.play.user("tom").messages("general")[-1].text


async def test_the_panel_asks_for_the_right_itself(house: House) -> None:
    """A server may have given the command to everyone."""
    mia = house.play.user("mia")
    for command in house.play._world.commands:
        command["default_member_permissions"] = None
    await mia.slash("panel")
    assert "manage this server" in mia.card().text
    assert house.play.user("tom").messages() == []


async def test_the_menu_on_ones_own_message_starts_with_its_text(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(Card("Hello"), 9, 1),)
    await mia.say("my ball slips", "general")
    written = house.play._world.visible(house.play._world.user_by_key("mia"))[-1]
    assert (await mia.context("Ease this", written.id)).ok
    assert house.script.given("open_session")["text"] == "my ball slips"
    assert mia.card().ephemeral


async def test_on_someone_elses_message_the_neutral_line_is_offered(house: House) -> None:
    mia, tom = house.play.user("mia"), house.play.user("tom")
    await tom.say("I cannot feel my legs", "general")
    written = house.play._world.visible(house.play._world.user_by_key("tom"))[-1]

    def offer(channel_id: str, message_id: str, **_: Any) -> tuple[Show, ...]:
        return (Show(Card("Offer", rows=((Button("Post it", f"/offer/{channel_id}/{message_id}"),),))),)

    house.script.answers["offer"] = offer
    await mia.context("Ease this", written.id)
    assert house.script.count("open_session") == 0
    assert "legs" not in str(house.script.calls)
    assert mia.card().ephemeral
    assert tom.messages("general")[-1].id == written.id, "nothing is public yet"
    assert (await mia.press("Post it")).ok
    posted = tom.messages("general")[-1]
    assert posted.custom_ids == ["open:-"]
    assert house.play._world.messages[posted.id].reference_id == written.id
    assert "Posted" in mia.card().text
    assert tom_is_not_pinged(house)


def tom_is_not_pinged(house: House) -> bool:
    posts = [r.body for r in house.play.requests if r.method == "POST" and r.route == "/channels/{channel_id}/messages"]
    allowed = posts[-1]["allowed_mentions"]
    return allowed["parse"] == [] and allowed["replied_user"] is False


async def test_a_mention_gets_one_line_with_a_button_for_everyone(house: House) -> None:
    mia, tom = house.play.user("mia"), house.play.user("tom")
    house.script.answers["hear"] = (Post("Let's look at it privately.", "Start privately"),)
    house.script.answers["open_session"] = (Show(Card("Hello"), 9, 1),)
    heard = await mia.mention("my ball slips")
    assert heard.ok, heard.error
    assert heard.card.content == "Let's look at it privately."
    assert house.script.given("hear")["text"] == "my ball slips"
    pressed = await tom.press("Start privately", message=heard.card)
    assert pressed.ok, pressed.error
    assert house.script.given("open_session")["who"].user_id == tom.id
    assert pressed.card.ephemeral
    assert tom_is_not_pinged(house)


async def test_talk_that_is_not_for_us_is_not_heard(house: House) -> None:
    mia = house.play.user("mia")
    await mia.say("my ball slips", "general")
    await mia.say("@everyone my ball slips", "general")
    house.script.answers["hear"] = (Post("Here.", "Start"),)
    assert (await mia.mention("and now")).ok
    assert house.script.count("hear") == 1
    assert house.script.count("say") == 0


async def test_a_direct_message_is_answered_directly(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["say"] = lambda who, **_: (Direct(who.user_id, Card("Hello"), "n1", 9, 1),)
    said = await mia.dm("my ball slips")
    assert said.ok, said.error
    given = house.script.given("say")
    assert given["text"] == "my ball slips"
    assert given["who"].direct
    assert "Hello" in mia.messages("dm")[-1].text
    assert house.play.refusals == []
