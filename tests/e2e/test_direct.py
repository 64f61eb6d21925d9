"""Where a running routine's card can be reached no more: tokens that die, closed direct messages, what is deleted."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bot.playground import Card, Person
from bot.playground.rest import Call, Reply

from .conftest import Town, press, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO = ["No"] * 6
TO_FIRST_HOLD = ["18", *NO, "3", "Ball slips", "That's all", "None", "Soft gap", "Start", "I'm ready", "Got it"]
CLOSED = 50007
QUARTER = 15 * 60
TAP = "Please tap"


@asynccontextmanager
async def refusing(home: Town, code: int = CLOSED) -> AsyncGenerator[None]:
    """Discord refuses with this code in the block, at least once; the refusals are meant."""
    known = home.play._world.refusals
    before = len(known)
    yield
    assert {refusal.code for refusal in known[before:]} == {code}
    del known[before:]


async def long_routine(person: Person) -> None:
    """Open the routine whose step of 15 minutes is too long for a private answer, up to its first card."""
    opened = await person.slash("routine", name="Heat, then move")
    assert opened.ok, opened.error
    await press(person, "18", *NO, "3")
    await press(person, "Start")


async def onto_the_heat(home: Town) -> Card:
    """The long routine in a private answer, as direct messages are closed; the warm step runs, the skin
    was looked at."""
    home.mia.close_dms()
    async with refusing(home):
        await long_routine(home.mia)
        assert await home.mia.until(lambda: "couldn't send you a DM" in home.mia.card().text)
    await press(home.mia, "I'm ready", "Got it")
    await home.next_timer(home.mia)
    return home.mia.card()


def phase_of(home: Town, person: Person) -> str:
    ((phase,),) = home.rows("select json_extract(state, '$.playing.phase') from sessions where user_id = ?", person.id)
    return str(phase)


async def until_paused(home: Town) -> None:
    assert await home.mia.until(lambda: phase_of(home, home.mia) == "paused", 10), phase_of(home, home.mia)


async def back_on(home: Town) -> Card:
    """/back shows it paused, without a timer; and Go on goes on."""
    await home.play.settle()
    assert home.play.clock.next_due is None
    assert (await home.mia.slash("back", channel="back-corner")).ok
    assert "Paused." in home.mia.card().text
    await press(home.mia, "Go on")
    assert phase_of(home, home.mia) in {"running", "ready"}
    await home.due_told()
    return home.mia.card()


async def test_closed_from_the_start(home: Town) -> None:
    """The routine runs in the private answer, says so, writes out the times, and has a Next button."""
    card = await onto_the_heat(home)
    assert card.ephemeral
    assert "couldn't send you a DM" in card.text
    assert card.text.count(":T>") > 1
    assert "Next" in card.buttons
    assert len(home.mia.messages("general")) == 1
    await press(home.mia, "Next")
    assert home.mia.card().text != card.text


async def test_before_a_token_dies_the_card_asks_for_a_tap_and_a_tap_is_enough(home: Town) -> None:
    card = await onto_the_heat(home)
    await home.next_timer(home.mia)
    asking = home.mia.card()
    assert TAP in asking.text
    assert card.text.partition("**")[2] in asking.text
    await press(home.mia, "I'm here")
    assert TAP not in home.mia.card().text
    await home.next_timer(home.mia)
    assert TAP not in home.mia.card().text
    assert phase_of(home, home.mia) in {"running", "ready"}


async def test_a_routine_whose_token_died_is_paused_and_back_shows_it(home: Town) -> None:
    await onto_the_heat(home)
    await home.next_timer(home.mia)
    asking = home.mia.card()
    await home.due_told()
    await home.play.clock.to_next_timer()
    await until_paused(home)
    assert home.mia.card().text == asking.text
    on = await back_on(home)
    assert TAP not in on.text
    assert on.id != asking.id


async def test_back_renews_a_token_as_a_tap_does(home: Town) -> None:
    await onto_the_heat(home)
    await home.next_timer(home.mia)
    assert TAP in home.mia.card().text
    assert (await home.mia.slash("back")).ok
    assert TAP not in home.mia.card().text
    await home.next_timer(home.mia)
    assert phase_of(home, home.mia) in {"running", "ready"}


async def test_closed_midway_the_card_stays_and_says_so(home: Town) -> None:
    """In buzz mode, where each hold begins with a new message."""
    await walk(home.mia, *TO_FIRST_HOLD[:-2], "Buzz me")
    assert await home.mia.until(lambda: home.mia.card().channel_id != home.mia.messages("general")[-1].channel_id)
    assert await home.mia.until(lambda: "I'm ready" in home.mia.card().buttons)
    await press(home.mia, "I'm ready", "Got it")
    home.mia.close_dms()
    card, count = home.mia.card(), len(home.mia.messages("dm"))
    async with refusing(home):
        for _ in range(8):
            if "couldn't send you a DM" in home.mia.card().text:
                break
            await on(home)
    shown = home.mia.card()
    assert shown.id == card.id
    assert len(home.mia.messages("dm")) == count
    assert phase_of(home, home.mia) in {"running", "ready"}
    ((index,),) = home.rows(
        "select json_extract(state, '$.playing.index') from sessions where user_id = ?", home.mia.id
    )
    assert isinstance(index, int)
    assert f"{index + 1} of" in shown.text


async def on(home: Town) -> None:
    if "I'm ready" in home.mia.card().buttons:
        await press(home.mia, "I'm ready")
    else:
        await home.next_timer(home.mia)


async def test_a_dismissed_card_pauses_the_routine(home: Town) -> None:
    await walk(home.mia, *TO_FIRST_HOLD)
    await home.due_told()
    await home.mia.dismiss(home.mia.card())
    async with refusing(home, 10008):
        await home.play.clock.to_next_timer()
        await until_paused(home)
    await back_on(home)


async def test_a_deleted_channel_pauses_the_routine(home: Town) -> None:
    await walk(home.mia, *TO_FIRST_HOLD)
    await home.due_told()

    async def deleted(call: Call) -> Reply | None:
        return Reply(404, {"message": "Unknown Channel", "code": 10003}) if call.method == "PATCH" else None

    home.play.faults.before.append(deleted)
    await home.play.clock.to_next_timer()
    await until_paused(home)
    home.play.faults.before.remove(deleted)
    await back_on(home)


async def test_a_direct_message_that_is_gone_pauses_the_routine(home: Town) -> None:
    await long_routine(home.mia)
    assert await home.mia.until(lambda: "I'm ready" in home.mia.card().buttons)
    await press(home.mia, "I'm ready", "Got it")
    card = home.mia.card()
    assert not card.ephemeral
    await home.due_told()
    home.play._world.messages[card.id].deleted = True
    async with refusing(home, 10008):
        await home.play.clock.to_next_timer()
        await until_paused(home)
    on = await back_on(home)
    assert on.id != card.id
