"""What is left lying for long: old cards, unfinished check-ins, answers behind an urgent card."""

from bot.core.effects import Edit, Post, Show
from bot.flows import conversation, mention, routine
from bot.flows.tidy import tidy
from bot.storage import checkins

from .conftest import Bench

RESULT = ("Ball slips", "That's all", "None", "Soft gap")


async def diary(bench: Bench) -> None:
    """One routine stopped early, checked in, and a diary kept."""
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Stop here", "2", "Same", "No", "Keep a diary")


async def test_an_old_card_asks_what_every_start_asks_before_it_does_anything(bench: Bench) -> None:
    await diary(bench)
    bench.later(days=1)
    await bench.open()
    await bench.press("2", *RESULT)
    old = bench.shown
    assert old.card.buttons[0].label == "Start"
    bench.later(days=25)
    card = await bench.press_at(old, 0)
    assert await bench.node() == "new", card.title
    bench.later(days=5)
    await bench.press_at(old, 0)
    assert await bench.node() == "q:q1"


async def test_a_paused_routine_is_not_gone_on_with_days_later(bench: Bench) -> None:
    await diary(bench)
    bench.later(days=1)
    await bench.open()
    await bench.press("2", *RESULT, "Start", "I'm ready", "Got it", "Pause")
    bench.later(days=20)
    await bench.press_at(bench.shown, 0)
    assert await bench.node() == "new"


async def test_a_check_in_under_way_is_logged_before_something_else_begins(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Stop here", "2", "Easier")
    await bench.run(routine.open_routine, bench.who, routine_id="r4", surface=bench.surface)
    kept = await bench.store.read(checkins.recent, "1", 5)
    assert [(one.before, one.after, one.feel, one.anything_new) for one in kept] == [(2, 2, "easier", None)]


async def test_a_check_in_waits_half_a_day_and_is_given_then(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Stop here")
    bench.later(hours=13)
    card = await bench.open()
    assert card.title == "How strong is it now?"
    await bench.press("1", "Easier", "No")
    assert len(await bench.store.read(checkins.recent, "1", 5)) == 1


async def test_answers_behind_an_urgent_card_are_erased_after_an_hour(bench: Bench) -> None:
    await bench.open()
    await bench.press("18", "Yes")
    assert await bench.node() == "urgent"
    bench.later(hours=1, minutes=1)
    await bench.store.run(tidy, bench.now)
    assert await bench.session() is None
    assert (await bench.open()).title == "One question first"


async def test_urgent_words_end_a_running_hold_on_its_own_card(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it")
    said = await bench.run(mention.hear, bench.who, text="there is blood in my pee")
    assert [type(one) for one in said] == [Post, Edit]
    assert "Breathe slowly" not in " ".join(said[1].card.body)  # pyright: ignore
    said = await bench.run(conversation.say, bench.who, text="hello?", message_id="5")
    assert "pee" not in said[0].card.title.lower()  # pyright: ignore
    assert await bench.node() == "urgent"


async def test_a_hold_begins_when_its_card_is_opened_not_when_it_was_heard(bench: Bench) -> None:
    await bench.run(mention.hear, bench.who, text="there is blood in my pee")
    assert not (await bench.person()).hold
    await bench.open()
    assert (await bench.person()).hold


async def test_a_crisis_card_waits_for_whatever_is_opened_next(bench: Bench) -> None:
    await bench.run(mention.hear, bench.who, text="i want to die")
    said = await bench.run(routine.open_routine, bench.who, routine_id="r4", surface=bench.surface)
    assert isinstance(said[0], Show)
    assert said[0].card.title == "You don't have to be alone with this"
    assert said[0].session_id is None


async def test_nothing_tells_later_that_someone_wrote_urgent_words(bench: Bench) -> None:
    await bench.run(mention.hear, bench.who, text="there is blood in my pee")
    bench.later(minutes=11)
    await bench.store.run(tidy, bench.now)
    assert "heard" not in str((await bench.person()).facts)


async def test_one_public_answer_in_ten_minutes_and_one_more_for_urgent_words(bench: Bench) -> None:
    texts = ("hello", "hello", "there is blood in my pee", "there is blood in my pee", "hello")
    answers = [
        bool([s for s in await bench.run(mention.hear, bench.who, text=t) if isinstance(s, Post)]) for t in texts
    ]
    assert answers == [True, False, True, False, False]
    bench.later(minutes=10)
    assert await bench.run(mention.hear, bench.who, text="hello")


async def test_something_feels_wrong_logs_what_was_done_and_asks_for_the_strength_again(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Something feels wrong", "Ask me", *["No"] * 6)
    assert bench.card.title == "How strong is it now?"


async def test_an_urgent_mention_during_a_routine_cannot_be_closed_away(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it")
    await bench.run(mention.hear, bench.who, text="I can't feel when I pee")
    await bench.press("Close")
    assert (await bench.person()).hold
    assert (await bench.open()).title == "One question first"


async def test_an_old_card_shows_what_a_mention_made_ready_and_its_hold_is_on(bench: Bench) -> None:
    await bench.to_result()
    old = bench.shown
    await bench.run(mention.hear, bench.who, text="I can't feel when I pee")
    await bench.press_at(old, 0)
    assert await bench.node() == "urgent"
    assert (await bench.person()).hold


async def test_worse_counts_although_the_third_tap_never_came(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Stop here", "6", "Worse")
    await bench.run(routine.open_routine, bench.who, routine_id="r7", surface=bench.surface)
    assert await bench.node() == "q:q1"
    assert "no_pressure" in str((await bench.person()).facts["earned"])


async def test_danger_in_words_logs_what_was_done_before(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it", "Stop here", "5")
    await bench.run(conversation.say, bench.who, text="there is blood in my pee", message_id="5")
    kept = await bench.store.read(checkins.recent, "1", 5)
    assert [(one.after, one.feel) for one in kept] == [(5, None)]


async def test_an_answer_that_is_changed_takes_back_what_it_had_set(bench: Bench) -> None:
    await bench.open()
    await bench.press("18", *["No"] * 6, "2", "Nothing", "Goes below")
    assert (await bench.person()).stop == "gentle_only"
    await bench.press("Change an answer", "Where is it", "Soft gap")
    assert (await bench.person()).stop is None
    assert (await bench.session()) is not None


async def test_a_slip_may_be_taken_back_on_each_question(bench: Bench) -> None:
    await bench.open()
    await bench.press("18", "Yes", "I tapped wrong", "No", "Yes", "I tapped wrong", "No")
    assert await bench.node() == "q:q3"
