"""`/tips`: the first tip tests whether messages arrive, each is told once, and each has a way out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.effects import Direct, Show
from bot.core.records import Surface
from bot.flows import delivery, due, pages, tip_rows
from bot.storage import jobs, people, sessions
from bot.storage.tx import Tx

from .conftest import Bench
from .life import plays

DM = Surface(kind="dm", channel_id="77", message_id="88")


async def go(bench: Bench, path: str) -> Any:
    (said,) = await bench.run(pages.page, bench.who, path=path, surface=bench.surface)
    return said.card if isinstance(said, Show) else said


async def offered(bench: Bench) -> Any:
    """Somebody with a diary, before the offer for Berlin."""

    def known(tx: Tx) -> None:
        person = people.get_or_create(tx, "1", bench.now)
        people.save(tx, replace(person, age="18-49", told_intro=True, diary="keep", screened_at=bench.now))

    await bench.store.run(known)
    return await go(bench, "/tips/draft/Europe/Berlin")


async def timer(bench: Bench) -> Any:
    return await bench.store.read(jobs.get, "tip:1")


async def come(bench: Bench) -> Any:
    """Let the next tip's timer fall due; what it sends, if anything."""
    job = await timer(bench)
    bench.now = max(bench.now, job.due_at)
    return next(iter(await bench.run(due.due, job=job)), None)


async def arrive(bench: Bench, sent: Direct) -> Any:
    assert sent.about is not None
    return await bench.run(delivery.delivered, about=sent.about, surface=DM)


async def switched_on(bench: Bench) -> Direct:
    await offered(bench)
    first = await go(bench, "/tips/on/Europe/Berlin")
    assert isinstance(first, Direct)
    assert await timer(bench) is None
    (shown,) = await arrive(bench, first)
    assert shown.card.title == "It's on"
    return first


async def test_one_that_may_have_arrived_long_ago_does_not_come_a_second_time(bench: Bench) -> None:
    """Sent by a run that died before it heard of it; when the bot is back, it is too late for today's."""
    await switched_on(bench)
    sent = await come(bench)
    again = replace(await timer(bench), attempts=2)
    bench.later(hours=5)
    assert await bench.run(due.due, job=again) == ()
    following = await come(bench)
    assert following.nonce != sent.nonce
    assert following.card.body[0] != sent.card.body[0]


async def test_one_that_may_have_arrived_before_a_stop_does_not_come_after_it(bench: Bench) -> None:
    await switched_on(bench)
    sent = await come(bench)
    again = replace(await timer(bench), attempts=2)
    await hold(bench, True)
    assert await bench.run(due.due, job=again) == ()
    await hold(bench, False)
    assert (await come(bench)).card.body[0] != sent.card.body[0]


async def hold(bench: Bench, on: bool) -> None:
    """Something urgent was answered, or it is over."""
    person = await bench.person()
    await bench.store.run(lambda tx: people.save(tx, replace(person, hold=on)))


async def test_the_first_comes_at_once_and_the_others_twice_a_week(bench: Bench) -> None:
    card = await offered(bench)
    assert [button.action for button in card.buttons] == ["/tips/on/Europe/Berlin", "/tips/draft"]
    first = await switched_on(bench)
    ids, days = [first.card.title + first.card.body[0]], [bench.now]
    for _ in range(6):
        sent = await come(bench)
        assert isinstance(sent, Direct)
        assert [button.label for button in sent.card.buttons] == ["Read more", "Stop the tips"]
        assert "Evidence" in sent.card.body[1]
        assert sent.card.notify == "Your tip is ready"
        assert (await bench.run(due.due, job=await timer(bench)))[0] == sent  # a crash before it was known to be there
        await arrive(bench, sent)
        await arrive(bench, sent)
        ids.append(sent.card.title + sent.card.body[0])
        days.append(bench.now)
    assert len(set(ids)) == 7
    assert all(later - early > timedelta(days=6) for early, later in zip(days, days[2:], strict=False))


async def test_while_a_routine_runs_a_tip_waits(bench: Bench) -> None:
    await switched_on(bench)
    session = await bench.store.run(plays, bench.env, "1", bench.now)
    planned = await timer(bench)
    assert await come(bench) is None
    assert (await timer(bench)).due_at > planned.due_at
    await bench.store.run(sessions.erase, session)
    assert isinstance(await come(bench), Direct)


async def test_a_late_one_is_left_out_and_the_next_still_comes(bench: Bench) -> None:
    await switched_on(bench)
    bench.now = (await timer(bench)).due_at + timedelta(hours=5)
    assert await come(bench) is None
    assert (await timer(bench)).due_at > bench.now
    assert isinstance(await come(bench), Direct)


async def test_every_tip_can_be_stopped_and_closed_messages_stop_them(bench: Bench) -> None:
    await switched_on(bench)
    assert "No more tips come" in (await go(bench, "/tips/stop")).body[0]
    assert await timer(bench) is None
    assert tip_rows.kept_of(await bench.person()) is None
    await switched_on(bench)
    sent = await come(bench)
    await bench.run(delivery.undelivered, about=sent.about, code=50007)
    assert await timer(bench) is None
    await offered(bench)
    first = await go(bench, "/tips/on/Europe/Berlin")
    (shown,) = await bench.run(delivery.undelivered, about=first.about, code=50007)
    assert isinstance(shown, Show)
    assert "Nothing is switched on" in shown.card.body[0]
    assert await timer(bench) is None


async def test_who_ends_the_diary_or_is_to_see_someone_gets_none(bench: Bench) -> None:
    await switched_on(bench)
    person = await bench.person()
    await bench.store.run(lambda tx: people.save(tx, replace(person, hold=True)))
    assert await come(bench) is None
    assert await timer(bench) is not None
    await bench.store.run(lambda tx: people.save(tx, replace(person, diary="nothing")))
    assert await come(bench) is None


async def test_without_a_diary_or_a_place_these_are_asked_first(bench: Bench) -> None:
    assert "Type /back first" in (await go(bench, "/tips")).body[0]
    await offered(bench)
    assert (await go(bench, "/tips")).title == "Where are you?"
    person = await bench.person()
    await bench.store.run(lambda tx: people.save(tx, replace(person, diary="unset")))
    assert (await go(bench, "/tips/on/Europe/Berlin")).title == "Tips need a diary"
    assert (await go(bench, "/tips/keep")).title == "Where are you?"
