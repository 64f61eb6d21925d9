"""A message whose fate is unknown, after its nonce is forgotten: looked for before it is sent again."""

from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.core.cards import Button, Card, Field, Form
from bot.core.effects import Announce, AskPage, Direct, Show
from bot.core.records import Job
from bot.playground.ids import GENERAL
from bot.storage import people
from bot.ui import history
from bot.ui.faults import RetryError
from tests.ui.conftest import House

LONG = 6 * 60
"""Seconds: longer than a nonce lives."""
ROWS = ((Button("Done", "/checkin/7/now"),),)
REPEAT = "This may be a repeat."
BREAKS = 2
"""A message is sent once more at once where the connection breaks."""


def job(house: House, attempts: int = 2) -> Job:
    """A timer that is due now, in its second attempt."""
    now = house.play.clock.now()
    return Job(id=1, kind="prompt", key="prompt:7", due_at=now, user_id=house.play.user("mia").id, attempts=attempts)


def says(house: House, nonce: str = "c7s0", notify: str | None = "Ready") -> Direct:
    """A check-in's message; its words are the same each time."""
    card = Card("How strong?", (), ROWS, notify=notify)
    return Direct(house.play.user("mia").id, card, nonce, about="checkin:7", opens="/checkin/7")


async def lost(house: House, direct: Direct, *, arrives: bool = True) -> Job:
    """A first attempt of which nothing was heard, long ago; the job as it is tried again."""
    env = house.services.env()
    env.pack.texts["notify.repeat"] = REPEAT
    await house.store.run(people.get_or_create, direct.user_id, house.play.clock.now())
    house.script.answers["due"] = (direct,)
    fault = house.play.faults.lost if arrives else house.play.faults.cut
    fault("POST", "/messages", times=BREAKS)
    first = job(house, attempts=1)
    with pytest.raises((RetryError, aiohttp.ClientError)):
        await house.client.work(first)
    await house.play.clock.move(LONG)
    return replace(first, attempts=2)


@pytest.mark.parametrize("notify", ["Ready", None])
async def test_one_that_had_arrived_is_found_and_not_sent_again(house: House, notify: str | None) -> None:
    mia = house.play.user("mia")
    again = await lost(house, says(house, notify=notify))
    (arrived,) = mia.messages("dm")
    await house.client.work(again)
    (card,) = mia.messages("dm")
    assert (card.id, "How strong?" in card.text, card.content) == (arrived.id, True, "")
    assert house.script.given("delivered")["surface"].message_id == card.id
    assert len(mia.notifications()) == 1
    assert REPEAT not in card.text


async def test_one_that_had_not_arrived_is_sent(house: House) -> None:
    mia = house.play.user("mia")
    await house.client.work(await lost(house, says(house, nonce="c6s0")))
    again = await lost(house, says(house), arrives=False)
    await house.client.work(again)
    assert len(mia.messages("dm")) == 2, "the one of before has the same words and another mark"
    assert all(REPEAT not in card.text for card in mia.messages("dm"))


async def test_where_it_cannot_be_told_the_message_says_so(house: House) -> None:
    mia = house.play.user("mia")
    again = await lost(house, says(house))
    house.script.answers["page"] = (Show(Card("Something else")),)
    house.play.faults.clear()
    assert (await mia.press("Open")).ok, "whoever has pressed it has another card there now, without a button"
    await house.client.work(again)
    shown = mia.messages("dm")
    assert len(shown) == 2
    assert REPEAT in shown[-1].text


async def test_a_doubt_outlives_a_second_loss(house: House) -> None:
    """What notified arrived, and nothing was heard of it before its card took its place."""
    mia = house.play.user("mia")
    again = await lost(house, says(house))
    house.script.answers["page"] = (Show(Card("Something else")),)
    house.play.faults.clear()
    assert (await mia.press("Open")).ok
    house.play.faults.lost("POST", "/messages", times=BREAKS)
    with pytest.raises((RetryError, aiohttp.ClientError)):
        await house.client.work(again)
    house.play.faults.clear()
    await house.play.clock.move(LONG)
    await house.client.work(replace(again, attempts=3))
    shown = mia.messages("dm")
    assert len(shown) == 2
    assert REPEAT in shown[-1].text


async def test_a_history_that_fails_for_now_is_read_later(house: House) -> None:
    again = await lost(house, says(house))
    house.play.faults.status(503, "GET", "/messages")
    with pytest.raises(RetryError):
        await house.client.work(again)
    assert len(house.play.user("mia").messages("dm")) == 1


async def test_a_young_one_is_not_called_a_repeat(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its nonce still sees to it that it comes once, whether or not it can be found."""
    monkeypatch.setattr(history, "MOST", 1)
    house.script.answers["due"] = (says(house),)
    for _ in range(3):
        await house.client.work(job(house))
    (card,) = house.play.user("mia").messages("dm")
    assert REPEAT not in card.text


async def test_one_that_was_sent_before_the_clock_was_put_back_is_found(house: House) -> None:
    """It fell due by a clock that was five hours ahead. By the one that is right it falls due again, as if in time."""
    house.script.answers["due"] = (says(house),)
    house.play.faults.lost("POST", "/messages", times=BREAKS)
    due = house.play.clock.now() + timedelta(hours=5)
    first = replace(job(house, attempts=1), due_at=due)
    with pytest.raises((RetryError, aiohttp.ClientError)):
        await house.client.work(first)
    await house.play.clock.move(5 * 3600 + 1)
    await house.client.work(replace(first, attempts=2))
    assert len(house.play.user("mia").messages("dm")) == 1


async def test_one_that_was_pressed_before_the_clock_was_put_back_is_found(house: House) -> None:
    """The same, and it shows another card by then: a press and a form leave its mark on what takes its place."""
    mia = house.play.user("mia")
    house.script.answers["due"] = (says(house),)
    first = replace(job(house, attempts=1), due_at=house.play.clock.now() + timedelta(minutes=12))
    await house.client.work(first)
    other = Card("Something else", (), ((Button("Write", "/write"),),))
    house.script.answers["page"] = (Show(other),)
    assert (await mia.press("Done")).ok
    house.script.answers["page"] = (AskPage(Form("Write", (Field("text", "What", "text"),)), "/write"),)
    assert (await mia.press("Write")).ok
    house.script.answers["page"] = (Show(other),)
    assert (await mia.submit({"text": "x"})).ok
    await house.play.clock.move(12 * 60 + 1)
    await house.client.work(replace(first, attempts=2))
    (card,) = mia.messages("dm")
    assert "Something else" in card.text


async def test_where_a_press_left_no_button_and_the_clock_was_put_back_it_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run that sent it is gone, and by the clock it was a moment ago."""
    mia = house.play.user("mia")
    house.services.env().pack.texts["notify.repeat"] = REPEAT
    house.script.answers["due"] = (says(house),)
    first = replace(job(house, attempts=1), due_at=house.play.clock.now() + timedelta(minutes=12))
    await house.client.work(first)
    house.script.answers["page"] = (Show(Card("Something else")),)
    assert (await mia.press("Done")).ok
    await house.play.clock.move(12 * 60 + 1)
    monkeypatch.setattr(history, "NONCE_LIVES", timedelta(seconds=-1))
    await house.client.work(replace(first, attempts=2))
    assert REPEAT in mia.messages("dm")[-1].text


async def test_a_dated_line_is_found_where_the_clock_was_wrong(house: House) -> None:
    house.script.answers["due"] = (Announce(GENERAL, Card("Until Sunday 8 March"), "w9", dated=True),)
    first = replace(job(house, attempts=1), due_at=house.play.clock.now() + timedelta(hours=5))
    await house.client.work(first)
    await house.play.clock.move(5 * 3600 + 1)
    await house.client.work(replace(first, attempts=2))
    assert len(house.play.user("mia").messages("general")) == 1


async def test_a_line_for_a_channel_is_known_by_its_words(house: House) -> None:
    env = house.services.env()
    env.pack.texts["notify.repeat"] = REPEAT
    mia = house.play.user("mia")
    for words in ("One", "Two"):
        house.script.answers["due"] = (Announce(GENERAL, Card(words), words),)
        await house.client.work(job(house, attempts=1))
        late = replace(job(house), due_at=house.play.clock.now() - timedelta(seconds=LONG))
        await house.play.clock.move(LONG)
        await house.client.work(late)
    assert [card.text for card in mia.messages("general")] == ["## One", "## Two"]


async def test_in_a_channel_whose_history_is_closed_it_says_so(house: House) -> None:
    env = house.services.env()
    env.pack.texts["notify.repeat"] = REPEAT
    house.play.faults.status(403, "GET", "/messages", code=50001)
    house.script.answers["due"] = (Announce(GENERAL, Card("One"), "one"),)
    late = replace(job(house), due_at=house.play.clock.now() - timedelta(seconds=LONG))
    await house.client.work(late)
    assert REPEAT in house.play.user("mia").messages("general")[-1].text


def test_a_mark_is_short_and_its_own() -> None:
    marks = {history.mark_of(f"c{number}s0") for number in range(2000)}
    assert len(marks) == 2000
    assert {len(mark) for mark in marks} == {history.MARK}


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_connection_that_breaks_once_is_not_noticed(house: House, arrives: bool) -> None:
    house.script.answers["due"] = (says(house),)
    breaking = house.play.faults.lost if arrives else house.play.faults.cut
    broken = breaking("POST", "/messages")
    await house.client.work(job(house, attempts=1))
    assert broken.hits == 1
    (card,) = house.play.user("mia").messages("dm")
    assert "How strong?" in card.text
