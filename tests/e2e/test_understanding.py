"""What people write leads to the right card, wherever they write it: long stories, talk, half an answer, commands."""

from collections.abc import Awaitable, Callable

import pytest

from bot.core.conversation import reading
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.records import Person
from bot.playground import Card
from tests.shipped import pack

from .conftest import START, Town, press, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSED = ("18", *["No"] * 6)
RESULT = ("Ball slips", "That's all", "None", "Soft gap")
TO_FIRST_HOLD = (*PASSED, "3", *RESULT, "Start", "I'm ready", "Got it")
PUBLIC = "Please open this now. If it feels like an emergency, don't wait for me: call your local emergency number."
MISREAD = "You misread me"
CARDS = {"danger": "Go to an emergency department now", "crisis": "You don't have to be alone with this"}
DANGER = (
    "ok so long one, sorry. I've been deadlifting again since january and my left side gets tight every time I "
    "sit at the desk, which with this job is basically nine hours a day. my brother lent me his massage gun and a "
    "lacrosse ball and I rolled on it against the wall, it kept slipping so I put it in a sock like somebody here "
    "said. it helped a bit for a day or two. then on saturday we moved my sister's flat, third floor with narrow "
    "stairs, and since then the whole low back is stiff as a board and both legs tingle. weird thing is that when "
    "I wipe I hardly feel anything down there since sunday, like after the dentist. anyway I have a comp in three "
    "weeks and would love to squat until then, so which of the routines would you start with, and can I do it "
    "twice a day?"
)
CRISIS = (
    "hey. I don't really know why I write this to a bot but here we go. it's been eight months now with this "
    "back. I had two lots of physio, the tennis ball thing, heat, the stretching videos, a new chair that cost "
    "more than my car. some weeks are better and then I sneeze and it starts again. I can't work full days any "
    "more, I don't see my friends, my girlfriend moved out at easter and I honestly get it. at night I lie there "
    "and count the hours. lately I keep thinking that everybody would be better off without me, and yesterday I "
    "looked up how many of my pills it would take to not wake up. sorry, that's a lot. what I wanted to ask is "
    "whether the wall routine is ok if the tight spot is right below the ribs on the left side, because that's "
    "where it always catches."
)
STORIES = {"danger": DANGER, "crisis": CRISIS}


def on_hold(town: Town) -> bool:
    """Whether a stop is on for Mia, as the database has it."""
    return town.rows("select hold from people where user_id = ?", town.mia.id) == [(1,)]


def at_rest(town: Town) -> bool:
    """Whether no step of a routine waits for its end."""
    return not town.rows("select 1 from jobs where kind = 'cue'")


async def by_mention(town: Town, text: str) -> Card:
    """In public: one neutral line to everybody, and the card to whoever wrote it and presses."""
    said = await town.mia.mention(text)
    assert said.ok, said.error
    assert said.card.text == PUBLIC
    assert (await town.mia.press("Start privately", message=said.card)).ok
    assert town.mia.card().ephemeral
    return town.mia.card()


async def by_direct_message(town: Town, text: str) -> Card:
    assert (await town.mia.dm(text)).ok
    assert not town.mia.card().ephemeral
    return town.mia.card()


async def in_a_window(town: Town, text: str) -> Card:
    """Type it instead, where the trouble is asked for."""
    await walk(town.mia, *PASSED, "3", "Type it instead")
    assert (await town.mia.submit({"text": text})).ok
    return town.mia.card()


async def while_a_routine_runs(town: Town, text: str) -> Card:
    """Its own card must not go on as if nothing was."""
    running = await walk(town.mia, *TO_FIRST_HOLD)
    card = await by_direct_message(town, text)
    assert await town.mia.until(lambda: "Until" not in again(town, running).text), again(town, running).text
    assert at_rest(town)
    return card


def again(town: Town, card: Card) -> Card:
    """The same message as it is now."""
    return next(one for one in town.mia.messages("general") if one.id == card.id)


Way = Callable[[Town, str], Awaitable[Card]]
WAYS: tuple[Way, ...] = (by_mention, by_direct_message, in_a_window, while_a_routine_runs)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", STORIES)
async def test_what_stands_in_the_middle_of_a_long_story_leads_to_its_card(home: Town, kind: str, way: Way) -> None:
    assert len(STORIES[kind].split()) >= 120
    card = await way(home, STORIES[kind])
    assert CARDS[kind] in card.text
    assert any("misread me" in label for label in card.buttons)
    assert not {"Start", "Skip", "Go on"} & set(card.buttons)
    assert on_hold(home) is (kind == "danger")


async def test_urgent_words_by_the_menu_end_the_routine_on_its_own_card_too(home: Town) -> None:
    mia = home.mia
    card = await walk(mia, *TO_FIRST_HOLD)
    await mia.say("since monday my crotch is numb")
    assert (await mia.context("Ease this", mia.messages("general")[-1])).ok
    assert CARDS["danger"] in mia.card().text
    assert mia.card().id != card.id
    assert await mia.until(lambda: CARDS["danger"] in again(home, card).text), again(home, card).text
    assert "Skip" not in again(home, card).buttons
    assert at_rest(home)


async def test_talk_about_something_else_gets_one_polite_line(home: Town) -> None:
    for text in ("did anyone watch the match last night", "what's the best pizza place in town"):
        assert (await home.mia.dm(text)).ok
        assert "That isn't something I can help with." in home.mia.card().text
        assert not home.mia.card().buttons
    assert not home.rows("select 1 from sessions where user_id = ?", home.mia.id)


def left_open() -> str:
    """A message whose reason the shipped reader cannot tell."""
    turn = Turn(pack(), pack().topics[0], Person(user_id="1", created_at=START), State(), START)
    texts = (
        "cant get it to let go, tried the ball and stretching and everything",
        "I stretch it, then the ball, then one hard spot, and nothing",
        "ball or stretching or just too hard, I don't know",
        "it never really lets go, whatever I lie on or lean over",
        "half of it is tight, from sitting or from lifting, who knows",
    )
    return next(text for text in texts if len(reading.likely(turn, text)) > 1 and not reading.options_found(turn, text))


@pytest.mark.parametrize("public", [False, True])
async def test_when_unsure_the_likeliest_are_offered_and_none_of_them(home: Town, public: bool) -> None:
    mia = home.mia
    if public:
        said = await mia.mention(left_open())
        assert (await mia.press("Start privately", message=said.card)).ok
    else:
        assert (await mia.dm(left_open())).ok
    await press(mia, *PASSED, "3")
    assert "## Which is closest?" in mia.card().text
    assert 3 <= len(mia.card().buttons) <= 4
    assert mia.card().buttons[-1] == "None of these"
    await press(mia, "None of these")
    assert "What was the trouble?" in mia.card().text


async def test_a_no_that_contradicts_what_was_written_brings_one_question(home: Town) -> None:
    mia = home.mia
    assert (await mia.dm("since monday my crotch is numb")).ok
    await press(mia, MISREAD, "18", "No")
    assert "crotch" in mia.card().text
    assert mia.card().buttons[0] == "That's not so"
    await press(mia, "That's not so")
    assert "2 of 6" in mia.card().text


async def test_a_result_that_words_led_to_can_be_taken_back(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3", "Type it instead")
    assert (await mia.submit({"text": "the ball rolls away"})).ok
    await press(mia, "That's right", "None", "Soft gap")
    assert "## Make it stay put" in mia.card().text
    await press(mia, MISREAD)
    assert "What was the trouble?" in mia.card().text
    assert not [label for label in mia.card().buttons if label.startswith("✓")]
    await press(mia, "Ball slips", "That's all")
    assert "## Make it stay put" in mia.card().text
    assert MISREAD not in mia.card().buttons


SAID = {
    "stop": "How strong is it now?",
    "pause please": "Paused.",
    "it hurts more": "Stop now",
    "my leg went numb": "Stop now",
}


@pytest.mark.parametrize("words", SAID)
async def test_words_are_understood_while_a_routine_runs(home: Town, words: str) -> None:
    await walk(home.mia, *TO_FIRST_HOLD)
    assert (await home.mia.dm(words)).ok
    assert SAID[words] in home.mia.card().text
    assert at_rest(home)


async def test_next_goes_on_to_the_next_step(home: Town) -> None:
    first = await walk(home.mia, *TO_FIRST_HOLD)
    assert (await home.mia.dm("next")).ok
    assert "Floor press" in home.mia.card().text
    assert home.mia.card().text != first.text
    await home.due_told()
