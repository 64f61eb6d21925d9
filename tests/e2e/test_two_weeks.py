"""Two weeks of a member in New York, who is asked at 08:00 on Monday, Wednesday, Friday and Sunday: with a kill in the
middle of answering, one while the message is on its way, a night and two days without the bot, the night on which the
clocks go forward (8 March 2026), and closed direct messages.
"""

from datetime import UTC, datetime

import pytest

from bot.playground import Card
from bot.playground.rest import Call

from .conftest import Town, arrives, press, town_in, walk
from .test_restarts import dying, gone

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKED = "How strong is it now?"
LOGGED = "Logged. Thank you."


async def to(town: Town, day: int, hour: int, minute: int = 1) -> None:
    """Move to a time of March, in UTC."""
    at = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    await town.play.clock.move(at.timestamp() - town.play.clock.timestamp())


async def asked(town: Town, day: int, hour: int, minute: int = 1) -> Card:
    """Move there, and see the check-in arrive as a new direct message."""
    before = town.mia.messages("dm")
    await to(town, day, hour, minute)
    assert await town.mia.until(lambda: len(town.mia.messages("dm")) > len(before), 10), "no message came"
    return await arrives(town.mia, ASKED)


async def answer(town: Town, *taps: str) -> None:
    """Answer it to its end, in direct messages alone."""
    await press(town.mia, *taps)
    assert LOGGED in town.mia.card().text


def is_message(call: Call) -> bool:
    return call.method == "POST" and "/messages" in call.path


def ledger(town: Town) -> list[tuple[object, ...]]:
    """What was due, when, and what became of it."""
    return town.rows(
        "select substr(day, 9), substr(due_at, 9, 8), status, why, late from prompts where user_id = ? order by day",
        town.mia.id,
    )


async def test_two_weeks(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with town_in(tmp_path_factory.mktemp("weeks") / "data") as town:
        await set_up(town)
        await first_week(town)
        await second_week(town)
        assert ledger(town) == [
            ("04", "04 13:00", "answered", None, 0),
            ("06", "06 13:00", "answered", None, 1),
            ("08", "08 12:00", "answered", None, 0),
            ("09", "09 12:00", "answered", None, 0),
            ("11", "11 12:00", "skipped", "late", 0),
            ("13", "13 12:00", "skipped", "closed", 0),
            ("15", "15 12:00", "skipped", "asked", 0),
            ("16", "16 12:00", "answered", None, 0),
        ]
        await something_new(town)
        card = await walk(town.mia, by="progress")
        assert [file.filename for file in card.attachments] == ["chart.png"]
        assert "6 check-ins" in str(card.attachments[0].description)


async def set_up(town: Town) -> None:
    await walk(town.mia, "18")
    assert (await town.mia.slash("checkins", where="New York")).ok
    await press(town.mia, "Keep a diary", "Yes")
    await arrives(town.mia, "It's on")


async def first_week(town: Town) -> None:
    """A kill between two taps, a morning without the bot, and the clocks going forward."""
    await asked(town, 4, 13)
    assert town.mia.notifications()[-1].body == "Your check-in is ready"
    await press(town.mia, "5")
    await town.crash()
    await answer(town, "Same", "No")

    await town.play.bot.kill()
    await to(town, 6, 15, 30)
    await town.play.bot.start()
    await town.play.online()
    assert "I was away at" in (await arrives(town.mia, ASKED)).text
    await answer(town, "Same as last time (5)", "No")

    await to(town, 8, 11, 59)
    await town.play.settle()
    assert LOGGED in town.mia.card().text
    await asked(town, 8, 12)
    await answer(town, "4", "Easier", "No")


async def second_week(town: Town) -> None:
    """Killed while the message was on its way; the week's questions; two days away; closed direct messages."""
    count, died = len(town.mia.messages("dm")), dying(town, is_message, performed=True)
    await to(town, 9, 12)
    await died.wait()
    await gone(town)
    await town.play.bot.start()
    await town.play.online()
    await arrives(town.mia, ASKED)
    await town.play.settle()
    assert len(town.mia.messages("dm")) == count + 1
    await press(town.mia, "4", "Same", "No")
    assert "What number best describes your pain on average in the past week?" in town.mia.card().text
    await answer(town, "4", "3", "2", "+1")

    await town.play.bot.kill()
    await to(town, 12, 9)
    await town.play.bot.start()
    await town.play.online()
    await town.play.settle()

    town.mia.close_dms()
    await to(town, 13, 12)
    assert await town.mia.until(lambda: ("closed",) in town.rows("select why from schedules"), 10)
    card = await walk(town.mia)
    assert card.ephemeral
    assert "your direct messages are closed to me" in card.text
    town.mia.close_dms(False)
    await walk(town.mia, "Go on", by="checkins")
    await arrives(town.mia, "It's on")

    await asked(town, 15, 12)
    await press(town.mia, "Skip today")
    await asked(town, 16, 12)
    await answer(town, "3", "Easier", "No", "Not now")


async def something_new(town: Town) -> None:
    """It leads to the questions in the same message; left there, the next start begins with them."""
    await asked(town, 18, 12)
    await press(town.mia, "3", "Same", "Not sure")
    assert "1 of 6" in town.mia.card().text
    assert town.mia.card().id == town.mia.messages("dm")[-1].id
    card = await walk(town.mia)
    assert "1 of 6" in card.text
    assert card.ephemeral
