"""What became of an interaction, as a monitor counts it."""

import pytest

from bot.core.cards import Card
from bot.core.effects import Show, Spoken
from bot.playground.rest import Call, Reply
from tests.ui.conftest import House


def failing(**_: object) -> tuple[Spoken, ...]:
    raise ZeroDivisionError


async def test_answered_failed_and_stopping(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(Card("Hello"), 5, 1),)
    assert (await mia.slash("back")).ok
    house.script.answers["page"] = failing
    await mia.slash("me")
    await house.client.wind_down(0)
    await mia.slash("back")
    assert await house.until(lambda: len(house.outcomes) == 3)
    assert house.outcomes == ["answered", "error", "restarting"]
    assert None not in house.seconds


@pytest.mark.parametrize("patience", [0.0])
async def test_deferred(house: House) -> None:
    house.script.answers["open_session"] = (Show(Card("Hello"), 5, 1),)
    assert (await house.play.user("mia").slash("back")).ok
    assert await house.until(lambda: house.outcomes == ["deferred"])


async def test_too_late_for_discord(house: House) -> None:
    async def fault(call: Call) -> Reply | None:
        if call.path.endswith("/callback"):
            return Reply(404, {"message": "Unknown interaction", "code": 10062})
        return None

    house.play.faults.before.append(fault)
    house.script.answers["open_session"] = (Show(Card("Hello"), 5, 1),)
    await house.play.user("mia").slash("back")
    assert await house.until(lambda: (house.outcomes, house.seconds) == (["too_late"], [None]))
