"""Presses that cross each other: double clicks, old cards, several people, and hands where they do not belong."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.effects import Show, Spoken
from bot.core.records import Surface
from bot.flows import conversation
from bot.flows.env import Env, Host, Who
from bot.playground import Card, Outcome, Person
from bot.playground.model import Kind
from bot.storage.store import Store
from tests.shipped import loaded
from tests.shipped import pack as shipped

from .conftest import START, Town, forget, press, town_in, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO = ["No"] * 6
TO_RESULT = ["18", *NO, "3", "Ball slips", "That's all", "None", "Soft gap"]
TO_FIRST_HOLD = [*TO_RESULT, "Start", "I'm ready", "Got it"]


async def press_unseen(person: Person, custom_id: str, on: Card) -> Outcome:
    """Send a press that the card does not offer this person (any more), as a late or a forged one arrives."""
    world, acts = person._world, person._acts
    message = world.messages[on.id]
    data = {"component_type": 2, "custom_id": custom_id, "id": 1}
    return await person._do(
        lambda: acts._send(Kind.COMPONENT, person._user, world.channels[message.channel_id], data, message=message)
    )


def cards(person: Person) -> list[Card]:
    """The bot's messages that this person sees."""
    return [card for card in person.messages() if card.custom_ids or "##" in card.text]


def id_of(card: Card, label: str) -> str:
    found = next((button for button in card.buttons if button.startswith(label)), None)
    assert found is not None, f"no {label!r} among {card.buttons}"
    custom_id = card.button_id(found)
    assert custom_id is not None
    return custom_id


def state_of(home: Town, person: Person) -> tuple[int, str]:
    """Revision and node of someone's session."""
    sql = "select revision, json_extract(state, '$.node') from sessions where user_id = ? and open"
    ((revision, node),) = home.rows(sql, person.id)
    assert isinstance(revision, int)
    assert isinstance(node, str)
    return revision, node


async def test_of_two_clicks_the_second_shows_where_the_first_led(home: Town) -> None:
    card = await walk(home.mia, "18")
    before, node = state_of(home, home.mia)
    first, second = await asyncio.gather(home.mia.press("No", message=card), home.mia.press("No", message=card))
    assert first.ok, first.error
    assert second.ok, second.error
    revision, after = state_of(home, home.mia)
    assert (revision, node, after) == (before + 1, "q:q1", "q:q2")
    assert "2 of 6" in home.mia.card().text
    assert len(cards(home.mia)) == 1


async def test_two_clicks_on_an_answer_at_the_end_log_one_check_in(home: Town) -> None:
    await walk(home.mia, *TO_FIRST_HOLD, "Stop here", "2", "Easier")
    card = home.mia.card()
    await asyncio.gather(*(home.mia.press("No", message=card) for _ in range(3)))
    assert home.rows("select count(*) from checkins where user_id = ?", home.mia.id) == [(1,)]
    assert "Keep a diary?" in home.mia.card().text


async def test_an_old_message_and_a_second_device_lead_to_the_same_place(home: Town) -> None:
    old = await walk(home.mia, "18", "No")
    await home.mia.slash("back")
    new = home.mia.card()
    assert new.id != old.id
    await press(home.mia, "No")
    shown = await home.mia.press("Yes", message=old)
    assert shown.ok, shown.error
    assert shown.card.id == old.id
    assert "3 of 6" in shown.card.text
    assert state_of(home, home.mia)[1] == "q:q3"
    on = await home.mia.press("No", message=old)
    assert "4 of 6" in on.card.text
    back = await home.mia.press("No", message=new)
    assert "4 of 6" in back.card.text
    assert state_of(home, home.mia)[1] == "q:q4"


async def test_two_members_with_the_same_list_open_send_their_own(home: Town) -> None:
    await walk(home.mia, "18", "No", "No")
    await walk(home.tom, "50", "No", "No")
    await asyncio.gather(home.mia.press("Yes"), home.tom.press("Not sure"))
    mias, toms = home.mia.modal(), home.tom.modal()
    assert mias is not None
    assert toms is not None
    assert mias.custom_id != toms.custom_id
    field = mias.fields[0]
    sent = await asyncio.gather(
        home.mia.submit({field["custom_id"]: [field["options"][0]["value"]]}), home.tom.submit({})
    )
    assert [outcome.ok for outcome in sent] == [True, True]
    nodes = {person.name: state_of(home, person)[1] for person in (home.mia, home.tom)}
    assert nodes["Tom"] == "q:q3"
    assert nodes["Mia"] != "q:q3"
    await home.tom.slash("back")
    await press(home.tom, "No")
    assert "4 of 6" in home.tom.card().text


async def test_a_public_button_starts_the_session_of_whoever_presses_it(home: Town) -> None:
    heard = await home.mia.mention("the ball keeps slipping on my back")
    assert heard.ok, heard.error
    for person in (home.tom, home.mia):
        opened = await person.press(heard.card.buttons[0], message=heard.card)
        assert opened.ok, opened.error
        assert opened.card.ephemeral
    assert home.rows("select count(*) from sessions where open") == [(2,)]
    assert heard.card.text == next(card for card in home.tom.messages("general") if card.id == heard.card.id).text
    found = "select json_extract(state, '$.found') from sessions where user_id = ?"
    assert "slip" in str(home.rows(found, home.mia.id))
    assert home.rows(found, home.tom.id) == [("{}",)]


async def test_nobody_presses_the_buttons_of_another_person(home: Town) -> None:
    card = await walk(home.mia, *TO_FIRST_HOLD)
    before = state_of(home, home.mia)
    await walk(home.tom, "18")
    for label in ("Pause", "Something feels wrong", "Stop here"):
        refused = await press_unseen(home.tom, id_of(card, label), home.tom.card())
        assert refused.ok, refused.error
        assert "someone else's" in refused.card.text
        assert refused.card.ephemeral
        await home.tom.dismiss(refused.card)
    assert state_of(home, home.mia) == before
    assert home.mia.card().text == card.text
    assert "1 of 6" in next(c.text for c in cards(home.tom) if "of 6" in c.text)


async def test_ids_that_are_damaged_or_made_up_get_a_sentence(home: Town) -> None:
    await walk(home.mia, "18")
    session = int(home.mia.card().custom_ids[0].split(":")[1])
    made_up = ["", "x", "e:1:2", f"e:{session}:999999:99", "e:999999:1:0", f"e:{session}:1:9999:fly", "p:/nowhere"]
    for custom_id in made_up:
        answer = await press_unseen(home.mia, custom_id, home.mia.card())
        assert answer.ok, f"{custom_id}: {answer.error}"
        assert "code" not in answer.card.text, f"{custom_id}: {answer.card.text}"
    assert state_of(home, home.mia)[1] == "q:q1"


@pytest.mark.parametrize(
    ("label", "says"),
    [("Something feels wrong", "Stop now"), ("Stop here", "How strong is it now"), ("Pause", "Paused.")],
)
async def test_whoever_is_in_trouble_presses_once(home: Town, label: str, says: str) -> None:
    """The step changes while the thumb is on its way."""
    card = await walk(home.mia, *TO_FIRST_HOLD)
    await home.next_timer(home.mia)
    assert state_of(home, home.mia)[0] > int(card.custom_ids[0].split(":")[2])
    answer = await press_unseen(home.mia, id_of(card, label), home.mia.card())
    assert answer.ok, answer.error
    assert says in answer.card.text
    again = await press_unseen(home.mia, id_of(card, label), home.mia.card())
    assert says in again.card.text
    await forget(home.tom)


async def test_any_other_press_on_the_step_before_shows_where_the_routine_is(home: Town) -> None:
    card = await walk(home.mia, *TO_FIRST_HOLD)
    await home.next_timer(home.mia)
    now = home.mia.card()
    for label in ("Skip", "Ease it now"):
        shown = await press_unseen(home.mia, id_of(card, label), home.mia.card())
        assert shown.card.text == now.text


@pytest.mark.parametrize("label", ["Skip", "Pause", "Something feels wrong"])
async def test_a_press_finds_the_routine_where_the_clock_says(tmp_path: Path, label: str) -> None:
    """The hold is over, its timer was not carried out yet: nothing in it is left to pause, skip or count."""
    content = loaded()
    host = Host("Rosa", "rosa@example.org")
    env = Env({content.hash: shipped()}, {content.hash: content.text}, content.hash, host)
    who, surface, now = Who("1", "Mia"), Surface(kind="ephemeral", token="t", token_expires_at=START), START
    async with Store.open(tmp_path / "easeback.db", run_id="one", now=lambda: START) as store:
        shown = only(await store.run(conversation.open_session, env, now, who, surface=surface))
        for wanted in (*TO_FIRST_HOLD, label):
            found = next(b for b in shown.card.buttons if b.label.startswith(wanted))
            at = shown.card.buttons.index(found)
            where: dict[str, Any] = {"session_id": shown.session_id, "revision": shown.revision, "position": at}
            if wanted == label:
                now += timedelta(minutes=10)
                where["anyway"] = None if label == "Skip" else found.action
            shown = only(await store.run(conversation.press, env, now, who, surface=surface, **where))
    expected = "Stop now" if label.startswith("Something") else "I was away from"
    assert expected in (shown.card.title + "".join(shown.card.body))


def only(effects: tuple[Spoken, ...]) -> Show:
    (effect,) = effects
    assert isinstance(effect, Show)
    return effect


async def test_something_wrong_after_the_end_leads_to_the_questions(home: Town) -> None:
    card = await walk(home.mia, *TO_FIRST_HOLD)
    wrong = id_of(card, "Something feels wrong")
    await press(home.mia, "Stop here")
    assert "1 of 6" in (await press_unseen(home.mia, wrong, home.mia.card())).card.text
    await press(home.mia, *NO)
    await walk(home.mia, "3", "Start", "Stop here", "2", "Same", "No", "Keep nothing")
    assert home.rows("select count(*) from sessions where user_id = ?", home.mia.id) == [(0,)]
    assert "1 of 6" in (await press_unseen(home.mia, wrong, home.mia.card())).card.text


async def test_something_wrong_does_not_lead_around_a_stop(home: Town) -> None:
    card = await walk(home.mia, *TO_FIRST_HOLD)
    wrong = id_of(card, "Something feels wrong")
    await press(home.mia, "Something feels wrong", "Ask me the questions", "Yes")
    urgent = home.mia.card()
    shown = await press_unseen(home.mia, wrong, urgent)
    assert shown.card.text == urgent.text
    await press(home.mia, "Close")
    shown = await press_unseen(home.mia, wrong, urgent)
    assert "clinician" in shown.card.text
    assert state_of(home, home.mia)[1] == "hold"


async def test_a_message_older_than_the_database(tmp_path: Path) -> None:
    async with town_in(tmp_path / "data") as town:
        await walk(town.mia, *TO_FIRST_HOLD)
        old = town.mia.card()
        await town.play.bot.kill()
        shutil.rmtree(tmp_path / "data")
        await town.play.bot.restart()
        await town.play.online()
        answer = await town.mia.press("Pause", message=old)
        assert answer.ok, answer.error
        assert "Type /back" in answer.card.text
        wrong = await press_unseen(town.mia, id_of(old, "Something feels wrong"), old)
        assert "Tap your age" in wrong.card.text or "18" in str(wrong.card.buttons)
