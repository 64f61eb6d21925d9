"""A crisis over loopback: in a direct message, a form, a menu, a mention; moderators, and feedback to them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import Card
from bot.playground.ids import BACK_CORNER, MODERATORS

from .conftest import Town, arrives, press, town_in, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOFT = "I want to end it all, I can't do this anymore"
DONE = "i took all my pills about ten minutes ago"
FRIEND = "my friend wants to kill himself, he is not answering"
FIRST, EMERGENCY, OTHER = "You don't have to be alone with this", "Call for help now", "Worried about someone?"
LISTED = """\
resources:
  - {locale: en-GB, name: Samaritans, contact: "116 123", hours: day and night, verified_on: 2026-03-01}
directory_url: https://directory.example.org
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town whose host lists people to talk to, and whose moderators want to be told."""
    folder: Path = tmp_path_factory.mktemp("house")
    listed = folder / "crisis.yaml"
    listed.write_text(LISTED, encoding="utf-8")
    async with town_in(folder / "data", EASEBACK_CRISIS=str(listed)) as town:
        assert (await town.rosa.slash("setup", moderators_channel=MODERATORS)).ok
        await press(town.rosa, "Tell moderators", "Yes, tell them")
        yield town


def told(town: Town) -> list[Card]:
    """What the moderators read in their channel, oldest first."""
    return [card for card in town.rosa.messages("moderators") if "Nobody is on duty" in card.text]


async def test_a_direct_message_is_answered_once_and_kindly_with_people_to_talk_to(home: Town) -> None:
    mia = home.mia
    assert (await mia.dm(SOFT)).ok
    card = mia.card()
    assert FIRST in card.text
    assert "directory.example.org" in card.text
    assert "116 123" not in card.text, "nobody guesses where she is"
    assert mia.notifications()[-1].body == "I have answered"
    await press(mia, "I'd like people to talk to", "GB")
    assert "**Samaritans**: 116 123 · day and night (last checked 2026-03-01)" in mia.card().text
    await press(mia, "I'm in danger now")
    assert f"## {EMERGENCY}" in mia.card().text
    assert mia.card().buttons == []
    assert (await mia.dm(SOFT)).ok
    assert "I'm still here" in mia.card().text
    assert (await mia.dm(DONE)).ok
    assert f"## {EMERGENCY}" in mia.card().text
    assert told(home) == [], "what is said in private stays there"


async def test_a_misread_goes_on_where_it_was_after_a_restart_too(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", *["No"] * 6, "3")
    where = mia.card().text
    await press(mia, "Type it instead")
    assert (await mia.submit({"text": SOFT})).ok
    assert FIRST in mia.card().text
    await home.crash()
    await press(mia, "I'm OK, you misread me")
    assert "Thanks for telling me" in mia.card().text
    assert where.splitlines()[0] in mia.card().text
    await press(mia, "Only stretched")


async def test_a_mention_gets_the_neutral_line_and_moderators_a_link(home: Town) -> None:
    tom = home.tom
    before = len(told(home))
    answer = await tom.mention(SOFT)
    assert answer.message is not None
    assert "Please open this now" in answer.message.text
    assert FIRST not in answer.message.text
    assert await tom.until(lambda: len(told(home)) > before)
    alert = told(home)[-1]
    assert "https://discord.com/channels/" in alert.text
    assert not any(word in alert.text for word in ("end it all", "Tom", tom.id))
    assert (await tom.press("Start privately", message=answer.message)).ok
    assert FIRST in tom.card().text
    assert tom.card().ephemeral
    assert "Tap your age" in (await walk(tom)).text, "and then it is out of the way"


async def test_worry_about_someone_else_comes_first_and_a_moderator_only_if_asked(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", *["No"] * 6, "3")
    before = len(told(home))
    assert (await mia.dm(FRIEND)).ok
    card = await arrives(mia, OTHER)
    assert "Thank you for looking out for them" in card.text
    await press(mia, "Tell a moderator")
    assert "Not what you wrote" in mia.card().text
    assert len(told(home)) == before
    await press(mia, "Yes, tell them my name")
    assert "I'm passing it on" in mia.card().text
    assert await mia.until(lambda: len(told(home)) == before + 1)
    assert "Mia" in told(home)[-1].text
    assert "friend" not in told(home)[-1].text
    assert "trouble" in (await walk(mia)).text, "her own questions are where they were"


async def test_feedback_reaches_the_moderators_without_a_name(home: Town) -> None:
    tom = home.tom
    await walk(tom, "Send feedback", by="me")
    sent = {"text": "Could the ball routine be shorter?\n<@&1> hello", "name": "Without my name"}
    assert (await tom.submit(sent)).ok
    assert "I'm passing it on" in tom.card().text
    assert await tom.until(lambda: any("Feedback from a member" in c.text for c in home.rosa.messages("moderators")))
    (posted,) = [card for card in home.rosa.messages("moderators") if "Feedback from" in card.text]
    assert "> Could the ball routine be shorter?\n> <@&1> hello" in posted.text
    assert "Tom" not in posted.text
    assert (await tom.slash("me", channel="dm")).ok
    await press(tom, "Send feedback")
    assert "in the server" in tom.card().text


async def test_nothing_about_members_is_posted_where_every_member_can_read_it(home: Town) -> None:
    tom, rosa = home.tom, home.rosa
    assert (await rosa.slash("setup", moderators_channel=BACK_CORNER)).ok
    assert "Nobody is told until then" in rosa.card().text
    await walk(tom, "Send feedback", by="me")
    assert (await tom.submit({"text": "The ball is too hard.", "name": "With my name"})).ok
    assert "I could not post it" in (await arrives(tom, "I could not post it")).text
    assert (await tom.mention(SOFT)).ok
    assert not any("Feedback" in card.text or "on duty" in card.text for card in tom.messages("back-corner"))
