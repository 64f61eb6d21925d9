"""Every routine to its end under a moved clock, and everything that can happen on the way."""

import re

import pytest

from bot.core.content.pack import Pack
from bot.core.content.plan import PlanItem
from bot.core.decision.steps import choose
from bot.core.player.timeline import PlayedStep, timeline
from bot.playground import Card, Person
from tests.shipped import pack as shipped

from .conftest import AFTER, Town, arrives, checked_in, kept, play_through, press, tick, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSED = ("18", *["No"] * 6)
ROUTINES = [f"r{number}" for number in range(1, 15)]
NEUTRAL = {"Next", "I have answered", "Your check-in is ready"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return shipped()


def steps_of(pack: Pack, routine: str) -> tuple[PlayedStep, ...]:
    return timeline(pack.safety, choose(pack.routine_by_id[routine], PlanItem(routine=routine), frozenset()))


async def opened(person: Person, routine: str, *first: str, strength: str = "3") -> Card:
    """The routine's card, by name; `first` answers what is asked before it."""
    assert (await person.slash("routine", name=routine)).ok
    await press(person, *first, strength)
    assert "Start" in person.card().buttons, person.card().text
    return person.card()


async def started(person: Person, routine: str, *first: str, strength: str = "3") -> Card:
    """The routine's first hold, the stop list read."""
    await opened(person, routine, *first, strength=strength)
    await press(person, "Start")
    while "Until" not in person.card().text:
        await press(person, "Got it" if "Got it, go" in person.card().buttons else "I'm ready")
    return person.card()


def place(card: Card) -> tuple[int, int]:
    """Which step of how many the card shows."""
    found = re.search(r"· (\d+) of (\d+)", card.text)
    assert found is not None, card.text
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("routine", ROUTINES)
async def test_to_the_end(home: Town, pack: Pack, routine: str) -> None:
    mia, steps = home.mia, steps_of(pack, routine)
    await opened(mia, routine, *PASSED)
    began = home.play.clock.timestamp()
    await press(mia, "Start")
    if not steps[0].timed:
        await arrives(mia, "Lost me? Type /back.")
    seen = {0}
    for _ in range(4 * len(steps)):
        card = mia.card()
        if AFTER in card.text:
            break
        if "Stop at once if you feel" not in card.text:
            at, of = place(card)
            step = steps[at - 1]
            seen.add(at)
            assert of == len(steps)
            assert step.text in card.text
            assert {"Something feels wrong", "Stop here"} <= set(card.buttons)
            if step.kind in ("hold", "move"):
                assert f"t most {step.ceiling} of 10" in card.text
            assert ("Off after" in card.text) is (step.pressure and step.timed)
        ready = next((label for label in ("I'm ready", "Got it, go") if label in card.buttons), None)
        await (press(mia, ready) if ready else home.next_timer(mia))
    assert seen == set(range(len(steps) + 1))
    took = home.play.clock.timestamp() - began
    assert took >= sum(step.seconds for step in steps if step.timed)
    await checked_in(mia)
    await press(mia, "Keep nothing")
    assert kept(home, mia) == [(f'["{routine}"]', "all", "easier")]
    assert not home.rows("select 1 from sessions where user_id = ?", mia.id)
    assert not home.rows("select 1 from jobs where user_id = ? and state = 'pending'", mia.id)


async def test_the_long_one_runs_in_direct_messages(home: Town) -> None:
    mia = home.mia
    rung = len(mia.notifications())
    await opened(mia, "r12", *PASSED)
    await press(mia, "Start")
    await arrives(mia, "Heat, then move · 1 of")
    assert not mia.card().ephemeral
    assert any("I've sent it to your DMs" in card.text for card in mia.messages("general") if card.ephemeral)
    assert [note.body for note in mia.notifications()[rung:]] == ["Next"]
    await press(mia, "I'm ready", "Got it")
    assert "5 minutes" in mia.card().text
    await home.next_timer(mia)
    assert "Look at your skin" in mia.card().text
    await play_through(home, mia, AFTER)
    assert not mia.card().ephemeral
    await checked_in(mia)
    assert kept(home, mia) == [('["r12"]', "all", "easier")]


async def test_the_long_one_with_direct_messages_closed(home: Town) -> None:
    mia = home.mia
    mia.close_dms()
    letters = len(mia.messages("dm"))
    await opened(mia, "r12", *PASSED)
    await press(mia, "Start")
    await arrives(mia, "I couldn't send you a DM")
    assert mia.card().ephemeral
    await press(mia, "I'm ready", "Got it")
    first = mia.card()
    assert "Next" in first.buttons
    assert len(re.findall(r"<t:\d+:T> \w", first.text)) == 4
    assert len(mia.messages("dm")) == letters

    await home.next_timer(mia)
    assert place(mia.card()) == (3, 6)
    await home.next_timer(mia)
    assert "Please tap" in mia.card().text
    assert place(mia.card()) == (3, 6)
    await press(mia, "I'm here")
    assert "Please tap" not in mia.card().text
    await home.next_timer(mia)
    assert place(mia.card()) == (4, 6)
    await press(mia, "Next")
    assert place(mia.card()) == (5, 6)
    await play_through(home, mia, AFTER)
    assert mia.card().ephemeral
    await checked_in(mia)
    assert kept(home, mia) == [('["r12"]', "part", "easier")]


async def test_buzzing_tells_the_locked_phone_when_to_change_and_nothing_else(home: Town, pack: Pack) -> None:
    mia, steps = home.mia, steps_of(pack, "r6")
    await opened(mia, "r6", *PASSED)
    await press(mia, "Start", "Buzz me")
    await arrives(mia, "Lie near the edge of a bed")
    assert not mia.card().ephemeral
    rung = len(mia.notifications())
    await press(mia, "I'm ready", "Got it")
    assert "Lock your phone. I buzz when to change." in mia.card().text
    await play_through(home, mia, AFTER)
    bodies = [note.body for note in mia.notifications()[rung:]]
    assert set(bodies) <= NEUTRAL
    told = sum(step.kind in ("hold", "move") and step.seconds >= 20 for step in steps)
    assert told - 2 <= len(bodies) <= len(steps)
    await checked_in(mia)
    await press(mia, "Keep nothing")

    await opened(mia, "r4")
    await press(mia, "Start")
    await arrives(mia, "Breathing reset · 1 of")
    assert not mia.card().ephemeral
    await press(mia, "No buzzing", "I'm ready")
    rung = len(mia.notifications())
    assert "Keep this screen on." in mia.card().text
    await play_through(home, mia, AFTER)
    assert len(mia.notifications()) == rung


async def test_ease_it_now_and_back_to_where_it_was_pressed(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3")
    await press(mia, "Ease it now")
    assert "Breathing reset · 1 of" in mia.card().text
    await play_through(home, mia, "What was the trouble?")
    assert "Back to where you were." in mia.card().text
    await press(mia, "Ball slips", "That's all", "None", "Soft gap", "Start")
    while "Until" not in mia.card().text:
        await press(mia, "I'm ready")
    shown = mia.card()
    await home.move(10)
    await press(mia, "Ease it now", "I'm ready")
    assert "Breathing reset" in mia.card().text
    await play_through(home, mia, "Paused")
    assert place(mia.card()) == place(shown)
    await press(mia, "Go on")
    assert place(mia.card()) == place(shown)
    assert "Until" in mia.card().text
    assert not kept(home, mia)


async def test_pause_keeps_what_a_step_still_has(home: Town) -> None:
    mia = home.mia
    await started(mia, "r2", *PASSED)
    at = place(mia.card())
    await home.move(20)
    await press(mia, "Pause")
    assert "Paused. Ease off" in mia.card().text
    await home.move(3600)
    await home.mia.slash("back")
    await press(mia, "Go on")
    assert place(mia.card()) == at
    until = re.search(r"Until <t:(\d+):T>", mia.card().text)
    assert until is not None
    assert 0 < int(until[1]) - home.play.clock.timestamp() < 12
    await home.next_timer(mia)
    assert place(mia.card()) == (at[0] + 1, at[1])


async def test_step_back_skip_and_stop(home: Town) -> None:
    mia = home.mia
    await started(mia, "r2", *PASSED)
    at, of = place(mia.card())
    await press(mia, "Skip")
    assert place(mia.card()) == (at + 1, of)
    await press(mia, "Step back")
    assert place(mia.card()) == (at, of)
    await home.next_timer(mia)
    await press(mia, "Stop here")
    assert AFTER in mia.card().text
    await checked_in(mia, "3", "Same", "No")
    assert kept(home, mia) == [('["r2"]', "part", "same")]

    await started(home.tom, "r2", *PASSED)
    await press(home.tom, "Stop here")
    await checked_in(home.tom, "3", "Same", "No")
    assert kept(home, home.tom) == [('["r2"]', "none", "same")]


async def test_something_feels_wrong(home: Town) -> None:
    mia = home.mia
    await started(mia, "r2", *PASSED)
    at = place(mia.card())
    await press(mia, "Something feels wrong")
    assert "Come off whatever presses and rest." in mia.card().text
    await home.move(120)
    assert "Come off whatever presses" in mia.card().text
    await press(mia, "I pressed by mistake")
    assert place(mia.card()) == at

    await press(mia, "Something feels wrong", "Ask me the questions")
    assert "1 of 6" in mia.card().text
    await press(mia, "Yes")
    assert "Go to an emergency department now" in mia.card().text
    await press(mia, "Close")
    assert (await mia.slash("routine", name="r2")).ok
    assert "Has a clinician looked" in mia.card().text


async def test_nobody_is_hurried_into_position(home: Town) -> None:
    mia = home.mia
    await opened(mia, "r2", *PASSED)
    await press(mia, "Start")
    await home.next_timer(mia)
    assert "Are you in position? Take your time." in mia.card().text
    await home.next_timer(mia)
    assert "Paused" in mia.card().text
    await press(mia, "Go on")
    assert place(mia.card())[0] == 1


async def test_the_stop_list_comes_once_a_day_and_asks_about_today(home: Town) -> None:
    mia = home.mia
    await opened(mia, "r2", *PASSED)
    await press(mia, "Start", "I'm ready", "I'm ready")
    assert "Stop at once if you feel" in mia.card().text
    await press(mia, "Got it, go", "Stop here")
    await checked_in(mia)
    await press(mia, "Keep a diary")

    await opened(mia, "r2")
    await press(mia, "Start", "I'm ready", "I'm ready")
    assert "Until" in mia.card().text
    await press(mia, "Stop here")
    await checked_in(mia)

    await home.move(86400)
    await opened(mia, "r2")
    await press(mia, "Start", "I'm ready", "I'm ready")
    await press(mia, "Had drink or strong painkillers today")
    assert "Not for today" in mia.card().text
    assert (await mia.slash("routine", name="r12")).ok
    await press(mia, "3")
    assert "Not for today" in mia.card().text


async def test_a_routine_that_is_left_out_names_the_limit_that_bars_it(home: Town) -> None:
    mia = home.mia
    assert (await mia.slash("routine", name="r12")).ok
    await press(mia, "18", *["No"] * 5)
    await tick(mia, "Yes", "Strong painkillers or drink today")
    await press(mia, "3")
    assert "heat needs skin that warns you in time" in mia.card().text
    assert "pressing" not in mia.card().text


async def test_worse_leads_to_the_questions_and_two_days_without_pressing(home: Town) -> None:
    mia = home.mia
    await started(mia, "r2", *PASSED)
    await press(mia, "Stop here")
    await checked_in(mia, "3", "Worse", "No")
    assert "No pressing for at least 2 days" in mia.card().text
    assert "1 of 6" in mia.card().text
    await press(mia, *["No"] * 6)
    assert "Not for today" in mia.card().text
    await press(mia, "Show me what fits", "Ball slips", "That's all", "None", "Soft gap")
    assert "Wall ball" not in mia.card().text
    assert "Floor press" not in mia.card().text
    await press(mia, "Why?")
    assert "no pressing for now" in mia.card().text.lower()
    assert kept(home, mia) == [('["r2"]', "none", "worse")]


async def test_anything_new_leads_to_the_questions(home: Town) -> None:
    for person, answer in ((home.mia, "Yes"), (home.tom, "Not sure")):
        await started(person, "r4", *PASSED)
        await press(person, "Stop here")
        await checked_in(person, "3", "Same", answer)
        assert "Let's go through the questions again" in person.card().text
        await press(person, "No", "No", "No")
        await tick(person, "Yes", "Fever")
        assert "Speak to a clinician today" in person.card().text


async def test_what_a_limit_bars_does_not_open_by_name(home: Town) -> None:
    mia = home.mia
    assert (await mia.slash("routine", name="r1")).ok
    await press(mia, "18", *["No"] * 5)
    await tick(mia, "Yes", "Blood thinners")
    await press(mia, "3")
    assert "Not for today" in mia.card().text
    assert "something you told me makes pressing a poor idea" in mia.card().text
    await press(mia, "Show me what fits")
    assert "What was the trouble?" in mia.card().text

    assert (await home.tom.slash("routine", name="r7")).ok
    await press(home.tom, *PASSED, "8")
    assert "Not for today" in home.tom.card().text
    assert "Something gentler fits better" in home.tom.card().text
