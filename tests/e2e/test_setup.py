"""/setup over loopback: options, forms, permissions, and who may."""

import pytest

from bot.playground.ids import BACK_CORNER, GENERAL, MODERATOR_ROLE, MODERATORS
from bot.playground.model import SEND_MESSAGES

from .conftest import Town, press

pytestmark = pytest.mark.asyncio(loop_scope="module")


def kept(town: Town) -> str:
    """The server's settings as they are stored."""
    return str(town.rows("select settings from guilds"))


async def test_an_admin_sets_up_a_server_and_reads_what_is_missing(home: Town) -> None:
    rosa = home.rosa
    home.play.deny("moderators", SEND_MESSAGES)
    options = {"moderators_role": MODERATOR_ROLE, "moderators_channel": MODERATORS, "answer_in": GENERAL}
    assert (await rosa.slash("setup", moderators_channel=BACK_CORNER)).ok
    assert "Every member can read the moderators' channel" in rosa.card().text
    assert (await rosa.slash("setup", **options)).ok
    assert "Every member" not in rosa.card().text
    card = rosa.card()
    assert card.ephemeral
    assert f"<@&{MODERATOR_ROLE}>" in card.text
    assert f"In <#{MODERATORS}> I lack: Send Messages." in card.text
    await press(rosa, "Tell moderators", "Yes, tell them")
    assert "First let me view and write" in rosa.card().text
    home.play.deny("moderators", 0)
    await press(rosa, "Tell moderators", "Yes, tell them")
    assert "may need a person: on" in rosa.card().text
    assert "every permission" in rosa.card().text
    assert "Easeback try-out" in kept(home)

    await press(rosa, "People to talk to", "Add one")
    wrong = {"name": "Samaritans", "contact": "116 123", "hours": "day and night", "locale": "British"}
    assert (await rosa.submit(wrong)).ok
    assert "Write the language and the country" in rosa.card().text
    await press(rosa, "Try again")
    assert (await rosa.submit({"locale": "en-GB"})).ok, "what was right need not be typed again"
    assert "**Samaritans**: 116 123 · day and night (last checked 2026-03-02)" in rosa.card().text


async def test_each_press_asks_again_who_may(home: Town) -> None:
    rosa = home.rosa
    assert "setup" not in home.mia.commands()
    assert (await rosa.slash("setup")).ok
    rosa.moderates(False)
    before = kept(home)
    await press(rosa, "Ask for a second look")
    rosa.moderates(True)
    assert "Only members who may manage this server can use /setup." in rosa.card().text
    assert rosa.card().buttons == []
    assert kept(home) == before


async def test_a_mention_is_answered_where_the_server_wants_it_but_danger_everywhere(home: Town) -> None:
    assert (await home.rosa.slash("setup")).ok
    if "every channel" in home.rosa.card().text:
        assert (await home.rosa.slash("setup", answer_in=GENERAL)).ok
    await home.tom.mention("my ql is so tight", channel="back-corner", wait=0)
    assert (await home.tom.mention("my ql is so tight", channel="general")).ok
    assert not any("Start privately" in message.buttons for message in home.tom.messages("back-corner"))
    urgent = await home.mia.mention("I can't feel when I pee", channel="back-corner")
    assert urgent.ok
    assert urgent.message is not None
    assert "local emergency number" in urgent.message.text
