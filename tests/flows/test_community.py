"""Counters beside what members log, the weekly figures made from them, and what is left behind of anybody."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.core import community
from bot.core.effects import Announce, Show
from bot.core.guild import GuildSettings
from bot.core.records import CheckIn, Job
from bot.flows import due, pages, tally
from bot.flows.aside import HOST_ONLY
from bot.storage import counts, guilds, jobs, people
from bot.storage.tables import counts as table
from bot.storage.tables import seen
from bot.storage.tx import Tx

from .conftest import START, Bench

FAR = START + timedelta(days=1)


async def log(bench: Bench, user: str, routine: str = "r4", feel: str = "easier", **more: Any) -> None:
    """One check-in of somebody in server 9."""

    def write(tx: Tx) -> None:
        known = people.get_or_create(tx, user, bench.now)
        person = replace(known, diary=more.get("diary", "keep"))
        people.save(tx, person)
        check = CheckIn(
            user_id=user, session_id=1, seq=1, at=bench.now, topic="back", routines=(routine,), pack_hash="p",
            done=more.get("done", "all"), feel=feel,  # pyright: ignore[reportArgumentType]
        )  # fmt: skip
        tally.logged(tx, bench.now, person, more.get("guild", "9"), check)

    await bench.store.run(write)


async def monday(bench: Bench) -> tuple[Any, ...]:
    """The weekly job, at its time; what it says by way of the posts that it sets."""
    job = await bench.store.read(jobs.get, "community")
    assert job is not None
    bench.now = job.due_at
    await carry_out(bench, job)
    post = await bench.store.read(jobs.get, "community_post:9")
    return await carry_out(bench, post) if post else ()


async def carry_out(bench: Bench, job: Job) -> tuple[Any, ...]:
    return await bench.run(due.due, job=job)


async def page(bench: Bench) -> str:
    (shown,) = await bench.run(pages.page, bench.who, path="/community")
    assert isinstance(shown, Show)
    return "\n".join(shown.card.body)


def host(tx: Tx) -> dict[str, int]:
    return counts.totals(tx, HOST_ONLY, START.date() - timedelta(days=99), FAR.date() + timedelta(days=99))


def of_servers(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(table).where(table.c.guild_id != "")).scalar()


def hashes(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(seen)).scalar()


async def test_thirty_members_make_figures_and_twenty_nine_make_none(bench: Bench) -> None:
    for user in range(29):
        await log(bench, str(user), feel="easier" if user < 20 else "same")
    await monday(bench)
    assert "Too few people" in await page(bench)
    bench.later(days=1)
    await log(bench, "29", "r14")
    await monday(bench)
    told = await page(bench)
    assert "Sessions: about 30." in told
    assert "about 30 sessions: 20 easier, 10 the same" in told
    assert "worse" not in told
    assert "Walk" not in told, "one person alone is behind that routine"


async def test_what_lies_further_back_than_30_days_is_out(bench: Bench) -> None:
    for user in range(30):
        await log(bench, str(user))
    await monday(bench)
    assert "about 30 sessions" in await page(bench)
    for _ in range(6):
        await monday(bench)
    assert "Too few people" in await page(bench)
    assert await bench.store.read(hashes) == 0
    assert await bench.store.read(of_servers) == 0


async def test_who_keeps_nothing_or_is_deleted_leaves_no_hash(bench: Bench) -> None:
    await log(bench, "1", diary="nothing")
    assert await bench.store.read(hashes) == 0
    await log(bench, "2")
    assert await bench.store.read(hashes) > 0
    await bench.store.run(people.forget, "2")
    assert await bench.store.read(hashes) == 0


async def test_a_hash_cannot_be_made_without_its_key_and_holds_no_id(bench: Bench) -> None:
    await log(bench, "424242424242424242")
    whos = await bench.store.read(lambda tx: tx.execute(select(seen.c.who).distinct()).scalars())
    assert len(whos) == len(community.periods(bench.now.date())), "each period hashes in its own way"
    assert all("4242" not in who and len(who) == 24 for who in whos)


async def test_once_the_key_is_gone_nothing_leads_from_a_hash_to_the_person(bench: Bench) -> None:
    await log(bench, "2")
    copy = await bench.store.read(lambda tx: tx.execute(select(seen.c.period, seen.c.who)).rows)
    named = {(row["period"], f"seen in {row['period']}") for row in copy}
    before = {await bench.store.read(lambda tx, what=what: tx.pseudonym("2", what)) for _, what in named}
    assert before == {row["who"] for row in copy}
    await bench.store.run(people.forget, "2")
    await log(bench, "2")
    after = {await bench.store.read(lambda tx, what=what: tx.pseudonym("2", what)) for _, what in named}
    assert before.isdisjoint(after)


async def test_worse_goes_to_the_host_from_the_first_case_without_server_or_person(bench: Bench) -> None:
    await log(bench, "1", "r2", "worse")
    await log(bench, "2", "r2", "easier")
    assert await bench.store.read(host) == {"worse:r2": 1}


async def test_a_check_in_through_the_conversation_is_counted_once(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it")
    bench.later(seconds=50)
    await bench.press("Stop here")  # The hold is over by now, so this card is an old one.
    await bench.press("Stop here", "2", "Easier", "No", "Keep a diary")
    end = community.monday(community.periods(bench.now.date())[0])
    found = await bench.store.read(counts.totals, "9", end, end)
    assert found["done"] == 1
    assert {name for name in found if name.startswith("easier:")}


async def test_something_wrong_in_a_routine_is_counted_for_the_host(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Something feels wrong", "I pressed by mistake")
    assert await bench.store.read(host) == {}
    await bench.press("Something feels wrong", "Ask me the questions")
    assert await bench.store.read(host) == {"stopped:r1": 1}


async def test_the_post_goes_to_the_channel_that_admins_set_and_only_then(bench: Bench) -> None:
    for user in range(30):
        await log(bench, str(user))
    assert await monday(bench) == ()
    await bench.store.run(guilds.save, "9", GuildSettings(community_channel="77"), bench.now)
    (post,) = await monday(bench)
    assert isinstance(post, Announce)
    assert post.channel_id == "77"
    assert len(post.nonce) <= 25
    assert "about 30 sessions" in "\n".join(post.card.body)


async def test_counted_up_twice_in_a_week_says_the_same(bench: Bench) -> None:
    for user in range(30):
        await log(bench, str(user))
    job = await bench.store.read(jobs.get, "community")
    assert job is not None
    await monday(bench)
    before = await page(bench)
    await carry_out(bench, job)
    assert await page(bench) == before


async def test_downtime_over_a_monday_loses_only_the_weeks_that_are_out(bench: Bench) -> None:
    for user in range(30):
        await log(bench, str(user))
    job = await bench.store.read(jobs.get, "community")
    assert job is not None
    bench.now = job.due_at + timedelta(days=16)
    await carry_out(bench, job)
    assert "about 30 sessions" in await page(bench)
    after = await bench.store.read(jobs.get, "community")
    assert after is not None
    assert timedelta(0) < after.due_at - bench.now <= timedelta(days=7)
    assert after.due_at.weekday() == 0


async def test_in_a_direct_message_there_is_no_server_to_tell_of(bench: Bench) -> None:
    bench.who = replace(bench.who, guild_id=None, direct=True)
    assert "Type /community there." in await page(bench)


def test_the_job_s_time_is_a_monday_morning() -> None:
    when: datetime = community.due(community.newest_over(START.date()) + 1)
    assert (when.weekday(), when.hour) == (0, 6)
