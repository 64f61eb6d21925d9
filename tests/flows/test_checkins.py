"""`/checkins`: agreed to on a card with its next times, one timer, and nothing switched on without a test message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.core.cards import FormValues
from bot.core.effects import AskPage, Direct, Show
from bot.core.records import PauseReason, Prompt, Surface
from bot.flows import delivery, pages, schedule_next
from bot.storage import jobs, people, prompts, schedules
from bot.storage.tx import Tx

from .conftest import Bench

DM = Surface(kind="dm", channel_id="77", message_id="88")


def known(tx: Tx, now: datetime, diary: str = "keep") -> None:
    """Somebody who has begun, with or without a diary."""
    person = people.get_or_create(tx, "1", now)
    people.save(tx, replace(person, age="18-49", told_intro=True, diary=diary, screened_at=now))  # type: ignore[arg-type]


async def go(bench: Bench, path: str, values: FormValues | None = None) -> Any:
    """Visit a page; its card, or the form that it opens."""
    (said, *_) = await bench.run(pages.page, bench.who, path=path, values=values, surface=bench.surface)
    return said.card if isinstance(said, Show) else said


async def press(bench: Bench, card: Any, label: str, values: FormValues | None = None) -> Any:
    """Press a button of a page's card, by the start of its label; a form is sent with these values."""
    (button, *_) = [one for one in card.buttons if one.label.startswith(label)]
    said = await go(bench, button.action, None)
    return await go(bench, said.path, values or {}) if isinstance(said, AskPage) else said


async def begin(bench: Bench) -> Any:
    """A diary, and the card of the shipped choices for Berlin."""
    await bench.store.run(lambda tx: known(tx, bench.now))
    return await go(bench, "/checkins/place", {"where": ("Berlin",)})


async def switch_on(bench: Bench, card: Any | None = None) -> Any:
    """Confirm, and let the test message arrive."""
    said = await press(bench, card or await begin(bench), "Yes")
    assert isinstance(said, Direct)
    assert said.about is not None
    (shown,) = await bench.run(delivery.delivered, about=said.about, surface=DM)
    assert isinstance(shown, Show)
    return shown.card


async def kept(bench: Bench) -> Any:
    """Their schedule."""
    return await bench.store.read(schedules.get, "1")


async def timer(bench: Bench) -> Any:
    return await bench.store.read(jobs.get, "checkin:1")


def words(card: Any) -> str:
    return "\n".join((card.title, *card.body))


async def test_who_keeps_no_diary_is_asked_for_one_first(bench: Bench) -> None:
    assert "Type /back first" in words(await go(bench, "/checkins"))
    await bench.store.run(lambda tx: known(tx, bench.now, "unset"))
    card = await go(bench, "/checkins/place", {"where": ("Berlin",)})
    assert card.title == "Check-ins need a diary"
    card = await press(bench, card, "Keep a diary")
    assert "Berlin, Germany" in words(card)
    assert (await go(bench, "/checkins")).title == "Where are you?"
    person = await bench.person()
    assert (person.diary, person.purge_at) == ("keep", None)
    assert "Nothing is switched on" in words(await go(bench, "/checkins/no"))


async def test_nothing_is_kept_before_the_test_message_arrived(bench: Bench) -> None:
    card = await begin(bench)
    assert "**Mon, Wed, Fri, Sun** at **08:00**" in words(card)
    assert "- Wednesday 4 March, 08:00\n- Friday 6 March, 08:00\n- Sunday 8 March, 08:00" in words(card)
    said = await press(bench, card, "Yes")
    assert await bench.store.read(schedules.get, "1") is None
    assert said.card.buttons[0].action == "/checkins/stop"
    assert said.card.notify == "Your messages will come here"
    (shown,) = await bench.run(delivery.undelivered, about=said.about, code=50007)
    assert isinstance(shown, Show)
    assert "Nothing is switched on" in words(shown.card)
    assert await bench.store.read(schedules.get, "1") is None
    assert await timer(bench) is None
    assert isinstance(await press(bench, shown.card, "Try again"), Direct)


async def test_it_is_on_with_one_timer_at_the_next_wall_time(bench: Bench) -> None:
    card = await switch_on(bench)
    assert card.title == "It's on"
    schedule = await kept(bench)
    assert (schedule.status, schedule.days, schedule.zone) == ("active", (1, 3, 5, 7), "Europe/Berlin")
    day, at = schedule_next.planned(await timer(bench))
    assert at == datetime(2026, 3, 4, 7, tzinfo=UTC)
    assert day.isoformat() == "2026-03-04"
    assert timedelta() <= (await timer(bench)).due_at - at < timedelta(minutes=1)
    await bench.run(delivery.delivered, about="optin:1/1357/0800/2100-0800/Europe/Berlin", surface=DM)
    assert len([job for job in await bench.store.read(jobs.of_person, "1") if job.kind == "checkin"]) == 1


async def test_the_clocks_change_is_shown_before_it_is_confirmed(bench: Bench) -> None:
    bench.now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    card = await begin(bench)
    assert "The clocks change on Sunday 29 March. It stays 08:00 for you." in words(card)
    card = await press(bench, card, "Time")
    card = await press(bench, card, "Another time", {"at": ("2:30",)})
    assert "there is no 02:30 that day. It comes at 03:00" in words(card)
    assert "They are now 21:00 to 02:30" in words(card)


async def test_each_part_can_be_changed_on_the_card(bench: Bench) -> None:
    card = await begin(bench)
    card = await press(bench, card, "Days", {"days": ("6", "2")})
    assert "**Tue, Sat**" in words(card)
    assert "Nothing was ticked" in words(await press(bench, card, "Days"))
    card = await press(bench, await press(bench, card, "Time"), "18:00")
    card = await press(bench, card, "Quiet hours", {"from": ("22",), "to": ("7:30 am",)})
    assert "22:00 to 07:30" in words(card)
    assert "can't read “soon” as a time" in words(
        await press(bench, card, "Quiet hours", {"from": ("22",), "to": ("soon",)})
    )
    card = await press(bench, card, "Place", {"where": ("Sydney",)})
    assert "**Tue, Sat** at **18:00**" in words(card)
    assert "Sydney, Australia (it's 05:00 there now)" in words(card)
    card = await press(bench, card, "Quiet hours")
    assert "Quiet hours: none" in words(card)
    await switch_on(bench, card)
    schedule = await kept(bench)
    assert (schedule.days, schedule.at.hour, schedule.quiet, schedule.zone) == ((2, 6), 18, None, "Australia/Sydney")


async def test_the_time_on_a_clock_is_enough_to_find_the_place(bench: Bench) -> None:
    await bench.store.run(lambda tx: known(tx, bench.now))
    card = await press(bench, await go(bench, "/checkins"), "Say where", {"clock": ("7 pm",)})
    card = await press(bench, card, "Berlin")
    assert "it's 19:00 there now" in words(card)
    card = await press(bench, await go(bench, "/checkins"), "Say where", {"where": ("Qwx @everyone",)})
    assert "I don't know “Qwx everyone”" in words(card)
    nowhere = await press(bench, card, "Write it again", {"clock": ("19:15",)})
    assert "I know no place where it is 19:15 now" in words(nowhere)
    assert "Nothing was written" in words(await press(bench, card, "Write it again"))


async def test_the_language_of_a_client_suggests_a_clock_and_no_more(bench: Bench) -> None:
    await bench.store.run(lambda tx: known(tx, bench.now))
    bench.who = replace(bench.who, locale="pl")
    card = await go(bench, "/checkins")
    assert [button.label for button in card.buttons] == ["It's 19:00 here, as in Warsaw, Poland", "Say where I am"]
    assert "Warsaw, Poland (it's 19:00 there now)" in words(await press(bench, card, "It's 19:00"))
    bench.who = replace(bench.who, locale="en-US")
    assert [button.label for button in (await go(bench, "/checkins")).buttons] == ["Say where I am"]


async def test_a_change_counts_at_once_and_moves_the_timer(bench: Bench) -> None:
    await switch_on(bench)
    card = await press(bench, await go(bench, "/checkins"), "Change")
    card = await press(bench, await press(bench, card, "Time"), "20:00")
    card = await press(bench, card, "Yes, change it")
    assert card.title == "Changed"
    assert schedule_next.planned(await timer(bench))[1] == datetime(2026, 3, 2, 19, tzinfo=UTC)
    await go(bench, "/checkins/skip/2026-03-02")
    card = await press(bench, await go(bench, "/checkins"), "Change")
    assert "The next 3:\n- Wednesday 4 March, 20:00" in words(card), "a day that has had its check-in gets no second"


async def test_a_day_is_skipped_once_however_often_it_is_pressed(bench: Bench) -> None:
    await switch_on(bench)
    card = await go(bench, "/checkins")
    (button, *_) = [one for one in card.buttons if one.label.startswith("Skip Wednesday")]
    for _ in range(2):
        card = await go(bench, button.action)
        assert "All right, none on Wednesday 4 March." in words(card)
        assert "The next 3:\n- Friday 6 March" in words(card)
    asked = await bench.store.read(prompts.of_person, "1")
    assert [(one.status, one.why, one.day.isoformat()) for one in asked] == [("skipped", "asked", "2026-03-04")]


async def test_a_holiday_has_an_end_and_can_be_cut_short(bench: Bench) -> None:
    await switch_on(bench)
    card = await press(bench, await go(bench, "/checkins"), "Pause")
    card = await press(bench, card, "1 week")
    assert "I'm back on Monday 9 March." in words(card)
    assert await timer(bench) is not None
    card = await press(bench, await go(bench, "/checkins/pause"), "Until a date", {"date": ("2026-3-20",)})
    assert "I'm back on Friday 20 March." in words(card)
    card = await press(bench, await go(bench, "/checkins"), "Change")
    assert "The next 3:\n- Friday 20 March" in words(card)
    card = await press(bench, card, "Yes, change it")
    assert "I'm back on Friday 20 March." in words(card)
    wrong = await press(bench, await go(bench, "/checkins/pause"), "Until a date", {"date": ("2025-03-20",)})
    assert "I can't use “2025-03-20”" in words(wrong)
    for typed, told in (("25/12", "25/12"), ("https://x.y/*z*", "https:/x.y/z")):
        wrong = await press(bench, await go(bench, "/checkins/pause"), "Until a date", {"date": (typed,)})
        assert f"I can't use “{told}”" in words(wrong)
    card = await press(bench, wrong, "Go on")
    assert "The next 3:" in words(card)
    assert (await kept(bench)).status == "active"


async def test_stop_works_for_ever_and_for_everybody(bench: Bench) -> None:
    assert "Nothing more comes" in words(await go(bench, "/checkins/stop"))
    await switch_on(bench)
    card = await go(bench, "/checkins/stop")
    assert "Nothing more comes" in words(card)
    assert await timer(bench) is None
    assert (await kept(bench)).status == "stopped"
    card = await press(bench, card, "Start again")
    assert (await switch_on(bench, card)).title == "It's on"


async def test_a_stop_that_a_clinician_has_to_look_at_leaves_only_stopping(bench: Bench) -> None:
    await switch_on(bench)
    person = await bench.person()
    await bench.store.run(lambda tx: people.save(tx, replace(person, hold=True)))
    card = await go(bench, "/checkins")
    assert "Check-ins wait until then" in words(card)
    await press(bench, card, "Stop")
    assert (await kept(bench)).status == "stopped"


async def test_closed_messages_are_tried_again_before_it_goes_on(bench: Bench) -> None:
    await switch_on(bench)
    await bench.store.run(close)
    assert "could not send you a DM" in words(await go(bench, "/checkins"))
    said = await press(bench, await go(bench, "/checkins"), "Go on")
    assert isinstance(said, Direct)
    assert said.about is not None
    await bench.run(delivery.delivered, about=said.about, surface=DM)
    assert (await kept(bench)).status == "active"


async def test_a_change_ends_a_pause_for_silence(bench: Bench) -> None:
    await switch_on(bench)
    await bench.store.run(lambda tx: close(tx, "silence"))
    card = await press(bench, await go(bench, "/checkins"), "Change")
    await press(bench, card, "Yes, change it")
    assert (await kept(bench)).status == "active"
    assert await timer(bench) is not None


def close(tx: Tx, why: PauseReason = "closed") -> None:
    schedule = schedules.get(tx, "1")
    assert schedule is not None
    schedules.save(tx, replace(schedule, status="paused", why=why))
    schedule_next.cancel(tx, "1")


@pytest.mark.parametrize(
    "path", ["/checkins/draft/99/0800/-/Europe/Berlin", "/checkins/confirm/1/0800/-", "/checkins/x"]
)
async def test_a_damaged_button_shows_how_it_stands(bench: Bench, path: str) -> None:
    await switch_on(bench)
    assert "from an older card" in words(await go(bench, path))


async def test_deleting_takes_the_schedule_and_its_timer(bench: Bench) -> None:
    await switch_on(bench)
    await bench.store.run(people.forget, "1")
    assert await timer(bench) is None
    assert await bench.store.read(schedules.get, "1") is None
    assert await bench.run(delivery.delivered, about="optin:1/1357/0800/-/Europe/Berlin", surface=DM) == ()


async def test_a_start_mends_timers_that_other_time_zones_or_failures_left(bench: Bench) -> None:
    await switch_on(bench)
    right = await timer(bench)

    def mend(tx: Tx) -> None:
        assert schedule_next.mend(tx, bench.now, most=1) == "1"
        assert schedule_next.mend(tx, bench.now, "1", most=1) == ""

    def planned_wrongly(tx: Tx) -> None:
        payload: dict[str, object] = {**right.payload, "at": (right.due_at + timedelta(hours=1)).isoformat()}
        jobs.put(tx, "checkin", "checkin:1", right.due_at + timedelta(hours=1), user_id="1", payload=payload)

    def given_up(tx: Tx) -> None:
        (job,) = jobs.claim_due(tx, right.due_at, "run")
        jobs.bury(tx, job.id, "failed")

    for broken in (planned_wrongly, given_up, lambda tx: schedule_next.cancel(tx, "1")):
        await bench.store.run(broken)
        await bench.store.run(mend)
        mended = await timer(bench)
        assert (mended.due_at, mended.payload, mended.state) == (right.due_at, right.payload, "pending")
    await go(bench, "/checkins/stop")
    await bench.store.run(lambda tx: schedule_next.mend(tx, bench.now))
    assert await timer(bench) is None


ACTS = st.sampled_from(("skip", "week", "resume", "stop", "start", "due", "time", "place", "down"))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=1, max_size=14))
@example(["down", "due", "due", "place", "due", "week", "due", "due", "due", "due", "resume"])
async def test_whatever_is_pressed_each_day_has_one_fate_and_one_timer(bench: Bench, acts: list[str]) -> None:
    await bench.store.run(people.forget, "1")
    bench.now = datetime(2026, 3, 26, 12, tzinfo=UTC)
    await switch_on(bench)
    zone = "Europe/Berlin"
    for act in acts:
        zone = await live(bench, act, zone)
        schedule = await kept(bench)
        job = await timer(bench)
        assert (job is not None) == (schedule.status != "stopped")
        if job is not None:
            day, at = schedule_next.planned(job)
            wall = at.astimezone(ZoneInfo(schedule.zone))
            assert (wall.date(), wall.time()) == (day, schedule.at)
            assert day.isoweekday() in schedule.days
            assert await bench.store.read(prompts.for_day, "1", day, "micro") is None
    asked = await bench.store.read(prompts.of_person, "1")
    assert len({one.day for one in asked}) == len(asked)


async def live(bench: Bench, act: str, zone: str) -> str:
    """One act of a member, or of time."""
    job = await timer(bench)
    if act == "skip" and job:
        await go(bench, f"/checkins/skip/{schedule_next.planned(job)[0].isoformat()}")
    elif act == "due" and job:
        bench.now = max(bench.now, job.due_at)
        await bench.store.run(taken, schedule_next.planned(job))
    elif act == "down":
        bench.later(days=5, hours=7)
    elif act == "place":
        zone = "Asia/Tokyo" if zone == "Europe/Berlin" else "Europe/Berlin"
        await confirmed(bench, f"/checkins/confirm/1357/0800/2100-0800/{zone}")
    elif act == "time":
        await confirmed(bench, f"/checkins/confirm/1246/1930/-/{zone}")
    elif act == "start":
        await confirmed(bench, f"/checkins/confirm/1357/0800/2100-0800/{zone}")
    elif act in ("resume", "stop"):
        await go(bench, f"/checkins/{act}")
    elif act == "week":
        await go(bench, "/checkins/pause/week")
    schedule = await kept(bench)
    return schedule.zone


async def confirmed(bench: Bench, path: str) -> None:
    said = await go(bench, path)
    if isinstance(said, Direct) and said.about:
        await bench.run(delivery.delivered, about=said.about, surface=DM)


def taken(tx: Tx, planned: Any) -> None:
    """What the work of a timer does with the schedule: the day gets its prompt, and the next one is planned."""
    schedule = schedules.get(tx, "1")
    assert schedule is not None
    day, at = planned
    prompts.plan(tx, Prompt(user_id="1", day=day, kind=schedule_next.PROMPT, due_at=at, status="sent"))
    schedule_next.plan_next(tx, schedule, at)
