"""kill -9 at any instant, and a start: a routine is where the clock says, nothing is lost, counted or sent twice."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from bot.playground import Card, Person
from bot.playground.rest import Call, Reply

from .conftest import Town, play_through, press, walk

NO = ["No"] * 6
TO_RESULT = ["18", *NO, "3", "Ball slips", "That's all", "None", "Soft gap"]
TO_FIRST_HOLD = [*TO_RESULT, "Start", "I'm ready", "Got it"]
AWAY = "I was away from"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


def faces(person: Person) -> list[tuple[str, str, tuple[str, ...]]]:
    """Everything that this person sees."""
    return [(card.id, card.text, tuple(card.custom_ids)) for card in person.messages()]


def kind_of(town: Town) -> str:
    """The kind of card on which Mia is, with the phase of what runs."""
    sql = "select json_extract(state, '$.node'), json_extract(state, '$.playing.phase') from sessions where open"
    ((node, phase),) = town.rows(sql)
    return f"{node} {phase}" if node == "play" else str(node).partition(":")[0]


def ends_at(town: Town) -> float:
    """When the running step ends, in seconds since 1970."""
    ((at,),) = town.rows("select json_extract(state, '$.playing.ends_at') from sessions where open")
    return datetime.fromisoformat(str(at)).astimezone(UTC).timestamp()


async def away_until(town: Town, seconds_after_the_end: float) -> None:
    """Dead before the step ends, and back so long after its end."""
    left = ends_at(town) - town.play.clock.timestamp()
    await town.play.bot.kill()
    await town.play.clock.move(left + seconds_after_the_end)
    await town.play.bot.start()
    await town.play.online()


def dying(town: Town, wanted: Callable[[Call], bool], *, performed: bool) -> asyncio.Event:
    """Kill the bot in its next such request: after Discord has done what it asks, but before the bot hears of it, or
    before anything is done. The event is set as that request comes.
    """
    faults, came = town.play.faults.before, asyncio.Event()

    async def fault(call: Call) -> Reply | None:
        if not wanted(call):
            return None
        faults.remove(fault)
        came.set()
        handler = town.play._server._rest._routes.find(call)
        assert handler is not None
        reply = await handler(call) if performed else None
        await town.play.bot.kill()
        return reply or Reply(503)

    faults.append(fault)
    return came


async def gone(town: Town) -> None:
    """Wait until the bot has died."""
    assert await town.mia.until(lambda: not town.play.bot.running, 10)


def answers(town: Town) -> int:
    """How many interactions were answered."""
    return sum(1 for request in town.play.requests if request.route == CALLBACK and request.status < 300)


async def changed(person: Person, before: Card) -> Card:
    """The card once it says something else."""
    assert await person.until(lambda: person.card().text != before.text, 10), f"nothing changed: {before.text}"
    return person.card()


async def test_killed_on_every_kind_of_card(town: Town) -> None:
    """The main path, with kill -9 and a start before the first press on each kind of card."""
    assert (await town.mia.slash("back")).ok
    seen: set[str] = set()
    path = [
        *TO_FIRST_HOLD,
        "Pause",
        "Go on",
        "Something feels wrong",
        "I pressed by mistake",
        "Stop here",
        "2",
        "Easier",
        "No",
    ]
    for label in path:
        if (kind := kind_of(town)) not in seen:
            seen.add(kind)
            before = faces(town.mia)
            await town.crash()
            assert faces(town.mia) == before, kind
        await press(town.mia, label)
    assert seen == {
        "hello", "q", "ask", "result", "stoplist", "play ready", "play running", "play paused", "play wrong", "check",
    }  # fmt: skip
    await town.crash()
    await press(town.mia, "Keep a diary")
    assert answers(town) == 1 + len(path) + 1
    assert len(town.mia.messages("general")) == 1
    assert town.rows("select before, after, feel, done from checkins") == [(3, 2, "easier", "none")]


async def test_a_step_goes_on_where_the_clock_says(town: Town) -> None:
    card = await walk(town.mia, *TO_FIRST_HOLD)
    await town.move(10)
    await town.crash()
    assert town.mia.card().text == card.text
    ended = ends_at(town)
    await town.next_timer(town.mia)
    assert town.mia.card().text != card.text
    await play_until_running(town)
    card = town.mia.card()
    await away_until(town, 10)
    following = await changed(town.mia, card)
    assert AWAY not in following.text
    assert ends_at(town) > ended
    await play_through(town, town.mia)
    await press(town.mia, "2", "Easier", "No")
    assert town.rows("select done from checkins") == [("all",)]
    assert len(town.mia.messages("general")) == 1


async def play_until_running(town: Town) -> None:
    """Get into position until a step runs."""
    for _ in range(20):
        card = town.mia.card()
        if "Pause" in card.buttons:
            return
        await press(town.mia, "I'm ready")
    raise AssertionError(town.mia.card().text)


async def test_a_hold_that_ended_unseen_is_asked_about_and_not_counted(town: Town) -> None:
    card = await walk(town.mia, *TO_FIRST_HOLD)
    await away_until(town, 16)
    asked = await changed(town.mia, card)
    assert AWAY in asked.text
    assert asked.buttons[:3] == ["Go on", "Again", "Stop here"]
    assert town.play.clock.next_due is None
    await town.move(3600)
    assert town.mia.card().text == asked.text
    await press(town.mia, "Again")
    assert town.mia.card().text.partition("Until")[0] == card.text.partition("Until")[0]
    await away_until(town, 40)
    assert await town.mia.until(lambda: AWAY in town.mia.card().text, 10)
    await press(town.mia, "Go on")
    await play_through(town, town.mia)
    await press(town.mia, "2", "Easier", "No")
    assert town.rows("select done from checkins") == [("part",)]


async def test_what_was_sent_before_the_bot_died_is_not_sent_again(town: Town) -> None:
    """Buzz mode, where each hold begins with a new message."""
    await walk(town.mia, *TO_RESULT, "Start", "Buzz me")
    assert await town.mia.until(lambda: "I'm ready" in town.mia.card().buttons)
    await press(town.mia, "I'm ready", "Got it")
    await play_until_running(town)
    rung = len(town.mia.notifications())
    direct = len(town.mia.messages("dm"))
    came = dying(town, lambda call: call.method == "POST" and call.route.endswith("/messages"), performed=True)
    for _ in range(20):
        if not came.is_set():
            await buzz_on(town)
    await gone(town)
    assert len(town.mia.messages("dm")) == direct + 1
    await town.play.bot.start()
    await town.play.online()
    last = town.mia.messages("dm")[-1]
    assert await town.mia.until(lambda: "##" in town.mia.messages("dm")[-1].text, 10), last.text
    await town.play.settle()
    assert len(town.mia.messages("dm")) == direct + 1
    assert len(town.mia.notifications()) == rung + 1
    assert {told.body for told in town.mia.notifications()} == {"Next"}


async def buzz_on(town: Town) -> None:
    """Be ready where asked, else let the next timer fall due."""
    card = town.mia.card()
    if "I'm ready" in card.buttons:
        await press(town.mia, "I'm ready")
    else:
        await town.due_told()
        await town.play.clock.to_next_timer()
        await town.mia.until(lambda: not town.play.bot.running or town.mia.card().text != card.text, 5)


async def test_an_edit_in_which_the_bot_died_is_made_after_it(town: Town) -> None:
    card = await walk(town.mia, *TO_FIRST_HOLD)
    await town.due_told()
    dying(town, lambda call: call.method == "PATCH", performed=False)
    await town.play.clock.to_next_timer()
    await gone(town)
    assert town.mia.card().text == card.text
    dying(town, lambda call: call.route == "/users/@me", performed=False)
    await town.play.bot.start()
    await gone(town)
    await town.play.bot.start()
    await town.play.online()
    assert AWAY not in (await changed(town.mia, card)).text
    assert len(town.mia.messages("general")) == 1


async def test_a_window_opened_before_the_restart_is_sent_after_it(town: Town) -> None:
    await walk(town.mia, "18", "No", "No")
    await press(town.mia, "Yes")
    modal = town.mia.modal()
    assert modal is not None
    await town.crash()
    field = modal.fields[0]
    sent = await town.mia.submit({field["custom_id"]: [field["options"][0]["value"]]})
    assert sent.ok, sent.error
    assert "3 of 6" not in town.mia.card().text
    assert kind_of(town) in {"urgent", "q"}
    assert len(town.mia.messages("general")) == 1


async def test_a_check_in_that_was_acknowledged_is_kept(town: Town) -> None:
    """Killed as the answer reaches Discord; and the press again, as if it had been in vain, counts once."""
    await walk(town.mia, *TO_FIRST_HOLD, "Stop here", "2", "Worse")
    dying(town, lambda call: call.route == CALLBACK, performed=False)
    card = town.mia.card()
    assert not (await town.mia.press("No")).ok
    await gone(town)
    kept = town.rows("select before, after, feel, anything_new from checkins")
    assert kept == [(3, 2, "worse", "no")]
    await town.play.bot.start()
    await town.play.online()
    again = await town.mia.press("No", message=card)
    assert again.ok, again.error
    assert "1 of 6" in again.card.text
    assert town.rows("select before, after, feel, anything_new from checkins") == kept
