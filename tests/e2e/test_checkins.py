"""Setting up check-ins on Discord: found by a city, shown before it is confirmed, tested by a message, stopped for
good.
"""

import pytest

from bot.playground import Card, Person

from .conftest import Town, arrives, press, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def begun(person: Person, **where: str) -> Card:
    """Somebody who is known and keeps a diary, on the first card."""
    await walk(person, "18")
    assert (await person.slash("checkins", **where)).ok
    await press(person, "Keep a diary")
    return person.card()


def direct(person: Person) -> list[Card]:
    """Their direct messages, oldest first."""
    return person.messages("dm")


async def test_it_is_set_up_in_two_taps_and_stopped_by_the_oldest_button(home: Town) -> None:
    mia = home.mia
    await walk(mia, "18")
    offered = await mia.autocomplete("checkins", "where", "lisb")
    assert {"name": "Lisbon, Portugal", "value": "Lisbon, Portugal"} in offered.choices
    assert (await mia.slash("checkins", where="Lisbon, Portugal")).ok
    await press(mia, "Keep a diary")
    card = mia.card()
    assert card.ephemeral
    assert "Wednesday 4 March, 08:00" in card.text
    before = len(mia.notifications())
    await press(mia, "Yes, check in with me")
    shown = await arrives(mia, "It's on")
    assert shown.ephemeral
    (test, *_) = [card for card in direct(mia) if "Your check-ins will come here" in card.text]
    assert [note.body for note in mia.notifications()[before:]] == ["Your messages will come here"]
    assert home.rows("select zone, status from schedules where user_id = ?", mia.id) == [("Europe/Lisbon", "active")]
    assert (await mia.press("Stop these messages", message=test)).ok
    assert "Check-ins are off" in mia.card().text
    assert home.rows("select status from schedules where user_id = ?", mia.id) == [("stopped",)]
    assert home.rows("select 1 from jobs where user_id = ? and kind = 'checkin'", mia.id) == []


async def test_without_a_city_the_time_on_the_clock_is_enough(home: Town) -> None:
    tom = home.tom
    await begun(tom)
    opened = await press(tom, "Say where I am")
    assert opened.modal is not None
    assert (await tom.submit({"clock": "6 pm"})).ok
    assert "Which is yours?" in tom.card().text
    await press(tom, "London")
    assert "it's 18:00 there now" in tom.card().text
    opened = await press(tom, "Days")
    assert opened.modal is not None
    assert (await tom.submit({"days": ["2", "4"]})).ok
    await press(tom, "Time", "18:00")
    assert "**Tue, Thu** at **18:00**" in tom.card().text
    await press(tom, "Yes")
    await arrives(tom, "It's on")
    await press(tom, "Change", "Place")
    assert (await tom.submit({"where": "Texas"})).ok
    await press(tom, "Yes, change it")
    assert "Chicago" in tom.card().text


async def test_closed_direct_messages_switch_nothing_on(home: Town) -> None:
    rosa = home.rosa
    await begun(rosa)
    rosa.close_dms()
    assert (await rosa.slash("checkins", where="Tokyo")).ok
    await press(rosa, "Yes")
    shown = await arrives(rosa, "Nothing is switched on")
    assert shown.ephemeral
    assert home.rows("select 1 from schedules where user_id = ?", rosa.id) == []
    rosa.close_dms(False)
    await press(rosa, "Try again")
    await arrives(rosa, "It's on")
    assert home.rows("select zone from schedules where user_id = ?", rosa.id) == [("Asia/Tokyo",)]


async def test_tips_come_by_direct_message_and_each_can_stop_them(home: Town) -> None:
    mia = home.mia
    await begun(mia)
    assert (await mia.slash("me")).ok
    await press(mia, "Tips", "Say where I am")
    assert (await mia.submit({"where": "Lagos"})).ok
    await press(mia, "Yes, send me tips")
    await arrives(mia, "It's on")
    first = direct(mia)[-1]
    assert "Evidence" in first.text
    await home.move(86400)
    assert await mia.until(lambda: "Evidence" in direct(mia)[-1].text and direct(mia)[-1].id != first.id)
    assert mia.notifications()[-1].body == "Your tip is ready"
    assert direct(mia)[-1].text != first.text
    await press(mia, "Read more")
    assert (await mia.press("Stop the tips", message=first)).ok
    assert "Tips are off" in mia.card().text
    assert home.rows("select 1 from jobs where user_id = ? and kind = 'tip'", mia.id) == []
