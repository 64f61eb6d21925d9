"""The check-in that comes: sent once or skipped for a reason, answered in three taps, and what the answers lead to."""

from datetime import timedelta

import pytest

from bot.core.effects import Direct
from bot.core.records import Job, Surface
from bot.flows import conversation, delivery, due
from bot.storage import jobs, sessions

from .life import MONDAY, Death, Life, day, plays, told

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_three_taps_and_one_report(life: Life) -> None:
    await life.days(1)
    assert next(iter(life.inbox.values())).card.notify == "Your check-in is ready"
    card = await life.press("4", "Same", "No")
    assert card.title == "Logged. Thank you."
    (report,) = await life.reports()
    assert report.values == {"nrs": 4, "feel": "same", "anything_new": "no"}
    assert (report.day, report.kind) == (MONDAY.date(), "micro")
    assert await told(life) == [(0, "answered", None)]
    await life.days(1.5)
    assert (await life.press("Same as last time (4)", "No")).title == card.title
    assert [one.values["nrs"] for one in await life.reports()] == [4, 4]


async def test_each_answer_is_kept_with_its_tap_and_back_takes_it_back(life: Life) -> None:
    await life.days(1)
    await life.press("9")
    assert [one.values for one in await life.reports()] == [{"nrs": 9}]
    await life.press("Back")
    assert await life.reports() == []
    await life.press("3", "Easier")
    assert [one.values for one in await life.reports()] == [{"nrs": 3, "feel": "easier"}]


async def test_a_double_press_and_an_old_card_change_nothing(life: Life) -> None:
    await life.days(1)
    old = {label: life.button(label).action for label in ("2", "7", "Skip today", "Ask me in 1 hour")}
    await life.press("2", "Same")
    for path in old.values():
        assert (await life.go(path)).title == "Anything new?"
    await life.press("No")
    for path in old.values():
        assert (await life.go(path)).title == "Logged. Thank you."
    assert [one.values["nrs"] for one in await life.reports()] == [2]


async def say(life: Life, text: str) -> Direct:
    """Write a direct message."""
    (said,) = await life.store.run(
        conversation.say, life.env, life.now, life.who, text=text, message_id=f"{life.user_id}{text}"
    )
    assert isinstance(said, Direct)
    return said


async def test_a_number_written_back_counts_as_the_tap_and_nothing_else_does(life: Life) -> None:
    await life.days(0.1)
    for text, title in (
        ("my 4 cats", "I only know backs"),
        ("6/10", "How does moving feel?"),
        ("7", "I only know backs"),
    ):
        assert (await say(life, text)).card.title == title, text
    assert [one.values for one in await life.reports()] == [{"nrs": 6}]


async def test_somebody_elses_check_in_does_not_open(life: Life) -> None:
    await life.days(1)
    path = life.button("4").action
    stranger = Life(life.store, life.env, f"{life.user_id}0", life.now)
    await stranger.begin()
    await stranger.go("/checkins/stop")
    assert (await stranger.go(path)).title == "This card is someone else's"
    assert await life.reports() == []


@pytest.mark.parametrize("death", ["after_deciding", "before_sending", "before_hearing", "before_finishing"])
async def test_killed_at_any_point_it_comes_once(life: Life, death: Death) -> None:
    await life.until(MONDAY + timedelta(hours=1, seconds=56), death)
    await life.days(3)
    assert await told(life) == [(0, "sent", None), (2, "sent", None)]
    assert len(life.inbox) == 2


async def on_its_way(life: Life) -> tuple[Job, Direct]:
    """The first check-in as its timer has made it; nobody has heard of its delivery yet."""
    await life.until(MONDAY + timedelta(minutes=55))
    life.now = MONDAY + timedelta(hours=1, minutes=1)
    (decides,) = await life.store.run(jobs.claim_due, life.now, "first", 9)
    await life.store.run(due.due, life.env, life.now, job=decides)
    await life.store.run(jobs.finish, decides.id)
    (sends,) = await life.store.run(jobs.claim_due, life.now, "first", 9)
    (sent,) = await life.store.run(due.due, life.env, life.now, job=sends)
    assert isinstance(sent, Direct)
    life.card = sent.card
    return sends, sent


async def test_a_press_proves_that_it_came(life: Life) -> None:
    """The run that sent it died before it heard of it, and the clock was put back by hours meanwhile."""
    job, sent = await on_its_way(life)
    await life.go(sent.opens or "")
    assert await told(life) == [(0, "sent", None)]
    assert await life.store.run(due.due, life.env, life.now, job=job) == ()


async def test_put_off_before_we_heard_that_it_came_it_comes_again(life: Life) -> None:
    """Discord's answer takes its time, and the member is quicker."""
    job, sent = await on_its_way(life)
    await life.press("Ask me in 1 hour")
    where = Surface(kind="dm", channel_id="5", message_id="1")
    await life.store.run(delivery.delivered, life.env, life.now, about=sent.about or "", surface=where)
    await life.store.run(jobs.finish, job.id)
    await life.days(0.5)
    (prompt,) = await life.prompts()
    assert list(life.inbox) == [f"c{prompt.id}s1"]


async def test_put_off_and_closed_meanwhile_it_is_skipped_for_that(life: Life) -> None:
    await life.days(0.1)
    await life.press("Ask me in 1 hour")
    life.closed = True
    await life.days(0.1)
    assert await told(life) == [(0, "skipped", "closed")]
    life.closed = False
    await life.go("/checkins")
    await life.press("Go on")
    await life.days(2)
    assert await told(life) == [(0, "skipped", "closed"), (2, "sent", None)]


async def test_late_within_the_window_it_says_so(life: Life) -> None:
    life.now = MONDAY + timedelta(hours=4)
    await life.until(life.now)
    ((_, first),) = life.inbox.items()
    assert first.card.body[0].startswith("I was away at <t:")
    assert [(one.status, one.late) for one in await life.prompts()] == [("sent", True)]


async def test_past_its_window_it_is_skipped_and_not_held_against_them(life: Life) -> None:
    life.now = MONDAY + timedelta(days=9, hours=3)
    await life.until(life.now)
    late = [(0, "skipped", "late"), (2, "skipped", "late"), (4, "skipped", "late"), (6, "skipped", "late")]
    assert await told(life) == [*late, (7, "skipped", "late"), (9, "sent", None)]
    assert (await life.schedule()).silent == 0
    assert len(life.inbox) == 1


async def test_three_without_an_answer_pause_politely_and_one_press_resumes(life: Life) -> None:
    await life.days(14)
    sent = [(0, "sent", None), (2, "sent", None), (4, "sent", None)]
    assert await told(life) == [*sent, (6, "skipped", "silence")]
    assert [one.card.notify for one in life.inbox.values()][-1] == "A note about your check-ins"
    assert len(life.inbox) == 4
    assert (await life.schedule()).why == "silence"
    await life.press("Ask me again")
    assert (await life.schedule()).status == "active"
    await life.days(1.5)
    assert (await told(life))[-1][1:] == ("sent", None)


async def test_an_answer_or_a_skip_by_hand_is_no_silence(life: Life) -> None:
    for label in ("Skip today", "3", "Skip today", "5", "Skip today"):
        await life.days(2.3)
        await life.press(label)
    assert (await life.schedule()).status == "active"
    assert (await life.schedule()).silent == 0


async def test_a_late_answer_counts_for_its_day(life: Life) -> None:
    at_nine = MONDAY + timedelta(hours=1)
    await life.days(1)
    first = life.card
    await life.days(3)
    now = life.now
    for _ in range(2):  # An old card asks how strong it is now: its number is not that day's.
        life.card = first
        shown = await life.go(life.button("3").action)
        assert shown.title == f"How strong was it on <t:{round(at_nine.timestamp())}:D>?"
        assert await life.reports() == []
    assert (await life.press("6", "Same")).title == "Anything new?"
    assert [(one.day, one.values["nrs"]) for one in await life.reports()] == [(day(0), 6)]
    halfway = life.card
    life.now = now + timedelta(days=5)
    for card, label in ((first, "3"), (halfway, "No")):
        life.card = card
        assert (await life.press(label)).title == "This one is too old"
        assert life.button("What can I do now?").action == "open"
    assert "anything_new" not in (await life.reports())[0].values
    assert (await life.person()).screened_at is not None


async def test_something_new_counts_however_late_it_is_told(life: Life) -> None:
    await life.days(1)
    halfway = await life.press("3", "Same")
    await life.days(9)
    life.card = halfway
    assert (await life.press("Yes")).body[0].startswith("Thanks for telling me")
    assert (await life.person()).screened_at is None
    assert "anything_new" not in (await life.reports())[0].values


async def test_a_number_written_on_a_later_day_is_asked_again_for_its_day(life: Life) -> None:
    await life.days(1.5)
    for text, title in (("7", "How strong was it on"), ("6", "How does moving feel?")):
        said = await say(life, text)
        assert said.card.title.startswith(title)
    assert [(one.day, one.values) for one in await life.reports()] == [(day(0), {"nrs": 6})]


async def test_a_stop_that_a_clinician_has_to_look_at_rests_the_check_ins(life: Life) -> None:
    await life.change_person(hold=True)
    await life.days(3)
    assert await told(life) == [(0, "skipped", "hold"), (2, "skipped", "hold")]
    await life.change_person(hold=False)
    await life.days(2)
    assert (await told(life))[-1] == (4, "sent", None)


async def test_while_a_routine_runs_a_check_in_waits(life: Life) -> None:
    """A buzz in the middle of a hold would be taken for its end."""
    life.now = MONDAY + timedelta(minutes=59)
    session = await life.store.run(plays, life.env, life.user_id, life.now)
    await life.until(MONDAY + timedelta(hours=1, minutes=20))
    assert life.inbox == {}
    await life.store.run(sessions.erase, session)
    await life.until(MONDAY + timedelta(hours=1, minutes=30))
    (sent,) = life.inbox.values()
    assert "away" not in " ".join(sent.card.body)
    assert [(one.status, one.late) for one in await life.prompts()] == [("sent", False)]


async def test_a_holiday_is_skipped_for_that_reason_and_ends_by_itself(life: Life) -> None:
    await life.go("/checkins/pause/week")
    await life.days(9)
    skipped = [(0, "skipped", "holiday"), (2, "skipped", "holiday"), (4, "skipped", "holiday")]
    assert await told(life) == [*skipped, (6, "skipped", "holiday"), (7, "sent", None)]
    assert (await life.schedule()).status == "active"


async def test_something_new_under_a_stop_leads_to_the_stop_and_never_round_it(life: Life) -> None:
    await life.days(1)
    await life.change_person(hold=True)
    assert (await life.press("4", "Same", "Yes")).title == "One question first"
    assert (await life.person()).hold


async def test_every_message_can_be_ended_on_the_spot(life: Life) -> None:
    life.now = MONDAY + timedelta(days=7, hours=1)
    await life.until(life.now + timedelta(hours=1))
    for label in ("3", "Same", "No", "4", "5", "6", "+1"):
        assert life.button("Stop check-ins").action == "/checkins/stop"
        await life.press(label)
    assert (await life.press("Stop check-ins")).title == "Check-ins are off"
    await life.days(7)
    assert len(life.inbox) == 1


async def test_what_was_begun_is_weighed_when_check_ins_are_stopped(life: Life) -> None:
    await worse(life, "2", "2")
    await life.days(2.3)
    await life.press("9", "Stop check-ins")
    person = await life.person()
    assert person.screened_at is None
    assert "no_pressure" in person.limits
    assert (await told(life))[-1][1] == "answered"


async def test_put_off_by_an_hour_once_however_often_it_is_pressed(life: Life) -> None:
    await life.until(MONDAY + timedelta(hours=1, minutes=1))
    snooze = life.button("Ask me in 1 hour").action
    assert (await life.go(snooze)).title.startswith("I'll ask again at")
    assert (await life.go(snooze)).title.startswith("I'll ask again at")
    await life.until(MONDAY + timedelta(hours=3))
    assert len(life.inbox) == 2
    await life.press("5", "Same", "No")
    assert await told(life) == [(0, "answered", None)]


async def test_put_off_and_answered_before_it_comes_again(life: Life) -> None:
    await life.until(MONDAY + timedelta(hours=1, minutes=1))
    await life.press("Ask me in 1 hour", "Answer now", "5", "Same", "No")
    await life.days(1)
    assert len(life.inbox) == 1


async def test_skipped_and_answered_after_all(life: Life) -> None:
    await life.days(1)
    assert (await life.press("Skip today")).title == "Skipped"
    assert await told(life) == [(0, "skipped", "asked")]
    await life.press("Answer after all", "4", "Same", "No")
    assert await told(life) == [(0, "answered", None)]


@pytest.mark.parametrize("answer", ["Yes", "Not sure"])
async def test_anything_new_leads_to_the_questions_also_where_nobody_presses_on(life: Life, answer: str) -> None:
    await life.days(1)
    card = await life.press("4", "Same", answer)
    assert card.body[0].startswith("Thanks for telling me")
    assert (await life.person()).screened_at is None
    assert next(one.values["anything_new"] for one in await life.reports()) in ("yes", "not_sure")
    await life.days(40)
    assert "1 of 6" in (await life.back()).title


async def worse(life: Life, *values: str) -> None:
    """Check-ins with these strengths."""
    for value in values:
        await life.days(2.3)
        await life.press(value, "Same", "No")


async def test_up_by_3_asks_the_questions_and_drops_pressing(life: Life) -> None:
    await worse(life, "3", "3", "6")
    assert life.card is not None
    assert life.card.body[0].startswith("Up by 3")
    person = await life.person()
    assert person.screened_at is None
    ends = person.limits["no_pressure"]
    assert ends is not None
    assert ends > life.now + timedelta(days=27)


async def test_worse_once_rests_from_pressing_and_twice_asks_the_questions(life: Life) -> None:
    await life.days(1)
    card = await life.press("4", "Worse", "No")
    assert "No pressing for 2 days" in card.body[0]
    assert (await life.person()).screened_at is not None
    await life.days(2)
    card = await life.press("4", "Worse", "No")
    assert card.body[0].startswith("Worse twice in a row")
    assert (await life.person()).screened_at is None


async def test_one_left_halfway_is_weighed_when_the_next_is_due(life: Life) -> None:
    await worse(life, "2")
    await life.days(2)
    await life.press("8")
    await life.days(2)
    assert [one.values.get("nrs") for one in await life.reports()] == [2, 8]
    assert (await life.person()).screened_at is None
    assert "no_pressure" in (await life.person()).limits
