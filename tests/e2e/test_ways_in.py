"""Every way in: what is public stays neutral, and what is private belongs to whoever pressed."""

import pytest

from bot.playground import Card, Person

from .conftest import Town, press, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSED = ("18", *["No"] * 6)
HELLO = "## Hello. Let's ease that back."
LINE = "I can help with that in private. Only you will see it."
URGENT = "Please open this now. If it feels like an emergency, don't wait for me: call your local emergency number."
BUTTON = "Start privately"
DANGER = "since monday my crotch is numb"
CRISIS = "honestly I want to die"


def lines(town: Town, channel: str = "general") -> list[Card]:
    """What everybody sees of the bot in a channel."""
    return [card for card in town.rosa.messages(channel) if not card.ephemeral and BUTTON in card.buttons]


async def mentioned(person: Person, text: str) -> Card:
    """Mention the bot; what it says in public."""
    outcome = await person.mention(text)
    assert outcome.ok, outcome.error
    return outcome.card


async def open_it(person: Person, card: Card, label: str = BUTTON) -> Card:
    """Press a public button; what is shown to the presser alone."""
    outcome = await person.press(label, message=card)
    assert outcome.ok, outcome.error
    assert person.card().ephemeral
    return person.card()


async def said_nothing(town: Town, person: Person, text: str) -> None:
    """The bot hears this and is silent: what somebody else says after it is answered, and nothing else has come."""
    before = len(lines(town))
    await person.mention(text, wait=0)
    await mentioned(town.rosa, "hello")
    assert len(lines(town)) == before + 1
    await town.move(601)


async def test_back_and_ql_are_one(home: Town) -> None:
    card = await walk(home.mia)
    assert HELLO in card.text
    assert card.ephemeral
    assert "Not yet reviewed by a clinician." in card.text
    await press(home.mia, "18", "No")
    again = await walk(home.mia, by="ql")
    assert "2 of 6" in again.text
    await home.mia.restart_app()
    assert "2 of 6" in (await walk(home.mia)).text
    assert home.rows("select count(*) from sessions") == [(1,)]


async def test_in_direct_messages_the_commands_work_too(home: Town) -> None:
    assert (await home.mia.slash("back", "dm")).ok
    assert HELLO in home.mia.card().text
    await press(home.mia, *PASSED)
    assert "How strong is it now?" in home.mia.card().text


async def test_a_mention_is_answered_by_one_neutral_line(home: Town) -> None:
    mia, tom = home.mia, home.tom
    rung = len(mia.notifications())
    card = await mentioned(mia, "my ball rolls away all the time")
    assert card.text == LINE
    assert card.buttons == [BUTTON]
    assert len(mia.notifications()) == rung

    others = await open_it(tom, card)
    assert HELLO in others.text
    await press(tom, *PASSED, "3")
    assert "What was the trouble?" in tom.card().text
    assert "Right?" not in tom.card().text

    assert HELLO in (await open_it(mia, card)).text
    await press(mia, *PASSED, "3")
    assert "You said the ball slips. Right?" in mia.card().text


async def test_urgent_words_in_public_get_one_and_the_same_line(home: Town) -> None:
    mia, tom = home.mia, home.tom
    card = await mentioned(mia, DANGER)
    assert card.text == URGENT
    assert (await mentioned(tom, CRISIS)).text == URGENT

    assert HELLO in (await open_it(home.rosa, card)).text
    private = await open_it(mia, card)
    assert "Go to an emergency department now" in private.text
    assert "You misread me" in private.buttons
    theirs = await open_it(tom, lines(home)[-1])
    assert "You don't have to be alone with this" in theirs.text


async def test_a_person_is_answered_once_in_ten_minutes(home: Town) -> None:
    mia = home.mia
    await mentioned(mia, "hi")
    await said_nothing(home, mia, "are you there?")
    await mentioned(mia, "and now?")
    assert (await mentioned(mia, DANGER)).text == URGENT
    await said_nothing(home, mia, DANGER)


async def test_a_mention_leaves_a_session_alone(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3")
    card = await mentioned(mia, "my ball rolls away")
    shown = await open_it(mia, card)
    assert "What was the trouble?" in shown.text


async def test_only_a_direct_mention_is_heard(home: Town) -> None:
    before = len(lines(home))
    await home.mia.say("@everyone my back is killing me")
    await home.mia.say("ease my back, please")
    await home.mia.say("hello @tom")
    await mentioned(home.tom, "hello")
    assert len(lines(home)) == before + 1

    panel = lines(home)[-1]
    answered = await home.mia.say("what is this?", reply_to=panel, wait=3.0)
    assert answered.card.text == LINE


async def test_a_direct_message_begins_and_answers(home: Town) -> None:
    mia = home.mia
    assert (await mia.dm("hi, the ball rolls away and my back is tight")).ok
    assert HELLO in mia.card().text
    await press(mia, *PASSED, "3")
    assert "You said the ball slips. Right?" in mia.card().text
    assert not mia.card().ephemeral
    await press(mia, "No, let me choose")
    assert (await mia.dm("I only press one single spot, the ball rolls away")).ok
    assert "the ball slips" in mia.card().text
    assert "Right?" in mia.card().text


async def test_a_direct_message_with_urgent_words(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3")
    assert (await mia.dm(DANGER)).ok
    assert "Go to an emergency department now" in mia.card().text
    assert home.rows("select hold from people where user_id = ?", mia.id) == [(1,)]
    assert mia.notifications()[-1].body == "I have answered"


async def test_the_menu_on_ones_own_message(home: Town) -> None:
    mia = home.mia
    await mia.say("argh, the ball rolls away again")
    mine = mia.messages("general")[-1]
    assert (await mia.context("Ease this", mine)).ok
    assert HELLO in mia.card().text
    await press(mia, *PASSED, "3")
    assert "You said the ball slips. Right?" in mia.card().text

    await mia.say(DANGER)
    assert (await mia.context("Ease this", mia.messages("general")[-1])).ok
    assert "Go to an emergency department now" in mia.card().text


async def test_the_menu_on_somebody_elses_message_reads_nothing(home: Town) -> None:
    mia, tom = home.mia, home.tom
    await tom.say(DANGER)
    theirs = tom.messages("general")[-1]
    before, rung = len(lines(home)), len(tom.notifications())
    assert (await mia.context("Ease this", theirs)).ok
    offer = mia.card()
    assert offer.ephemeral
    assert "This is someone else's message" in offer.text
    assert len(lines(home)) == before

    await press(mia, "I'm worried about them")
    assert "call the emergency number where they are" in mia.card().text
    await press(mia, "They may not want to live")
    assert "Thank you for looking out for them" in mia.card().text

    assert (await mia.context("Ease this", theirs)).ok
    await press(mia, "Post the button")
    assert len(lines(home)) > before
    posted = lines(home)[-1]
    assert posted.text == LINE
    assert len(tom.notifications()) == rung
    assert HELLO in (await open_it(tom, posted)).text
    assert not home.rows("select 1 from people where user_id = ? and hold", tom.id)


async def test_a_panel_is_posted_by_a_moderator_and_lasts(home: Town) -> None:
    assert "panel" in home.rosa.commands()
    assert "panel" not in home.mia.commands()
    assert not (await home.mia.slash("panel")).ok

    assert (await home.rosa.slash("panel")).ok
    panel = next(card for card in home.mia.messages("general") if "Tight or sore back" in card.text)
    assert not panel.ephemeral
    assert HELLO in (await open_it(home.mia, panel)).text
    await home.move(60 * 86400)
    assert HELLO in (await open_it(home.tom, panel)).text
    assert HELLO in (await open_it(home.mia, panel)).text


async def test_a_routine_is_found_by_typing(home: Town) -> None:
    mia = home.mia
    everything = await mia.autocomplete("routine", "name", "")
    assert len(everything.choices) == 14
    found = await mia.autocomplete("routine", "name", "wal")
    assert [choice["name"] for choice in found.choices] == ["Wall ball", "Walk ladder"]
    assert (await mia.slash("routine", name=found.choices[0]["value"])).ok
    assert HELLO in mia.card().text
    await press(mia, *PASSED, "3")
    assert "## Wall ball" in mia.card().text
    await press(mia, "Start")
    assert "Wall ball · 1 of" in mia.card().text

    assert (await mia.slash("routine", name="desk break")).ok
    assert "A routine is on. Stop it first" in mia.card().text
    assert (await home.tom.slash("routine", name="no such thing")).ok
    assert "I don't know a routine of that name" in home.tom.card().text


async def test_a_page_is_found_by_typing_and_leads_on(home: Town) -> None:
    mia = home.mia
    found = await mia.autocomplete("learn", "page", "ql")
    assert found.choices
    assert all("ql" in choice["name"].lower() for choice in found.choices)
    everything = await mia.autocomplete("learn", "page", "")
    assert len(everything.choices) == 25
    for choice in everything.choices:
        assert (await mia.slash("learn", page=choice["value"])).ok
        assert choice["name"] in mia.card().text
        assert "Evidence: " in mia.card().text
        assert mia.card().ephemeral
    beside = mia.card().buttons
    assert beside
    await press(mia, beside[0])
    assert f"## {beside[0]}" in mia.card().text
    assert (await mia.slash("learn", page="no such thing")).ok
    assert "I don't know a page of that name" in mia.card().text


async def test_pages_for_somebody_who_has_done_nothing_yet(home: Town) -> None:
    mia = home.mia
    assert "Nothing to show yet" in (await walk(mia, by="progress")).text
    me = await walk(mia, by="me")
    assert "I know nothing about you" in me.text
    assert "No clinician has reviewed this content yet." in me.text
    await press(mia, "About and privacy")
    assert "This bot is run by" in mia.card().text
    await press(mia, "Report a problem")
    assert "Leave out health details" in mia.card().text
    assert not home.rows("select 1 from people where user_id = ?", mia.id)


async def test_members_see_their_commands_a_twin_and_a_menu(home: Town) -> None:
    """Commands for moderators check the role themselves, so that Discord shows them to all."""
    own = [name for name in home.mia.commands() if not name.startswith("content ")]
    assert own == ["back", "ql", "routine", "learn", "progress", "community", "me", "checkins", "Ease this"]
    assert set(home.rosa.commands()) - set(home.mia.commands()) == {"panel", "setup"}
