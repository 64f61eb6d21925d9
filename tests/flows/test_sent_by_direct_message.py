"""Why a routine goes on by direct message: because it is long, or because its member wants to be buzzed."""

from bot.core.effects import Show
from bot.flows import routine

from .conftest import Bench


def said_in_its_place(bench: Bench) -> str:
    """What the private answer says once the card has moved to a direct message."""
    return next(said.card.body[0] for said in bench.said if isinstance(said, Show))


async def test_a_short_routine_that_buzzes_does_not_call_itself_long(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "Buzz me")
    assert said_in_its_place(bench).startswith("To buzz your phone")


async def test_a_long_one_says_that_it_is(bench: Bench) -> None:
    await bench.run(routine.open_routine, bench.who, routine_id="r12", surface=bench.surface)
    await bench.press("18", *["No"] * 6, "2", "Start")
    assert said_in_its_place(bench).startswith("This one is long")
