"""One person who floods is told so, costs no flow, and holds up nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cards import Button, Card
from bot.core.effects import Show
from bot.playground import Person
from bot.ui import sentences
from bot.ui.pace import SWEEP, Pace
from tests.ui.conftest import House


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 5), min_size=1, max_size=100))
def test_never_more_than_the_burst_and_what_has_flowed_in(waits: list[float]) -> None:
    ticks = Ticks()
    pace, allowed = Pace(5, 2, ticks), 0
    for wait in waits:
        ticks.now += wait
        allowed += pace.allows("mia")
        assert allowed <= 5 + 2 * ticks.now + 1e-6


def test_who_waits_goes_on_and_others_never_wait() -> None:
    ticks = Ticks()
    pace = Pace(3, 1, ticks)
    assert [pace.allows("mia") for _ in range(4)] == [True, True, True, False]
    assert pace.allows("tom")
    assert [pace.first_refusal("mia"), pace.first_refusal("mia")] == [True, False]
    ticks.now = 1
    assert [pace.allows("mia"), pace.allows("mia"), pace.first_refusal("mia")] == [True, False, True]
    ticks.now = 100
    assert [pace.allows("mia") for _ in range(4)] == [True, True, True, False]


def test_full_buckets_are_forgotten_and_empty_ones_are_not() -> None:
    ticks = Ticks()
    pace = Pace(1, 0.1, ticks)
    for number in range(SWEEP):
        pace.allows(str(number))
    ticks.now = 10
    pace.allows("late")
    assert len(pace) == 1
    assert not pace.allows("late")


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def pace(ticks: Ticks) -> Pace:
    return Pace(4, 1, ticks)


def card() -> Card:
    return Card("How strong is it now?", rows=((Button("Yes", "yes"),),))


async def test_a_flood_of_presses_costs_no_flow_and_is_answered(house: House, ticks: Ticks) -> None:
    mia, tom = house.play.user("mia"), house.play.user("tom")
    house.script.answers["open_session"] = house.script.answers["press"] = (Show(card(), 5, 1),)
    assert (await mia.slash("back")).ok
    for _ in range(3):
        assert (await mia.press("Yes")).ok
    shown = mia.card()
    for _ in range(3):
        refused = await mia.press("Yes", message=shown)
        assert refused.ok, refused.error
        assert mia.messages()[-1].text == sentences.TOO_MANY
    assert house.script.count("press") == 3
    assert (await tom.slash("back")).ok
    ticks.now += 1
    assert (await mia.press("Yes", message=shown)).ok
    assert house.script.count("press") == 4
    assert await house.until(lambda: house.outcomes.count("too_many") == 3)
    assert house.play.refusals == []


async def test_a_command_too_many_is_answered_too(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    for _ in range(4):
        assert (await mia.slash("back")).ok
    assert (await mia.slash("back")).ok
    assert mia.messages()[-1].text == sentences.TOO_MANY
    assert house.script.count("open_session") == 4


async def test_a_flood_of_suggestions_gets_none_and_holds_up_no_press(house: House, ticks: Ticks) -> None:
    mia, tom = house.play.user("mia"), house.play.user("tom")
    object.__setattr__(house.client.services, "typing", Pace(3, 1, ticks))
    house.script.answers["open_session"] = (Show(card(), 5, 1),)

    async def offered(person: Person) -> int:
        told = await person.autocomplete("routine", "name", "wall")
        assert told.ok, told.error
        return len(told.choices)

    assert [await offered(mia) for _ in range(5)] == [1, 1, 1, 0, 0]
    assert (await offered(tom), house.outcomes.count("too_many")) == (1, 2)
    assert (await mia.slash("back")).message is not None
    ticks.now += 1
    assert await offered(mia) == 1


async def test_a_flood_of_messages_is_answered_once_and_in_public_never(house: House) -> None:
    mia = house.play.user("mia")
    for _ in range(4):
        await mia.dm("hello", wait=0)
    assert await house.until(lambda: house.script.count("say") == 4)
    for _ in range(3):
        await mia.dm("hello", wait=0)
    await mia.mention("hello", wait=0)
    assert await mia.until(lambda: mia.messages("dm")[-1].text == sentences.TOO_MANY)
    await house.play.settle()
    told = [message for message in mia.messages("dm") if message.text == sentences.TOO_MANY]
    assert (len(told), house.script.count("say"), house.script.count("hear")) == (1, 4, 0)
