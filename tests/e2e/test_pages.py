"""What is kept and what is not: the diary, plans over days, a person's own data, and its end."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.playground import Person

from .conftest import AFTER, Town, checked_in, forget, kept, play_through, press, tick, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSED = ("18", *["No"] * 6)
DAY = 86400


async def logged(person: Person, before: str, after: str, feel: str = "Easier", *first: str) -> None:
    """A routine begun and stopped, and the check-in given."""
    assert (await person.slash("routine", name="r4")).ok
    await press(person, *first, before, "Start", "Stop here", after, feel, "No")


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what is cleared away in the background; nothing that a person sees tells of it."""
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about within 4 s")


def tables(town: Town) -> list[str]:
    """Every table that holds rows of persons."""
    names = [str(name) for (name,) in town.rows("select name from sqlite_master where type = 'table'")]
    return [name for name in names if any(row[1] == "user_id" for row in town.rows(f"pragma table_info({name})"))]


def left(town: Town, person: Person) -> dict[str, int]:
    """How many rows each table still has of this person."""
    found = {table: len(town.rows(f"select 1 from {table} where user_id = ?", person.id)) for table in tables(town)}
    return {table: rows for table, rows in found.items() if rows}


async def test_a_diary_is_shown_with_a_plain_sentence(home: Town) -> None:
    mia = home.mia
    await logged(mia, "4", "3", "Same", *PASSED)
    assert "Keep a diary?" in mia.card().text
    await press(mia, "Keep a diary")
    assert "Logged. /back shows what is next" in mia.card().text
    card = await walk(mia, by="progress")
    assert card.ephemeral
    assert "Too few check-ins" in card.text
    assert "The last one: 4 of 10" in card.text
    for before in ("4", "4", "2", "1", "1"):
        await home.move(DAY)
        await logged(mia, before, before)
        assert "Keep a diary?" not in mia.card().text
    card = await walk(mia, by="progress")
    assert "Down 3" in card.text
    assert "worked" not in card.text
    await press(mia, "My check-ins")
    assert "4 before, 3 after, same" in mia.card().text
    assert mia.card().text.count(" before, ") == 6


async def test_keep_nothing_is_a_full_choice(home: Town) -> None:
    mia, tom = home.mia, home.tom
    await logged(mia, "3", "2", "Easier", *PASSED)
    await press(mia, "Keep nothing")
    assert "Logged for a day, then erased." in mia.card().text
    assert "sessions" not in left(home, mia)
    assert "Nothing to show yet" in (await walk(mia, by="progress")).text
    await logged(mia, "3", "2")
    assert "Keep a diary?" not in mia.card().text

    await walk(tom, *PASSED, "3", "Ball slips")
    assert {"people", "sessions"} <= set(left(home, tom))
    await home.move(DAY + 60)
    await until(lambda: not left(home, mia) and not left(home, tom))
    assert "Tap your age" in (await walk(tom)).text


async def test_a_diary_outlasts_the_day_and_brings_the_plan_back(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3", "Ball slips", "That's all", "None", "Soft gap", "Start")
    await press(mia, "Stop here", "2", "Easier", "No", "Keep a diary")
    await home.move(3 * DAY)
    assert {"people", "checkins"} <= set(left(home, mia))
    await walk(mia)
    assert "How strong is it now?" in mia.card().text
    await forget(mia)


async def test_an_unfinished_session_is_taken_up_after_a_week_with_a_diary(home: Town) -> None:
    mia = home.mia
    await logged(mia, "3", "2", "Easier", *PASSED)
    await press(mia, "Keep a diary")
    await walk(mia, "3", "Ball slips", "That's all")
    await home.move(8 * DAY)
    await walk(mia)
    assert "Anything new since last time" in mia.card().text
    await press(mia, "None of these", "3")
    assert "With the tool, any of these?" in mia.card().text
    await press(mia, "None", "Soft gap")
    assert "Make it stay put" in mia.card().text


async def test_anything_new_after_a_week_and_everything_after_four(home: Town) -> None:
    mia = home.mia
    await logged(mia, "3", "2", "Easier", *PASSED)
    await press(mia, "Keep a diary")
    await home.move(8 * DAY)
    assert "Anything new since last time" in (await walk(mia)).text
    await press(mia, "Yes")
    assert "1 of 6" in mia.card().text
    await home.move(30 * DAY)
    card = await walk(mia)
    assert "1 of 6" in card.text


async def test_data_can_be_seen_and_taken_away(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18", *["No"] * 5)
    await tick(mia, "Yes", "Blood thinners")
    await press(mia, "3", "Ball slips", "That's all", "None", "Soft gap", "Start")
    await press(mia, "Stop here", "2", "Easier", "No", "Keep a diary")
    await walk(mia, by="me")
    assert "Check-ins kept: 1" in mia.card().text
    await press(mia, "See and take away")
    file, *tables = mia.card().attachments
    assert [file.filename, *(table.filename for table in tables)] == ["my-data.json", "check-ins.csv", "reports.csv"]
    assert b"r4,ball_slides,none,3,2,easier,no" in tables[0].content
    assert "Left out for you: no pressing" in mia.card().text
    data: dict[str, Any] = json.loads(file.content)
    assert [item["before"] for item in data["check_ins"]] == [3]
    assert data["person"]["age"] == "18-49"
    assert "no_pressure" in data["person"]["limits"]
    assert "BLEED" not in file.content.decode()
    await press(mia, "Back")
    assert "You and your data" in mia.card().text


async def test_deleting_takes_every_row_even_in_the_middle_of_a_hold(home: Town) -> None:
    mia, tom = home.mia, home.tom
    await logged(mia, "3", "2", "Easier", *PASSED)
    await press(mia, "Keep a diary")
    await logged(tom, "3", "2", "Easier", *PASSED)
    await press(tom, "Keep a diary")
    theirs = left(home, tom)
    assert (await mia.slash("routine", name="r2")).ok
    await press(mia, "3", "Start", "I'm ready", "I'm ready", "Got it")
    playing = mia.card()
    assert "Until" in playing.text
    assert {"people", "sessions", "jobs", "checkins"} <= set(left(home, mia))

    await walk(mia, by="me")
    await press(mia, "Delete everything", "Back")
    assert left(home, mia)
    await press(mia, "Delete everything", "Yes, delete everything")
    assert "Everything about you is gone" in mia.card().text
    (receipt,) = mia.card().attachments
    assert b"Check-ins after a routine: 1" in receipt.content
    assert left(home, mia) == {}
    files = [file for file in home.data.iterdir() if file.is_file()]
    assert mia.id.encode() not in b"".join(file.read_bytes() for file in files), "not even in the log"
    assert left(home, tom) == theirs

    await home.move(600)
    late = await mia.press("Pause", message=playing)
    assert late.ok
    assert "This one is over" in late.card.text
    assert "I know nothing about you" in (await walk(mia, by="me")).text
    assert mia.id not in str([home.rows(f"select * from {table}") for table in tables(home)])


async def test_how_long_and_nothing_at_all_are_two_presses_away(home: Town) -> None:
    mia = home.mia
    await logged(mia, "3", "2", "Easier", *PASSED)
    await press(mia, "Keep a diary")
    await walk(mia, "How long to keep", "3 months", by="me")
    assert "3 months" in mia.card().text
    assert home.rows("select keep_days from people where user_id = ?", mia.id) == [(90,)]
    await home.move(91 * DAY)
    await until(lambda: "checkins" not in left(home, mia))
    await logged(mia, "3", "2", "Easier", *PASSED[1:])
    await walk(mia, "Keep nothing", by="me")
    assert "checkins" in left(home, mia)
    await press(mia, "Yes, keep nothing")
    assert "Nothing is kept" in mia.card().text
    assert set(left(home, mia)) <= {"people"}
    await home.move(DAY + 600)
    await until(lambda: not left(home, mia))


async def test_a_day_of_several_routines_is_one_check_in(home: Town) -> None:
    mia, tom = home.mia, home.tom
    answers = (*PASSED, "3", "Nothing yet", "Soft gap", "Back in a day", "Start")
    await walk(mia, *answers)
    await play_through(home, mia, "Well done")
    assert "Next today: Hinge and carry" in mia.card().text
    await play_through(home, mia, AFTER)
    await checked_in(mia)
    assert kept(home, mia) == [('["r7","r8","r2"]', "all", "easier")]

    await walk(tom, *answers)
    await play_through(home, tom, "Well done")
    await press(tom, "Enough for today")
    await checked_in(tom)
    assert kept(home, tom) == [('["r7"]', "part", "easier")]


STARTER = [
    ["Breathing reset", "Round, arch and knee rolls"],
    ["Hip side and buttock", "Wall ball"],
    ["Walk ladder"],
    ["Hip side and buttock", "Floor press, three zones"],
    ["Round, arch and knee rolls", "Desk break"],
    ["Side plank ladder"],
    ["Walk ladder"],
]


async def test_a_plan_of_seven_days_brings_each_day_its_part(home: Town) -> None:
    mia = home.mia
    await walk(mia, *PASSED, "3", "Nothing yet", "Hip or buttock", "Neither")
    for day, names in enumerate(STARTER, 1):
        card = mia.card()
        assert re.findall(r"\*\*(.+?)\*\* · ", card.text) == names
        assert f"part {day}" in card.text or day == 1
        await press(mia, "Start")
        await play_through(home, mia, AFTER)
        await checked_in(mia, "3", "Same", "No")
        if day == 1:
            await press(mia, "Keep a diary")
        await home.move(86400)
        await walk(mia)
        if "Anything new since last time" in mia.card().text:
            await press(mia, "None of these")
        await press(mia, "3")
    assert "Those days are done." in mia.card().text
    assert [routines for routines, _, _ in kept(home, mia)][:2] == ['["r4","r5"]', '["r9","r2"]']
    assert len(kept(home, mia)) == 7
