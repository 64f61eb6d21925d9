"""Everything that is kept of a person stands in the file they can take away, and deleting leaves none of it."""

import json
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from bot.core.effects import Show
from bot.core.records import Prompt, Report, Schedule
from bot.flows import conversation, pages
from bot.storage import plans, prompts, reports, schedules
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
    await bench.store.run(asked_by_message, bench.now, bench.env.active)


def asked_by_message(tx: Tx, now: datetime, pack: str) -> None:
    """Check-ins that come by themselves, one of which was answered."""
    day = now.date()
    schedules.save(
        tx,
        Schedule(
            user_id="1",
            topic="back",
            zone="Europe/Berlin",
            days=(1, 3),
            at=time(8),
            started_on=day,
            own={"activities": ["=SUM(A1)"]},
        ),
    )
    prompts.plan(tx, Prompt(user_id="1", day=day, kind="micro", due_at=now, draft={"nrs": 4}))
    values: dict[str, object] = {"nrs": 6, "feel": "worse"}
    reports.put(
        tx,
        Report(user_id="1", kind="micro", key="k", day=day, at=now, topic="back", pack_hash=pack, values=values),
    )


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
    assert all(rows.values()), rows
    assert told["schedule"]["own"] == {"activities": ["=SUM(A1)"]}
    assert [item["draft"] for item in told["asked"]] == [{"nrs": 4}]
    assert [item["values"] for item in told["reports"]] == [{"nrs": 6, "feel": "worse"}]
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
    assert not any((await the_file(bench)).values())
