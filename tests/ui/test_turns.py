import asyncio
import gc

from bot.ui.turns import Turns


async def test_one_person_is_served_in_order_and_others_meanwhile() -> None:
    turns, seen = Turns(), list[str]()

    async def one(person: str, name: str, after: asyncio.Event | None = None) -> None:
        async with turns.of(person):
            seen.append(f"{name} begins")
            if after:
                await after.wait()
            seen.append(f"{name} ends")

    gate = asyncio.Event()
    first = asyncio.create_task(one("mia", "first", gate))
    second = asyncio.create_task(one("mia", "second"))
    await asyncio.create_task(one("tom", "other"))
    gate.set()
    await asyncio.gather(first, second)
    assert seen.index("other ends") < seen.index("first ends") < seen.index("second begins")


async def test_whoever_waits_too_long_is_heard_anyway() -> None:
    turns = Turns()
    async with turns.of("mia"):
        entered = False
        async with turns.of("mia", longest=0):
            entered = True
        assert entered
    async with turns.of("mia", longest=0):
        pass


async def test_nothing_is_kept_of_people_who_are_gone() -> None:
    turns = Turns()
    for number in range(50):
        async with turns.of(str(number)):
            assert len(turns) >= 1
    gc.collect()
    assert len(turns) == 0


async def test_a_turn_is_given_at_once_only_where_nobody_has_it_or_waits_for_it() -> None:
    turns = Turns()
    first = await turns.at_once("1")
    assert first is not None
    assert await turns.at_once("1") is None
    waiting = asyncio.create_task(turns.take("1"))
    await asyncio.sleep(0)
    first.give_back()
    assert await turns.at_once("1") is None
    (await waiting).give_back()


async def test_a_turn_that_was_given_back_is_given_at_once_again() -> None:
    turns = Turns()
    for _ in range(2):
        turn = await turns.at_once("1")
        assert turn is not None
        turn.give_back()
        del turn
