"""Discord's faults and the host's, as members meet them: one sentence or none, and nothing lost."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import Playground
from bot.playground.rest import Call

from .conftest import PATIENCE, ROOT, START, Town, forget, press, town_in, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO = ["No"] * 6
TO_FIRST_HOLD = ["18", *NO, "3", "Ball slips", "That's all", "None", "Soft gap", "Start", "I'm ready", "Got it"]
AWAY = "I was away from"
ANSWERS = "/callback"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town in which Discord refuses what it has to: a deleted card, a token that is over, a second answer."""
    async with Playground(start=START, limit=PATIENCE) as play:
        town = Town(play, tmp_path_factory.mktemp("faults") / "data")
        await town.start()
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def home(house: Town) -> AsyncIterator[Town]:
    """It with two members whom it has never seen, and without a fault."""
    for person in (house.mia, house.tom):
        if house.rows("select 1 from people where user_id = ?", person.id):
            await forget(person)
        await person.restart_app()
    yield house
    house.play.faults.clear()
    house.play.gateway.down = False


async def test_an_answer_that_is_lost_is_there_at_the_next_press(home: Town) -> None:
    """Discord took the answer and the bot never heard: no error is shown, and nothing is counted twice."""
    mia = home.mia
    await walk(mia, "18")
    lost = home.play.faults.lost("POST", ANSWERS)
    await mia.press("No")
    assert lost.hits == 1
    assert "went wrong" not in mia.card().text
    await press(mia, "No")
    assert "3 of 6" in mia.card().text


@pytest.mark.parametrize("status", [500, 503])
async def test_a_discord_that_fails_at_the_answer_tries_it_again(home: Town, status: int) -> None:
    mia = home.mia
    await walk(mia, "18")
    failed = home.play.faults.status(status, "POST", ANSWERS)
    assert (await mia.press("No")).ok
    assert failed.hits == 1
    assert "2 of 6" in mia.card().text


async def test_a_rate_limit_for_all_delays_and_loses_nothing(home: Town) -> None:
    mia, tom = home.mia, home.tom
    await walk(mia, "18")
    home.play.faults.rate_limit("POST", ANSWERS, seconds=0.3, scope="global")
    assert (await mia.press("No")).ok
    await walk(tom, "18", "No")
    assert "2 of 6" in mia.card().text
    assert "2 of 6" in tom.card().text


async def test_a_slow_discord_for_one_member_is_not_slow_for_another(home: Town) -> None:
    mia, tom = home.mia, home.tom
    await walk(mia, *TO_FIRST_HOLD)
    await walk(tom, "18")
    await home.due_told()
    held, released = asyncio.Event(), asyncio.Event()

    async def hold(call: Call) -> None:
        held.set()
        await released.wait()

    home.play.faults.add(hold, "PATCH")
    await home.play.clock.to_next_timer()
    await asyncio.wait_for(held.wait(), 10)
    await press(tom, "No")
    assert "2 of 6" in tom.card().text
    released.set()


async def test_a_locked_database_is_told_and_the_next_press_works(home: Town) -> None:
    """Another program writes for longer than we wait."""
    mia = home.mia
    await walk(mia, "18")
    card = mia.card()
    with closing(sqlite3.connect(home.data / "easeback.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        await mia.press("No")
        assert await mia.until(lambda: "went wrong" in mia.card().text, 15)
        other.execute("rollback")
    assert (await mia.press("No", message=card)).ok
    assert "2 of 6" in mia.card().text


async def test_the_gateway_comes_and_goes_while_a_routine_runs(home: Town) -> None:
    mia = home.mia
    card = await walk(mia, *TO_FIRST_HOLD)
    await home.due_told()
    home.play.gateway.down = True
    await home.play.gateway.drop()
    await home.play.clock.to_next_timer()
    assert await mia.until(lambda: mia.card().text != card.text), "REST goes on without the gateway"
    home.play.gateway.down = False
    assert await mia.until(lambda: home.play.gateway.online, 15)
    assert (await mia.slash("back")).ok


async def test_an_hour_without_a_gateway_leaves_no_one_in_a_session(home: Town) -> None:
    mia = home.mia
    await walk(mia, *TO_FIRST_HOLD)
    home.play.gateway.down = True
    await home.play.gateway.drop(forget=True)
    await home.move(3600)
    home.play.gateway.down = False
    assert await mia.until(lambda: home.play.gateway.online, 15)
    assert (await mia.slash("back")).ok
    assert AWAY in mia.card().text
    await press(mia, "Again")


async def test_a_card_that_was_deleted_comes_back_with_the_command(home: Town) -> None:
    mia = home.mia
    assert (await mia.slash("back", channel="dm")).ok
    await press(mia, *TO_FIRST_HOLD)
    deleted = mia.card().id
    home.play.faults.delete_message(deleted)
    await home.due_told()
    await home.play.clock.to_next_timer()
    await home.play.settle()
    assert (await mia.slash("back", channel="dm")).ok
    assert mia.card().id != deleted
    assert mia.card().enabled_buttons


async def test_expired_tokens_ask_for_a_command_and_no_step_is_lost(home: Town) -> None:
    mia = home.mia
    await walk(mia, *TO_FIRST_HOLD)
    home.play.faults.expire_tokens()
    await home.due_told()
    await home.play.clock.to_next_timer()
    await home.play.settle()
    assert (await mia.slash("back")).ok
    assert mia.card().enabled_buttons
    assert "went wrong" not in mia.card().text


async def test_content_that_is_damaged_while_the_bot_runs_changes_nothing_until_a_start(tmp_path: Path) -> None:
    """What runs keeps what it has read; a start says what is wrong; with the file back, everyone goes on."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content" / "en", content)
    async with town_in(tmp_path / "data", EASEBACK_CONTENT=str(content)) as town:
        await walk(town.mia, "18")
        whole = (content / "texts.yaml").read_text(encoding="utf-8")
        (content / "texts.yaml").write_text("prompt.now: [", encoding="utf-8")
        await press(town.mia, "No")
        await town.play.bot.kill()
        await town.play.bot.start()
        assert await town.mia.until(lambda: not town.play.bot.running, 20)
        assert town.play.bot.exit_code == 1
        assert any("texts.yaml:" in line for line in town.play.bot.log), list(town.play.bot.log)[-3:]
        (content / "texts.yaml").write_text(whole, encoding="utf-8")
        await town.play.bot.start()
        await town.play.online()
        await press(town.mia, "No")
        assert "3 of 6" in town.mia.card().text
