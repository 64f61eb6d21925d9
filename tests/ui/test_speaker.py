"""What timers say: where a card is edited, how a direct message notifies, and what a refusal leads to."""

import asyncio
from typing import Any

import pytest

from bot.core.cards import Button, Card
from bot.core.effects import Direct, Edit, Show
from bot.core.records import Job, Surface
from bot.playground.rest import Call, Reply
from bot.storage import people, sessions
from bot.ui.faults import GoneError, RetryError
from bot.ui.history import mark_of
from tests.ui.conftest import House

STEP = Card("Hold", ("Off after 60 s.",), ((Button("Done", "done"),),))


def job(house: House) -> Job:
    mia = house.play.user("mia")
    return Job(id=1, kind="step", key="step:1", due_at=house.play.clock.now(), user_id=mia.id, session_id=1)


def refuse(house: House, method: str, part: str, status: int, code: int) -> list[Call]:
    """From now on Discord refuses this; what was asked for is noted."""
    asked: list[Call] = []

    async def fault(call: Call) -> Reply | None:
        if call.method == method and part in call.path:
            asked.append(call)
            return Reply(status, {"message": "refused", "code": code})
        return None

    house.play.faults.before.append(fault)
    return asked


async def with_card(house: House, channel: str = "general") -> int:
    """Mia has a session whose card stands in a channel."""
    mia = house.play.user("mia")
    row = await house.session()

    def opened(tx: Any, surface: Surface, **_: Any) -> tuple[Show, ...]:
        sessions.set_surface(tx, row.id, surface)
        return (Show(Card("Before", rows=((Button("Go", "go"),),)), row.id, 0),)

    house.script.answers["open_session"] = opened
    house.script.answers["sent"] = lambda tx, session_id, surface, **_: (
        sessions.set_surface(tx, session_id, surface) or ()
    )
    assert (await mia.slash("back", channel=channel)).ok
    if channel == "dm":
        assert await house.until(lambda: house.script.count("sent") == 1)
    return row.id


@pytest.mark.parametrize("channel", ["general", "dm"])
async def test_a_timer_edits_the_card_where_it_stands(house: House, channel: str) -> None:
    mia = house.play.user("mia")
    session_id = await with_card(house, channel)
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    await house.client.work(job(house))
    assert len(mia.messages()) == 1
    assert "Off after 60 s" in mia.card().text
    assert mia.card().custom_ids == [f"e:{session_id}:0:0"]
    assert house.play.refusals == []


async def test_a_direct_card_outlives_the_token(house: House) -> None:
    mia = house.play.user("mia")
    session_id = await with_card(house, "dm")
    await house.play.clock.move(3600)
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    await house.client.work(job(house))
    assert "Off after 60 s" in mia.card().text


async def test_an_expired_token_is_told_and_not_tried(house: House) -> None:
    session_id = await with_card(house)
    await house.play.clock.move(15 * 60)
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    await house.client.work(job(house))
    given = house.script.given("lost")
    assert (given["session_id"], given["reason"]) == (session_id, "expired")
    assert house.play.refusals == []


async def test_a_deleted_card_is_told(house: House) -> None:
    session_id = await with_card(house, "dm")
    refuse(house, "PATCH", "/messages/", 404, 10008)
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    await house.client.work(job(house))
    assert house.script.given("lost")["reason"] == "gone"


async def test_a_session_without_a_card_is_told(house: House) -> None:
    row = await house.session()
    house.script.answers["due"] = (Edit(row.id, 0, STEP),)
    await house.client.work(job(house))
    assert house.script.given("lost")["reason"] == "nowhere"


async def test_an_older_edit_does_not_overwrite_a_newer_card(house: House) -> None:
    mia = house.play.user("mia")
    session_id = await with_card(house)
    row = await house.store.read(sessions.get, session_id)
    assert row is not None
    await house.store.run(sessions.save, row, house.play.clock.now())
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    await house.client.work(job(house))
    assert "Before" in mia.card().text
    assert house.script.count("lost") == 0


@pytest.mark.parametrize(("status", "code"), [(503, 0), (429, 0)])
async def test_a_busy_discord_means_later(house: House, status: int, code: int) -> None:
    session_id = await with_card(house, "dm")
    refuse(house, "PATCH", "/messages/", status, code)
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    with pytest.raises(RetryError) as later:
        await house.client.work(job(house))
    assert later.value.after > 0
    assert house.script.count("lost") == 0


async def test_what_discord_will_never_take_means_never(house: House) -> None:
    session_id = await with_card(house, "dm")
    refuse(house, "PATCH", "/messages/", 400, 50035)
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    with pytest.raises(GoneError):
        await house.client.work(job(house))


def direct(house: House, notify: str | None = "Next", nonce: str = "n1") -> Direct:
    card = Card("Hold", ("Off after 60 s.",), ((Button("Done", "done"),),), notify=notify)
    return Direct(house.play.user("mia").id, card, nonce, 7, 2)


async def test_a_notification_is_neutral_and_becomes_the_card(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["due"] = (direct(house),)
    await house.client.work(job(house))
    assert [note.body for note in mia.notifications()] == ["Next"]
    shown = mia.messages("dm")
    assert len(shown) == 1
    assert "Off after 60 s" in shown[0].text
    assert "Next" not in shown[0].text
    surface = house.script.given("sent")["surface"]
    assert (surface.kind, surface.message_id, surface.channel_id) == ("dm", shown[0].id, shown[0].channel_id)
    assert house.play.refusals == []


async def test_done_twice_it_goes_out_once(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["due"] = (direct(house, nonce="a nonce that is much longer than Discord takes"),)
    await house.client.work(job(house))
    await house.client.work(job(house))
    assert len(mia.messages("dm")) == 1
    assert len(mia.notifications()) == 1


async def test_a_notification_that_cannot_be_filled_stands_with_its_button(house: House) -> None:
    mia = house.play.user("mia")
    refuse(house, "PATCH", "/messages/", 503, 0)
    house.script.answers["due"] = (direct(house),)
    await house.client.work(job(house))
    shown = mia.messages("dm")[0]
    assert (shown.content, shown.buttons, shown.custom_ids) == ("Next", ["Open"], [f"open:-~{mark_of('n1')}"])
    house.play.faults.before.clear()
    house.script.answers["open_session"] = (Show(STEP, 7, 2),)
    assert (await mia.press("Open", message=shown)).ok
    assert [message.id for message in mia.messages("dm")] == [shown.id], "it opens in place"
    assert "Off after 60 s" in mia.card().text
    assert house.play.refusals == []


async def test_a_notification_of_a_page_opens_that_page(house: House) -> None:
    mia = house.play.user("mia")
    refuse(house, "PATCH", "/messages/", 503, 0)
    card = Card("How strong?", (), notify="Your check-in is ready")
    house.script.answers["due"] = (Direct(mia.id, card, "c7", about="checkin:7", opens="/checkin/7"),)
    await house.client.work(job(house))
    assert mia.messages("dm")[0].custom_ids == [f"p:/checkin/7~{mark_of('c7')}"]


async def test_the_channel_is_opened_once_and_remembered(house: House) -> None:
    mia = house.play.user("mia")
    await house.store.run(people.get_or_create, mia.id, house.play.clock.now())
    for nonce in ("a", "b"):
        house.script.answers["due"] = (direct(house, nonce=nonce),)
        await house.client.work(job(house))
    person = await house.store.read(people.get, mia.id)
    assert person is not None
    assert person.dm_channel_id == mia.messages("dm")[0].channel_id
    assert [r.route for r in house.play.requests].count("/users/@me/channels") == 1


async def test_a_closed_direct_message_runs_on_in_the_answer(house: House) -> None:
    mia = house.play.user("mia")
    mia.close_dms()
    house.script.answers["open_session"] = (Show(Card("I've sent it to you"), 7, 1), direct(house))
    house.script.answers["dm_failed"] = (Show(Card("I can't write to you"), 7, 2),)
    await mia.slash("back")
    assert await mia.until(lambda: "can't write" in mia.card().text)
    assert len(mia.messages()) == 1
    given = house.script.given("dm_failed")
    assert (given["session_id"], given["surface"].kind, given["who"].user_id) == (7, "ephemeral", mia.id)


async def test_a_closed_direct_message_of_a_timer_is_told(house: House) -> None:
    house.play.user("mia").close_dms()
    house.script.answers["due"] = (direct(house),)
    await house.client.work(job(house))
    given = house.script.given("dm_failed")
    assert (given["session_id"], given["surface"]) == (7, None)


@pytest.mark.parametrize("code", [50278, 40003])
async def test_other_closed_doors_are_told_as_well(house: House, code: int) -> None:
    refuse(house, "POST", "/users/@me/channels", 403 if code == 50278 else 429, code)
    house.script.answers["due"] = (direct(house),)
    await house.client.work(job(house))
    assert house.script.count("dm_failed") == 1


async def test_a_failure_is_told_once(house: House) -> None:
    house.play.user("mia").close_dms()
    house.script.answers["due"] = (direct(house),)
    house.script.answers["dm_failed"] = (direct(house),)
    with pytest.raises(GoneError):
        await house.client.work(job(house))
    assert house.script.count("dm_failed") == 1


async def test_a_press_and_a_timer_speak_in_the_order_in_which_they_decided(house: House) -> None:
    """The timer decides first, and its edit is held up: the press must not be overwritten by it."""
    mia = house.play.user("mia")
    session_id = await with_card(house, "dm")
    house.script.answers["due"] = (Edit(session_id, 0, STEP),)
    house.script.answers["press"] = (Show(Card("After the press"), session_id, 1),)
    pressed: list[Any] = []

    async def press_meanwhile(call: Call) -> Reply | None:
        if call.method == "PATCH" and not pressed:
            pressed.append(asyncio.create_task(mia.press("Go")))
            await house.until(lambda: house.script.count("press") == 1, 0.2)
        return None

    house.play.faults.before.append(press_meanwhile)
    await house.client.work(job(house))
    assert (await pressed[0]).ok
    assert "After the press" in mia.card().text
    names = [name for name, _ in house.script.calls]
    assert names.index("due") < names.index("press")
