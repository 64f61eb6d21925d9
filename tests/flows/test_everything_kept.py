"""Everything that is kept of a person stands in the file they can take away, and deleting leaves none of it."""

import json
from typing import Any

from sqlalchemy import select

from bot.core.effects import Show
from bot.flows import conversation, pages
from bot.storage import plans
from bot.storage.tables import metadata
from bot.storage.tx import Tx

from .conftest import Bench


async def on_the_ball(bench: Bench) -> None:
    """A diary, a plan that was stopped, one that runs, and a routine in the middle of a hold."""
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Stop here", "2", "Same", "No", "Keep a diary")
    for outcome in ("ball_slides", "posture"):
        pack, day = bench.env.active, bench.now.date()
        await bench.store.run(plans.start, user_id="1", topic="back", outcome=outcome, started_on=day, pack_hash=pack)
    bench.later(hours=1)
    await bench.run(conversation.open_session, bench.who, surface=bench.surface)
    await bench.press("2", "Ease it now", "I'm ready")
    assert await bench.node() == "play"


async def the_file(bench: Bench) -> dict[str, Any]:
    """What "See and take away" gives."""
    (shown,) = await bench.run(pages.page, bench.who, path="/me/see")
    assert isinstance(shown, Show)
    return json.loads(shown.files[0][1])


def rows_of(tx: Tx, user_id: str) -> dict[str, int]:
    """How many rows each table has of this person."""
    theirs = [table for table in metadata.sorted_tables if "user_id" in table.c]
    return {table.name: len(tx.execute(select(table).where(table.c.user_id == user_id)).rows) for table in theirs}


async def test_the_file_holds_a_line_for_every_row(bench: Bench) -> None:
    await on_the_ball(bench)
    rows, told = await bench.store.read(rows_of, "1"), await the_file(bench)
    assert {name for name, count in rows.items() if not count} == {"schedules", "prompts", "reports"}
    assert len(told["plans"]) == rows["plans"] >= 2
    assert len(told["timers"]) == rows["jobs"]
    assert len(told["check_ins"]) == rows["checkins"]
    assert {plan["outcome"]: plan["active"] for plan in told["plans"]}["posture"]
    assert not all(plan["active"] for plan in told["plans"])


async def test_the_open_session_stands_in_it_with_its_answers_and_timers(bench: Bench) -> None:
    await on_the_ball(bench)
    told = await the_file(bench)
    assert told["open_session"]["state"]["answers"]["nrs"] == 2
    assert {timer["kind"] for timer in told["timers"]} >= {"cue"}
    assert all(timer["due"] for timer in told["timers"])
    assert "token" not in told["open_session"]["surface"]


async def test_deleting_leaves_nothing_of_it(bench: Bench) -> None:
    await on_the_ball(bench)
    await bench.run(pages.page, bench.who, path="/me/delete/yes")
    assert set((await bench.store.read(rows_of, "1")).values()) == {0}
    assert await the_file(bench) == {"person": None, "check_ins": [], "plans": [], "open_session": None, "timers": []}
