"""What comes beside the few taps of a check-in: the week, own activities, how to go on, and closed direct messages."""

from datetime import timedelta

import pytest

from bot.core.records import CheckIn
from bot.flows import closed
from bot.storage import checkins, packs, plans
from bot.storage.tx import Tx

from .life import MONDAY, Life, day, told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_closed_direct_messages_pause_and_the_next_command_tells(life: Life) -> None:
    life.closed = True
    await life.days(5)
    assert await told(life) == [(0, "skipped", "closed")]
    assert (await life.schedule()).why == "closed"
    line = "direct messages are closed"
    await life.change_person(hold=True)
    assert line in " ".join((await life.command("/community")).body)
    for path in ("/community", "/learn/ql", "/progress", None):
        assert line not in " ".join((await life.command(path)).body)
    life.closed = False
    await life.change_person(hold=False)
    await life.go("/checkins/resume")
    life.closed = True
    await life.days(3)
    assert (await life.schedule()).why == "closed"
    assert line in " ".join((await life.command(None, routine_id="r4")).body)


async def test_closed_messages_are_told_in_the_own_words_of_check_ins_and_never_above_an_urgent_card(
    life: Life,
) -> None:
    line, own_words = "direct messages are closed", life.env.pack.texts[closed.OWN_WORDS]
    life.closed = True
    await life.days(1)
    await life.go("/checkin/own", {"first": ("I can't feel when I pee",)})
    assert (await life.command(None)).tone == "urgent"
    assert closed.TOLD not in (await life.schedule()).own
    await life.change_person(hold=False)
    shown = (await life.command("/checkins")).body
    assert own_words in shown
    assert line not in " ".join(shown)
    assert line not in " ".join((await life.command("/progress")).body)


async def test_the_week_is_asked_about_after_the_few_taps(life: Life) -> None:
    life.now = MONDAY + timedelta(days=6, hours=1)
    await life.until(life.now + timedelta(hours=1))
    assert (await life.press("3", "Same", "No")).title == "Logged. Thank you."
    await life.days(1)
    card = await life.press("3", "Same", "No")
    assert card.title == "Your week: 1 of 4"
    assert card.small is not None
    assert "Krebs" in card.small
    await life.press("4", "5", "Back", "3", "2", "+1")
    kinds = {one.kind: one.values for one in await life.reports() if one.day == day(7)}
    assert kinds["peg"] == {"p": 4, "e": 3, "g": 2}
    assert kinds["change"] == {"change": 1}
    await life.days(2)
    assert (await life.press("3", "Same", "No")).title == "Logged. Thank you."


async def test_the_week_can_wait_for_the_next_check_in(life: Life) -> None:
    life.now = MONDAY + timedelta(days=7, hours=1)
    await life.until(life.now + timedelta(hours=1))
    card = await life.press("3", "Same", "No", "4", "Not now")
    assert card.title == "Logged. Thank you."
    assert {one.kind for one in await life.reports()} == {"micro"}
    await life.days(2)
    assert (await life.press("3", "Same", "No")).title == "Your week: 1 of 4"


async def test_own_activities_are_named_rated_and_asked_again_in_week_2(life: Life) -> None:
    await life.go("/checkin/own", {"first": ("sit  through\na film",), "second": ("lift my child",)})
    assert life.card is not None
    assert "sit through a film" in life.card.body[0]
    assert (await life.press("4", "6")).body[0] == "I ask about it every two weeks."
    life.now = MONDAY + timedelta(days=14, hours=1)
    await life.until(life.now + timedelta(hours=1))
    await life.press("3", "Same", "No", "1", "1", "1", "0", "2")
    card = await life.press("3")
    assert card.body[0].startswith("Harder than last time")
    assert [one.values for one in await life.reports() if one.kind == "psfs"] == [{"1": 4, "2": 6}, {"1": 2, "2": 3}]


async def test_an_activity_that_is_rated_unasked_is_weighed_too(life: Life) -> None:
    film = {"first": ("sit through a film",), "second": ("lift my child",)}
    await life.go("/checkin/own", film)
    await life.press("7", "6")
    await life.days(1)
    await life.go("/checkin/own", film)
    assert (await life.press("6")).title == "Something you find hard"
    assert (await life.person()).limits == {}
    assert (await life.press("4")).body[0].startswith("Harder than last time")
    person = await life.person()
    assert person.screened_at is None
    assert "no_pressure" in person.limits
    assert [one.values for one in await life.reports() if one.kind == "psfs"] == [{"1": 7, "2": 6}, {"1": 6, "2": 4}]


async def test_nothing_written_ends_it_and_new_words_get_new_numbers(life: Life) -> None:
    await life.go("/checkin/own", {"first": ("sit through a film",), "second": ()})
    await life.go("/checkin/own", {"first": ("",), "second": ("",)})
    assert "activities" not in (await life.schedule()).own
    await life.go("/checkin/own", {"first": ("walk the dog",)})
    assert list((await life.schedule()).own["activities"]) == ["3"]  # pyright: ignore


async def test_words_of_danger_among_activities_lead_to_their_card_and_plain_ones_do_not(life: Life) -> None:
    for plain in ("sit", "sitting", "sit down", "sitting for long", "walk the dog", "get dressed"):
        await life.go("/checkin/own", {"first": (plain,)})
        assert plain in dict((await life.schedule()).own["activities"]).values()  # pyright: ignore
    card = await life.go("/checkin/own", {"first": ("I can't feel when I pee",)})
    assert "emergency" in " ".join(card.body).lower()
    assert "I can't feel when I pee" not in str((await life.schedule()).own)


async def test_after_six_weeks_it_is_asked_once_and_goes_on_as_now(life: Life) -> None:
    life.now = MONDAY + timedelta(days=42, hours=1)
    await life.until(life.now + timedelta(hours=1))
    last = await life.press("3", "Same", "No")
    for _ in range(2):  # A double press of the last answer.
        life.card = last
        assert (await life.press("Not now")).title == "Six weeks of check-ins"
    assert (await life.press("As now")).body[0] == "It goes on as now."
    days = (await life.schedule()).days
    await life.days(2)
    assert (await life.press("3", "Same", "No", "Not now")).title == "Logged. Thank you."
    assert (await life.schedule()).days == days


async def test_the_six_weeks_question_left_alone_does_not_come_back(life: Life) -> None:
    life.now = MONDAY + timedelta(days=42, hours=1)
    await life.until(life.now + timedelta(hours=1))
    assert (await life.press("3", "Same", "No", "Not now")).title == "Six weeks of check-ins"
    await life.days(2)
    assert (await life.press("3", "Same", "No", "Not now")).title == "Logged. Thank you."


async def test_after_six_weeks_every_two_weeks(life: Life) -> None:
    life.now = MONDAY + timedelta(days=42, hours=1)
    await life.until(life.now + timedelta(hours=1))
    card = await life.press("3", "Same", "No", "Not now")
    assert card.title == "Six weeks of check-ins"
    await life.press("Every 2 weeks")
    await life.days(30)
    days = [one[0] for one in await told(life) if one[0] > 42]
    assert days == [56, 70]
    await life.go("/checkins/change")
    await life.go(life.button("Days").action, {"days": ("2", "4")})
    await life.press("Yes, change it")
    before = len(life.inbox)
    await life.days(7)
    assert {one.day.isoweekday() for one in (await life.prompts())[-2:]} == {2, 4}
    assert len(life.inbox) > before


async def test_what_was_done_comes_from_the_diary_or_in_the_same_tap(life: Life) -> None:
    await life.store.run(plan_runs, life)
    await life.days(1)
    assert [one.label for one in (await life.press("4")).buttons][:6] == [
        *("Easier, did some", "Same, did some", "Worse, did some"),
        *("Easier, did none", "Same, did none", "Worse, did none"),
    ]
    await life.press("Easier, did some", "No")
    await life.store.run(did_a_routine, life)
    await life.days(1.5)
    assert [one.label for one in (await life.press("4")).buttons][:3] == ["Easier", "Same", "Worse"]
    await life.press("Same", "No")
    assert [one.values["done"] for one in await life.reports()] == ["part", "all"]


def plan_runs(tx: Tx, life: Life) -> None:
    packs.keep(tx, life.env.active, life.env.texts[life.env.active], life.now)
    plans.start(tx, user_id=life.user_id, topic="back", outcome="posture", started_on=day(0), pack_hash=life.env.active)


def did_a_routine(tx: Tx, life: Life) -> None:
    done = CheckIn(
        user_id=life.user_id,
        session_id=int(life.user_id),
        seq=1,
        at=life.now,
        topic="back",
        routines=("r4",),
        pack_hash=life.env.active,
        done="all",
        feel="same",
    )
    checkins.add(tx, done)
